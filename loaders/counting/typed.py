"""The text of a cell as a number, a moment, a yes or no: as SQL, with the same understanding everywhere.

Missing marks and empty cells are NULL. So is what cannot be understood, but that is told apart and reported.
"""

from __future__ import annotations

from collections.abc import Collection

from quality.row_language import Kind, Sql

_THOUSANDS = r"[-+]?\d{1,3}(,\d{3})+(\.\d+)?"
_YES = ("true", "yes", "y", "t", "1", "1.0")
_NO = ("false", "no", "n", "f", "0", "0.0")


def text(raw: str) -> str:
    """A cell without outer blanks; NULL where nothing is left."""
    return f"nullif(trim({raw}), '')"


def value(cell: str, kind: Kind, said: str, missing: Collection[str], sql: Sql) -> str:
    """What a cell's text means. `said`: how the catalogue says that its dates are written."""
    match kind:
        case Kind.NUMBER:
            return _number(cell, sql)
        case Kind.MOMENT:
            return _moment(cell, said, sql)
        case Kind.YES_NO:
            return f"(CASE WHEN lower({cell}) IN {_YES} THEN true WHEN lower({cell}) IN {_NO} THEN false END)"
    return f"(CASE WHEN {cell} NOT IN {_list(missing, sql)} THEN {cell} END)"


def is_bad(cell: str, understood: str, missing: Collection[str], sql: Sql) -> str:
    """There is something in the cell, it is no missing mark, and it was not understood."""
    return f"({understood} IS NULL AND {cell} IS NOT NULL AND {cell} NOT IN {_list(missing, sql)})"


def _list(texts: Collection[str], sql: Sql) -> str:
    marks = sorted({mark.strip() for mark in texts} | {""})
    return f"({', '.join(sql.parameter(mark) for mark in marks)})"


def _number(cell: str, sql: Sql) -> str:
    plain = f"try_cast({cell} AS DOUBLE)"
    spelled = f"regexp_full_match({cell}, {sql.parameter(_THOUSANDS)})"
    grouped = f"(CASE WHEN {spelled} THEN try_cast(replace({cell}, ',', '') AS DOUBLE) END)"
    return f"(CASE WHEN isfinite({plain}) THEN {plain} WHEN {plain} IS NULL THEN {grouped} END)"


def _moment(cell: str, said: str, sql: Sql) -> str:
    if said == "excel":
        serial = f"try_cast({cell} AS DOUBLE)"
        in_range = f"{serial} BETWEEN 1 AND 2958465"
        moved = f"TIMESTAMP '1899-12-30' + to_microseconds(CAST(round({serial} * 86400) AS BIGINT) * 1000000)"
        return f"(CASE WHEN {in_range} THEN {moved} ELSE try_cast({cell} AS TIMESTAMP) END)"
    if "%" in said:
        return f"try_strptime({cell}, {sql.parameter(said)})"
    return f"try_cast({cell} AS TIMESTAMP)"
