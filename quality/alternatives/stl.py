"""Seasonal decomposition by STL (Cleveland et al. 1990, J Off Stat 6: 3), from statsmodels.

The library is read when it is first needed: that takes a second or more, and few charts ask for it.
"""

from __future__ import annotations

from functools import cache
from threading import Thread

import numpy as np

from stats.arrays import Floats, Ints

ROUNDS = 5
"""Times that gaps are filled with what the fit expects there, and fitted again."""

ROBUST_ROUNDS = 2
"""Times that far points are given less weight. With the usual fifteen, the few years we have would settle on
two or three points for each season; after two, one far point moves its season no more than chance does."""


def seasonal_pattern(values: Floats, phase: Ints, cycle: int) -> Floats:
    """Return (cycle,) the pattern that comes back, in units of the values; entry 0 belongs to column 0, and
    all sum to zero.

    values: (P,) NaN does not help to find it. phase: (P,) numbers of phases, each with a level of its own.

    Robust STL with one pattern for all rounds (the seasonal smoother is wider than the series). A gap is
    filled from its neighbours for the first fit and with trend + season for the next. At least two rounds
    are needed.

    >>> wave = seasonal_pattern(np.array([5.0, 3, 1, 3] * 4), np.zeros(16, dtype=np.intp), 4)
    >>> wave.round(6) + 0.0
    array([ 2.,  0., -2.,  0.])
    """
    from statsmodels.tsa.seasonal import STL

    known = np.flatnonzero(~np.isnan(values))
    inside = slice(int(known[0]), int(known[-1]) + 1)
    level = _levels(values, phase, cycle)
    away = (values - level)[inside]
    gaps = np.isnan(away)
    columns = np.arange(away.size)
    filled = np.interp(columns, columns[~gaps], away[~gaps])
    widest = 10 * away.size + 1
    for _ in range(ROUNDS if gaps.any() else 1):
        stl = STL(filled, period=cycle, seasonal=widest, seasonal_deg=0, robust=True)
        fit = stl.fit(inner_iter=2, outer_iter=ROBUST_ROUNDS)
        filled = np.where(gaps, fit.trend + fit.seasonal, filled)
    place = (columns + inside.start) % cycle
    pattern = np.bincount(place, weights=fit.seasonal, minlength=cycle) / np.bincount(place, minlength=cycle)
    centred: Floats = pattern - pattern.mean()
    return centred


def _levels(values: Floats, phase: Ints, cycle: int) -> Floats:
    """Return (P,) the mean of each phase that lasts a whole round; a shorter one cannot tell level from
    season, and takes the mean of all."""
    level = np.full(values.shape, np.nanmean(values))
    for number in np.unique(phase):
        here = phase == number
        if np.count_nonzero(~np.isnan(values[here])) >= cycle:
            level[here] = np.nanmean(values[here])
    return level


def import_stl() -> None:
    """Read the library now: by a server that forks, once for all its workers."""
    import statsmodels.tsa.seasonal  # noqa: F401


@cache
def import_stl_ahead() -> None:
    """Begin to read the library, once and aside: called where a person is offered what needs it."""
    Thread(target=import_stl, name="read statsmodels", daemon=True).start()
