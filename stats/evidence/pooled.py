"""Things that many short series tell together and none alone: how alike neighbours are, how widely they vary.

One series of 28 points knows its autocorrelation to ± 0.2 and its sigma to ± 14 %. An organisation has
thousands of them.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import digamma, polygamma

from stats.arrays import Floats, as_matrix, divide
from stats.simulated import read_table

TABLE = Path(__file__).with_name("expected_alike.csv")
"""Per number of points: the r that is expected for each phi of the grid
(`python -m bench.simulate.expected_alike`). Each takes 0.05 s to work out, and a page that is opened first
would wait for twenty of them."""
GRID = np.linspace(-0.5, 0.9, 15)
"""Autocorrelations that are looked among; between them a straight line."""
FEWEST = 8
"""Known points that a series needs to take part."""
MOST = 100
"""Known points of which the expected autocorrelation is worked out; that of more hardly differs."""
EXACT = 40
"""Known points up to which it is worked out for every number, beyond for every ten: within 0.003."""
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
    found = neighbours_alike(np.where(known, x - divide(np.nansum(x, axis=1), count)[:, np.newaxis], 0.0))
    pairs = (known[:, 1:] & known[:, :-1]).sum(axis=1)
    # A gap takes pairs away and leaves the squares: as if all neighbours were known.
    return pooled(found * divide(count - 1.0, pairs), count, pairs)


def neighbours_alike(away: Floats) -> Floats:
    """Return (S,) the lag-1 autocorrelation of each series as it is found, with the bias of short ones.

    away: (S, P) distances from the mean of the series, 0 where unknown; NaN of a series without variation
    """
    return divide((away[:, 1:] * away[:, :-1]).sum(axis=1), (away**2).sum(axis=1))


def pooled(found: Floats, points: ArrayLike, pairs: ArrayLike | None = None) -> float:
    """Return the autocorrelation that series share, from that which each was found to have; NaN if none can
    tell.

    found: (S,) `neighbours_alike`; points: (S,) known points; pairs: (S,) of known neighbours, else one less
    """
    count = np.asarray(points, dtype=np.float64)
    weights = np.asarray(count - 1.0 if pairs is None else pairs, dtype=np.float64)
    counts = (count >= FEWEST) & ~np.isnan(found)
    if not counts.any():
        return float("nan")
    rounded = np.where(count > EXACT, np.minimum(10 * np.rint(count / 10), MOST), count).astype(np.intp)
    lengths, place = np.unique(rounded[counts], return_inverse=True)
    weight = np.bincount(place, weights=weights[counts])
    expected = weight @ np.array([_tabled()[int(n)] for n in lengths]) / weight.sum()
    return float(np.interp(np.average(found[counts], weights=weights[counts]), expected, GRID))


def pooled_by_family(found: Floats, points: ArrayLike, family: ArrayLike) -> Floats:
    """Return (S,) the autocorrelation of each series' family, drawn towards that of all families.

    found, points: as of `pooled`; family: (S,) whole numbers, such as the measure. One of few series hardly
    knows its own: it is drawn as far as families differ no more than chance makes them (DerSimonian & Laird
    1986, Control Clin Trials 7: 177). Within 0 … 0.9; 0 where none can tell.
    """
    count = np.asarray(points, dtype=np.float64)
    of_all = pooled(found, count)
    if np.isnan(of_all):
        return np.zeros(count.size)
    _, place = np.unique(np.asarray(family), return_inverse=True)
    rows = [np.flatnonzero(place == number) for number in range(int(place.max()) + 1)]
    own = np.array([pooled(found[of], count[of]) for of in rows])
    known = (count >= FEWEST) & ~np.isnan(found)
    pairs = np.array([((count[of] - 1.0) * known[of]).sum() for of in rows])
    weight = np.where(np.isnan(own), 0.0, pairs / (1.0 - of_all**2))
    apart = np.nan_to_num(own - of_all)
    spare = float(weight @ apart**2) - ((weight > 0).sum() - 1)
    between = max(0.0, spare / max(weight.sum() - divide(weight @ weight, weight.sum()), 1.0))
    share = divide(between * weight, between * weight + 1.0)
    return np.asarray(np.clip(of_all + share * apart, 0.0, GRID[-1])[place])


def correlations(points: int, phi: float) -> Floats:
    """Return (P, P): phi to the power of the distance, the correlations of a series that remembers."""
    place = np.arange(points)
    return np.asarray(np.float64(phi) ** np.abs(place - place[:, np.newaxis]))


@cache
def _tabled() -> dict[int, Floats]:
    found = read_table(TABLE, keys=1)[1]
    return {int(points): np.array(by_phi) for (points,), by_phi in found.items()}


def expected_alike(points: int) -> Floats:
    """Return the r of so many normal points that is expected for each phi of the grid.

    The mean of a ratio of quadratic forms, e'Ae / e'e with e'e = sum of weights w times squares: the integral
    over t from 0 on of prod (1 + 2tw)^-1/2 × sum a / (1 + 2tw) (Magnus 1986, Ann Econ Stat 4: 95).
    """
    centring = np.eye(points) - 1.0 / points
    neighbours = (np.eye(points, k=1) + np.eye(points, k=-1)) / 2
    t, step = _nodes()
    out = np.empty(GRID.size)
    for index, phi in enumerate(GRID):
        root = centring @ np.linalg.cholesky(correlations(points, phi))
        weights, axes = np.linalg.eigh(root.T @ root)
        along = root @ axes
        products = ((neighbours @ along) * along).sum(axis=0)
        grown = 1.0 + 2.0 * t[:, np.newaxis] * np.maximum(weights, 0.0)
        out[index] = step @ (np.exp(-0.5 * np.log(grown).sum(axis=1)) * (products / grown).sum(axis=1))
    return out


@cache
def _nodes() -> tuple[Floats, Floats]:
    """Return the places from 0 to infinity at which the integral is summed, and what each counts."""
    node, width = np.polynomial.legendre.leggauss(200)
    node, width = (node + 1) / 2, width / 2
    return node / (1 - node), width / (1 - node) ** 2


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
