"""Few categories that make most of the whole: Pareto's order, shares and the 80% line.

Bars stand from the largest to the smallest, and a line adds them up. Where few categories carry most of the
whole, work on these first. Where the line rises evenly, no category stands out.
Source: Juran 1951, Quality Control Handbook; Provost & Murray 2011, The Health Care Data Guide, ch. 6.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from stats.arrays import Floats, Ints

MOST = 0.8
"""The share that "most of the whole" means."""


@dataclass(frozen=True, slots=True, eq=False)
class Pareto:
    """Categories in the order of their counts."""

    order: Ints
    """(C,) the largest first; those that are not known last, as they were given."""
    share: Floats
    """(C,) of the whole, 0 to 1; NaN where the count, or the whole, is not known."""
    lower: Floats
    """(C,) share of so many of the largest categories together, at least."""
    upper: Floats
    """(C,) the same, at most: one that is not known may be among the largest. Equal to `lower` where all are
    known."""
    total: float
    """The whole; NaN where it is not known."""
    enough: int
    """The number of largest categories that surely make `most` of the whole; 0 where none can be named."""


def pareto(counts: ArrayLike, total: float | None = None, most: float = MOST) -> Pareto:
    """Order categories by their counts and add up their shares.

    counts: (C,) at least 0; NaN: not known. total: the whole, which is needed where a count is not known.
    most: share that the 80% line stands at, 0 to 1. Raises ValueError for a negative count.

    Of k largest categories the share is S(k) / total, where S adds the k largest counts that are known. What
    is left of the whole, R, belongs to those that are not known, and any one of them may hold all of it: so
    the k largest make at most max(S(k), S(k - 1) + R) / total.

    >>> found = pareto([10, 60, 30])
    >>> found.order.tolist(), found.lower.tolist(), found.enough
    ([1, 2, 0], [0.6, 0.9, 1.0], 2)
    >>> found = pareto([10, np.nan, 60, np.nan], total=100)
    >>> found.order.tolist(), found.lower.tolist(), found.upper.tolist(), found.enough
    ([2, 0, 1, 3], [0.6, 0.7, nan, nan], [0.6, 0.9, nan, nan], 0)
    """
    count = np.asarray(counts, dtype=np.float64)
    if (count < 0).any():
        raise ValueError("a count is below 0")
    is_known = ~np.isnan(count)
    order = np.argsort(np.where(is_known, -count, np.inf), kind="stable")
    ordered = count[order]
    known = int(is_known.sum())
    sums = np.cumsum(ordered[:known])
    own = float(sums[-1]) if known else 0.0
    whole = own if is_known.all() else np.nan if total is None or total < own else float(total)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = ordered / whole if whole else np.full(count.size, np.nan)
        lower, upper = np.full(count.size, np.nan), np.full(count.size, np.nan)
        if whole:
            rest = whole - own
            lower[:known] = sums / whole
            upper[:known] = np.maximum(sums, np.r_[0.0, sums[:-1]] + rest)[:known] / whole
    reached = np.flatnonzero(lower[:known] >= most - 1e-12)
    return Pareto(order, share, lower, upper, whole, int(reached[0]) + 1 if reached.size else 0)
