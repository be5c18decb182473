"""A p-value for every series: how far its newest points lie from what stood before, and could chance do that?

    baseline │ recent        newest points weigh most
    · ·· · · │   ·   · ·     z = EWMA of the recent points − mean of the baseline, in its own sigmas
     ·  · · ·│ ·   ·    ·

Whatever the points weigh, the difference is a weighted sum of all of them, so that its variance is known for
neighbours that are alike, and holds the doubt about the baseline's own mean.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtr

from stats.arrays import Bools, Floats, Ints, Signs, as_matrix, divide
from stats.evidence.pooled import correlations, pooled_autocorrelation, shrunk_variances
from stats.limits.chart import MIN_POINTS_FOR_LIMITS

WEIGHT, RECENT = 0.15, 8
"""Weight of the newest point in the EWMA, and the points that are held against those before them. Less weight
finds a little more of small changes that last, and far less of what has just come (docs/evidence.md)."""


@dataclass(frozen=True, slots=True, eq=False)
class SeriesEvidence:
    """(S,) each; NaN and 0 where a series cannot be judged.

    p: two-sided, even between 0 and 1 where nothing happened; z: signed, in standard errors; size: how far
    the recent points lie off, in sigmas of the series; direction: +1 higher of late, −1 lower;
    points: known points of the baseline
    """

    p: Floats
    z: Floats
    size: Floats
    direction: Signs
    points: Ints
    autocorrelation: float


def series_evidence(
    values: ArrayLike,
    *,
    weight: float = WEIGHT,
    recent: int = RECENT,
    autocorrelation: float | None = None,
) -> SeriesEvidence:
    """Hold the newest points of every series against its own earlier ones.

    values: (S, P), NaN missing or left out, the last column the newest period. Best are residuals: value less
        centre (of the season, where there is one), by the sigma of their denominator; then variances are
        alike and help one another (`shrunk_variances`)
    autocorrelation: of neighbours, if known; else pooled over the baselines of all series, and not below 0

    Not judged (NaN): a baseline of fewer than 13 known points or without variation; no known recent point.
    The mean is not drawn towards that of others: who always stood apart would seem to have moved.

    >>> moved = series_evidence([[5, 6, 4, 5, 6, 5, 4, 5, 6, 4, 5, 5, 4, 6, 8, 8, 7, 9, 8, 8, 7, 8]] * 3)
    >>> bool(moved.p[0] < 0.001), int(moved.direction[0]), int(moved.points[0])
    (True, 1, 14)
    """
    if not 0 < weight <= 1 or recent < 1:
        raise ValueError(
            "the newest point's weight lies above 0 and not above 1; one point at least is recent"
        )
    x = as_matrix(values)
    known = ~np.isnan(x)
    is_recent = np.arange(x.shape[1]) >= x.shape[1] - recent
    baseline = known & ~is_recent
    count = baseline.sum(axis=1)
    if autocorrelation is None:
        pooled = pooled_autocorrelation(np.where(baseline, x, np.nan))
        autocorrelation = 0.0 if np.isnan(pooled) else max(0.0, pooled)
    alike = correlations(x.shape[1], autocorrelation)
    share = divide(baseline.astype(np.float64), count[:, np.newaxis])
    filled = np.where(known, x, 0.0)
    middle = (share * filled).sum(axis=1)
    away = np.where(known, x - middle[:, np.newaxis], 0.0)
    variance, freedom = _own_variance(np.where(baseline, away, 0.0), baseline, alike)
    is_judged = (count >= MIN_POINTS_FOR_LIMITS) & (known & is_recent).any(axis=1) & (variance > 0)
    variance, freedom = shrunk_variances(np.where(is_judged, variance, np.nan), freedom)
    newest = _recent_weights(known & is_recent, weight)
    contrast = newest - share
    size = divide((newest * away).sum(axis=1), np.sqrt(variance))
    z = divide(size, np.sqrt(((contrast @ alike) * contrast).sum(axis=1)))
    p = 2.0 * stdtr(freedom, -np.abs(z))
    direction = np.sign(np.where(is_judged, z, 0.0)).astype(np.int8)
    return SeriesEvidence(p, z, size, direction, count, float(autocorrelation))


def most_evident(found: SeriesEvidence) -> Ints:
    """Return the indices of the series in the order of their evidence, those that cannot be judged last.

    >>> steady = [5, 6, 4, 5, 6, 5, 4, 5, 6, 4, 5, 5, 4, 6]
    >>> most_evident(series_evidence([steady + [5, 4] * 4, [5] * 22, steady + [8, 9] * 4])).tolist()
    [2, 0, 1]
    """
    return np.lexsort((-np.nan_to_num(np.abs(found.z)), found.p))


def _own_variance(away: Floats, baseline: Bools, alike: Floats) -> tuple[Floats, Floats]:
    """Return (S,) the variance of single values, and the degrees of freedom it is known by.

    Points that are alike stay near their own mean: the sum of squares is sigma² (n − b'Rb / n) on average,
    and its variance that of so many independent ones (Satterthwaite 1946, Biometrics Bull 2: 110).
    """
    mask = baseline.astype(np.float64)
    count = mask.sum(axis=1)
    reached = mask @ alike
    inner = divide((reached * mask).sum(axis=1), count)
    expected = count - inner
    spread = (
        ((mask @ alike**2) * mask).sum(axis=1) - 2 * divide((mask * reached**2).sum(axis=1), count) + inner**2
    )
    return divide((away**2).sum(axis=1), expected), np.nan_to_num(divide(expected**2, spread))


def _recent_weights(known: Bools, weight: float) -> Floats:
    """Return (S, P) those of the EWMA, a missing period leaving it where it was; their sum is 1."""
    later = known[:, ::-1].cumsum(axis=1)[:, ::-1] - known
    weights = np.where(known, weight * (1.0 - weight) ** later, 0.0)
    return divide(weights, weights.sum(axis=1, keepdims=True))
