"""Per row of a table, the period it is about: read as declared, or detected where `auto` says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np

from catalogue.fields.period_formats import AUTO, length
from catalogue.fields.periods import MONTHS, NOUN, Frequency
from catalogue.sources import PeriodColumn, RecordsSource
from catalogue.sources.records import OR
from loaders.dates import detect, offsets, reader
from loaders.dates.detect import ORDER, Detected, Reading
from loaders.job import LoadJob
from loaders.keys import merged_cells, offers
from loaders.log import LoadLog
from loaders.parse import titles
from loaders.parse.files import File
from loaders.parse.tables import Column, Table, clean
from loaders.problems import refusal

_EARLIEST = np.datetime64("1900-01-01", "D")
NO_DAY = np.datetime64("NaT")


@dataclass(frozen=True, eq=False)
class Periods:
    """Per row the first day of its period (NaT: unreadable), and its length: a position in ORDER."""

    day: np.ndarray
    length: np.ndarray


def joined(table: Table, names: Sequence[str]) -> Table:
    """Return the table with one column more, `Month + Year`, if the period stands in several."""
    if len(names) < 2:
        return table
    first, *rest = (table.columns[clean(name)] for name in names)
    for column in rest:
        pairs, codes = np.unique(first.codes * len(column.texts) + column.codes, return_inverse=True)
        width = len(column.texts)
        texts = [f"{first.texts[pair // width]} {column.texts[pair % width]}" for pair in pairs.tolist()]
        first = Column(codes.ravel(), [text.strip() for text in texts])
    return table.with_column(clean(" + ".join(names)), first)


def read_periods(
    job: LoadJob, log: LoadLog, table: Table, period: PeriodColumn, frequency: Frequency | None
) -> Periods:
    """Return the periods of all rows. What cannot be read or has not begun by the day the data stood at
    is a problem; a column that `auto` can read in several ways refuses the file.

    frequency: of all indicators that read this source, where they agree.
    """
    column = clean(period.label)
    cells = table.columns[column]
    formats = _formats(job, log, cells, period, frequency)
    _refuse_open_offsets(job, cells, period, formats)
    of_columns = len(period.column) > 1
    read_day = reader.for_format(formats, zone=period.time_zone, any_year=True, of_columns=of_columns)
    days = cells.map(lambda text: read_day(text) or NO_DAY, "datetime64[D]")
    spans = [length(written) for written in formats]
    if len(set(spans)) == 1:
        lengths = np.full(len(days), _position(spans[0]), dtype=np.int8)
    else:
        readers = [
            (reader.for_format(f, zone=period.time_zone, of_columns=of_columns), _position(s))
            for f, s in zip(formats, spans, strict=True)
        ]
        lengths = cells.map(lambda text: next((n for r, n in readers if r(text)), 0), np.int8)
    _refuse_windows(job, cells, period, formats, days, lengths)
    _note_problems(job, log, table, period, formats, days)
    if period.rolling:
        days = _last_month(days, lengths)
    days = _plausible(job, log, table, column, days)
    return Periods(days, lengths)


def _refuse_open_offsets(job: LoadJob, cells: Column, period: PeriodColumn, formats: Sequence[str]) -> None:
    """Refuse times with an offset while nobody says whose day is meant: in summer, databases keep a midnight
    of London as 23:00 of the day before."""
    if period.time_zone is not None:
        return
    used = [cells.texts[at] for at in np.unique(cells.codes).tolist()]
    if (shown := offsets.first_open(used, formats)) is not None:
        raise refusal(job.file.name, *_whose_day(job, period, shown))


def _whose_day(job: LoadJob, period: PeriodColumn, shown: str) -> tuple[str, str, str]:
    return offsets.question(period.label, shown, lambda zone: offers.time_zone(job, zone))


def _refuse_windows(
    job: LoadJob,
    cells: Column,
    period: PeriodColumn,
    formats: Sequence[str],
    days: np.ndarray,
    lengths: np.ndarray,
) -> None:
    """Refuse windows that overlap, as of rolling years: as they stand, each month would count in several."""
    if period.rolling:
        return
    for span, months in MONTHS.items():
        begins = np.unique(days[(lengths == ORDER.index(span)) & ~np.isnat(days)]).astype("datetime64[M]")
        steps = np.diff(begins).astype(int)
        if not len(steps) or (steps < months).mean() <= 1 / 2:
            continue
        apart = next((f for f, m in MONTHS.items() if m >= int(np.bincount(steps).argmax())), span)
        shown = [text for text in dict.fromkeys(cells.cells(np.arange(len(days)))) if text][:3]
        said = {**period.model_dump(exclude_defaults=True), "format": list(formats), "rolling": True}
        what = f"has windows of a {NOUN[span]} in `{period.label}` that overlap"
        expected = (
            f"`{offers.line('period', said)}`, with `frequency: {apart}` of the indicator: each window is "
            f"then kept under its last {NOUN[apart]}, and never added to another"
        )
        raise refusal(job.file.name, what, expected, ", ".join(shown))


def _position(span: Frequency | None) -> int:
    return ORDER.index(span) if span is not None else 0


def _note_problems(
    job: LoadJob,
    log: LoadLog,
    table: Table,
    period: PeriodColumn,
    formats: Sequence[str],
    days: np.ndarray,
) -> None:
    column = clean(period.label)
    merged = merged_cells.hint(job, table, period.label) if len(period.column) == 1 else ""
    expected = reader.expected(formats)
    log.refuse_cells(table, column, np.isnat(days), lambda text: expected + ("" if text else merged))
    for other, written in period.must_agree_with.items():
        beside = table.columns[clean(other)]
        read_other = reader.for_format(written, zone=period.time_zone)
        said = beside.map(lambda text, read=read_other: read(text) or NO_DAY, "datetime64[D]")
        at = np.flatnonzero(~np.isnat(days) & ~(said == days))
        expected = [f"the same period as `{other}` names: {text or 'nothing'}" for text in beside.cells(at)]
        log.problems.add(table.rows_for(column)[at], column, expected, table.columns[column].cells(at))
        days[at] = NO_DAY


def _plausible(job: LoadJob, log: LoadLog, table: Table, column: str, days: np.ndarray) -> np.ndarray:
    is_future, is_ancient = days > np.datetime64(job.as_at), days < _EARLIEST
    log.refuse_cells(table, column, is_future, f"a period that has begun by {job.as_at}")
    log.refuse_cells(table, column, is_ancient, f"a period after {_EARLIEST.astype('datetime64[Y]')}")
    days[is_future | is_ancient] = NO_DAY
    return days


def _last_month(days: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """Return the first day of the last month of each window."""
    months = np.array([MONTHS.get(span, 1) for span in ORDER])[lengths]
    return (days.astype("datetime64[M]") + (months - 1)).astype("datetime64[D]")


def under(period: PeriodColumn, found: Periods, frequency: Frequency) -> np.ndarray:
    """Return the day under which an indicator of this frequency keeps each row."""
    if not period.rolling:
        return found.day
    months = MONTHS.get(frequency, 1)
    return (found.day.astype("datetime64[M]") - (months - 1)).astype("datetime64[D]")


def misfits(period: PeriodColumn, found: Periods, frequency: Frequency) -> np.ndarray:
    """Mark the rows about a longer time than a period of this frequency (or a window that is shorter than
    one): kept under its first day they would be taken for something else."""
    wanted = ORDER.index(frequency)
    return found.length < wanted if period.rolling else found.length > wanted


def parts(period: PeriodColumn, found: Periods, frequency: Frequency) -> np.ndarray:
    """Mark the rows about a quarter or half of such a period. A month may name one that begins with it."""
    is_named = found.length >= ORDER.index(Frequency.QUARTERLY)
    return is_named & (found.length < ORDER.index(frequency)) & (not period.rolling)


def expected_length(period: PeriodColumn, frequency: Frequency) -> str:
    if period.rolling:
        return f"a window of at least a {NOUN[frequency]}"
    return (
        f"a period no longer than a {NOUN[frequency]} (or `rolling: true`, if each window ends with the "
        f"{NOUN[frequency]} it is for)"
    )


def _formats(
    job: LoadJob, log: LoadLog, cells: Column, period: PeriodColumn, frequency: Frequency | None
) -> tuple[str, ...]:
    if period.format and AUTO not in period.format:
        return period.format
    used = np.unique(cells.codes)
    texts = [text for at in used.tolist() if (text := cells.texts[at]) not in job.missing]
    if not period.format and any(map(reader.for_format("date"), texts)):
        return ("date",)
    found = detect.detect(texts, frequency, period.label)
    if not found.readings:
        what = f"has periods in `{period.label}` that no one way of writing reads"
        expected = "one way in the whole column, or a list of `format`s; rows to be left out go into `drop`"
        if several := detect.several(texts, frequency, period.label):
            ways = [readings[0].written for readings in several]
            line = offers.line("period", {**period.model_dump(exclude_defaults=True), "format": ways})
            others = [each.written for readings in several for each in readings[1:]]
            or_else = f" (or {', '.join(others)} in place of the one like it)" if others else ""
            expected = f"`{line}`, if that is right{or_else}; rows to be left out go into `drop`"
        raise refusal(job.file.name, what, expected, ", ".join(found.odd))
    if found.written is None:
        raise _ambiguous(job, period, found.readings, texts)
    _agree_with_other_files(job, log, period, found)
    log.notes.append(f"periods in `{period.label}` read as `{found.written}`: {found.why}")
    return (found.written,)


def _ambiguous(
    job: LoadJob, period: PeriodColumn, readings: Sequence[Reading], texts: Sequence[str]
) -> Exception:
    """Refuse the file with each reading, an example of it and the line to write."""
    texts = [text for text in texts if text]
    differ = next(
        (i for i in range(len(texts)) if all(a.days[i] != b.days[i] for a, b in pairwise(readings))), 0
    )
    lines = [
        f'format: "{r.written}" ({texts[differ]} begins on {_format_day(r.days[differ])})' for r in readings
    ]
    what = f"has periods in `{period.label}` that can be read in {len(readings)} ways"
    return refusal(job.file.name, what, "in `period`, " + ", or ".join(lines), texts[differ])


def _format_day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def _agree_with_other_files(job: LoadJob, log: LoadLog, period: PeriodColumn, found: Detected) -> None:
    """Refuse periods written otherwise than in other files of the source, certain as each is by itself."""
    before = log.period_formats.get(period.label)
    both = found.formats if before is None else before & found.formats
    if not both:
        what = f"has periods in `{period.label}` written as `{found.written}`, other files of {job.code} not"
        expected = f'`format: ["{min(before or "")}", "{found.written}"]` if that is right'
        raise refusal(job.file.name, what, expected)
    log.period_formats[period.label] = both


def period_in_name(source: RecordsSource, file: File) -> date:
    """Return the one period that the name of a file of records says, or refuse it."""
    written = tuple(source.period.format.split(OR)) if source.period.format else ("date",)
    read = reader.for_format(written)
    part = source.period_in_name or ""
    said = titles.from_file_name(file.name, source.file_name, {part: lambda text: read(text) is not None})
    return read(said[part])  # type: ignore[return-value]  # `may` sees to it
