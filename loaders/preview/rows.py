"""The first rows of a file, as they were understood."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

import numpy as np

from catalogue import identifiers
from catalogue.fields.periods import Frequency
from data.write.observations import Values
from loaders.job import LoadJob, LoadTrace
from loaders.observations import build as measure
from loaders.parse.tables import Table, clean
from loaders.parse.trace import Reading
from loaders.preview.facts import number_columns
from loaders.preview.names import PreviewNames, period
from loaders.problems import ROWS_OF_A_SHEET, shortened
from quality.disclosure.redaction import redact
from quality.disclosure.suppression import HIDDEN
from quality.provenance.preview import FirstRow

SHOWS_CELLS = {"tidy", "wide", "services", "population", "events"}
"""Shapes whose rows are about services. Of any other a row may be a person: its cells are never shown."""
LETTERS = 40  # of a cell that is shown: a note of two pages helps nobody here


def first_rows(trace: LoadTrace, job: LoadJob, names: PreviewNames) -> Iterator[FirstRow]:
    if job.source.shape == "services":
        for entry in list(getattr(trace.found, "rows", ()))[: trace.rows_wanted]:
            above = f"below {entry.parent}" if entry.parent else "at the top"
            yield FirstRow(0, (), (f"{entry.code} {entry.name}",), (f"{entry.level}, {above}",))
    elif job.file.reading.understood:
        yield from islice(_understood(job, names), trace.rows_wanted)
    elif isinstance(trace.found, Mapping):
        yield from _counted(trace.found, names, job, trace.rows_wanted)


def _counted(found: Mapping[str, Any], names: PreviewNames, job: LoadJob, wanted: int) -> Iterator[FirstRow]:
    """Tell of rows about people only what they were counted to: the first values of each indicator."""
    for code, values in found.items():
        indicator = job.catalogue.measured.get(code)
        if indicator is None or not isinstance(values, Values):
            continue
        for at in range(min(wanted, len(values))):
            category = int(values.category[at])
            said = names.value(indicator, values.numerator[at], values.denominator[at], category)
            when = period(values.period[at], indicator.frequency)
            place = names.place(int(values.service[at]), when, category)
            yield FirstRow(0, (), place, (f"{indicator.label}: {said}",))


def _understood(job: LoadJob, names: PreviewNames) -> Iterator[FirstRow]:
    """Tell of each row, in the order of the file, what every indicator made of it."""
    found: dict[tuple[int, int, int, str], list[str]] = {}
    days: dict[tuple[int, int, int, str], np.datetime64] = {}
    for one in job.file.reading.understood:
        label = one.indicator.label if one.indicator is not None else "People"
        for at, row in enumerate(one.rows.tolist()):
            when = period(one.period[at], _frequency(job, one.indicator))
            category = int(one.category[at])
            value = names.value(one.indicator, one.numerator[at], one.denominator[at], category)
            key = (row, int(one.service[at]), category, when)
            found.setdefault(key, []).append(f"{label}: {value}")
            days[key] = one.period[at]
    for (row, service, category, when), values in sorted(found.items(), key=lambda item: item[0][0]):
        day = days[row, service, category, when]
        table = _part_of_row(job.file.reading, row, service, category, day)
        cells = tuple(_cells(job, table, row, hides=names.hides(category)))
        number = row % ROWS_OF_A_SHEET if len(job.file.sheets) > 1 else row
        yield FirstRow(number, cells, names.place(service, when, category), tuple(values))


def _frequency(job: LoadJob, indicator: Any) -> Frequency:
    if indicator is None:
        return Frequency.ANNUAL
    return Frequency.DAILY if job.source.shape == "events" else indicator.frequency


def _part_of_row(reading: Reading, row: int, service: int, category: int, day: np.datetime64) -> Table | None:
    """Return the table; where it was turned, so that a row of the file is several, those that mean this."""
    table = reading.table
    if table is None or (table.rows == row).sum() < 2:
        return table
    for one in reading.keyed:
        means = (one.table.rows == row) & (one.service == service) & (one.category == category)
        if means.any():
            is_then = means & (one.period == day)
            return one.table.take(is_then if is_then.any() else means)
    return table


def _cells(job: LoadJob, table: Table | None, row: int, *, hides: bool) -> Iterator[tuple[str, str]]:
    """Give the cells of a row that the catalogue names; of a group that must not be seen, not its numbers."""
    if table is None or job.source.shape not in SHOWS_CELLS:
        return
    numbers = set(number_columns(job))
    if job.source.shape == "wide":  # every column that is no key holds the numbers of a period
        down = job.source.measures
        fixed = [*measure.needed_columns(job), *([down.column] if down else [])]
        numbers |= table.columns.keys() - set(map(clean, fixed))
    for name, column in table.columns.items():
        for text in column.cells(np.flatnonzero(table.rows_for(name) == row)[:1]):
            told = identifiers.count(text) if name in numbers else identifiers.cell(text)
            cell = shortened(told, LETTERS)
            yield name, redact(cell, HIDDEN) if hides and name in numbers else cell
