"""The smallest gap, or gradient, that a year would have found: "no difference found" is of some size."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri

from stats.arrays import Floats
from stats.intervals import normal_quantile

POWER = 0.8
"""Found in four of five years in which the gap is there, as is usual when studies are planned."""

_HALVINGS = 50


def detectable_gap(
    rate: ArrayLike,
    n1: ArrayLike,
    n2: ArrayLike,
    *,
    sigma: ArrayLike = 1.0,
    is_rate: bool = False,
    level: float = 0.95,
    power: float = POWER,
) -> Floats:
    """Return the smallest gap between a group of n1 people and n2 others that a test finds with this power.

    rate: share (or, `is_rate`, events per exposure) of both together; n1, n2 people or exposure in the whole
    stretch of time that is tested; sigma: how much more values vary than chance alone (`group_tests`). The
    gap d solves d = sigma (z √(v̄ (1/n1 + 1/n2)) + z_power √(v1/n1 + v2/n2)), v = p (1 − p), or p for rates,
    with p1 and p2 a gap d apart and `rate` together (Fleiss 1981, Statistical Methods for Rates and
    Proportions, ch. 3). It is the larger of the gaps upwards and downwards, of those that can be found at
    all; NaN for neither.

    >>> detectable_gap(0.8, [60, 600], 2000).round(3)
    array([0.155, 0.053])
    >>> (1000 * detectable_gap(0.005, 5000, 40_000, is_rate=True)).round(2)
    np.float64(3.17)
    """
    p, small, large, spread = np.broadcast_arrays(*(np.asarray(v, np.float64) for v in (rate, n1, n2, sigma)))
    usable = (small > 0) & (large > 0) & (p > 0) & ((p < 1) | is_rate)
    p, small, large = (np.where(usable, v, np.nan) for v in (p, small, large))
    gaps = [_gap(sign, p, small, large, spread, is_rate, level, power) for sign in (1, -1)]
    return np.asarray(np.fmax(*gaps))


def detectable_gradient(
    error: ArrayLike, *, sigma: ArrayLike = 1.0, level: float = 0.95, power: float = POWER
) -> Floats:
    """Return the smallest gradient across ranked groups that a test finds with this power.

    error: its standard error, were there none (`gradient`). A gradient moves values up at one end and down at
    the other, so the error stays about what it is: sigma × error × (z + z_power).

    >>> detectable_gradient(0.085).round(3)
    np.float64(0.238)
    """
    reach = normal_quantile(level) + float(ndtri(power))
    return np.asarray(error, np.float64) * np.asarray(sigma, np.float64) * reach


def _gap(
    sign: int, p: Floats, n1: Floats, n2: Floats, sigma: Floats, is_rate: bool, level: float, power: float
) -> Floats:
    share = n2 / (n1 + n2)
    # As far as the group can lie from all before it, or the others, run out of range.
    ends = [p / share] if sign < 0 else [p / (1 - share)]
    if not is_rate:
        ends.append((1 - p) / share if sign > 0 else (1 - p) / (1 - share))
    low, most = np.zeros(p.shape), np.minimum.reduce(ends)
    high = most.copy()
    z, z_power = normal_quantile(level), float(ndtri(power))
    chance = z * np.sqrt(_variance(p, is_rate) * (1 / n1 + 1 / n2))

    def found(gap: Floats) -> Floats:
        first, others = p + sign * gap * share, p - sign * gap * (1 - share)
        true = np.sqrt(_variance(first, is_rate) / n1 + _variance(others, is_rate) / n2)
        return np.asarray(gap >= sigma * (chance + z_power * true))

    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        enough = found(middle)
        low, high = np.where(enough, low, middle), np.where(enough, middle, high)
    return np.where(found(most), high, np.nan)


def _variance(p: Floats, is_rate: bool) -> Floats:
    return np.maximum(p if is_rate else p * (1 - p), 0.0)
