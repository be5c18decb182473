"""Things that many short series tell together and none alone: how alike neighbours are, how widely they vary.

One series of 28 points knows its autocorrelation to ± 0.2 and its sigma to ± 14 %. An organisation has
thousands of them.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import digamma, polygamma

from stats.arrays import Floats, as_matrix, divide

GRID = np.linspace(-0.5, 0.9, 15)
"""Autocorrelations that are looked among; between them a straight line."""
FEWEST = 8
"""Known points that a series needs to take part."""
KNOWN_FOR_CERTAIN = 1e6
"""Degrees of freedom beyond which a variance is as good as known."""


def pooled_autocorrelation(values: ArrayLike) -> float:
    """Return the lag-1 autocorrelation that all series share, without the bias of short ones; NaN if none
    can tell.

    values: (S, P), NaN missing; each series counts by its pairs of neighbours, whatever its unit

        r = sum e_t e_t+1 / sum e_t², e = x − mean of the series;  its mean over series is that of phi

    The mean of few points follows them, so that r lies below phi: by about (1 + 4 phi) / n (Kendall 1954,
    Biometrika 41: 403). Here the expected r of n normal points is calculated for each phi, and the phi
    whose expected r is the one found is returned, within −0.5 … 0.9.

    >>> round(pooled_autocorrelation([[1, 2, 3, 4, 4, 3, 2, 1, 1, 2, 3, 4]] * 3), 2)
    0.9
    """
    x = as_matrix(values)
    known = ~np.isnan(x)
    count = known.sum(axis=1)
    away = np.where(known, x - divide(np.nansum(x, axis=1), count)[:, np.newaxis], 0.0)
    together = divide((away[:, 1:] * away[:, :-1]).sum(axis=1), (away**2).sum(axis=1))
    pairs = (known[:, 1:] & known[:, :-1]).sum(axis=1)
    # A gap takes pairs away and leaves the squares: as if all neighbours were known.
    found = together * divide(count - 1.0, pairs)
    counts = (count >= FEWEST) & ~np.isnan(found)
    if not counts.any():
        return float("nan")
    # What is expected of 45 points is, within 0.003, what is expected of 40 or 50.
    rounded = np.where(count > 40, 10 * np.rint(count / 10), count).astype(np.intp)
    lengths, place = np.unique(rounded[counts], return_inverse=True)
    weight = np.bincount(place, weights=pairs[counts])
    expected = weight @ np.array([_expected(int(n)) for n in lengths]) / weight.sum()
    return float(np.interp(np.average(found[counts], weights=pairs[counts]), expected, GRID))


def correlations(points: int, phi: float) -> Floats:
    """Return (P, P): phi to the power of the distance, the correlations of a series that remembers."""
    place = np.arange(points)
    return np.asarray(np.float64(phi) ** np.abs(place - place[:, np.newaxis]))


@lru_cache(maxsize=512)
def _expected(points: int) -> Floats:
    """Return the r of so many normal points that is expected for each phi of the grid.

    The mean of a ratio of quadratic forms, e'Ae / e'e with e'e = sum of weights w times squares: the integral
    over t from 0 on of prod (1 + 2tw)^-1/2 × sum a / (1 + 2tw) (Magnus 1986, Ann Econ Stat 4: 95).
    """
    centring = np.eye(points) - 1.0 / points
    neighbours = (np.eye(points, k=1) + np.eye(points, k=-1)) / 2
    node, width = np.polynomial.legendre.leggauss(200)
    node, width = (node + 1) / 2, width / 2
    t, step = node / (1 - node), width / (1 - node) ** 2
    out = np.empty(GRID.size)
    for index, phi in enumerate(GRID):
        root = centring @ np.linalg.cholesky(correlations(points, phi))
        weights, axes = np.linalg.eigh(root.T @ root)
        along = root @ axes
        products = ((neighbours @ along) * along).sum(axis=0)
        grown = 1.0 + 2.0 * t[:, np.newaxis] * np.maximum(weights, 0.0)
        out[index] = step @ (np.exp(-0.5 * np.log(grown).sum(axis=1)) * (products / grown).sum(axis=1))
    return out


def shrunk_variances(variances: Floats, freedom: Floats) -> tuple[Floats, Floats]:
    """Return each series' variance drawn towards that of all, and the degrees of freedom it then has.

    How far: by how much more the logarithms differ than variances of so few points would by chance
    (Smyth 2004, Stat Appl Genet Mol Biol 3: 3). Series in units of all kinds differ so much that nothing is
    drawn; standardised ones are drawn far. NaN and 0 stay what they are.
    """
    usable = (variances > 0) & (freedom > 0)
    if usable.sum() < 3:
        return variances, freedom
    half = freedom[usable] / 2
    logs = np.log(variances[usable]) - digamma(half) + np.log(half)
    excess = float(logs.var(ddof=1) - polygamma(1, half).mean())
    of_all = min(2 * _trigamma_inverse(excess), KNOWN_FOR_CERTAIN) if excess > 0 else KNOWN_FOR_CERTAIN
    common = float(np.exp(logs.mean() + digamma(of_all / 2) - np.log(of_all / 2)))
    shrunk = (of_all * common + freedom * variances) / (of_all + freedom)
    return np.where(usable, shrunk, variances), np.where(usable, freedom + of_all, freedom)


def _trigamma_inverse(value: float) -> float:
    """Return x with trigamma(x) = value, by Newton's steps on 1 / trigamma, which is nearly straight."""
    x = 0.5 + 1.0 / value
    for _ in range(30):
        slope, here = float(polygamma(2, x)), float(polygamma(1, x))
        x += here * (1.0 - here / value) / slope
    return x
