"""Inequality of groups: the slope across ranked groups, gaps between two, and what the people whose group is
not known could change.

Formulas and their sources stand at each function; a group's value is numerator / denominator.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from stats.arrays import Floats, divide
from stats.intervals import Interval, byar, normal_quantile, wilson

MINIMUM_RANKED_GROUPS = 5
"""A slope through fewer ranked groups says no more than the gap between the first and the last of them."""


@dataclass(frozen=True, slots=True)
class SlopeIndex:
    """The gap across the whole ranked population, from rank 0 (first group's end) to rank 1.

    slope: value at rank 1 less value at rank 0; ratio: value at rank 1 / value at rank 0.
    """

    slope: float
    slope_lower: float
    slope_upper: float
    ratio: float
    ratio_lower: float
    ratio_upper: float
    intercept: float

    @property
    def is_known(self) -> bool:
        return not np.isnan(self.slope)


UNKNOWN_SLOPE = SlopeIndex(*[float("nan")] * 7)


def relative_ranks(population: ArrayLike) -> Floats:
    """Return (G,) middle of each group's stretch of the population, from 0 to 1, groups in order of rank.

    >>> relative_ranks([20, 30, 50])
    array([0.1 , 0.35, 0.75])
    """
    share = np.asarray(population, dtype=np.float64)
    share = share / share.sum()
    ranks: Floats = share.cumsum() - share / 2
    return ranks


def slope_weights(population: ArrayLike) -> tuple[Floats, Floats] | None:
    """Return (G,) how much each group's value moves the fitted value at rank 0 and that at rank 1.

    None for fewer than five groups or when nobody is in one of them.

    >>> at_0, at_1 = slope_weights([1, 1, 1, 1, 1])
    >>> at_0.round(2), at_1.round(2)
    (array([ 0.7 ,  0.45,  0.2 , -0.05, -0.3 ]), array([-0.3 , -0.05,  0.2 ,  0.45,  0.7 ]))
    """
    people = np.asarray(population, dtype=np.float64)
    if people.size < MINIMUM_RANKED_GROUPS or not (people > 0).all():
        return None
    weight, rank = people / people.sum(), relative_ranks(people)
    middle = (weight * rank).sum()
    on_slope = weight * (rank - middle) / (weight * (rank - middle) ** 2).sum()
    at_0: Floats = weight - middle * on_slope
    return at_0, at_0 + on_slope


def slope_index(
    value: ArrayLike, population: ArrayLike, standard_error: ArrayLike, level: float = 0.95
) -> SlopeIndex:
    """Fit the slope and relative index of inequality, UK form (Pamuk 1985; Mackenbach & Kunst 1997; Low & Low
    2004).

    Least squares of the groups' values (G,) on their relative rank, weighted by their share of the
    population. Slope index = slope; relative index = fitted value at rank 1 / fitted value at rank 0.
    Groups stand in order of rank, the most disadvantaged first: a negative slope says that values fall
    towards the better off. Unknown (NaN) for fewer than five groups, or when one is empty or has no value.

    Limits come from the groups' standard errors without simulation: the slope is a weighted sum of the
    values; the ratio ends at r where fitted(1) − r × fitted(0) is z of its standard errors away from zero
    (Fieller 1954), the quantiles that drawing the values from normals would approach.

    >>> index = slope_index([30, 25, 20, 15, 10], [1, 1, 1, 1, 1], [1, 1, 1, 1, 1])
    >>> round(index.slope, 6), round(index.ratio, 4)    # 32.5 at rank 0, 7.5 at rank 1
    (-25.0, 0.2308)
    """
    y, error = (np.asarray(a, dtype=np.float64) for a in (value, standard_error))
    weights = slope_weights(population)
    if weights is None or not np.isfinite(y).all():
        return UNKNOWN_SLOPE
    at_0, at_1 = weights
    on_slope = at_1 - at_0
    slope, z = float(on_slope @ y), normal_quantile(level)
    reach = z * float(np.sqrt((on_slope**2 * error**2).sum()))
    low, high = _fieller(at_1, at_0, y, error, z)
    ratio = float(divide(np.asarray(at_1 @ y), np.asarray(at_0 @ y)))
    return SlopeIndex(slope, slope - reach, slope + reach, ratio, low, high, float(at_0 @ y))


def _fieller(top: Floats, bottom: Floats, y: Floats, error: Floats, z: float) -> tuple[float, float]:
    """Return the limits of (top · y) / (bottom · y); unknown when the bottom might be zero."""
    t, b, variance = top @ y, bottom @ y, error**2
    tt, bb, tb = (top**2 @ variance), (bottom**2 @ variance), (top * bottom) @ variance
    square, linear, constant = b**2 - z**2 * bb, t * b - z**2 * tb, t**2 - z**2 * tt
    inside = linear**2 - square * constant
    if square <= 0 or inside < 0:
        return float("nan"), float("nan")
    return float((linear - np.sqrt(inside)) / square), float((linear + np.sqrt(inside)) / square)


def rate_difference(
    x1: ArrayLike, e1: ArrayLike, x2: ArrayLike, e2: ArrayLike, level: float = 0.95
) -> Interval:
    """Return the interval of x1/e1 − x2/e2, exposures e, by joining two rate intervals (MOVER: Donner & Zou
    2012).

    The same joining as Newcombe's for proportions, of Byar or exact limits.

    >>> low, high = rate_difference(30, 1000, 15, 1000)
    >>> (1000 * low).round(1), (1000 * high).round(1)
    (np.float64(1.2), np.float64(29.4))
    """
    first, second = (divide(*np.broadcast_arrays(*map(_floats, pair))) for pair in ((x1, e1), (x2, e2)))
    (low1, high1), (low2, high2) = byar(x1, e1, level), byar(x2, e2, level)
    gap = first - second
    return gap - np.hypot(first - low1, high2 - second), gap + np.hypot(high1 - first, second - low2)


def gap_if_unknown(
    x1: float, n1: float, x2: float, n2: float, unknown_x: float, unknown_n: float
) -> tuple[float, float]:
    """Return the smallest and largest that x1/n1 − x2/n2 could be, were the unknown people's groups known.

    Worst cases (Manski 1990, Am Econ Rev 80: 319): for the largest, all unknown people with the event
    belong to group 1 and all without it to group 2; for the smallest, the other way round.

    >>> low, high = gap_if_unknown(14, 100, 8, 100, 2, 10)
    >>> round(low, 4), round(high, 4)    # 14/108 − 10/102 and 16/102 − 8/108
    (0.0316, 0.0828)
    """
    without = unknown_n - unknown_x
    low = x1 / (n1 + without) - (x2 + unknown_x) / (n2 + unknown_x)
    high = (x1 + unknown_x) / (n1 + unknown_x) - x2 / (n2 + without)
    return low, high


def representation_ratio(
    users: ArrayLike, all_users: float, population: ArrayLike, level: float = 0.95
) -> tuple[Floats, Floats, Floats]:
    """Return (G,) share of the users / share of the population, with its interval: Wilson's of the users'
    share, the population taken as fixed. NaN users are not known.

    >>> ratio, low, high = representation_ratio([20, 80], 100, [500, 500])
    >>> ratio, low.round(2), high.round(2)
    (array([0.4, 1.6]), array([0.27, 1.42]), array([0.58, 1.73]))
    """
    count, people = _floats(users), _floats(population)
    share = divide(people, np.full(people.shape, people.sum()))
    total = np.full(count.shape, all_users)
    low, high = wilson(count, total, level)
    return divide(divide(count, total), share), divide(low, share), divide(high, share)


def _floats(values: ArrayLike) -> Floats:
    return np.asarray(values, dtype=np.float64)
