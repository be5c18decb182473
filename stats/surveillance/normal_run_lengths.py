"""The run length of charts of roughly normal values: EWMA, XmR, limits from few points, values alike.

All in sigmas of the process. Each comes from one linear equation: the periods left from a place within the
limits are one more than those left from the next place, by its chance.
"""

from __future__ import annotations

from functools import lru_cache
from math import ceil, inf, log, pi

import numpy as np
from scipy.special import gammaln, ndtr

from stats.arrays import Floats
from stats.surveillance.ewma import WEIGHT, WIDTH

NODES, CELLS = 64, 400
"""Places within the limits of an EWMA (Gauss and Legendre's), and cells within those of single values."""
DRAWS = 40
"""Values that the mean, and the standard deviation, of few points may have."""
START = 1e-6
"""Limits that widen are those they come to when this part is missing."""


@lru_cache(maxsize=512)
def ewma_run_length(
    weight: float = WEIGHT,
    width: float = WIDTH,
    *,
    shift: float = 0.0,
    exact_start: bool = True,
    baseline: int | None = None,
) -> float:
    """Return the mean points to the first signal of `stats.ewma`, on values that are normal and independent.

    weight, width, exact_start: as there; with weight 1 it is a control chart of single values
    shift: of the level, in sigmas, from the first point on
    baseline: points before that gave centre and sigma (their standard deviation); None: both are known. The
        mean over all such baselines, of which those with far too wide limits weigh most

    By the integral equation of Crowder 1987, Technometrics 29: 401; published by Lucas & Saccucci 1990.

    >>> round(ewma_run_length(), 1), round(ewma_run_length(shift=1.0), 2)
    (494.4, 9.55)
    """
    if not 0 < weight <= 1 or width <= 0:
        raise ValueError("the newest point's weight lies above 0 and not above 1, the limits' width above 0")
    if baseline is None:
        return float(_ewma_periods(weight, width, np.array([shift]), np.ones(1), exact_start)[0])
    free = baseline - 1
    if free < 1.5 * width**2:
        least = ceil(1.5 * width**2) + 1
        raise ValueError(
            f"a mean says nothing where limits are so often far too wide: {least} points or more"
        )
    means, shares = _gauss(DRAWS, -6.0, 6.0)
    shares *= np.exp(-(means**2) / 2) / (2 * pi) ** 0.5
    # By chance sigma is chi / √free; periods grow as exp(width² sigma² / 2), so that wide limits count most.
    most = ((free - 1) / (free - width**2)) ** 0.5 + 6 / (2 * (free - width**2)) ** 0.5
    sigmas, weights = _gauss(DRAWS, max(0.0, 1 - 6 / (2 * free) ** 0.5), most)
    weights *= 2 * np.exp(
        free / 2 * (log(free / 2) - sigmas**2) + (free - 1) * np.log(sigmas) - gammaln(free / 2)
    )
    mean, sigma = np.repeat(means / baseline**0.5, sigmas.size), np.tile(sigmas, means.size)
    periods = _ewma_periods(weight, width, (shift - mean) / sigma, 1.0 / sigma, exact_start)
    return float(np.outer(shares, weights).ravel() @ periods)


def _ewma_periods(weight: float, width: float, mean: Floats, sigma: Floats, exact_start: bool) -> Floats:
    """Return (D,) mean points to a signal of values of each mean and sigma, on limits made for 0 and 1."""
    reach, keep = width * (weight / (2.0 - weight)) ** 0.5, 1.0 - weight
    scale = weight * sigma[:, np.newaxis, np.newaxis]

    def density(start: Floats, to: Floats) -> Floats:
        """(D, start, to)"""
        z = (to - keep * start[:, np.newaxis] - weight * mean[:, np.newaxis, np.newaxis]) / scale
        return np.asarray(np.exp(-z * z / 2) / ((2 * pi) ** 0.5 * scale))

    nodes, weights = _gauss(NODES, -reach, reach)
    rest = np.eye(NODES) - density(nodes, nodes) * weights
    left = weights[:, np.newaxis] * np.linalg.solve(rest, np.ones((NODES, 1)))
    # The chance of being at each place within limits that still widen, until they hardly do.
    points, place, chance = np.zeros(mean.size), np.zeros(1), np.ones((mean.size, 1, 1))
    missing = 1.0 if exact_start and keep else 0.0
    while missing > START:
        points, missing = points + chance.sum(axis=(1, 2)), missing * keep**2
        to, shares = _gauss(NODES, -reach * (1.0 - missing) ** 0.5, reach * (1.0 - missing) ** 0.5)
        chance = chance @ (density(place, to) * shares)
        place = to
    ahead = chance @ (1.0 + density(place, nodes) @ left)
    return np.asarray(points + ahead[:, 0, 0])


def _gauss(count: int, low: float, high: float) -> tuple[Floats, Floats]:
    place, share = np.polynomial.legendre.leggauss(count)
    return low + (place + 1.0) * (high - low) / 2, share * (high - low) / 2


@lru_cache(maxsize=512)
def xmr_run_length(
    width: float = 3.0, *, range_limit: float = inf, shift: float = 0.0, alike: float = 0.0
) -> float:
    """Return the mean points to the first one outside, on an XmR chart or one of single values alone.

    width: limits of the values, in their own sigmas; range_limit: of the moving ranges, likewise (the usual
        one is 3.267 × 1.128 = 3.686); without it nobody looks at them
    shift: of the level from the first point on; alike: correlation of each value with the one before

    Limits from moving ranges are too narrow for values that are alike: 3 sigmas by them are 3 √(1 − alike).
    Sources: Crowder 1987, J. Quality Technology 19: 98 (both charts); Schmid 1995 (alike).

    >>> [round(xmr_run_length(3 * (1 - r) ** 0.5, alike=r)) for r in (0.0, 0.2, 0.4)]
    [370, 139, 54]
    """
    if width <= 0 or range_limit <= 0 or not -1 < alike < 1:
        raise ValueError("limits lie above 0, a correlation between -1 and 1")
    edges = np.linspace(-width, width, CELLS + 1) - shift
    middle = (edges[:-1] + edges[1:])[:, np.newaxis] / 2
    within = np.clip(edges, middle - range_limit, middle + range_limit)
    moves = np.diff(ndtr((within - alike * middle) / (1.0 - alike**2) ** 0.5), axis=1)
    left = np.linalg.solve(np.eye(CELLS) - moves, np.ones(CELLS))
    return float(1.0 + np.diff(ndtr(edges)) @ left)
