"""A p-value for every series: how far its newest points lie from what stood before, and could chance do that?

Whatever the points weigh, the difference of `recent_change` is a weighted sum of all of them, so that its
variance is known for neighbours that are alike, and holds the doubt about the past's own mean.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtr

from stats.arrays import Floats, Ints, Signs, divide
from stats.evidence.pooled import correlations, pooled, shrunk_variances
from stats.evidence.recent_change import RECENT, WEIGHT, RecentChange, recent_change, recent_weights
from stats.limits.chart import MIN_POINTS_FOR_LIMITS


@dataclass(frozen=True, slots=True, eq=False)
class SeriesEvidence:
    """(S,) each; NaN and 0 where a series cannot be judged.

    p: two-sided, even between 0 and 1 where nothing happened; z: signed, in standard errors; size: how far
    the recent points lie off, in sigmas of the series; direction: +1 higher of late, −1 lower;
    points: known points of the past; autocorrelation: what p allows for; freedom: degrees of freedom of z
    """

    p: Floats
    z: Floats
    size: Floats
    direction: Signs
    points: Ints
    autocorrelation: float
    freedom: Floats


def series_evidence(
    values: ArrayLike,
    *,
    weight: float = WEIGHT,
    recent: int = RECENT,
    autocorrelation: float | None = None,
) -> SeriesEvidence:
    """Hold the newest known points of every series against its own earlier ones.

    values: (S, P), NaN missing or left out. Best are residuals: value less centre (of the season, where there
        is one), by the sigma of their denominator; then variances are alike and help one another
        (`shrunk_variances`)
    autocorrelation: of neighbours, if known; else pooled over the past of all series, and not below 0

    Not judged (NaN): a past of fewer than 13 known points or without variation.
    The mean is not drawn towards that of others: who always stood apart would seem to have moved.

    >>> moved = series_evidence([[5, 6, 4, 5, 6, 5, 4, 5, 6, 4, 5, 5, 4, 6, 8, 8, 7, 9, 8, 8, 7, 8]] * 3)
    >>> bool(moved.p[0] < 0.001), int(moved.direction[0]), int(moved.points[0])
    (True, 1, 14)
    """
    return weigh_change(
        recent_change(values, weight=weight, recent=recent), weight=weight, autocorrelation=autocorrelation
    )


def weigh_change(
    change: RecentChange, *, weight: float = WEIGHT, autocorrelation: float | None = None
) -> SeriesEvidence:
    """Say how unlikely each recent change is by chance: of series that are alike, such as those of a measure.

    change: of the same weight; autocorrelation: of neighbours, if known; else pooled over these series
    """
    if autocorrelation is None:
        found = pooled(change.alike, change.past)
        autocorrelation = 0.0 if np.isnan(found) else max(0.0, found)
    is_judged = (change.past >= MIN_POINTS_FOR_LIMITS) & (change.recent > 0) & (change.spread > 0)
    is_judged &= ~np.isnan(change.moved)
    squares, freedom, doubt = _by_length(change, is_judged, weight, autocorrelation)
    variance = divide(change.spread * (change.past - 1.0), squares)
    variance, freedom = shrunk_variances(np.where(is_judged, variance, np.nan), freedom)
    size = divide(change.moved, np.sqrt(variance))
    z = divide(size, np.sqrt(doubt))
    p = 2.0 * stdtr(freedom, -np.abs(z))
    direction = np.sign(np.where(is_judged, z, 0.0)).astype(np.int8)
    return SeriesEvidence(p, z, size, direction, change.past, float(autocorrelation), freedom)


def most_evident(found: SeriesEvidence) -> Ints:
    """Return the indices of the series in the order of their evidence, those that cannot be judged last.

    >>> steady = [5, 6, 4, 5, 6, 5, 4, 5, 6, 4, 5, 5, 4, 6]
    >>> most_evident(series_evidence([steady + [5, 4] * 4, [5] * 22, steady + [8, 9] * 4])).tolist()
    [2, 0, 1]
    """
    return np.lexsort((-np.nan_to_num(np.abs(found.z)), found.p))


def _by_length(
    change: RecentChange, is_judged: np.ndarray, weight: float, phi: float
) -> tuple[Floats, Floats, Floats]:
    """Return (S,) each: `_worth` of as many points as a series has."""
    lengths = np.where(is_judged, 1000 * change.past + change.recent, 0)
    each, place = np.unique(lengths, return_inverse=True)
    found = [
        _worth(*divmod(int(n), 1000), weight, round(phi, 4)) if n else (np.nan, 0.0, np.nan) for n in each
    ]
    squares, freedom, doubt = np.array(found, dtype=np.float64).reshape(-1, 3)[place].T
    return squares, freedom, doubt


@lru_cache(maxsize=4096)
def _worth(past: int, recent: int, weight: float, phi: float) -> tuple[float, float, float]:
    """Return the expected sum of squares of so many past points, the degrees of freedom it is known by, and
    the variance of the recent change; sigma is 1.

    Points that are alike stay near their own mean: the sum of squares is sigma² (n − b'Rb / n) on average,
    and its variance that of so many independent ones (Satterthwaite 1946, Biometrics Bull 2: 110).
    """
    alike = correlations(past + recent, phi)
    before = alike[:past, :past]
    reached = before.sum(axis=1)
    inner = float(reached.sum()) / past
    squares = past - inner
    spread = float((before**2).sum()) - 2 * float((reached**2).sum()) / past + inner**2
    contrast = np.concatenate([np.full(past, -1.0 / past), recent_weights(recent, weight)])
    return squares, squares**2 / spread, float(contrast @ alike @ contrast)
