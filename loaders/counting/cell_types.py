"""The text of a cell as a number, a moment, a yes or no: as SQL, with the same understanding everywhere.

Missing marks and empty cells are NULL. So is what cannot be understood, but that is told apart and reported.
Each begins with the quickest thing that can be tried; the rest is asked only of cells where that failed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from catalogue.expressions import Kind, Sql
from catalogue.sources.records import ways
from loaders.dates import offsets

_THOUSANDS = r"[-+]?\d{1,3}(,\d{3})+(\.\d+)?"
_WITH_COMMA = r"[-+]?(\d{1,3}(\.\d{3})+|\d+)(,\d+)?"


def text(raw: str) -> str:
    """Take a cell without outer blanks; NULL where nothing is left."""
    return f"nullif(trim({raw}), '')"


def value(
    cell: str, kind: Kind, sql: Sql, dates: str, missing: Mapping[str, str | None], decimal: str | None
) -> str:
    """Return what a cell's text means.

    dates:   how they are written, as the catalogue says of this column
    decimal: what stands before fractions: `.`, `,`, or `?` where a comma may mean either
    """
    match kind:
        case Kind.NUMBER:
            return _or_zero(cell, _number(cell, decimal, sql), missing, sql)
        case Kind.MOMENT:
            return _moment(cell, dates, sql)
        case Kind.YES_NO:
            plain, low = f"try_cast({cell} AS BOOLEAN)", f"lower(trim({cell}))"
            spelled = f"CASE WHEN {low} = '1.0' THEN true WHEN {low} = '0.0' THEN false"
            spelled += f" ELSE try_cast({low} AS BOOLEAN) END"
            return f"coalesce({plain}, CASE WHEN {cell} IS NOT NULL THEN {spelled} END)"
    return f"(CASE WHEN NOT {_is_mark(cell, missing, sql)} THEN trim({cell}) END)"


def is_bad(cell: str, understood: str, missing: Collection[str], sql: Sql) -> str:
    """Tell that something is in the cell, is no missing mark, and was not understood."""
    is_left = f"{understood} IS NULL AND {cell} IS NOT NULL"
    return f"(CASE WHEN {is_left} THEN NOT {_is_mark(cell, missing, sql)} ELSE false END)"


def _is_mark(cell: str, missing: Collection[str], sql: Sql) -> str:
    # Not IN: DuckDB makes a join of a long one, and asks it of every row however lazily it is written.
    marks = sorted({mark.strip() for mark in missing} | {""})
    return f"list_contains([{', '.join(sql.parameter(mark) for mark in marks)}], trim({cell}))"


def _or_zero(cell: str, number: str, missing: Mapping[str, str | None], sql: Sql) -> str:
    """Read marks that this publisher writes for zero, an empty cell perhaps."""
    zeros = [mark.strip() for mark, why in missing.items() if why == "zero"]
    if not zeros:
        return number
    marks = ", ".join(sql.parameter(mark) for mark in zeros)
    return f"(CASE WHEN list_contains([{marks}], coalesce(trim({cell}), '')) THEN 0.0 ELSE {number} END)"


def _number(cell: str, decimal: str | None, sql: Sql) -> str:
    plain, trimmed = f"try_cast({cell} AS DOUBLE)", f"trim({cell})"
    if decimal == ",":
        spelled = f"regexp_full_match({trimmed}, {sql.parameter(_WITH_COMMA)})"
        pointed = f"replace(replace({trimmed}, '.', ''), ',', '.')"
        return f"(CASE WHEN {spelled} THEN try_cast({pointed} AS DOUBLE) END)"
    if decimal == "?":
        return f"(CASE WHEN abs({plain}) <= 1e300 THEN {plain} END)"
    spelled = f"regexp_full_match({trimmed}, {sql.parameter(_THOUSANDS)})"
    grouped = f"CASE WHEN {spelled} THEN try_cast(replace({trimmed}, ',', '') AS DOUBLE) END"
    number = f"coalesce({plain}, CASE WHEN {cell} IS NOT NULL THEN {grouped} END)"
    return f"(CASE WHEN abs({number}) <= 1e300 THEN {number} END)"


def open_offset(cell: str, dates: str, sql: Sql) -> str:
    """Tell that a cell's day is open (`loaders.dates.offsets`): a clock in Britain showed another time."""

    def has(expression: str) -> str:
        return f"regexp_matches(trim({cell}), {sql.parameter(expression)})"

    if any(map(offsets.are_read, ways(dates))):
        return f"({has(offsets.READ)} OR {has(offsets.TIME)})"
    moment = f"try_cast({_without_gap(cell)} AS TIMESTAMPTZ)"
    there = f"timezone({sql.parameter(offsets.BRITAIN)}, {moment})"
    is_open = f"{has(offsets.TIME)} AND NOT {has(offsets.MIDNIGHT)}"
    return (
        f"(CASE WHEN contains({cell}, ':') AND {is_open} THEN {there} <> try_cast({cell} AS TIMESTAMP) END)"
    )


def _moment(cell: str, said: str, sql: Sql) -> str:
    """Read a moment written in one of several ways; what two read differently is not understood."""
    tried = [_moment_written(cell, way, sql) for way in ways(said)]
    if len(tried) == 1:
        return tried[0]
    each = ", ".join(tried)
    return f"(CASE WHEN least({each}) = greatest({each}) THEN least({each}) END)"


def _moment_written(cell: str, said: str, sql: Sql) -> str:
    kind = "TIMESTAMPTZ" if sql.has_zone else "TIMESTAMP"
    plain = f"try_cast({_without_gap(cell) if sql.has_zone else cell} AS {kind})"
    if said == "excel":
        serial = f"try_cast({cell} AS DOUBLE)"
        in_range = f"{serial} BETWEEN 1 AND 2958465"
        moved = f"TIMESTAMP '1899-12-30' + to_microseconds(CAST(round({serial} * 86400) AS BIGINT) * 1000000)"
        return f"(CASE WHEN {in_range} THEN CAST({moved} AS {kind}) ELSE {plain} END)"
    if "%" not in said:
        return plain
    read = f"try_strptime(trim({cell}), {sql.parameter(said)})"
    if not sql.has_zone:
        return read
    if said.endswith("Z"):  # a Z of the pattern stands for Greenwich
        return f"timezone('UTC', {read})"
    if "%z" not in said:
        return f"CAST({read} AS TIMESTAMPTZ)"
    of_greenwich = f"try_strptime(trim({cell}), {sql.parameter(said.replace('%z', 'Z'))})"
    return f"coalesce({read}, timezone('UTC', {of_greenwich}))"


def _without_gap(cell: str) -> str:
    """Write an offset as DuckDB takes it: behind the time, without a blank."""
    return rf"regexp_replace(upper(trim({cell})), ' +(Z|[+-]\d\d(:?\d\d)?)$', '\1')"
