"""Units into equally large groups by their values, such as small areas into deprivation tenths."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from stats.arrays import Floats


def quantile_groups(value: ArrayLike, groups: int, *, highest_first: bool = False) -> Floats:
    """Return (N,) the group 1 … k of each unit, by rank; ties get the smallest rank, so may fill a group.

    Group = floor(k + 1 − ceil((N + 1 − rank) k / N)), N units with a value; `highest_first` gives group 1 to
    the highest values. NaN: no value, or fewer units than groups. Fails with a ValueError below one group.

    >>> quantile_groups([30, 10, 20, 20, np.nan], 2)
    array([ 2.,  1.,  1.,  1., nan])
    """
    if groups < 1:
        raise ValueError(f"expected at least one group, got {groups}")
    given = np.asarray(value, np.float64)
    known = ~np.isnan(given)
    out = np.full(given.shape, np.nan)
    count = int(known.sum())
    if count < groups:
        return out
    keys = -given[known] if highest_first else given[known]
    rank = np.searchsorted(np.sort(keys), keys, side="left") + 1
    # In whole numbers: a quotient such as 7 / (7 / 5) may come out a hair above the 5 that it is.
    from_top = -(-(count + 1 - rank) * groups // count)
    out[known] = groups + 1 - from_top
    return out
