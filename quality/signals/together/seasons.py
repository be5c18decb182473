"""Values against their own season: what every year has, and counts beyond the bounds of the season."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from types import MappingProxyType

import numpy as np

import stats
from catalogue.fields.periods import Frequency, index
from catalogue.models import Indicator
from quality.signals.judge import Judged
from stats.arrays import Bools, Floats
from stats.diagnostics.seasonality import Seasonality
from stats.surveillance.seasonal_bounds import MONTHS, WEEKS, Seasons

CYCLES = {Frequency.DAILY: 7, Frequency.WEEKLY: 52, Frequency.MONTHLY: 12, Frequency.QUARTERLY: 4}
"""Periods in a round: a week of days, a year of anything longer. A year is a day or two longer than 52 weeks,
which three years do not notice."""
SEASONS: Mapping[Frequency, Seasons] = MappingProxyType({Frequency.WEEKLY: WEEKS, Frequency.MONTHLY: MONTHS})
"""Rhythms of counts that have bounds for their season."""


def places(periods: Sequence[date], frequency: Frequency) -> list[int]:
    """Return the place of each period in its round."""
    return [_place(period, frequency) for period in periods]


def _place(period: date, frequency: Frequency) -> int:
    match frequency:
        case Frequency.DAILY:
            return period.weekday()
        case Frequency.WEEKLY:
            return min((period.timetuple().tm_yday - 1) // 7, 51)
        case _:
            return index(period, frequency) % CYCLES.get(frequency, 12)


def seasonality_of(judged: Judged) -> Seasonality | None:
    """Return what comes back in each series of a matrix; None where nothing can: events come when they
    come."""
    indicator, matrix = judged.indicator, judged.matrix
    if indicator.is_rare_event or indicator.frequency not in CYCLES:
        return None
    phases = judged.chart.phases
    return stats.find_seasonality(
        judged.chart.values,
        places(matrix.periods, indicator.frequency),
        cycle=CYCLES[indicator.frequency],
        phases=stats.Phases(phases.phase, np.ones_like(phases.included), np.ones_like(phases.included)),
        judged=judged.judged,
    )


class Rounds:
    """Earlier rounds of the series of a matrix. What comes back is looked for when it is first asked for."""

    def __init__(self, judged: Judged) -> None:
        self.judged = judged

    @cached_property
    def is_seasonal(self) -> Bools:
        found = seasonality_of(self.judged)
        return np.zeros(len(self.judged.latest), dtype=np.bool_) if found is None else found.is_seasonal

    def repeat(self, row: int, points: int, direction: int) -> bool:
        """Tell if so many last points of a series lie no further in a direction than those of the same places
        in an earlier round."""
        if not self.is_seasonal[row]:
            return False
        cycle, last = CYCLES[self.judged.indicator.frequency], int(self.judged.latest[row])
        columns = np.arange(max(last - points + 1, 0), last + 1)
        own = np.where(self.judged.judged[row], self.judged.chart.values[row], np.nan) * direction
        earlier = [own[columns - back] for back in range(cycle, int(columns[0]) + 1, cycle)]
        known = [float(np.nanmean(one)) for one in earlier if not np.isnan(one).all()]
        return bool(known and float(np.nanmean(own[columns])) <= max(known))


def has_bounds(indicator: Indicator) -> bool:
    """Tell if counts of a measure have bounds for their season: weekly or monthly ones, also out of a number
    at risk. Shares have none, nor what is judged against expected events already."""
    is_count = indicator.frequency in SEASONS and indicator.additive
    is_other = indicator.is_proportion or indicator.has_expected or indicator.is_rare_event
    return is_count and not is_other


def are_counts(counts: Floats) -> Bools:
    """Return (S,) whether something is known of each row, and all of it is whole and not negative."""
    known = ~np.isnan(counts)
    is_whole = ~known | ((counts >= 0) & (counts == np.round(counts)))
    return np.asarray(known.any(axis=1) & is_whole.all(axis=1))


def beyond_season(judged: Judged) -> tuple[Floats, Floats]:
    """Return (S,) each: +1 where the newest count of a series lies above the bounds of its season, −1 below,
    0 within; and the count that was expected. NaN without bounds."""
    indicator, matrix = judged.indicator, judged.matrix
    direction, expected = (np.full(len(matrix.service), np.nan) for _ in range(2))
    if not has_bounds(indicator):
        return direction, expected
    counts = np.where(judged.judged, matrix.numerator, np.nan)
    usable = are_counts(counts)
    # A series looks back at its own years, whatever else stands in the matrix.
    spans = np.column_stack([np.argmax(judged.judged, axis=1), judged.latest])
    for first, latest in np.unique(spans[usable], axis=0).tolist():
        of = np.flatnonzero(usable & (spans == (first, latest)).all(axis=1))
        until = slice(first, latest + 1)
        at_risk = matrix.denominator[of, until] if indicator.has_denominator else None
        found = stats.seasonal_bounds(
            counts[of, until], at_risk, seasons=SEASONS[indicator.frequency], newest_only=True
        )
        is_known = ~np.isnan(found.upper[:, -1])
        direction[of] = np.where(is_known, found.signal[:, -1], np.nan)
        expected[of] = found.expected[:, -1]
    return direction, expected
