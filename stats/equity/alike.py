"""Groups compared as if they were alike in something else: of the same ages, say.

Where a group has people in every band and enough events its value is directly standardised, and two such
groups may be compared. Else its events are held against those that everybody's values would give it by band:
that answers for its own ages alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from stats.arrays import Bools, Floats, divide
from stats.equity.standardise import Standardised, direct_rate, indirect_ratio

FEWEST_EXPECTED = 5
"""Events expected for a ratio to be given; as where groups are compared as they are."""


@dataclass(frozen=True, slots=True, eq=False)
class Alike:
    """(G,) each: the value as if all were alike, else the ratio of its events to those expected; NaN for
    none."""

    value: Floats
    lower: Floats
    upper: Floats
    ratio: Floats
    ratio_lower: Floats
    ratio_upper: Floats

    @property
    def is_direct(self) -> Bools:
        return np.isfinite(self.value)


def made_alike(
    events: ArrayLike,
    people: ArrayLike,
    reference_events: ArrayLike,
    reference_people: ArrayLike,
    standard: ArrayLike | None = None,
    *,
    is_share: bool = False,
) -> Alike:
    """Return values of groups (G, A) as if each had the people of a standard (A,) in the bands A: those of
    the reference (A,), if none is given. Shares: every event is one of the people.

    >>> found = made_alike([[10, 30], [0, 4]], [[1000, 500], [0, 200]], [60, 200], [6000, 4000])
    >>> (1000 * found.value).round(1), found.ratio.round(2)
    (array([30., nan]), array([nan, 0.4]))
    """
    x, n = (np.atleast_2d(np.asarray(count, np.float64)) for count in (events, people))
    top, bottom = (np.asarray(count, np.float64) for count in (reference_events, reference_people))
    weight = bottom if standard is None else np.asarray(standard, np.float64)
    bands = weight > 0
    x, n, top, bottom, weight = x[:, bands], n[:, bands], top[bands], bottom[bands], weight[bands]
    # Of a share what is rarer is counted, as too few of it are what makes it uncertain.
    is_turned = is_share and 2 * top.sum() > bottom.sum()
    rarer = n - x if is_turned else x
    direct = direct_rate(
        rarer, n, weight, variance=np.maximum(rarer * (1 - divide(rarer, n)), 0) if is_share else None
    )
    value, lower, upper = (
        _of_share(direct, is_turned) if is_share else (direct.value, direct.lower, direct.upper)
    )
    against = indirect_ratio(x, n, top, bottom)
    is_told = ~np.isfinite(value) & (against.expected >= FEWEST_EXPECTED)
    ratio, ratio_lower, ratio_upper = (
        np.where(is_told, part, np.nan) for part in (against.value, against.lower, against.upper)
    )
    return Alike(value, lower, upper, ratio, ratio_lower, ratio_upper)


def _of_share(found: Standardised, is_turned: bool) -> tuple[Floats, Floats, Floats]:
    low, high = np.clip(found.lower, 0, 1), np.clip(found.upper, 0, 1)
    return (1 - found.value, 1 - high, 1 - low) if is_turned else (found.value, low, high)


def gap_of(
    first: tuple[float, float, float], second: tuple[float, float, float]
) -> tuple[float, float, float]:
    """Return the difference of two values, with limits that join theirs (MOVER: Donner & Zou 2012).

    >>> [round(number, 1) for number in gap_of((30.0, 20.0, 44.0), (15.0, 8.0, 25.0))]
    [15.0, 0.9, 30.7]
    """
    (one, low1, high1), (other, low2, high2) = first, second
    gap = one - other
    return (
        gap,
        gap - float(np.hypot(one - low1, high2 - other)),
        gap + float(np.hypot(high1 - one, other - low2)),
    )
