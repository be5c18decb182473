"""Rows of a tidy table to the observations of each indicator that takes its numbers from it.

table ─ keep, drop ─ who, which group, when ─┐
                                             ├─ per indicator: numerator, denominator, checks,
columns ─ as numbers, once each ─────────────┘  several rows combined, everyone added up
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
from sqlalchemy.orm import Session

from catalogue.expressions import Expression, evaluate, parse_sum
from catalogue.fields import periods
from catalogue.formula import Formula
from catalogue.models import Indicator
from catalogue.sources import MeasurementSource, PeriodColumn
from data.write.days import distinct_days
from data.write.observations import Provenance, Stored, Values, put_observations
from loaders.job import LoadJob, Outcome
from loaders.keys import periods as when
from loaders.keys.categories import NO_CATEGORY, match_categories, without
from loaders.keys.period_bounds import misplaced
from loaders.keys.row_filters import select_rows
from loaders.keys.services import NO_SERVICE, match_services, note_closed
from loaders.log import LoadLog
from loaders.observations import (
    checks,
    combining,
    lacking,
    later_files,
    source_conflicts,
    warnings,
    withdrawn,
)
from loaders.observations.grouping import Groups, packed
from loaders.parse.tables import Table, clean, kept_rows
from loaders.problems import refusal
from loaders.values import count_columns, numbers, qualifiers, units
from loaders.values.qualifiers import Read
from loaders.values.separators import Doubt


@dataclass(frozen=True, eq=False)
class _Rows:
    """The rows that were kept, with their keys; `are_good` are those whose keys could all be read."""

    period: PeriodColumn
    table: Table
    service: np.ndarray
    category: np.ndarray
    periods: when.Periods
    are_good: np.ndarray

    @property
    def column(self) -> str | None:
        """Return the column of the period; None where the entry says that of all rows."""
        return None if self.period.always else self.period.label


def formulas(job: LoadJob) -> list[tuple[str, Indicator, Formula]]:
    """Return every formula that reads this source."""
    return [
        (code, indicator, formula)
        for code, indicator in job.catalogue.measured.items()
        for formula in indicator.data
        if formula.source == job.code
    ]


def needed_columns(job: LoadJob) -> list[str]:
    """Return the columns this source's rows are known by, and chosen by."""
    source: MeasurementSource = job.source
    named = [
        *(source.period.needed if source.period else ()),
        *source.service.needed,
        *(column for part in source.breakdown for column in part.columns),
        *source.only,
        *source.drop,
        *(column for _, _, formula in formulas(job) for column in formula.among),
        *qualifiers.qualifier_columns(source, number_columns(job)),
    ]
    return [name for name in named if name is not None]


def number_columns(job: LoadJob) -> list[str]:
    """Return the columns that expressions read."""
    texts = [t for _, _, f in formulas(job) for t in (f.numerator, f.denominator) if t is not None]
    return list(dict.fromkeys(column for text in texts for column in parse_sum(text).columns))


def observations(job: LoadJob, log: LoadLog, table: Table, period: PeriodColumn) -> dict[str, Values]:
    """Return by indicator what the table says. Refused rows go to the log."""
    log.counts["read"] += table.lines
    kept = select_rows(job, log, table)
    rows = _with_keys(job, log, kept, period)
    counted = count_columns.count_columns(job.source, formulas(job))
    read = qualifiers.read(job.cells, log, kept, number_columns(job), counted)
    found: dict[str, list[Values]] = {}
    for code, indicator, formula in formulas(job):
        values = _one(job, log, rows, read, (code, indicator, formula))
        if len(values):
            found.setdefault(code, []).append(values)
    return {code: joined(job, log, code, parts) for code, parts in found.items()}


def _with_keys(job: LoadJob, log: LoadLog, table: Table, column: PeriodColumn) -> _Rows:
    source: MeasurementSource = job.source
    service = match_services(job, log, table)
    category = match_categories(job, log, table, source.breakdown)
    if column.always is None:
        table = when.joined(table, column.column)
        frequencies = {indicator.frequency for _, indicator, _ in formulas(job)}
        agreed = frequencies.pop() if len(frequencies) == 1 else None
        found = when.read_periods(job, log, table, column, agreed)
    else:
        if column.always > job.as_at:
            expected = f"a period that has begun by {job.as_at}"
            raise refusal(job.file.name, "is about the future", expected, str(column.always))
        days = np.full(len(table), column.always, dtype="datetime64[D]")
        found = when.Periods(days, np.zeros(len(table), dtype=np.int8))
    note_closed(job, log, service, found.day)
    job.file.reading.key(table, service, category, found.day)
    are_good = (service != NO_SERVICE) & (category != NO_CATEGORY) & ~np.isnat(found.day)
    return _Rows(column, table, service, category, found, are_good)


def _one(
    job: LoadJob, log: LoadLog, rows: _Rows, read: Read, wanted: tuple[str, Indicator, Formula]
) -> Values:
    """Return the observations of one formula of one indicator."""
    code, indicator, formula = wanted
    meant = kept_rows(rows.table, formula.among)
    if not meant.any():
        log.notes.append(f"no row is meant for `{indicator.label}`: its `only` asks for {formula.only}")
    numerator = parse_sum(formula.numerator)
    denominator = parse_sum(formula.denominator) if formula.denominator is not None else None
    columns = [*dict.fromkeys(c for e in (numerator, denominator) if e is not None for c in e.columns)]
    is_half, is_absent = lacking.absent_cells(rows.table, columns)
    meant &= ~is_absent
    good = meant & rows.are_good & ~_unreadable(job, log, rows.table, read, meant, (numerator, denominator))
    good &= ~units.refused(job.cells, log, rows.table, read, good, (numerator, denominator))
    numbers_of = {name: column.values for name, column in read.items()}
    top = checks.rounded(_evaluated(numerator, numbers_of, len(rows.table)), indicator, job.source)
    bottom = _evaluated(denominator, numbers_of, len(rows.table))
    good &= ~checks.refused(log, rows.table, good, (top, bottom), formula, indicator, job.source)
    period = when.under(rows.period, rows.periods, indicator.frequency)
    is_other = when.misfits(rows.period, rows.periods, indicator.frequency)
    is_other |= when.parts(rows.period, rows.periods, indicator.frequency)
    refused = meant & (~good | is_half) & ~is_other
    who_and_when = (rows.service, rows.category, period)
    lacks = lacking.Lacking.of(*who_and_when, rows.table.rows, np.flatnonzero(refused))
    good &= ~_of_other_length(log, rows, good, indicator)
    good &= ~_off_boundary(log, rows, period, good, indicator)
    who = (rows.service[good], rows.category[good])
    warnings.warn_about(log, indicator, formula, who, (top[good], bottom[good]), rows.table.rows[good])
    job.file.reading.understand(indicator, good, rows.table.rows, who_and_when, (top, bottom))
    said = qualifiers.said_of(read, (numerator, denominator), _is_missing(formula, top, bottom))
    groups = Groups.of(*who, period[good])
    parts = combining.Parts(rows.table.rows[good], groups, top[good], bottom[good], said[good])
    ways = combining.ways(job.source, formula)
    if ways[0] == combining.SUM:
        warnings.note_totals(log, formula.numerator, groups, parts.numerator, parts.rows)
        is_empty = _is_missing(formula, parts.numerator, parts.denominator)
        lacking.note_empty_parts(log, indicator, parts, is_empty, job.services)
    one = combining.combined(parts, ways, formula, log.problems)
    log.spoken.setdefault(code, []).append((*one.groups.keys, one.rows))
    halves = np.flatnonzero(good & is_half)
    halves = halves[np.isin(packed(*(key[halves] for key in who_and_when)), packed(*one.groups.keys))]
    lacking.refuse_halves(log, rows.table, halves, columns)
    one = lacks.taken_out(log, one, indicator.label, are_sums=combining.SUM in ways)
    remark = qualifiers.only_fitting(one.qualifier, _is_missing(formula, one.numerator, one.denominator))
    young = np.zeros(len(remark), dtype=bool)  # known when all formulas are joined
    values = Values(*one.groups.keys, one.numerator, one.denominator, young, remark)
    return _finished(job, log, indicator, values, lacks)


def _is_missing(formula: Formula, top: np.ndarray, bottom: np.ndarray) -> np.ndarray:
    return np.isnan(top) if formula.denominator is None else np.isnan(top) | np.isnan(bottom)


def _evaluated(expression: Expression | None, values: Mapping[str, np.ndarray], rows: int) -> np.ndarray:
    if expression is None:
        return np.full(rows, np.nan)
    return np.broadcast_to(evaluate(expression, values), rows)


def _unreadable(
    job: LoadJob,
    log: LoadLog,
    table: Table,
    read: Read,
    meant: np.ndarray,
    expressions: Iterable[Expression | None],
) -> np.ndarray:
    """Refuse rows with text where this indicator needs a number."""
    bad = np.zeros(len(table), dtype=bool)
    for name in dict.fromkeys(c for e in expressions if e is not None for c in e.columns):
        column = read[name]
        is_time = getattr(job.source, "is_time", lambda _: False)(name)
        expected = partial(numbers.expected, decimal=job.cells.decimal, is_time=is_time)
        log.refuse_cells(table, name, column.refused & meant, expected, counts_people=True)
        bad |= column.refused & meant
        if column.unexplained is not None:
            bad |= column.unexplained
    return bad


def plain_numbers(
    job: LoadJob,
    log: LoadLog,
    table: Table,
    meant: np.ndarray,
    expressions: Sequence[Expression | None],
    doubt: Doubt | None = None,
) -> tuple[list[np.ndarray], np.ndarray]:
    """Return what expressions make of columns of which nothing is declared, and the rows that are refused."""
    wording = job.cells.plain(doubt)
    names = dict.fromkeys(name for each in expressions if each is not None for name in each.columns)
    read = {name: numbers.understand(table.columns[clean(name)], wording) for name in names}
    bad = _unreadable(job, log, table, read, meant, expressions)
    values = {name: column.values for name, column in read.items()}
    return [_evaluated(expression, values, len(table)) for expression in expressions], bad


def _of_other_length(log: LoadLog, rows: _Rows, good: np.ndarray, indicator: Indicator) -> np.ndarray:
    """Refuse rows about a year, say, where the indicator is monthly, and rows about half of its period."""
    frequency, refused = indicator.frequency, np.zeros(len(good), dtype=bool)
    for wrong, expected in (
        (when.misfits(rows.period, rows.periods, frequency), when.expected_length(rows.period, frequency)),
        (when.parts(rows.period, rows.periods, frequency), f"a whole {periods.NOUN[frequency]}"),
    ):
        wrong &= good
        words = f"{expected}, as {indicator.label} is {frequency}"
        if rows.column is not None:
            log.refuse_cells(rows.table, rows.column, wrong, words)
        else:
            log.problems.add(rows.table.rows[wrong], None, words, [""] * int(wrong.sum()))
        refused |= wrong
    return refused


def _off_boundary(
    log: LoadLog, rows: _Rows, period: np.ndarray, good: np.ndarray, indicator: Indicator
) -> np.ndarray:
    """Refuse rows whose period does not begin where a period of the indicator's frequency begins; and rows of
    days that do, but would be kept as a month."""
    frequency = indicator.frequency
    is_off, is_part = misplaced(rows.service[good], rows.category[good], period[good], frequency)
    is_part &= not rows.period.rolling  # windows lie in each other's periods
    off = np.zeros(len(good), dtype=bool)
    off[good] = is_off | is_part
    noun, is_so = periods.NOUN[frequency], f"as {indicator.label} is {frequency}"
    others = "other rows of its service begin inside it; `shape: records` adds them up"
    for wrong, expected in (
        (is_off, f"the first day of a {noun}, {is_so}"),
        (is_part, f"a whole {noun}, {is_so}: {others}"),
    ):
        at = np.flatnonzero(good)[wrong]
        log.problems.add(rows.table.rows[at], rows.column, expected, [str(day) for day in period[at]])
    return off


def _finished(
    job: LoadJob, log: LoadLog, indicator: Indicator, values: Values, lacks: lacking.Lacking
) -> Values:
    """Return the values with everyone added, and without groups that the indicator is not split by."""
    breakdown = job.source.breakdown
    if not breakdown:
        return values
    for part in breakdown:
        if part.everyone_is_sum:
            left = without(job.ids, part.dimension, values.category) if len(breakdown) > 1 else None
            added = lacks.without_everyone(log, _summed(log, values, indicator, left), indicator.label)
            values = Values.join([values, added])
    shown = {"", *indicator.dimensions}
    wanted = [number for (dimension, _), number in job.ids.category_ids.items() if dimension in shown]
    return values.take(np.isin(values.category, wanted))


def _summed(log: LoadLog, values: Values, indicator: Indicator, left: np.ndarray | None) -> Values:
    """Sum all groups, to everyone or to what is left of two. A group whose value is missing makes the sum
    missing: it is not zero."""
    if left is None:
        left = np.zeros_like(values.category)
    values, left = values.take(left != NO_CATEGORY), left[left != NO_CATEGORY]
    groups = Groups.of(values.service, left, values.period)
    top, bottom = groups.sums(values.numerator), groups.sums(values.denominator)
    warnings.note_totals(log, f"everyone of {indicator.label}", groups, values.numerator)
    missing = _is_missing(indicator.data[0], top, bottom)
    code = qualifiers.only_fitting(groups.strictest(values.qualifier), missing)
    return Values(*groups.keys, top, bottom, np.zeros(len(top), dtype=bool), code)


def joined(job: LoadJob, log: LoadLog, code: str, parts: Sequence[Values]) -> Values:
    """Join what several formulas took of an indicator from one file (everyone, groups), no value twice."""
    indicator = job.catalogue.measured[code]
    values = Values.join(parts)
    groups = Groups.of(values.service, values.category, values.period)
    if groups.has_duplicates:
        what = f"gives {code} twice for the same service, period and group"
        raise refusal(job.file.name, what, "formulas whose `only` do not overlap")
    return _with_maturity(job, log, indicator, values)


def _with_maturity(job: LoadJob, log: LoadLog, indicator: Indicator, values: Values) -> Values:
    """Return the values with what is known once all formulas are joined, and count what they lack."""
    days, which = distinct_days(values.period)
    young = [
        periods.is_immature(day, indicator.frequency, maturity=indicator.maturity, as_at=job.as_at)
        for day in days.tolist()
    ]
    immature = np.array(young, dtype=bool)[which]
    missing = _is_missing(indicator.data[0], values.numerator, values.denominator)
    qualifiers.count(log, values.qualifier, missing)
    return replace(values, is_immature=immature)


def store(session: Session, job: LoadJob, log: LoadLog, found: Mapping[str, Values], load_id: int) -> Outcome:
    """Write the observations of every indicator."""
    total, touched = Stored(), set()
    firsts: dict[str, Values] = {}
    for code, values in found.items():
        indicator_id = job.ids.indicator_ids[code]
        provenance = Provenance(indicator_id, job.ids.definition_ids[code], load_id)
        if len(gone := withdrawn.withdrawn_values(session, job, log, code, values)):
            values = Values.join([values, _with_maturity(job, log, job.catalogue.measured[code], gone)])
        values, left = later_files.superseded_by_later_files(session, job, log, code, values)
        values, repeated = source_conflicts.resolve_conflicts(session, job, log, code, values, load_id)
        stored = put_observations(session, values, provenance)
        unchanged = total.unchanged + stored.unchanged + repeated + left
        total = Stored(total.new + stored.new, total.revised + stored.revised, unchanged)
        touched |= {(indicator_id, *series) for series in stored.series}
        if stored.is_first:
            firsts[code] = values
    days: list[Any] = [day for values in found.values() for day in (values.period.min(), values.period.max())]
    if not days:
        return Outcome(total)
    first, last = min(days).item(), max(days).item()
    return Outcome(total, frozenset(touched), first, last, all_values=firsts)
