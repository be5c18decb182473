"""Tests over all groups: do they differ at all, and do ordered ones rise or fall from first to last?

Proportions: events (G,) of people (G,), each person counted once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtrc, ndtr

from stats.arrays import Bools, Floats


@dataclass(frozen=True, slots=True)
class Association:
    """A test: its statistic (χ² or z), degrees of freedom, the chance of one as large were there nothing."""

    statistic: float
    df: int
    p: float


_NOTHING = Association(float("nan"), 0, float("nan"))


def homogeneity(events: ArrayLike, people: ArrayLike) -> Association:
    """Test whether all groups have the same share: Pearson's χ², G − 1 degrees of freedom.

    Σ (x − n p)² / n p(1 − p), p of all groups together. NaN for fewer than two groups with people, or when
    all people or none have the event and there is nothing to compare. Pearson 1900.

    >>> found = homogeneity([320, 355, 372], [480, 490, 495])
    >>> round(found.statistic, 3), found.df, round(found.p, 5)
    (8.951, 2, 0.01138)
    """
    x, n = _groups(events, people)
    variance = _variance(x, n)
    if x.size < 2 or not variance > 0:
        return _NOTHING
    statistic = float((((x - n * x.sum() / n.sum()) ** 2) / n).sum() / variance)
    return Association(statistic, x.size - 1, float(chdtrc(x.size - 1, statistic)))


def linear_trend(events: ArrayLike, people: ArrayLike, scores: ArrayLike | None = None) -> Association:
    """Test whether shares rise (z > 0) or fall over ordered groups (Armitage 1955; Mantel 1963).

    z = Σ t (x − n p) / √(p(1 − p) (Σ n t² − (Σ n t)²/N) N/(N − 1)), scores t (G,): 1, 2, … G unless said.
    Two-sided.

    >>> found = linear_trend([320, 355, 372, 390, 401], [480, 490, 495, 500, 505])
    >>> round(found.statistic, 4), f"{found.p:.1e}"
    (4.9724, '6.6e-07')
    """
    t = np.arange(1.0, np.size(people) + 1) if scores is None else np.asarray(scores, np.float64)
    if t.shape != np.shape(people):
        raise ValueError(f"scores: expected one for each group, {np.size(people)}, got {t.size}")
    x, n = _groups(events, people)
    t = t[_usable(events, people)]
    everybody = n.sum()
    if x.size < 2 or everybody <= 1:
        return _NOTHING
    spread = (n * t**2).sum() - (n * t).sum() ** 2 / everybody
    variance = _variance(x, n) * spread * everybody / (everybody - 1)
    if not variance > 0:
        return _NOTHING
    z = float((t * (x - n * x.sum() / n.sum())).sum() / np.sqrt(variance))
    return Association(z, 1, float(2 * ndtr(-abs(z))))


def _variance(x: Floats, n: Floats) -> float:
    share = x.sum() / n.sum() if x.size else 0.0
    return float(share * (1 - share))


def _usable(events: ArrayLike, people: ArrayLike) -> Bools:
    return np.isfinite(np.asarray(events, np.float64)) & (np.asarray(people, np.float64) > 0)


def _groups(events: ArrayLike, people: ArrayLike) -> tuple[Floats, Floats]:
    used = _usable(events, people)
    return np.asarray(events, np.float64)[used], np.asarray(people, np.float64)[used]
