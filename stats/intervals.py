"""Intervals for proportions, rates and their differences and ratios, all vectorised.

x counts, n people, exposure person-time; any shapes that broadcast. Where a value makes no sense
(nobody at risk, more events than people) the limits are NaN. `level` is two-sided: 0.95, 0.998.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaincinv, ndtri, stdtrit

from stats.arrays import Floats, divide

Interval = tuple[Floats, Floats]

# Byar's approximation is good from 10 events on; below, the exact Poisson limits are used (Breslow
# & Day 1987, Statistical Methods in Cancer Research II, p. 69; PHE technical guidance).
EXACT_BELOW = 10


def wilson(x: ArrayLike, n: ArrayLike, level: float = 0.95) -> Interval:
    """Return the score interval of a proportion x / n (Wilson 1927; Newcombe 1998, Stat Med 17: 857).

    (p + z²/2n ± z sqrt(p(1 − p)/n + z²/4n²)) / (1 + z²/n). Stays within 0–1 and needs no special
    case for 0 or n events.

    >>> low, high = wilson(3, 20)
    >>> low.round(4), high.round(4)
    (np.float64(0.0524), np.float64(0.3604))
    """
    events, people = _counts(x, n)
    z = normal_quantile(level)
    p = divide(events, people)
    people = np.where((people > 0) & (events >= 0) & (events <= people), people, np.nan)
    spread = z * np.sqrt(np.maximum(p * (1 - p), 0.0) / people + z**2 / (4 * people**2))
    scale = 1 + z**2 / people
    middle = p + z**2 / (2 * people)
    # 0 and 1 are reached exactly with no and with all events; rounding must not step past them.
    low, high = (middle - spread) / scale, (middle + spread) / scale
    return np.where(events == 0, low * 0.0, low), np.where(events == people, high * 0.0 + 1.0, high)


def byar(
    x: ArrayLike, exposure: ArrayLike = 1.0, level: float = 0.95, *, exact_below: float = EXACT_BELOW
) -> Interval:
    """Return the interval of a rate x / exposure: Byar's limits from 10 events on, exact Poisson below.

    `exact_below`: 0 for Byar's limits alone, infinity for the exact ones alone.

    Byar: x (1 − 1/9x − z/3√x)³ and (x + 1)(1 − 1/9(x + 1) + z/3√(x + 1))³.
    Exact: half the χ² quantiles at α/2 with 2x and at 1 − α/2 with 2x + 2 degrees of freedom.

    >>> low, high = byar([4, 20], 1000)
    >>> (1000 * low).round(3), (1000 * high).round(3)
    (array([ 1.09 , 12.211]), array([10.242, 30.89 ]))
    """
    events, size = _counts(x, exposure)
    size = np.where((size > 0) & (events >= 0), size, np.nan)
    low, high = _poisson_limits(np.maximum(events, 0.0), level, exact_below)
    return low / size, high / size


def mean_interval(values: ArrayLike, level: float = 0.95) -> tuple[Floats, Floats, Floats]:
    """Return the mean of the last axis with its interval by Student's t: mean ± t(K − 1) s / √K.

    values (…, K), NaN for none, in their own unit. A single value has a mean and no interval.

    >>> mean, low, high = mean_interval([[2, 4, 6], [5, np.nan, np.nan]])
    >>> mean, low.round(3), high.round(3)
    (array([4., 5.]), array([-0.968,    nan]), array([8.968,   nan]))
    """
    given = np.asarray(values, np.float64)
    count = (~np.isnan(given)).sum(axis=-1).astype(np.float64)
    mean = divide(np.nansum(given, axis=-1), count)
    squares = np.nansum((given - mean[..., np.newaxis]) ** 2, axis=-1)
    normal_quantile(level)  # refuses what is no level
    with np.errstate(invalid="ignore"):
        reach = stdtrit(np.where(count > 1, count - 1, np.nan), (1 + level) / 2)
    error = np.sqrt(divide(divide(squares, count - 1), count))
    return mean, mean - reach * error, mean + reach * error


def newcombe_difference(
    x1: ArrayLike, n1: ArrayLike, x2: ArrayLike, n2: ArrayLike, level: float = 0.95
) -> Interval:
    """Return the interval of x1/n1 − x2/n2 by joining two Wilson intervals (Newcombe 1998, method 10).

    >>> low, high = newcombe_difference(56, 70, 48, 80)
    >>> low.round(4), high.round(4)
    (np.float64(0.0524), np.float64(0.3339))
    """
    first, second = divide(*_counts(x1, n1)), divide(*_counts(x2, n2))
    low1, high1 = wilson(x1, n1, level)
    low2, high2 = wilson(x2, n2, level)
    gap = first - second
    return gap - np.hypot(first - low1, high2 - second), gap + np.hypot(high1 - first, second - low2)


def risk_ratio(x1: ArrayLike, n1: ArrayLike, x2: ArrayLike, n2: ArrayLike, level: float = 0.95) -> Interval:
    """Return the interval of (x1/n1) / (x2/n2) on the log scale (Katz et al. 1978, Biometrics 34: 469).

    exp(ln ratio ± z sqrt(1/x1 − 1/n1 + 1/x2 − 1/n2)); NaN unless both groups have an event.

    >>> low, high = risk_ratio(30, 100, 15, 100)
    >>> low.round(3), high.round(3)
    (np.float64(1.149), np.float64(3.482))
    """
    (a, m), (b, n) = _counts(x1, n1), _counts(x2, n2)
    one = np.ones(())
    variance = divide(one, a) - divide(one, m) + divide(one, b) - divide(one, n)
    return _around_ratio(divide(divide(a, m), divide(b, n)), variance, level)


def rate_ratio(x1: ArrayLike, e1: ArrayLike, x2: ArrayLike, e2: ArrayLike, level: float = 0.95) -> Interval:
    """Return the interval of (x1/e1) / (x2/e2), exposures e, on the log scale (Rothman 2012, chapter 9).

    exp(ln ratio ± z sqrt(1/x1 + 1/x2)); NaN unless both groups have an event.

    >>> low, high = rate_ratio(30, 1000, 15, 1000)
    >>> low.round(3), high.round(3)
    (np.float64(1.076), np.float64(3.717))
    """
    (a, m), (b, n) = _counts(x1, e1), _counts(x2, e2)
    one = np.ones(())
    variance = divide(one, a) + divide(one, b)
    return _around_ratio(divide(divide(a, m), divide(b, n)), variance, level)


def _poisson_limits(events: Floats, level: float, exact_below: float) -> Interval:
    z = normal_quantile(level)
    tail = (1 - level) / 2
    few = (events < exact_below) | (events == 0)  # Byar's limits divide by the events
    many = np.where(few, EXACT_BELOW, events)
    low = many * (1 - 1 / (9 * many) - z / (3 * np.sqrt(many))) ** 3
    high = (many + 1) * (1 - 1 / (9 * (many + 1)) + z / (3 * np.sqrt(many + 1))) ** 3
    # Half a χ² quantile with 2k degrees of freedom is a gamma quantile of shape k.
    exact_low = np.where(events > 0, gammaincinv(np.maximum(events, 1e-300), tail), 0.0)
    return np.where(few, exact_low, low), np.where(few, gammaincinv(events + 1, 1 - tail), high)


def _around_ratio(ratio: Floats, variance: Floats, level: float) -> Interval:
    reach = np.exp(normal_quantile(level) * np.sqrt(variance))
    ratio = np.where(ratio > 0, ratio, np.nan)
    return ratio / reach, ratio * reach


def normal_quantile(level: float) -> float:
    """Return how many standard errors a two-sided interval of this level reaches to each side.

    >>> round(normal_quantile(0.95), 4)
    1.96
    """
    if not 0 < level < 1:
        raise ValueError(f"level is a share between 0 and 1 such as 0.95, not {level}")
    return float(ndtri((1 + level) / 2))


def _counts(x: ArrayLike, n: ArrayLike) -> tuple[Floats, Floats]:
    top, bottom = np.broadcast_arrays(np.asarray(x, np.float64), np.asarray(n, np.float64))
    return top, bottom
