"""Does a series repeat itself every year (or week), or from one point to the next? Said, and on request
charted without its yearly pattern. Nothing of it is stored: what is in force is judged as it is.

`stats.find_seasonality` notices, `quality.alternatives.stl` takes out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from math import isnan, nan

import numpy as np

import stats
from catalogue.fields.periods import Frequency
from catalogue.models import Indicator
from quality.alternatives.stl import seasonal_pattern
from quality.signals.results import SeriesResult
from quality.signals.together.seasons import CYCLES, places
from stats import Phases

ALIKE = 0.3
"""Autocorrelation worth a word: limits from moving ranges are then a sixth too narrow (√(1 − r))."""


@dataclass(frozen=True, slots=True)
class Seasonality:
    """A pattern that comes back in one series."""

    frequency: Frequency
    is_seasonal: bool
    peak: int
    """Place in the round where the pattern is highest: 0 is January, the first week or quarter, Monday; −1
    where nothing can be said."""
    swing: float
    """Highest season less lowest, in the indicator's unit; NaN where nothing can be said."""
    share: float
    """Of the variation around level and slope, how much the pattern explains, 0–1; NaN likewise."""
    autocorrelation: float
    """Of neighbouring points, −1 to 1; NaN with too few."""
    is_alike: bool
    """Neighbours are more alike than chance makes them, and by enough to matter."""

    @property
    def pattern(self) -> str:
        """`yearly`, or `weekly` for days."""
        return "weekly" if self.frequency is Frequency.DAILY else "yearly"


@lru_cache(maxsize=16)
def find_seasonality(result: SeriesResult) -> Seasonality:
    """Find what comes back, in the judged points only and within the phases people set. A page asks more than
    once."""
    frequency = result.indicator.frequency
    if result.indicator.is_rare_event:  # events come when they come: no place in a year, no equal steps
        return Seasonality(frequency, False, -1, nan, nan, nan, False)
    cycle = CYCLES.get(frequency, 12)
    found = stats.find_seasonality(
        result.values[np.newaxis, :],
        places(result.periods, frequency),
        cycle=cycle,
        phases=_phases(result),
        judged=result.is_judged[np.newaxis, :],
    )
    r = float(found.autocorrelation[0])
    return Seasonality(
        frequency=frequency,
        is_seasonal=bool(found.is_seasonal[0]) and frequency in CYCLES and not result.indicator.is_rare_event,
        peak=int(found.peak[0]),
        swing=float(found.swing[0]),
        share=float(found.share[0]),
        autocorrelation=r,
        is_alike=bool(found.is_autocorrelated[0]) and not isnan(r) and r >= ALIKE,
    )


def deseasonalised(result: SeriesResult) -> SeriesResult:
    """Return the points of a series with its yearly (weekly) pattern taken out, still to be judged: single
    values, to which a numerator and a denominator no longer belong.

    The pattern is one for all years and sums to nothing: the level stays. Missing, incomplete and left-out
    points do not help to find it. A share stays within 0 to 100 %, and what was never negative stays so.
    For series that are seasonal: taking out what is not there would only flatter the others. Without targets
    and plan: those are for what people meet, summer and winter, and a chart without its winters would promise
    too much.
    """
    indicator = result.indicator
    cycle = CYCLES[indicator.frequency]
    wave = seasonal_pattern(np.where(result.is_judged, result.values, np.nan), result.phase, cycle)
    values = result.values - wave[np.arange(len(result.periods)) % cycle]
    return replace(
        result,
        indicator=_of_single_values(indicator),
        numerator=np.clip(values, *_bounds(result)),
        denominator=np.full_like(values, np.nan),
        target=np.full_like(values, np.nan),
        plan=np.full_like(values, np.nan),
    )


def _of_single_values(indicator: Indicator) -> Indicator:
    """Return the same measure of numbers that are in its unit already."""
    data = tuple(
        formula.model_copy(update={"denominator": None, "denominator_from": None})
        for formula in indicator.data
    )
    bare = {"chart": "xmr", "per": 1.0, "is_proportion": False, "denominator": "", "data": data}
    return indicator.model_copy(update=bare | {"targets": (), "trajectory": ()})


def _bounds(result: SeriesResult) -> tuple[float, float]:
    known = result.values[~np.isnan(result.values)]
    least = 0.0 if known.min() >= 0 else -np.inf
    return least, result.indicator.per if result.indicator.is_proportion else np.inf


def _phases(result: SeriesResult) -> Phases:
    everything = np.ones((1, len(result.periods)), dtype=np.bool_)
    return Phases(result.phase[np.newaxis, :], everything, everything)
