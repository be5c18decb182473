"""Values of small groups and wards, drawn towards what such units usually have.

A share out of ten people is mostly chance. Units of one kind vary around a common mean; how much is
estimated from all of them, and each unit's value lies between its own and the mean, nearer to its own the
more people it has (empirical Bayes: Efron & Morris 1975, JASA 70: 311; Clayton & Kaldor 1987, Biometrics 43:
671). Mean and spread are not known exactly either: values and intervals are averaged over all pairs of them
that the numbers allow, weighted by how well each explains the numbers (Morris 1983, JASA 78: 47). Else the
intervals of a few units would be too narrow.

Units (G,): events, and people or exposure; NaN for none. A second dot beside the raw value: it says what a
rate is likely to be, not whether it is unusual.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betaincinv, betaln, expit, gammaincinv, gammaln, logit

from stats.arrays import Bools, Floats
from stats.intervals import normal_quantile

FEWEST_UNITS = 3
"""Two units say nothing of how units vary."""

_COARSE, _FINE = (15, 30), (15, 31)
"""Points for the mean and for the spread: first to find where the likelihood is, then over that."""
_NEGLIGIBLE = 9.0
"""Pairs whose log likelihood lies this far below the best one's count for nothing."""
_LEAST_SPREAD, _MOST_CV = 1e-3, 3.0

# Before any number is seen, variances of units are as likely as one another (Morris 1983) up to about this
# spread, and larger ones ever less so: five groups alone could not tell a rate of health care from anything.
_USUAL_SHARES, _USUAL_RATES = 0.25, 0.6


@dataclass(frozen=True, slots=True, eq=False)
class Shrunken:
    """(G,) values with limits, NaN where a unit has no people; over all units their mean, and how much they
    vary: the standard deviation of true values. Not known (NaN) for fewer than three units."""

    value: Floats
    lower: Floats
    upper: Floats
    mean: float
    spread: float


def shrunken_shares(events: ArrayLike, people: ArrayLike, level: float = 0.95) -> Shrunken:
    """Return shares of people, true ones taken to follow a beta distribution.

    >>> found = shrunken_shares([0, 9, 30, 41, 160], [10, 10, 50, 60, 200])
    >>> found.value.round(2), found.lower[0].round(2), found.upper[0].round(2)
    (array([0.12, 0.83, 0.6 , 0.68, 0.8 ]), np.float64(0.0), np.float64(0.43))
    """
    x, n = _units(events, people, is_share=True)

    def marginal(mean: Floats, spread: Floats) -> Floats:
        a, b = _beta(mean, spread)
        return betaln(a + x, b + n - x) - betaln(a, b)

    def moments(mean: Floats, spread: Floats) -> tuple[Floats, Floats]:
        a, b = _beta(mean, spread)
        share = (a + x) / (a + b + n)
        return share, share * (1 - share) / (a + b + n + 1)

    if x.size < FEWEST_UNITS:
        return _unknown(events)
    pooled = (x.sum() + 0.5) / (n.sum() + 1)
    error = np.sqrt(1 / (n.sum() * pooled * (1 - pooled)))
    pairs = _pairs(marginal, float(logit(pooled)), float(error), x.size, expit, 1.0, _USUAL_SHARES)
    value, variance = _averaged(moments, pairs)
    size = value * (1 - value) / variance - 1
    limits = betaincinv(value * size, (1 - value) * size, _tails(level))
    mean, spread = (float((pairs.weight * v).sum()) for v in (pairs.mean, pairs.spread))
    spread *= float(np.sqrt(mean * (1 - mean)))
    return _placed(events, people, np.vstack([value, limits]), mean, spread, is_share=True)


def shrunken_rates(events: ArrayLike, exposure: ArrayLike, level: float = 0.95) -> Shrunken:
    """Return rates events / exposure, true ones taken to follow a gamma distribution.

    Expected numbers as exposure give shrunken standardised ratios.

    >>> found = shrunken_rates([0, 9, 30, 41, 160], [10, 10, 50, 60, 200])
    >>> found.value.round(2), found.lower[0].round(2), found.upper[0].round(2)
    (array([0.16, 0.83, 0.6 , 0.68, 0.79]), np.float64(0.0), np.float64(0.59))
    """
    x, e = _units(events, exposure, is_share=False)

    def marginal(mean: Floats, spread: Floats) -> Floats:
        shape = spread**-2.0
        rate = shape / mean
        chance: Floats = (
            shape * np.log(rate) - gammaln(shape) + gammaln(shape + x) - (shape + x) * np.log(rate + e)
        )
        return chance

    def moments(mean: Floats, spread: Floats) -> tuple[Floats, Floats]:
        shape = spread**-2.0
        rate = (shape + x) / (shape / mean + e)
        return rate, rate / (shape / mean + e)

    if x.size < FEWEST_UNITS:
        return _unknown(events)
    pooled = (x.sum() + 0.5) / e.sum()
    pairs = _pairs(
        marginal,
        float(np.log(pooled)),
        float((x.sum() + 0.5) ** -0.5),
        x.size,
        np.exp,
        _MOST_CV,
        _USUAL_RATES,
    )
    value, variance = _averaged(moments, pairs)
    shape = value**2 / variance
    limits = gammaincinv(shape, _tails(level)) * value / shape
    mean, spread = (float((pairs.weight * v).sum()) for v in (pairs.mean, pairs.spread))
    return _placed(events, exposure, np.vstack([value, limits]), mean, spread * mean, is_share=False)


@dataclass(frozen=True, slots=True, eq=False)
class _Pairs:
    """Means and relative spreads (P,) that the numbers allow, with weights that sum to 1."""

    mean: Floats
    spread: Floats
    weight: Floats


def _pairs(
    marginal: Callable[[Floats, Floats], Floats],
    middle: float,
    error: float,
    units: int,
    back: Callable[[Floats], Floats],
    most: float,
    usual: float,
) -> _Pairs:
    """Weigh pairs on a grid: means around the pooled one, spreads relative to the largest possible."""
    reach = 5 * error + 6 / np.sqrt(units)
    means = np.linspace(middle - reach, middle + reach, _COARSE[0])
    spreads = np.geomspace(_LEAST_SPREAD, most * 0.99, _COARSE[1])
    for points in (_FINE, _FINE, None):
        mean, spread = (grid.ravel() for grid in np.meshgrid(means, spreads, indexing="ij"))
        fit = marginal(back(mean)[:, np.newaxis], spread[:, np.newaxis]).sum(axis=1)
        fit = fit - fit.max()
        if points is None:
            break
        near = fit > -_NEGLIGIBLE
        means, spreads = (
            np.linspace(*_around(axis, values[near]), count)
            for axis, values, count in ((means, mean, points[0]), (spreads, spread, points[1]))
        )
    weight = np.exp(fit) * spread / (1 + (spread / usual) ** 2)
    return _Pairs(back(mean), spread, weight / weight.sum())


def _around(axis: Floats, near: Floats) -> tuple[float, float]:
    """Return the stretch of an axis that holds what is near, with the step beyond it at each side."""
    first = max(int(np.searchsorted(axis, near.min())) - 1, 0)
    last = min(int(np.searchsorted(axis, near.max())) + 1, axis.size - 1)
    return float(axis[first]), float(axis[last])


def _averaged(
    moments: Callable[[Floats, Floats], tuple[Floats, Floats]], pairs: _Pairs
) -> tuple[Floats, Floats]:
    value, variance = moments(pairs.mean[:, np.newaxis], pairs.spread[:, np.newaxis])
    mean: Floats = pairs.weight @ value
    return mean, pairs.weight @ (variance + (value - mean) ** 2)


def _tails(level: float) -> Floats:
    normal_quantile(level)  # refuses what is no level
    return np.array([[(1 - level) / 2], [(1 + level) / 2]])


def _beta(mean: Floats, spread: Floats) -> tuple[Floats, Floats]:
    """Return the two counts of a beta distribution whose variance is spread² × mean (1 − mean)."""
    size = spread**-2.0 - 1
    return mean * size, (1 - mean) * size


def _has_people(events: ArrayLike, size: ArrayLike, is_share: bool) -> tuple[Floats, Floats, Bools]:
    x, n = np.broadcast_arrays(np.asarray(events, np.float64), np.asarray(size, np.float64))
    with np.errstate(invalid="ignore"):
        usable = (n > 0) & (x >= 0) & ((x <= n) | (not is_share))
    return x, n, usable


def _units(events: ArrayLike, size: ArrayLike, *, is_share: bool) -> tuple[Floats, Floats]:
    x, n, usable = _has_people(events, size, is_share)
    return x[usable], n[usable]


def _placed(
    events: ArrayLike,
    size: ArrayLike,
    columns: Floats,
    mean: float,
    spread: float,
    *,
    is_share: bool,
) -> Shrunken:
    """Put values and limits (3, units with people) in their places among all units."""
    usable = _has_people(events, size, is_share)[2]
    placed = np.full((3, *usable.shape), np.nan)
    placed[:, usable] = columns
    return Shrunken(placed[0], placed[1], placed[2], mean, spread)


def _unknown(events: ArrayLike) -> Shrunken:
    nothing = np.full(np.shape(events), np.nan)
    return Shrunken(nothing, nothing, nothing, float("nan"), float("nan"))
