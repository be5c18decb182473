"""What a file is, which of its columns became what, and its first rows as they were understood."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from catalogue.expressions.arithmetic import parse
from catalogue.fields.periods import Frequency
from data.write.observations import Values
from data.write.reference import ServiceRow
from loaders.job import LoadTrace, Work
from loaders.observations import build as measure
from loaders.parse.tables import clean
from loaders.parse.trace import Reading
from loaders.preview.mapping import mapped
from loaders.preview.names import PreviewNames, period
from loaders.problems import ROWS_OF_A_SHEET, shortened
from quality.disclosure.suppression import HIDDEN
from quality.provenance.preview import FirstRow, LeftOut, Mapped, Missing

SHOWS_CELLS = {"tidy", "wide", "services", "population", "events"}
"""Shapes whose rows are about services. Of any other a row may be a person: its cells are never shown."""
LETTERS = 40
"""Of a cell that is shown: a note of two pages helps nobody here."""


@dataclass(frozen=True, slots=True)
class Seen:
    facts: tuple[str, ...] = ()
    mapping: tuple[Mapped, ...] = ()
    unused: tuple[str, ...] = ()
    first: tuple[FirstRow, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    missing: tuple[Missing, ...] = ()


NOTHING = Seen()


def see(trace: LoadTrace, names: PreviewNames, rows: int) -> Seen:
    """All that can be told of a file, as far as its reading came."""
    work = trace.work
    if work is None:
        return NOTHING
    reading: Reading = work.file.reading
    used = {clean(name) for name in reading.used}
    return Seen(
        facts=tuple(_facts(work)),
        mapping=tuple(mapped(work, names)) if reading.table is not None else (),
        unused=tuple(dict.fromkeys(name for name in reading.headings if name and name not in used)),
        first=tuple(_first(trace, work, names, rows)),
        left_out=tuple(_left_out(work)),
        missing=tuple(_missing(work)),
    )


def _facts(work: Work) -> Iterator[str]:
    reading = work.file.reading
    details = [
        f"sheet `{reading.sheet}`" if reading.sheet else "",
        {"utf-8-sig": "UTF-8", "cp1252": "Windows-1252"}.get(reading.encoding, reading.encoding.upper()),
        f"columns parted by {_NAMES.get(reading.delimiter, reading.delimiter)}" if reading.delimiter else "",
    ]
    kind = work.file.kind.value
    yield ", ".join([kind[0].upper() + kind[1:], *filter(None, details)])
    if reading.heading_row is not None:
        columns = sum(bool(name) for name in reading.headings)
        found = f"heading in row {reading.heading_row:,}, {columns:,} columns"
        if reading.table is not None and len(reading.table):
            numbers, place = reading.table.rows, work.problems.place
            found += f"; {reading.table.lines:,} rows of data, "
            last = place(numbers.max()) if len(work.problems.sheets) > 1 else f"{numbers.max():,}"
            found += f"from {place(numbers.min())} to {last}"
        yield found


_NAMES = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "|", "¬": "¬"}


def _left_out(work: Work) -> Iterator[LeftOut]:
    table = work.file.reading.table
    if table is None:
        return
    for verb, rules in (("keep", work.source.keep), ("drop", work.source.drop)):
        for name, values in rules.items():
            column = table.columns.get(clean(name))
            if column is None:
                continue
            matches = column.is_in(values)
            count = int((~matches if verb == "keep" else matches).sum())
            yield LeftOut(f"{verb} `{name}`: {', '.join(values)}", count)


def number_columns(work: Work) -> list[str]:
    if work.source.shape == "population":
        return [clean(name) for name in parse(work.source.count).columns]
    if work.source.shape == "services":
        return []
    return [clean(name) for name in measure.number_columns(work)]


def _missing(work: Work) -> Iterator[Missing]:
    table = work.file.reading.keyed[-1].table if work.file.reading.keyed else None
    for name in number_columns(work) if table is not None else ():
        column = table.columns.get(name) if table is not None else None
        if column is None:
            continue
        counts = np.bincount(column.codes, minlength=len(column.texts))
        for text, count in zip(column.texts, counts.tolist(), strict=True):
            if count and (not text or text in work.missing):
                yield Missing(name, text or "empty", count)


# -- first rows ------------------------------------------------------------------------------------


def _first(trace: LoadTrace, work: Work, names: PreviewNames, rows: int) -> Iterator[FirstRow]:
    if work.source.shape == "services":
        yield from _services(trace, rows)
        return
    if not work.file.reading.understood:
        yield from _counted(trace, names, rows)
        return
    for row, keys, values in _understood(work, names)[:rows]:
        category = keys[1]
        yield FirstRow(
            row=row % ROWS_OF_A_SHEET if len(work.problems.sheets) > 1 else row,
            cells=tuple(_cells(work, row, hides=names.hides(category))),
            service=names.service(keys[0]),
            period=keys[2],
            group=names.group(category),
            values=tuple(values),
        )


def _counted(trace: LoadTrace, names: PreviewNames, rows: int) -> Iterator[FirstRow]:
    """Of rows about people only what they were counted to: the first values of each indicator."""
    if not isinstance(trace.found, Mapping):
        return
    for code, values in trace.found.items():
        indicator = names.catalogue.measured.get(code)
        if indicator is None or not isinstance(values, Values):
            continue
        for at in range(min(rows, len(values))):
            category = int(values.category[at])
            said = names.value(indicator, values.numerator[at], values.denominator[at], category)
            yield FirstRow(
                row=0,
                cells=(),
                service=names.service(int(values.service[at])),
                period=period(values.period[at], indicator.frequency),
                group=names.group(category),
                values=(f"{indicator.label}: {said}",),
            )


def _understood(work: Work, names: PreviewNames) -> list[tuple[int, tuple[int, int, str], list[str]]]:
    """Row, its keys, and what every indicator made of it; in the order of the file."""
    found: dict[tuple[int, int, int, str], list[str]] = {}
    for one in work.file.reading.understood:
        frequency = _frequency(work, one.indicator)
        label = one.indicator.label if one.indicator is not None else "People"
        for at, row in enumerate(one.rows.tolist()):
            when = period(one.period[at], frequency)
            key = (row, int(one.service[at]), int(one.category[at]), when)
            value = names.value(one.indicator, one.numerator[at], one.denominator[at], key[2])
            found.setdefault(key, []).append(f"{label}: {value}")
    return [(key[0], key[1:], values) for key, values in sorted(found.items(), key=lambda item: item[0][0])]


def _frequency(work: Work, indicator: Any) -> Frequency:
    if indicator is None:
        return Frequency.ANNUAL
    return Frequency.DAILY if work.source.shape == "events" else indicator.frequency


def _cells(work: Work, row: int, *, hides: bool) -> Iterator[tuple[str, str]]:
    """The cells of a row that the catalogue names. Numbers of a group that must not be seen are not."""
    table = work.file.reading.table
    if table is None or work.source.shape not in SHOWS_CELLS:
        return
    numbers = set(number_columns(work))
    is_wide = work.source.shape == "wide"
    for name, column in table.columns.items():
        at = np.flatnonzero(table.rows_for(name) == row)[:1]
        if not len(at):
            continue
        text = column.cells(at)[0]
        is_number = name in numbers or (is_wide and name not in measure_free(work))
        yield name, HIDDEN if hides and is_number else shortened(text, LETTERS)


def measure_free(work: Work) -> set[str]:
    """Columns of a wide file that are no period: every other one holds numbers."""
    fixed = [*measure.needed_columns(work), work.source.periods.measure_column]
    return {clean(name) for name in fixed if name}


def _services(trace: LoadTrace, rows: int) -> Iterator[FirstRow]:
    tree = getattr(trace.found, "rows", ())
    found: list[ServiceRow] = list(tree)[:rows]
    for entry in found:
        above = f"below {entry.parent}" if entry.parent else "at the top"
        yield FirstRow(0, (), f"{entry.code} {entry.name}", "", "", (f"{entry.level}, {above}",))
