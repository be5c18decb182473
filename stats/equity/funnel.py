"""Funnel plots of units against one average: which differ from it by more than chance (Spiegelhalter 2005).

The limits are drawn where a unit's own 95 % or 99.8 % interval would just touch the average. Units are
services, or one group in many services; fewer than about ten say nothing of their spread. Overdispersion:
see `overdispersion`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from stats.arrays import Ints, divide
from stats.intervals import Interval, byar, normal_quantile, wilson

WARNING, ACTION = 0.95, 0.998
"""The two tiers, as two-sided levels: about two and three standard errors."""


def proportion_limits(average: float, people: ArrayLike, level: float = WARNING) -> Interval:
    """Return the shares at which Wilson's interval of so many people touches the average share.

    average ± z √(average (1 − average) / n), which is Wilson's interval turned round. May leave 0 to 1: a
    chart ends there.

    >>> low, high = proportion_limits(0.2, [25, 400])
    >>> low.round(3), high.round(3)
    (array([0.043, 0.161]), array([0.357, 0.239]))
    """
    n = np.asarray(people, np.float64)
    if not 0 <= average <= 1:
        raise ValueError(f"average: expected a share from 0 to 1, got {average:g}")
    reach = normal_quantile(level) * np.sqrt(divide(np.asarray(average * (1 - average)), n))
    return average - reach, average + reach


def count_limits(observed: ArrayLike, level: float = WARNING) -> Interval:
    """Return the expected numbers at which the exact Poisson interval of observed numbers touches them.

    The unit is low from the second on, high up to the first: observed / them are the limits of a ratio, and
    observed × exposure / them those of a rate.

    >>> few, many = count_limits([10, 100])
    >>> few.round(1), many.round(1)
    (array([ 4.8, 81.4]), array([ 18.4, 121.6]))
    """
    return byar(observed, level=level, exact_below=np.inf)


def proportion_flags(events: ArrayLike, people: ArrayLike, average: float | None = None) -> Ints:
    """Return (N,) −2, −1, 0, 1, 2: the Wilson interval at 99.8 or 95 % lies below or above the average.

    The average is that of all units together unless given.

    >>> proportion_flags([1, 20, 30, 40], [100, 100, 100, 100], 0.2)
    array([-2,  0,  1,  2])
    """
    x, n = np.asarray(events, np.float64), np.asarray(people, np.float64)
    middle = float(np.nansum(x) / np.nansum(n)) if average is None else average
    return _flags(wilson(x, n, WARNING), wilson(x, n, ACTION), middle)


def ratio_flags(observed: ArrayLike, expected: ArrayLike, average: float = 1.0) -> Ints:
    """Return (N,) −2 … 2 as `proportion_flags`, of observed / expected numbers or events / exposure.

    Byar's interval of the observed, exact for fewer than ten. For rates `average` is that of all units.

    >>> ratio_flags([2, 20, 30, 45], [20, 20, 20, 20])
    array([-2,  0,  1,  2])
    """
    return _flags(byar(observed, expected, WARNING), byar(observed, expected, ACTION), average)


def directly_standardised_average(events: ArrayLike, rate: ArrayLike) -> float:
    """Return the average of directly standardised rates: all events / Σ events / rate.

    Events / rate is the exposure that would give the rate as a crude one; with it, `ratio_flags` and
    `count_limits` serve standardised rates.

    >>> directly_standardised_average([10, 20], [5.0, 20.0])
    10.0
    """
    x = np.asarray(events, np.float64)
    exposure = divide(x, np.asarray(rate, np.float64))
    used = np.isfinite(exposure)
    return float(x[used].sum() / exposure[used].sum())


def curve_positions(first: int, last: int, points: int = 100) -> Ints:
    """Return whole numbers from first to last to draw limits at: steps grow in proportion, from one on.

    >>> curve_positions(1, 60, 8)
    array([ 1,  2,  4,  7, 12, 21, 35, 60])
    """
    places = [first]
    for left in range(points - 1, 0, -1):
        here = places[-1]
        places.append(max(round((last / here) ** (1 / left) * here), here + 1))
    return np.array(places, dtype=np.intp)


def _flags(warning: Interval, action: Interval, average: float) -> Ints:
    with np.errstate(invalid="ignore"):
        above = sum((low > average).astype(np.intp) for low, _ in (warning, action))
        below = sum((high < average).astype(np.intp) for _, high in (warning, action))
    flags: Ints = np.asarray(above - below, dtype=np.intp)
    return flags
