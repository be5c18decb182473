"""The chart's own answer to a change: the points since, held against the limits from before.

Limits are set by the points before the change alone, and the rules of the measure are applied to those since.
Nobody types this: the same function judges every chart. It tells what changed, never why.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np
from sqlalchemy.orm import Session

from catalogue.models import Catalogue, Indicator
from quality.reference.ids import read_ids
from quality.registers.record import Record
from quality.series.key import SeriesKey
from quality.signals.judge import Judged
from quality.signals.read import read_series
from quality.signals.results import SeriesResult, Signal, Variation
from quality.signals.statuses import episodes
from quality.signals.what_if import limits_from_before, phase_columns
from stats import Rule

FEWEST_BEFORE = 8
"""Judged points of the phase before a change, without which limits from before say nothing."""


class Verdict(StrEnum):
    """The answers that a chart can give."""

    IMPROVEMENT = "improvement"
    CONCERN = "concern"
    CHANGE = "change"
    """Of a measure that has no better direction."""
    NOT_YET = "not yet"
    """No signal since."""
    NO_POINT = "no point"
    """No period that began after the change is known yet."""
    TOO_FEW_BEFORE = "too few before"
    NO_DATA = "no data"


@dataclass(frozen=True, slots=True)
class Effect:
    """The answer of a chart since a change began."""

    verdict: Verdict
    indicator: Indicator
    begun: date
    first_period: date | None = None
    """The first that began on that day or later."""
    points: int = 0
    """Judged points since."""
    before: float | None = None
    """Centre line by the points before."""
    since: float | None = None
    """Mean of the points since, weighed by their denominators."""
    rule: Rule | None = None
    seen: date | None = None
    """First period of the pattern that decides."""
    is_over: bool = False
    """The pattern does not reach the newest point."""


def effect_of(session: Session, catalogue: Catalogue, record: Record) -> Effect | None:
    """Return what the chart of a record's measure shows since its change began; None: it is about no measure,
    or has not begun."""
    begun = record.day("begun")
    if begun is None or record.measure not in catalogue.indicators:
        return None
    return effect_since(session, catalogue, SeriesKey(record.measure, record.service), begun)


def effect_since(session: Session, catalogue: Catalogue, key: SeriesKey, begun: date) -> Effect:
    """Return what a chart shows since a day."""
    indicator = catalogue.indicators[key.indicator]
    if key.service not in read_ids(session).services:
        return Effect(Verdict.NO_DATA, indicator, begun)
    result = read_series(session, catalogue, key)
    if result is None or indicator.harm_by_day:
        return Effect(Verdict.NO_DATA, indicator, begun)
    column = next((i for i, period in enumerate(result.periods) if period >= begun), len(result.periods))
    return effect_in(result, begun, column)


def effect_in(result: SeriesResult, begun: date, column: int) -> Effect:
    """Return what a series shows from a column on, by limits from the points before it."""
    indicator, judged = result.indicator, result.is_judged
    points = int(judged[column:].sum())
    if points == 0:
        return Effect(Verdict.NO_POINT, indicator, begun)
    first = result.periods[column]
    start = max((one for one in phase_columns(result) if one < column), default=0)
    if int(judged[start:column].sum()) < FEWEST_BEFORE or judged.sum() < indicator.rules.points_for_icons:
        return Effect(Verdict.TOO_FEW_BEFORE, indicator, begun, first, points)
    again = limits_from_before(result, column)
    found = [one for _, one in episodes(again, [result.key]) if _is_since(again, result, one, column)]
    return _told(again, indicator, begun, first, points, _deciding(found))


def _is_since(again: Judged, result: SeriesResult, one: Signal, column: int) -> bool:
    """Tell if a pattern stands by the points since alone: a run that began before counts where enough of its
    points came after."""
    check = next(check for check in again.detection.rule_set.checks if check.rule is one.rule)
    last = bisect_left(result.periods, one.last_period)
    begins = bisect_left(result.periods, one.first_period)
    return begins >= column or last - column + 1 >= (check.length or check.needed or one.points)


def _deciding(found: list[Signal]) -> Signal | None:
    """Return the pattern that decides: of those that reach furthest, the one that began first."""
    return max(found, key=lambda one: (one.last_period, -one.first_period.toordinal()), default=None)


_VERDICTS = {Variation.IMPROVEMENT: Verdict.IMPROVEMENT, Variation.CONCERN: Verdict.CONCERN}


def _told(
    again: Judged,
    indicator: Indicator,
    begun: date,
    first: date,
    points: int,
    one: Signal | None,
) -> Effect:
    judged = again.judged[0]
    since = np.flatnonzero(judged)[-points:]
    before = float(again.chart.centre[0, since[0]])
    mean = _mean(again, since, indicator)
    if one is None:
        return Effect(Verdict.NOT_YET, indicator, begun, first, points, before, mean)
    verdict = _VERDICTS.get(one.variation, Verdict.CHANGE)
    is_over = not one.is_current
    return Effect(
        verdict,
        indicator,
        begun,
        first,
        points,
        before,
        mean,
        one.rule,
        max(one.first_period, first),
        is_over,
    )


def _mean(again: Judged, since: np.ndarray, indicator: Indicator) -> float:
    """Divide all numerators by all denominators, or take the mean of single values."""
    weights = again.matrix.denominator[0, since]
    if not indicator.has_denominator or indicator.is_rare_event or np.isnan(weights).any():
        return float(np.mean(again.chart.values[0, since]))
    return float(np.sum(again.matrix.numerator[0, since]) / np.sum(weights)) * indicator.per
