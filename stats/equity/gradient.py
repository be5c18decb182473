"""The slope of a measure across groups that stand in rank, as one number to be tested."""

from __future__ import annotations

import numpy as np

from stats.arrays import Floats, divide

MINIMUM_GROUPS = 3
"""Groups with people that a gradient needs; the slope of two is their gap."""


def gradient(x: Floats, n: Floats, *, is_rate: bool = False) -> tuple[Floats, Floats]:
    """Return the gradient and its standard error, were there none: (…) of counts (…, G), groups last.

    The least-squares slope of x/n on the groups' middle ranks, weighted by n, as the slope index of
    inequality has it (Pamuk 1985; Mackenbach & Kunst 1997), from the last group's end to the first's:
    positive where the first group's end is higher. Its error is that of the test for trend of Cochran 1954
    and Armitage 1955: every group varies by the value p of all together, p(1 − p)/n, or p/n for rates. Groups
    without people take no part; NaN with fewer than three others.

    >>> slope, error = gradient(np.array([30.0, 20.0, 10.0]), np.array([100.0, 100.0, 100.0]))
    >>> round(float(slope), 3), round(float(error), 3)    # 0.35 at one end, 0.05 at the other
    (0.3, 0.085)
    """
    people = np.nan_to_num(n)
    weight = divide(people, np.broadcast_to(people.sum(axis=-1, keepdims=True), people.shape))
    weight = np.nan_to_num(weight)
    rank = weight.cumsum(axis=-1) - weight / 2
    away = rank - (weight * rank).sum(axis=-1, keepdims=True)
    spread = (weight * away**2).sum(axis=-1, keepdims=True)
    load = divide(weight * away, np.broadcast_to(spread, weight.shape))
    all_of = divide(np.nan_to_num(x).sum(axis=-1), people.sum(axis=-1))[..., np.newaxis]
    variance = all_of if is_rate else all_of * (1 - all_of)
    slope = -np.nansum(load * divide(x, n), axis=-1)
    error = np.sqrt(
        np.nansum(np.maximum(load**2 * divide(np.broadcast_to(variance, n.shape), n), 0.0), axis=-1)
    )
    enough = (people > 0).sum(axis=-1) >= MINIMUM_GROUPS
    return np.where(enough, slope, np.nan), np.where(enough, error, np.nan)
