"""Many tests at once: which of them still count when the page's own number of chances is counted too."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from stats.arrays import Bools, Floats


def adjusted(p: ArrayLike, *, family: ArrayLike = 0, dependent: bool = False) -> Floats:
    """Return the p values adjusted so that rejecting those at or below q keeps the false discovery rate at q.

    Benjamini & Hochberg 1995 (J R Stat Soc B 57: 289): p × m / rank, made to rise with the rank. With
    `dependent`, Benjamini & Yekutieli 2001 (Ann Stat 29: 1165), which holds whatever the dependence and
    multiplies by 1 + 1/2 + … + 1/m more. p: any shape, NaN: not tested, not counted. family: whole numbers
    that broadcast to p, each its own family of tests; all of p is one where none are given.

    >>> adjusted([0.01, 0.02, 0.9, np.nan]).round(2)
    array([0.03, 0.03, 0.9 ,  nan])
    >>> adjusted([0.01, 0.02, 0.01], family=[1, 1, 2]).round(2)
    array([0.02, 0.02, 0.01])
    """
    given = np.asarray(p, dtype=np.float64)
    flat, of = given.ravel(), np.broadcast_to(np.asarray(family), given.shape).ravel()
    tested = np.flatnonzero(~np.isnan(flat))
    order = tested[np.lexsort((flat[tested], of[tested]))]
    _, first, number, size = np.unique(of[order], return_index=True, return_inverse=True, return_counts=True)
    rank = np.arange(order.size) - first[number] + 1
    penalty = np.cumsum(1.0 / np.arange(1, order.size + 1))[size - 1][number] if dependent else 1.0
    scaled = np.minimum(flat[order] * size[number] * penalty / rank, 1.0)
    # Two apart, no family lowers the values of the one before it.
    apart = scaled + 2.0 * number
    out = np.full(flat.shape, np.nan)
    out[order] = np.minimum.accumulate(apart[::-1])[::-1] - 2.0 * number
    return out.reshape(given.shape)


def discoveries(p: ArrayLike, q: float = 0.05, *, family: ArrayLike = 0) -> Bools:
    """Return which tests to believe when at most a share q of those believed in a family may be chance.

    >>> discoveries([0.01, 0.02, 0.9, np.nan])
    array([ True,  True, False, False])
    """
    return np.nan_to_num(adjusted(p, family=family), nan=1.0) <= q
