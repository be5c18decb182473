"""Shape `events`: a list of rare events, one row each, or one per date with how many there were.

date        ward  arrests             date        ward  admissions_since
2026-03-03  W12         1             2026-03-03  W12                812
2026-04-13  W12         2             2026-04-13  W12                455

A row with a count of 0 says that nothing happened: it makes a service known. Rows of one day are added
up; where cases between events are given they stay apart, in the order of the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
from sqlalchemy.orm import Session

from catalogue.expressions import parse_sum
from catalogue.fields.periods import Frequency
from catalogue.formula import Formula
from catalogue.sources import EventsSource, PeriodColumn
from data.write.events import EventRows, put_events
from data.write.observations import Provenance, Stored
from loaders.job import LoadJob, Outcome
from loaders.keys import periods as when
from loaders.keys.row_filters import select_rows
from loaders.keys.services import NO_SERVICE, match_services, note_closed
from loaders.log import LoadLog
from loaders.observations import build as measure
from loaders.observations.grouping import Groups
from loaders.parse.headings import read_table
from loaders.parse.tables import Table, kept_rows
from loaders.problems import refusal

SHAPES = ("events",)
RANK = 2

MOST_ON_A_DAY = 100
"""The most on one day: what happens more often is not rare, and belongs on a c or u chart."""


def read(job: LoadJob, log: LoadLog) -> Mapping[str, EventRows]:
    source: EventsSource = job.source
    ends = source.complete_to.needed if isinstance(source.complete_to, PeriodColumn) else ()
    only = [column for _, _, formula in measure.formulas(job) for column in formula.among]
    named = [*source.period.needed, *source.service.needed, *ends, *source.only, *source.drop, *only]
    numbers = measure.number_columns(job)
    table = read_table(job.file, source, [*named, *numbers], numbers=numbers)
    log.counts["read"] += table.lines
    kept = select_rows(job, log, table)
    service = match_services(job, log, kept)
    day = _days(job, log, kept, source.period)
    note_closed(job, log, service, day)
    job.file.reading.key(kept, service, np.zeros_like(service), day)
    found: dict[str, EventRows] = {}
    for code, _, formula in measure.formulas(job):
        rows = _one(job, log, kept, service, day, formula)
        if code in found:
            what = f"gives {code} twice: two formulas read this list"
            raise refusal(job.file.name, what, "one formula, or two sources")
        if rows.named:
            found[code] = rows
    if not len(log.problems):
        return found
    # A row that cannot be read may be the very event that seems to be gone.
    log.notes.append("rows were refused, so no event was taken away")
    return {code: replace(rows, is_whole=False) for code, rows in found.items()}


def _one(
    job: LoadJob, log: LoadLog, table: Table, service: np.ndarray, day: np.ndarray, formula: Formula
) -> EventRows:
    """Return the events of one indicator. They speak for the days of the whole file, whatever `only` says."""
    known = (service != NO_SERVICE) & ~np.isnat(day)
    meant = kept_rows(table, formula.among) & known
    count, cases, good = _numbers(job, log, table, meant, formula)
    first, last = _span(job, log, table, day[known])
    happened = np.flatnonzero(good & (count > 0))
    named = frozenset(service[known & (good | ~meant)].tolist())
    rows = _rows(service[happened], _ordinals(day[happened]), count[happened], cases[happened], formula)
    return EventRows(*rows, named, job.source.is_several_files, True, first, last)


def _numbers(
    job: LoadJob, log: LoadLog, table: Table, meant: np.ndarray, formula: Formula
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return per row how many events, cases since the one before, and whether the row can be used."""
    parts = [
        parse_sum(text) if text is not None else None for text in (formula.numerator, formula.denominator)
    ]
    (count, cases), bad = measure.plain_numbers(job, log, table, meant, parts)
    good = meant & ~bad
    log.counts["missing"] += int((good & np.isnan(count)).sum())
    good &= ~np.isnan(count)
    has_cases = formula.denominator is not None
    if has_cases:
        log.counts["missing"] += int((good & np.isnan(cases)).sum())
    most = 1 if has_cases else MOST_ON_A_DAY
    why = "a row for each event, with the cases before it" if has_cases else f"at most {MOST_ON_A_DAY} a day"
    offences = (
        (formula.numerator, count, (count < 0) | (count != np.floor(count)), "a whole number, 0 or more"),
        (formula.numerator, count, count > most, why),
        (formula.denominator or "", cases, (cases < 0) | (cases != np.floor(cases)) & ~np.isnan(cases),
         "a whole number of cases, 0 or more"),
    )  # fmt: skip
    refused = np.zeros(len(table), dtype=bool)
    for column, found, wrong, expected in offences:
        log.refuse_numbers(table, column, good & wrong, expected, found)
        refused |= good & wrong
    return count, cases, good & ~refused


def _span(job: LoadJob, log: LoadLog, table: Table, days: np.ndarray) -> tuple[date, date]:
    """Return the first and last day that the file speaks for."""
    source: EventsSource = job.source
    if not len(days):
        return date.max, date.min
    first: date = min(days.min().item(), source.complete_from or date.max)
    if isinstance(source.complete_to, PeriodColumn):
        said = _days(job, log, table, source.complete_to)
        said = said[~np.isnat(said)]
        last: date = said.max().item() if len(said) else days.max().item()
    elif source.complete_to == "loaded":
        last = job.as_at - timedelta(days=1)  # the day itself is not over
    else:
        last = source.complete_to or days.max().item()
    if last > job.as_at:
        expected = f"a last day up to {job.as_at}"
        raise refusal(job.file.name, "is complete to a day that has not come", expected, str(last))
    return first, last


def _days(job: LoadJob, log: LoadLog, table: Table, column: PeriodColumn) -> np.ndarray:
    return when.read_periods(job, log, when.joined(table, column.column), column, Frequency.DAILY).day


def _ordinals(day: np.ndarray) -> np.ndarray:
    return day.astype("datetime64[D]").astype(np.int64) + date(1970, 1, 1).toordinal()


def _rows(
    service: np.ndarray, day: np.ndarray, count: np.ndarray, cases: np.ndarray, formula: Formula
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return service, day, position, count, cases: rows of one day added up, or numbered with cases."""
    groups = Groups.of(service, np.zeros_like(service), day)
    if formula.denominator is None:
        who, _, when = groups.keys
        nothing = np.full(len(who), np.nan)
        return who, when, np.zeros_like(when), groups.sums(count).astype(np.int64), nothing
    position = np.arange(len(groups.order)) - np.repeat(groups.starts, groups.sizes)
    at = groups.order
    return service[at], day[at], position, count[at].astype(np.int64), cases[at]


def store(
    session: Session, job: LoadJob, log: LoadLog, found: Mapping[str, EventRows], load_id: int
) -> Outcome:
    """Write the events of every indicator."""
    total, touched = Stored(), set()
    for code, rows in found.items():
        indicator_id = job.ids.indicator_ids[code]
        provenance = Provenance(indicator_id, job.ids.definition_ids[code], load_id)
        stored = put_events(session, rows, provenance, job.code)
        total = Stored(
            total.new + stored.new, total.revised + stored.revised, total.unchanged + stored.unchanged
        )
        touched |= {(indicator_id, *series) for series in stored.series}
    spans = list(found.values())
    if not spans:
        return Outcome(total)
    first, last = min(rows.complete_from for rows in spans), max(rows.complete_to for rows in spans)
    return Outcome(total, frozenset(touched), first, last)
