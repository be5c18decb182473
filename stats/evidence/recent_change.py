"""All that evidence needs to know of one series, in numbers that are its own: no other series changes them.

    past points │ last eight    newest points weigh most
    · ·· · ·    │   ·   · ·     moved = EWMA of the last eight − mean of the past
     ·  · · ··  │ ·   ·    ·

They can be kept beside the series. What they are worth depends on how alike neighbours are in all series, and
is worked out of all that are kept (`stats.evidence.series_evidence`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from stats.arrays import Bools, Floats, Ints, as_matrix, divide
from stats.evidence.pooled import neighbours_alike

WEIGHT, RECENT, PAST = 0.15, 8, 92
"""Weight of the newest point in the EWMA, the points that are held against those before them, and how many of
these at most. Less weight finds a little more of small changes that last, and far less of what has just come
(docs/evidence.md)."""


@dataclass(frozen=True, slots=True, eq=False)
class RecentChange:
    """(S,) each, in the unit of the values; NaN where there is nothing to say.

    moved: mean of the last points, the newest weighing most, less that of the points before them
    spread: variance of the points before, as of points that know nothing of one another
    alike: their lag-1 autocorrelation as found, with the bias of few points
    past: known points before; recent: known points that are held against them
    """

    moved: Floats
    spread: Floats
    alike: Floats
    past: Ints
    recent: Ints


def recent_change(values: ArrayLike, *, weight: float = WEIGHT, recent: int = RECENT) -> RecentChange:
    """Return what each series' last known points say against its own earlier ones.

    values: (S, P), NaN missing or left out; gaps are closed: the last known points are the recent ones

    >>> found = recent_change([[4, 6, 4, 6, 4, 6, 9, 9]], recent=2)
    >>> found.moved.tolist(), found.past.tolist(), found.spread.round(1).tolist()
    ([4.0], [6], [1.2])
    """
    if not 0 < weight <= 1 or recent < 1:
        raise ValueError(
            "the newest point's weight lies above 0 and not above 1; one point at least is recent"
        )
    x = _closed(as_matrix(values))
    back = np.arange(x.shape[1])[::-1]
    known = ~np.isnan(x)
    is_recent, is_past = known & (back < recent), known & (back >= recent) & (back < recent + PAST)
    past = is_past.sum(axis=1)
    away = np.where(known, x - _mean(x, is_past)[:, np.newaxis], 0.0)
    before = np.where(is_past, away, 0.0)
    weights = np.where(is_recent, (1.0 - weight) ** back, 0.0)
    return RecentChange(
        moved=divide((weights * np.nan_to_num(away)).sum(axis=1), weights.sum(axis=1)),
        spread=divide((before**2).sum(axis=1), past - 1.0),
        alike=neighbours_alike(before),
        past=past,
        recent=is_recent.sum(axis=1),
    )


def recent_weights(recent: int, weight: float = WEIGHT) -> Floats:
    """Return the weights of so many recent points, the newest last; their sum is 1."""
    weights = (1.0 - weight) ** np.arange(recent)[::-1]
    return np.asarray(weights / weights.sum())


def _closed(x: Floats) -> Floats:
    """Move the known points of each row to its end, in their order."""
    known = ~np.isnan(x)
    return x if known.all() else np.take_along_axis(x, np.argsort(known, axis=1, kind="stable"), axis=1)


def _mean(x: Floats, mask: Bools) -> Floats:
    return divide(np.where(mask, x, 0.0).sum(axis=1), mask.sum(axis=1))
