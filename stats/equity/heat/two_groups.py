"""Two groups against each other, and what everybody would gain: measures of WHO's HEAT.

Groups stand in order, the least advantaged first (`ordered`), or in none. Difference and ratio are positive
and above one where the disadvantaged do worse, whether high is good (`high_is_good`) or not. WHO Health
Inequality Monitor; Schlotheuber & Hosseinpoor 2022 (Int J Environ Res Public Health 19: 3697).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from stats.arrays import Floats
from stats.equity.heat.measure import Measure, around, around_ratio, groups_with_value, unknown


def difference(
    value: ArrayLike,
    error: ArrayLike,
    level: float = 0.95,
    *,
    ordered: bool,
    high_is_good: bool,
    reference: int | None = None,
) -> Measure:
    """Return the gap of the two extreme groups, or of a reference (its index) and the group worst off.

    Standard error √(e₁² + e₂²); value and error (G,) in one unit.

    >>> found = difference([60, 70, 75], [3, 2, 4], ordered=True, high_is_good=True)
    >>> found.estimate, found.error, round(found.lower, 2)
    (15.0, 5.0, 5.2)
    """
    y, e = _numbers(value), _numbers(error)
    pair = _pair(y, ordered, high_is_good, reference)
    if isinstance(pair, str):
        return unknown(pair)
    top, bottom = pair
    return around(float(y[top] - y[bottom]), float(np.hypot(e[top], e[bottom])), level)


def ratio(
    value: ArrayLike,
    error: ArrayLike,
    level: float = 0.95,
    *,
    ordered: bool,
    high_is_good: bool,
    reference: int | None = None,
) -> Measure:
    """Return the ratio of the groups of `difference`; its error and limits are on the log scale.

    Standard error of the logarithm √((e₁/y₁)² + (e₂/y₂)²).

    >>> found = ratio([40, 80], [4, 8], ordered=True, high_is_good=True)
    >>> found.estimate, round(found.error, 4), round(found.lower, 3), round(found.upper, 3)
    (2.0, 0.1414, 1.516, 2.639)
    """
    y, e = _numbers(value), _numbers(error)
    pair = _pair(y, ordered, high_is_good, reference)
    if isinstance(pair, str):
        return unknown(pair)
    top, bottom = pair
    if not y[bottom] > 0:
        return unknown("a ratio over zero")
    with np.errstate(divide="ignore", invalid="ignore"):
        return around_ratio(float(y[top] / y[bottom]), float(np.hypot(*(e / y)[[top, bottom]])), level)


def attributable_fraction(
    value: ArrayLike,
    people: ArrayLike,
    level: float = 0.95,
    *,
    ordered: bool,
    high_is_good: bool,
    per: float = 1.0,
) -> Measure:
    """Return how much everybody's value would change, as a share of it, had all groups that of the best.

    (best − mean) / mean, zero where the best is no better; best: the last of ordered groups, else the group
    best off. value (G,) events per `per` people. Standard error of a population attributable fraction from
    the table of people with and without the event, in the best group and the others (Walter 1976, Biometrics
    32: 829): √(c N (a d (N − c) + b c²) / ((a + c)³ (c + d)³)). Multiply by 100 for a percentage.

    >>> found = attributable_fraction([60, 80], [50, 50], ordered=True, high_is_good=True, per=100)
    >>> round(found.estimate, 4), round(found.error, 4)
    (0.1429, 0.0683)
    """
    groups = groups_with_value(value, people, least=2)
    if isinstance(groups, Measure):
        return groups
    y, n, mean = groups.value, groups.people, groups.mean
    if not mean > 0:
        return unknown("a share of nothing: no group has an event")
    best = y.size - 1 if ordered else int(np.argmax(y) if high_is_good else np.argmin(y))
    gain = float(y[best] - mean)
    gain = max(gain, 0.0) if high_is_good else min(gain, 0.0)
    events = n * y / per
    c, d = events[best], n[best] - events[best]
    a = events.sum() - c
    b = n.sum() - n[best] - a
    total = n.sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = c * total * (a * d * (total - c) + b * c**2) / ((a + c) ** 3 * (c + d) ** 3)
    return around(gain / mean, float(np.sqrt(spread)) if spread >= 0 else float("nan"), level)


def attributable_risk(
    value: ArrayLike,
    people: ArrayLike,
    level: float = 0.95,
    *,
    ordered: bool,
    high_is_good: bool,
    per: float = 1.0,
) -> Measure:
    """Return what everybody's value would gain had all groups that of the best, in the values' unit.

    The attributable fraction times the mean of all people, its error and limits likewise.

    >>> found = attributable_risk([60, 80], [50, 50], ordered=True, high_is_good=True, per=100)
    >>> found.estimate, round(found.error, 3)
    (10.0, 4.781)
    """
    share = attributable_fraction(value, people, level, ordered=ordered, high_is_good=high_is_good, per=per)
    groups = groups_with_value(value, people, least=2)
    if isinstance(groups, Measure) or not share.is_known:
        return share
    return around(share.estimate, share.error, level, scale=groups.mean)


def _pair(y: Floats, ordered: bool, high_is_good: bool, reference: int | None) -> tuple[int, int] | str:
    """Return the group that is subtracted from and the one that is subtracted, or why there are none."""
    if np.isfinite(y).sum() < 2:
        return "fewer than two groups have a value"
    if ordered:
        first, last = 0, y.size - 1
        if not np.isfinite(y[[first, last]]).all():
            return "the first or the last group has no value"
        return (last, first) if high_is_good else (first, last)
    highest, lowest = int(np.nanargmax(y)), int(np.nanargmin(y))
    if reference is None:
        return highest, lowest
    if not np.isfinite(y[reference]):
        return "the reference group has no value"
    return (reference, lowest) if high_is_good else (highest, reference)


def _numbers(values: ArrayLike) -> Floats:
    return np.asarray(values, np.float64)
