"""Telling of rows that could not be used: how many, where the first stand, and the text of that one cell.
Nothing of a row but that cell is told, and nothing at all of a column that is personal."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np

from catalogue.expressions import Kind
from catalogue.sources.records import ways
from errors import LoadRefusedError
from loaders.counting.statement import Statement
from loaders.dates import offsets, reader
from loaders.job import LoadJob
from loaders.keys import offers
from loaders.log import LoadLog
from loaders.parse.tables import clean
from loaders.problems import many, refusal
from loaders.values import numbers

SHOWN = 100  # rows told of each kind of trouble; of the others, how many there are
PERSONAL = "something that is not repeated here, as it is personal"
_WORDS = {
    Kind.NUMBER: "a number; for another kind, say in `reads` what it holds",
    Kind.YES_NO: "yes or no (true, false, 1, 0)",
    Kind.MOMENT: "a date",
}


@dataclass(frozen=True, slots=True)
class _Kind:
    """One kind of trouble: which rows, and what is told of them."""

    rows: str
    column: str
    expected: str
    cell: str | None


def tell(connection: duckdb.DuckDBPyConnection, statement: Statement, job: LoadJob, log: LoadLog) -> None:
    """Note every row with a cell that was not understood, or without a day."""
    kinds = _kinds(statement, job)
    counted = ", ".join(f"count_if(kept AND {kind.rows})" for kind in kinds)
    unanswered = ", ".join(f"count_if({c.unanswered})" for c in statement.counted)
    inner = statement.rows(is_numbered=True)
    answer = _run(connection, f"SELECT {counted}, {unanswered} FROM ({inner})", statement)[0]
    for kind, count in zip(kinds, answer, strict=False):
        if count:
            _first(connection, statement, log, kind, int(count))
    for each, count in zip(statement.counted, answer[len(kinds) :], strict=True):
        if count:
            left_out = f"{many(int(count), 'row')} left out of `{each.indicator.label}`"
            log.notes.append(f"{left_out}: what its formula asks is missing there")


def _kinds(statement: Statement, job: LoadJob) -> list[_Kind]:
    source, personal = statement.source, {clean(name) for name in statement.source.personal}
    found = []
    for name, is_bad in statement.bad.items():
        said = source.written_as.get(name, "")
        kind = statement.questions.kinds[name]
        words = _moments(said) if kind is Kind.MOMENT and said else _WORDS[kind]
        if kind is Kind.NUMBER and statement.decimal == "?":
            words = numbers.EXPECTED_DECIMAL
        found.append(_Kind(is_bad, name, words, None if name in personal else statement.cell(name)))
    if source.date is not None:
        name = source.date.column
        is_own = name in statement.columns
        said = source.written_as.get(name, "") or "date"
        words = _moments(said) if is_own else "a date"
        cell = statement.cell(name) if is_own else None
        found.append(_Kind("day IS NULL", name, words, cell))
        found.append(_Kind(statement.is_late, name, f"a day up to {job.as_at}", cell))
    return found


def _moments(said: str) -> str:
    """Say what a date or a time written so looks like."""
    return reader.expected(ways(said)).replace("a period", "a date or time")


def _first(
    connection: duckdb.DuckDBPyConnection, statement: Statement, log: LoadLog, kind: _Kind, count: int
) -> None:
    cell = kind.cell if kind.cell is not None else "NULL"
    query = (
        f"SELECT part, nr, {cell} FROM ({statement.rows(is_numbered=True)}) "
        f"WHERE kept AND {kind.rows} ORDER BY part, nr LIMIT {SHOWN}"
    )
    rows = _run(connection, query, statement)
    places = [place(statement, part, number) for part, number, _ in rows]
    hidden = "" if kind.cell is not None or "day" in kind.rows else PERSONAL
    found = [(text or hidden) + in_file(statement, part) for part, _, text in rows]
    log.problems.add(np.array(places), kind.column, kind.expected, found)
    if (more := count - len(rows)) > 0:
        log.problems.further += more
        log.notes.append(f"`{kind.column}`: the first {SHOWN} rows are told, {more:,} more are like them")


def open_offset(
    connection: duckdb.DuckDBPyConnection, statement: Statement, job: LoadJob, column: str
) -> LoadRefusedError:
    """Return the refusal of a list with times whose day is open, with the first of them."""
    which, cell = f"o{list(statement.open_offsets).index(column)}", statement.cell(column)
    inner = statement.rows(is_numbered=True)
    query = f"SELECT {cell} FROM ({inner}) WHERE kept AND {which} ORDER BY part, nr LIMIT 1"
    shown = _run(connection, query, statement)[0][0]
    is_personal = column in {clean(name) for name in statement.source.personal}
    shown = PERSONAL if is_personal else shown
    question = offsets.question(column, shown, lambda zone: offers.time_zone(job, zone))
    return refusal(job.file.name, *question)


def place(statement: Statement, part: int, number: int) -> int:
    """Return the row of the file, as a spreadsheet shows it."""
    return statement.scans[part].first_row + number - 1


def in_file(statement: Statement, part: int) -> str:
    return f" (in {statement.scans[part].part.name})" if len(statement.scans) > 1 else ""


def first_places(
    connection: duckdb.DuckDBPyConnection, statement: Statement, column: str, texts: Sequence[str]
) -> Mapping[str, tuple[int, int]]:
    """Find by text the first row of the file it stands in, and in how many it does."""
    if not texts:
        return {}
    listed = ", ".join(statement.sql.parameter(text) for text in texts)
    query = (
        f"SELECT {column}, min((part, nr)), count(*) "
        f"FROM ({statement.rows(is_numbered=True)}) WHERE kept AND {column} IN ({listed}) GROUP BY 1"
    )
    rows = _run(connection, query, statement)
    # The place of a band is a number.
    return {str(text): (place(statement, *first), count) for text, first, count in rows}


def misshapen(connection: duckdb.DuckDBPyConnection, statement: Statement, log: LoadLog) -> None:
    """Tell of rows with more or fewer cells than the heading: they were passed over."""
    for number, scan in enumerate(statement.scans):
        if not scan.rejects:
            continue
        try:
            count = connection.execute(f"SELECT count(DISTINCT line) FROM {scan.rejects}").fetchall()[0][0]
        except duckdb.Error:  # no row of that file was ever kept apart
            continue
        if not count:
            continue
        rows = connection.execute(
            f"SELECT line, any_value(error_type) FROM {scan.rejects} GROUP BY 1 ORDER BY 1 LIMIT {SHOWN}"
        ).fetchall()
        words = [str(kind).lower().replace("_", " ") + in_file(statement, number) for _, kind in rows]
        expected = "as many cells as the heading has"
        log.problems.add(np.array([line for line, _ in rows]), None, expected, words)
        log.problems.further += count - len(rows)
        log.counts["read"] += count


def _run(connection: duckdb.DuckDBPyConnection, query: str, statement: Statement) -> list[tuple[Any, ...]]:
    return connection.execute(query, used(query, statement.sql.parameters)).fetchall()


def used(query: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters that a statement names: DuckDB takes no others."""
    return {name: parameters[name] for name in set(re.findall(r"\$(p\d+)\b", query))}
