"""Many tests at once: which of them still count when the page's own number of chances is counted too."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from stats.arrays import Bools, Floats


def adjusted(p: ArrayLike, *, dependent: bool = False) -> Floats:
    """Return the p values adjusted so that rejecting those at or below q keeps the false discovery rate at q.

    Benjamini & Hochberg 1995 (J R Stat Soc B 57: 289): p × m / rank, made to rise with the rank. With
    `dependent`, Benjamini & Yekutieli 2001 (Ann Stat 29: 1165), which holds whatever the dependence and
    multiplies by 1 + 1/2 + … + 1/m more. Any shape, taken as one family; NaN: not tested, not counted.

    >>> adjusted([0.01, 0.02, 0.9, np.nan]).round(2)
    array([0.03, 0.03, 0.9 ,  nan])
    """
    given = np.asarray(p, dtype=np.float64)
    flat = given.ravel()
    known = flat[~np.isnan(flat)]
    order = np.argsort(known)
    rank = np.arange(1, known.size + 1)
    penalty = float(np.sum(1.0 / rank)) if dependent else 1.0
    scaled = known[order] * known.size * penalty / rank
    rising = np.minimum.accumulate(scaled[::-1])[::-1]
    out = np.full(flat.shape, np.nan)
    values = np.empty_like(known)
    values[order] = np.minimum(rising, 1.0)
    out[~np.isnan(flat)] = values
    return out.reshape(given.shape)


def discoveries(p: ArrayLike, q: float = 0.05) -> Bools:
    """Return which tests to believe when at most a share q of those believed may be chance.

    >>> discoveries([0.01, 0.02, 0.9, np.nan])
    array([ True,  True, False, False])
    """
    return np.nan_to_num(adjusted(p), nan=1.0) <= q
