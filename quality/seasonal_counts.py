"""Counts of events against the bounds of their season: an outbreak, or a winter worse than winters are.

It looks back over years, across limits that were recalculated; incomplete and left-out periods and gaps take
no part, nor do the newest months, lest an outbreak raise its own bound.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

import stats
from quality.signals.results import SeriesResult
from quality.signals.together.seasons import SEASONS, are_counts, has_bounds
from stats.arrays import Floats
from stats.surveillance.seasonal_bounds import CHANCE


@dataclass(frozen=True, slots=True, eq=False)
class SeasonalChart:
    """Counts of a series and their seasonal bounds. Arrays (P,), NaN where nothing is known or expected."""

    counts: Floats
    expected: Floats
    lower: Floats
    upper: Floats
    signal: Floats
    direction: int
    """At the latest judged point: +1 above its upper bound, −1 below the lower, 0 within."""
    chance: float
    """That chance alone takes a count above its upper bound, and as often below the lower."""


def seasonal_chart(result: SeriesResult) -> SeasonalChart | None:
    """Return the bounds of a series of weekly or monthly counts, also of those out of a number at risk.

    None for shares and measurements, for what is judged against expected events already, and where the latest
    judged period has no bound: too few years, or too few events.
    """
    indicator, judged = result.indicator, result.is_judged
    counts = np.where(judged, result.numerator, np.nan)
    if not has_bounds(indicator) or not are_counts(counts[np.newaxis])[0]:
        return None
    own = slice(int(np.argmax(judged)), None)  # its own years, whatever stands empty before them
    at_risk = result.denominator[own] if indicator.has_denominator else None
    found = stats.seasonal_bounds(counts[own], at_risk, seasons=SEASONS[indicator.frequency])
    expected, lower, upper, signal = (
        np.concatenate([np.full(own.start, np.nan), part[0]])
        for part in (found.expected, found.lower, found.upper, found.signal)
    )
    latest = int(np.flatnonzero(judged)[-1])
    if np.isnan(upper[latest]):
        return None
    return SeasonalChart(
        counts=counts,
        expected=expected,
        lower=lower,
        upper=upper,
        signal=np.where(judged, signal, np.nan),
        direction=int(signal[latest]),
        chance=CHANCE,
    )
