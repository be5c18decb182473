"""Small lasting changes of what is watched: EWMA, and CUSUM of events against those expected."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, log, log10, sqrt

import numpy as np

import stats
from catalogue.models import Domain, Indicator
from quality.signals.together.points import Points
from stats import Ewma
from stats.arrays import Bools, Floats

RUN_LENGTH = 120
"""Periods between false signals that each side of a CUSUM is set for: ten years of months. Finding sooner is
worth more here than fewer false ones."""
HEAD_START = 0.5
"""The part of its limits where a CUSUM begins again after a rephase: what has not changed is found sooner."""
CHANGES = ((2.0, 0.5), (1.5, 2 / 3), (1.25, 0.8), (1.1, 1 / 1.1))
"""Changes that a CUSUM may look for: doubled and halved, down to a tenth more and a tenth fewer."""


def is_watched(indicator: Indicator) -> bool:
    """Tell if a measure is watched: those of safety, and outcomes with expected numbers. Not harm by the day:
    most days are zero; nor rare events: what lies between them is too skewed for an EWMA."""
    is_safety = indicator.domain is Domain.SAFE or indicator.has_expected
    is_apt = not indicator.harm_by_day and not indicator.is_rare_event and indicator.chart != "run"
    return is_safety and is_apt


def tuned_for(typical: float) -> tuple[float, float]:
    """Return the change worth looking for where so many events are expected: about one sigma of a period's
    count.

    >>> tuned_for(0.5), tuned_for(4), tuned_for(16)
    ((2.0, 0.5), (1.5, 0.6666666666666666), (1.25, 0.8))
    """
    wanted = log(1 + 1 / sqrt(typical))
    return min(CHANGES, key=lambda change: abs(log(change[0]) - wanted))


def round_2(amount: float) -> float:
    """Round to two significant figures: the limit does not need more, and so is worked out once for many
    series."""
    return round(amount, 1 - floor(log10(amount)))


def has_sigma(points: Points) -> Bools:
    """Return (S,) whether every judged point has a sigma: without one there is no EWMA."""
    there = ~np.isnan(points.values)
    return np.asarray((~there | (points.sigma > 0)).all(axis=1) & (points.count > 0))


def smoothed(points: Points) -> Ewma:
    """Return the EWMA of series that have a sigma, on the lines of their own charts: (S, P) each."""
    return stats.ewma(points.values, centre=points.centre, sigma=points.sigma, phases=points.phases)


def climbing_of(chart: Ewma, direction: Floats) -> Bools:
    """Return (S, P) the values on the side of the centre line that a direction, (S,), means."""
    return np.asarray(np.sign(chart.values - chart.centre) == direction[:, np.newaxis])


@dataclass(frozen=True, slots=True, eq=False)
class EventSums:
    """CUSUM of observed against expected events: (S, P), or (S,) of the phase in force."""

    more: Floats
    fewer: Floats
    """≤ 0: it falls with evidence of fewer."""
    more_limit: Floats
    fewer_limit: Floats
    """≥ 0"""
    signal: Floats
    typical: Floats
    """(S,) median of the events expected in a period: it decides the limits."""
    ratio_more: Floats
    ratio_fewer: Floats
    head_start: Floats
    """(S,) the part of its limits where the phase began."""


def event_sums(points: Points) -> EventSums:
    """Hold the events of each series against those expected. Each looks for the change that suits the events
    expected in its newest phase."""
    typical = _typical(points)
    now = points.at_newest(typical)
    shape = points.values.shape
    found = EventSums(
        more=np.full(shape, np.nan),
        fewer=np.full(shape, np.nan),
        more_limit=np.full(shape, np.nan),
        fewer_limit=np.full(shape, np.nan),
        signal=np.full(shape, np.nan),
        typical=now,
        ratio_more=np.full(len(now), np.nan),
        ratio_fewer=np.full(len(now), np.nan),
        head_start=np.where(points.at_newest(points.phase) > points.phase[:, 0], HEAD_START, 0.0),
    )
    wanted = [tuned_for(one) if one > 0 else None for one in now.tolist()]
    for change in CHANGES:
        of = np.array([at for at, one in enumerate(wanted) if one == change], dtype=np.intp)
        if of.size:
            _fill(found, of, points.rows(of), typical[of], change)
    return found


def _fill(
    found: EventSums, of: np.ndarray, points: Points, typical: Floats, change: tuple[float, float]
) -> None:
    more, fewer = change
    each, place = np.unique(typical, return_inverse=True)
    limits = [
        np.array([stats.cusum_limit(one, ratio, RUN_LENGTH) if one > 0 else np.inf for one in each.tolist()])
        for ratio in change
    ]
    limits = [one[place].reshape(typical.shape) for one in limits]
    chart = stats.cusum(
        points.numerator,
        points.denominator,
        worse=more,
        better=fewer,
        worse_limit=limits[0],
        better_limit=limits[1],
        head_start=np.where(points.phase > points.phase[:, :1], HEAD_START, 0.0),
        phases=points.phases,
    )
    found.more[of], found.fewer[of], found.signal[of] = chart.worse, chart.better, chart.signal
    found.more_limit[of], found.fewer_limit[of] = limits
    found.ratio_more[of], found.ratio_fewer[of] = change


def _typical(points: Points) -> Floats:
    """Return (S, P) the median of the events expected in a period of the phase that a point belongs to."""
    out = np.full(points.values.shape, np.nan)
    for row, (expected, number) in enumerate(zip(points.denominator, points.phase, strict=True)):
        for one in np.unique(number):
            known = expected[(number == one) & (expected > 0)]
            if known.size:
                out[row, number == one] = round_2(float(np.median(known)))
    return out
