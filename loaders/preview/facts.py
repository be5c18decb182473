"""What a file is, where its table stands, which rows are left out and which cells say nothing."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from catalogue.expressions import parse_sum
from loaders.job import Work
from loaders.observations import build as measure
from loaders.parse.tables import clean

_ENCODINGS = {"utf-8-sig": "UTF-8", "cp1252": "Windows-1252"}
_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs"}


def facts(work: Work) -> Iterator[str]:
    reading = work.file.reading
    details = [
        f"sheet `{reading.sheet}`" if reading.sheet else "",
        _ENCODINGS.get(reading.encoding, reading.encoding.upper()),
        f"columns parted by {_DELIMITERS.get(reading.delimiter, reading.delimiter)}"
        if reading.delimiter
        else "",
    ]
    kind = work.file.kind.value
    yield ", ".join([kind[0].upper() + kind[1:], *filter(None, details)])
    if reading.heading_row is None:
        return
    columns = sum(bool(name) for name in reading.headings)
    found = f"heading in row {reading.heading_row:,}, {columns:,} columns"
    if reading.table is not None and len(reading.table):
        numbers, place = reading.table.rows, work.problems.place
        last = place(numbers.max()) if len(work.problems.sheets) > 1 else f"{numbers.max():,}"
        found += f"; {reading.table.lines:,} rows of data, from {place(numbers.min())} to {last}"
    yield found


def unused(work: Work) -> tuple[str, ...]:
    """Return the headings that the catalogue does not name."""
    reading = work.file.reading
    used = {clean(name) for name in reading.used}
    return tuple(dict.fromkeys(name for name in reading.headings if name and name not in used))


def left_out(work: Work) -> Iterator[str]:
    table = work.file.reading.table
    if table is None:
        return
    for verb, rules in (("keep", work.source.keep), ("drop", work.source.drop)):
        for name, values in rules.items():
            if (column := table.columns.get(clean(name))) is not None:
                fits = column.fits(values)
                count = int((~fits if verb == "keep" else fits).sum())
                yield f"left out by {verb} `{name}`: {', '.join(values)}: {count:,} rows"


def missing(work: Work) -> Iterator[str]:
    if not (keyed := work.file.reading.keyed):
        return
    for name in number_columns(work):
        if (column := keyed[-1].table.columns.get(name)) is None:
            continue
        counts = np.bincount(column.codes, minlength=len(column.texts))
        for text, count in zip(column.texts, counts.tolist(), strict=True):
            if count and (not text or text in work.missing):
                yield f"missing in `{name}`: {count:,} × {text or 'empty'}"


def number_columns(work: Work) -> list[str]:
    """Return the columns whose cells count something."""
    if work.source.shape == "services":
        return []
    is_population = work.source.shape == "population"
    names = parse_sum(work.source.count).columns if is_population else measure.number_columns(work)
    return [clean(name) for name in names]
