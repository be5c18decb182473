"""Counts of events against the bounds of their season: an outbreak, or a winter worse than winters are.

It looks back over years, across limits that were recalculated; incomplete and left-out periods and gaps take
no part, nor do the newest months, lest an outbreak raise its own bound.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

import stats
from catalogue.fields.periods import Frequency
from quality.signals.results import SeriesResult
from stats.arrays import Floats
from stats.surveillance.seasonal_bounds import CHANCE, MONTHS, WEEKS, Seasons

SEASONS: Mapping[Frequency, Seasons] = MappingProxyType({Frequency.WEEKLY: WEEKS, Frequency.MONTHLY: MONTHS})


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
    if indicator.frequency not in SEASONS or not indicator.additive:
        return None
    if indicator.is_proportion or indicator.has_expected or indicator.is_rare_event:
        return None
    counts = np.where(judged, result.numerator, np.nan)
    known = counts[~np.isnan(counts)]
    if not known.size or np.any((known < 0) | (known != np.round(known))):
        return None
    at_risk = result.denominator if indicator.has_denominator else None
    found = stats.seasonal_bounds(counts, at_risk, seasons=SEASONS[indicator.frequency])
    latest = int(np.flatnonzero(judged)[-1])
    if np.isnan(found.upper[0, latest]):
        return None
    return SeasonalChart(
        counts=counts,
        expected=found.expected[0],
        lower=found.lower[0],
        upper=found.upper[0],
        signal=np.where(judged, found.signal[0], np.nan),
        direction=int(found.signal[0, latest]),
        chance=CHANCE,
    )
