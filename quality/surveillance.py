"""A second look at one series for small lasting changes: EWMA, and CUSUM and VLAD where events are expected;
and at counts for what is unusual in their season.

It looks at what the chart looks at: phases begin again; immature and excluded points and gaps take no
part. It raises no signal and is stored nowhere: its false alarms are in no count of what chance alone would
give (docs/decisions.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import floor, log, log10, sqrt

import numpy as np

import stats
from catalogue.models import Domain, Indicator
from quality.seasonal_counts import SeasonalChart, seasonal_chart
from quality.series.key import SeriesKey
from quality.signals.results import SeriesResult, Variation
from quality.signals.statuses import variation_of
from stats import Phases
from stats.arrays import Bools, Floats

RUN_LENGTH = 120
"""Periods between false signals that each side of a CUSUM is set for: ten years of months. Since it raises no
signal by itself, finding sooner is worth more here than fewer false ones."""
HEAD_START = 0.5
"""The part of its limits where a CUSUM begins again after a rephase: what has not changed is found sooner."""
CHANGES = ((2.0, 0.5), (1.5, 2 / 3), (1.25, 0.8), (1.1, 1 / 1.1))
"""What a CUSUM may look for: doubled and halved, down to a tenth more and a tenth fewer."""


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


def is_watched(indicator: Indicator) -> bool:
    """Tell if a measure is watched: those of safety, and outcomes with expected numbers. Not harm by the day:
    most days are zero; nor rare events: what lies between them is too skewed for an EWMA."""
    is_safety = indicator.domain is Domain.SAFE or indicator.has_expected
    is_apt = not indicator.harm_by_day and not indicator.is_rare_event and indicator.chart != "run"
    return is_safety and is_apt


def surveillance(result: SeriesResult) -> Surveillance | None:
    """Look a second time at a judged series.

    EWMA and CUSUM of what is watched, bounds of all counts with seasons. None where no chart can be made: too
    few points, a constant series, no limits.
    """
    judged = result.is_judged
    if not judged.any():
        return None
    accumulated, smoothed = built_up(result)
    seasonal = seasonal_chart(result)
    if smoothed is None and accumulated is None and seasonal is None:
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
        points=int((judged & _current(result, judged)).sum()),
        smoothed=smoothed,
        accumulated=accumulated,
        seasonal=seasonal,
    )


def built_up(result: SeriesResult) -> tuple[CusumChart | None, EwmaChart | None]:
    """Return what many periods of a watched measure say together: events against those expected, and its
    smoothed level."""
    judged = result.is_judged
    if not is_watched(result.indicator) or not judged.any():
        return None, None
    return _accumulated(result, judged), _smoothed(result, judged)


def tuned_for(typical: float) -> tuple[float, float]:
    """Return the change worth looking for where so many events are expected: about one sigma of a period's
    count.

    >>> tuned_for(0.5), tuned_for(4), tuned_for(16)
    ((2.0, 0.5), (1.5, 0.6666666666666666), (1.25, 0.8))
    """
    wanted = log(1 + 1 / sqrt(typical))
    return min(CHANGES, key=lambda change: abs(log(change[0]) - wanted))


def _smoothed(result: SeriesResult, judged: Bools) -> EwmaChart | None:
    if result.status.variation is Variation.TOO_FEW or result.status.is_constant:
        return None
    # Limits are clipped where the measure ends (0 %, 100 %): the longer side is the whole three sigma.
    sigma = np.fmax(result.upper - result.centre, result.centre - result.lower) / 3
    if not (sigma[judged] > 0).all():
        return None
    chart = stats.ewma(
        result.values[judged],
        centre=result.centre[judged],
        sigma=sigma[judged],
        phases=_phases(result, judged),
    )
    side = np.sign(chart.values - chart.centre)[0]
    direction = int(chart.signal[0, -1])
    points = int((judged & _current(result, judged)).sum())
    return EwmaChart(
        values=_laid_out(chart.values, judged),
        centre=_laid_out(chart.centre, judged),
        lower=_laid_out(chart.lower, judged),
        upper=_laid_out(chart.upper, judged),
        signal=_laid_out(chart.signal, judged),
        direction=direction,
        since=_climb(result, judged, side == direction) if direction else None,
        chance=float(stats.ewma_newest_chance(result.status.chart, points)),
    )


def _accumulated(result: SeriesResult, judged: Bools) -> CusumChart | None:
    if not result.indicator.has_expected:
        return None
    observed, expected = result.numerator[judged], result.denominator[judged]
    phases = _phases(result, judged)
    number = phases.phase[0]
    typical = {int(n): round_2(float(np.median(expected[number == n]))) for n in np.unique(number)}
    current = int(number[-1])
    more, fewer = tuned_for(typical[current])
    limits = [
        np.array([stats.cusum_limit(typical[int(n)], ratio, RUN_LENGTH) for n in number])
        for ratio in (more, fewer)
    ]
    chart = stats.cusum(
        observed,
        expected,
        worse=more,
        better=fewer,
        worse_limit=limits[0],
        better_limit=limits[1],
        head_start=np.where(number > number[0], HEAD_START, 0.0),
        phases=phases,
    )
    direction = int(chart.signal[0, -1])
    here = number == current
    ahead = HEAD_START if current > number[0] else 0.0
    since = None
    if direction:
        climbing = (chart.worse if direction > 0 else -chart.better)[0] > 0
        since = _climb(result, judged, climbing)
        here = _run_up(climbing, number)
    return CusumChart(
        more=_laid_out(chart.worse, judged),
        fewer=_laid_out(chart.better, judged),
        more_limit=_laid_out(limits[0], judged),
        fewer_limit=_laid_out(-limits[1], judged),
        saved=_laid_out(stats.vlad(observed, expected, phases=phases), judged),
        signal=_laid_out(chart.signal, judged),
        direction=direction,
        since=since,
        observed=float(observed[here].sum()),
        expected=float(expected[here].sum()),
        phase_since=result.periods[int(np.flatnonzero(judged)[number == current][0])],
        typical=typical[current],
        ratio_more=more,
        ratio_fewer=fewer,
        run_length_more=stats.cusum_run_length(typical[current], more, limits[0][-1], head_start=ahead),
        run_length_fewer=stats.cusum_run_length(typical[current], fewer, limits[1][-1], head_start=ahead),
        head_start=ahead,
    )


def round_2(amount: float) -> float:
    """Round to two significant figures: the limit does not need more, and so is worked out once for many
    series."""
    return round(amount, 1 - floor(log10(amount)))


def _phases(result: SeriesResult, judged: Bools) -> Phases:
    """Return the phases of the judged points alone: what takes no part leaves every chart where it was."""
    number = result.phase[judged][np.newaxis]
    everything = np.ones(number.shape, dtype=np.bool_)
    return Phases(number, everything, everything)


def _current(result: SeriesResult, judged: Bools) -> Bools:
    """Return (P,) the phase of the latest judged point."""
    return np.asarray(result.phase == result.phase[judged][-1])


def _laid_out(values: Floats, judged: Bools) -> Floats:
    """Lay judged points back at their periods, NaN elsewhere."""
    whole = np.full(judged.shape, np.nan)
    whole[judged] = values.ravel()
    return whole


def _run_up(climbing: Bools, number: np.ndarray) -> Bools:
    """Return the unbroken stretch of climbing points that ends at the latest one, within its phase."""
    broken = ~climbing | (number != number[-1])
    first = int(np.flatnonzero(broken)[-1]) + 1 if broken.any() else 0
    return np.arange(climbing.size) >= first


def _climb(result: SeriesResult, judged: Bools, climbing: Bools) -> date:
    """Return the first period of that stretch."""
    columns = np.flatnonzero(judged)
    return result.periods[int(columns[_run_up(climbing, result.phase[judged])][0])]
