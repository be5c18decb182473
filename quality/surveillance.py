"""A second look at one series for small lasting changes: EWMA, and CUSUM and VLAD where events are expected;
and at counts for what is unusual in their season.

It looks at what the chart looks at: phases begin again; immature and excluded points and gaps take no
part. What it finds is a signal like others: the same charts are made when data arrive
(quality/signals/together).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

import stats
from catalogue.models import Indicator
from quality.seasonal_counts import SeasonalChart, seasonal_chart
from quality.series.key import SeriesKey
from quality.signals.results import SeriesResult, Variation
from quality.signals.statuses import variation_of
from quality.signals.together.points import Points, points_of_one
from quality.signals.together.small_changes import (
    climbing_of,
    event_sums,
    has_sigma,
    is_watched,
    smoothed,
)
from stats.arrays import Bools, Floats


@dataclass(frozen=True, slots=True, eq=False)
class EwmaChart:
    """EWMA of a series. Arrays (P,), NaN at periods that take no part; in the indicator's unit."""

    values: Floats
    centre: Floats
    lower: Floats
    upper: Floats
    signal: Floats
    direction: int
    """At the latest judged point: +1 above its limits, −1 below, 0 within."""
    since: date | None
    """First period of the climb (or fall) that led there: since then on one side of the centre line."""
    chance: float
    """That the newest value of a steady series is outside, with limits from so many points; NaN not known."""


@dataclass(frozen=True, slots=True, eq=False)
class CusumChart:
    """CUSUM and VLAD of observed against expected events. Arrays (P,), NaN at periods that take no part."""

    more: Floats
    fewer: Floats
    """≤ 0: it falls with evidence of fewer."""
    more_limit: Floats
    fewer_limit: Floats
    """≤ 0"""
    saved: Floats
    """Expected less observed, summed up since the phase began."""
    signal: Floats
    direction: int
    """At the latest judged point: +1 more than expected, −1 fewer, 0 no evidence."""
    since: date | None
    """First period of the climb: the one after the sum last stood at zero."""
    observed: float
    expected: float
    """Sums since then; since the phase began where there is no evidence."""
    phase_since: date
    typical: float
    """Median of the events expected in a period of the current phase: it decides the limits."""
    ratio_more: float
    ratio_fewer: float
    run_length_more: float
    run_length_fewer: float
    """Periods to a false signal that the limits of the current phase have on average."""
    head_start: float
    """The part of its limits where the current phase began."""


@dataclass(frozen=True, slots=True, eq=False)
class Surveillance:
    key: SeriesKey
    indicator: Indicator
    service_name: str
    periods: tuple[date, ...]
    phase: np.ndarray
    is_judged: Bools
    numerator: Floats
    denominator: Floats
    points: int
    """Judged points of the current phase."""
    smoothed: EwmaChart | None
    accumulated: CusumChart | None
    seasonal: SeasonalChart | None

    @property
    def is_evidence(self) -> bool:
        """One of the charts is beyond its limits now."""
        return any(part.direction for part in (self.smoothed, self.accumulated, self.seasonal) if part)

    def variation(self, direction: float) -> Variation:
        """Return what a direction means for this indicator."""
        if not direction:
            return Variation.COMMON_CAUSE
        return variation_of(1 if direction > 0 else -1, self.indicator.improvement.sign)


def surveillance(result: SeriesResult) -> Surveillance | None:
    """Look a second time at a judged series.

    EWMA and CUSUM of what is watched, bounds of all counts with seasons. None where no chart can be made: too
    few points, a constant series, no limits.
    """
    judged = result.is_judged
    if not judged.any():
        return None
    is_of_safety = is_watched(result.indicator)
    points = points_of_one(result)
    accumulated = _accumulated(result, points) if is_of_safety else None
    smooth = _smoothed(result, points) if is_of_safety else None
    seasonal = seasonal_chart(result)
    if smooth is None and accumulated is None and seasonal is None:
        return None
    return Surveillance(
        key=result.key,
        indicator=result.indicator,
        service_name=result.service_name,
        periods=result.periods,
        phase=result.phase,
        is_judged=judged,
        numerator=result.numerator,
        denominator=result.denominator,
        points=_in_force(points),
        smoothed=smooth,
        accumulated=accumulated,
        seasonal=seasonal,
    )


def _smoothed(result: SeriesResult, points: Points) -> EwmaChart | None:
    if result.status.variation is Variation.TOO_FEW or result.status.is_constant:
        return None
    if not has_sigma(points)[0]:
        return None
    chart = smoothed(points)
    direction = points.at_newest(chart.signal)
    climbing = climbing_of(chart, direction)
    values, centre, lower, upper, signal = (
        _laid_out(part, points)
        for part in (chart.values, chart.centre, chart.lower, chart.upper, chart.signal)
    )
    return EwmaChart(
        values=values,
        centre=centre,
        lower=lower,
        upper=upper,
        signal=signal,
        direction=int(direction[0]),
        since=_climb(result, points, climbing) if direction[0] else None,
        chance=float(stats.ewma_newest_chance(result.status.chart, _in_force(points))),
    )


def _accumulated(result: SeriesResult, points: Points) -> CusumChart | None:
    if not result.indicator.has_expected:
        return None
    sums = event_sums(points)
    newest, number = int(points.newest[0]), points.phase[0]
    observed, expected = points.numerator, points.denominator
    direction = int(points.at_newest(sums.signal)[0])
    here = (np.arange(number.size) <= newest) & (number == number[-1])
    first, since = int(np.argmax(here)), None
    if direction:
        climbing = (sums.more if direction > 0 else -sums.fewer) > 0
        since, here = _climb(result, points, climbing), points.run_up(climbing)[0]
    typical, more, fewer, ahead = (
        float(one[0]) for one in (sums.typical, sums.ratio_more, sums.ratio_fewer, sums.head_start)
    )
    run_length = (
        stats.cusum_run_length(typical, ratio, limit[0, newest], head_start=ahead)
        for ratio, limit in ((more, sums.more_limit), (fewer, sums.fewer_limit))
    )
    return CusumChart(
        more=_laid_out(sums.more, points),
        fewer=_laid_out(sums.fewer, points),
        more_limit=_laid_out(sums.more_limit, points),
        fewer_limit=_laid_out(-sums.fewer_limit, points),
        saved=_laid_out(stats.vlad(observed, expected, phases=points.phases), points),
        signal=_laid_out(sums.signal, points),
        direction=direction,
        since=since,
        observed=float(observed[0, here].sum()),
        expected=float(expected[0, here].sum()),
        phase_since=result.periods[int(points.column[0, first])],
        typical=typical,
        ratio_more=more,
        ratio_fewer=fewer,
        run_length_more=next(run_length),
        run_length_fewer=next(run_length),
        head_start=ahead,
    )


def _in_force(points: Points) -> int:
    """Count the judged points of the phase of the latest one."""
    here = np.arange(points.phase.shape[1]) < points.count[0]
    return int((here & (points.phase[0] == points.phase[0, -1])).sum())


def _laid_out(values: Floats, points: Points) -> Floats:
    """Lay judged points back at their periods, NaN elsewhere."""
    count = int(points.count[0])
    whole = np.full(values.shape[1], np.nan)
    whole[points.column[0, :count]] = values[0, :count]
    return whole


def _climb(result: SeriesResult, points: Points, climbing: Bools) -> date:
    """Return the first period of the stretch that led to a signal."""
    first = int(np.argmax(points.run_up(climbing)[0]))
    return result.periods[int(points.column[0, first])]
