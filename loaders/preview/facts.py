"""Facts about a file: what it is, where its table stands, which rows are left out, which cells say
nothing."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from catalogue.expressions import parse_sum
from catalogue.identifiers import cell
from loaders.job import LoadJob
from loaders.observations import build as measure
from loaders.parse.tables import clean
from loaders.problems import Problems

_ENCODINGS = {"utf-8-sig": "UTF-8", "cp1252": "Windows-1252"}
_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs"}


def facts(job: LoadJob) -> Iterator[str]:
    reading = job.file.reading
    details = [
        f"sheet `{reading.sheet}`" if reading.sheet else "",
        _ENCODINGS.get(reading.encoding, reading.encoding.upper()),
        f"columns parted by {_DELIMITERS.get(reading.delimiter, reading.delimiter)}"
        if reading.delimiter
        else "",
    ]
    kind = job.file.kind.value
    yield ", ".join([kind[0].upper() + kind[1:], *filter(None, details)])
    if reading.heading_row is None:
        return
    columns = sum(bool(name) for name in reading.headings)
    found = f"heading in row {reading.heading_row:,}, {columns:,} columns" if columns else "no heading"
    if reading.table is not None and len(reading.table):
        numbers, place = reading.table.rows, Problems(sheets=job.file.sheets).place
        last = place(numbers.max()) if len(job.file.sheets) > 1 else f"{numbers.max():,}"
        found += f"; {reading.table.lines:,} rows of data, from {place(numbers.min())} to {last}"
    yield found


def unused(job: LoadJob) -> tuple[str, ...]:
    """Return the headings that the catalogue does not name."""
    reading = job.file.reading
    used = {clean(name) for name in reading.used}
    return tuple(dict.fromkeys(cell(name) for name in reading.headings if name and name not in used))


def left_out(job: LoadJob) -> Iterator[str]:
    table = job.file.reading.table
    if table is None:
        return
    for verb, rules in (("only", job.source.only), ("drop", job.source.drop)):
        for name, values in rules.items():
            if (column := table.columns.get(clean(name))) is not None:
                fits = column.fits(values)
                count = int((~fits if verb == "only" else fits).sum())
                yield f"left out by {verb} `{name}`: {', '.join(values)}: {count:,} rows"


def missing(job: LoadJob) -> Iterator[str]:
    if not (keyed := job.file.reading.keyed):
        return
    for name in number_columns(job):
        if (column := keyed[-1].table.columns.get(name)) is None:
            continue
        counts = np.bincount(column.codes, minlength=len(column.texts))
        for text, count in zip(column.texts, counts.tolist(), strict=True):
            if count and (not text or text in job.missing):
                yield f"missing in `{name}`: {count:,} × {text or 'empty'}"


def number_columns(job: LoadJob) -> list[str]:
    """Return the columns whose cells count something."""
    if job.source.shape == "services":
        return []
    is_population = job.source.shape == "population"
    names = parse_sum(job.source.count).columns if is_population else measure.number_columns(job)
    return [clean(name) for name in names]
