"""Distances of groups from each other or from one value, all of them counted: measures of WHO's HEAT.

Values (G,), people (G,), standard errors (G,); all groups with a value count, at least three. Sources as in
`two_groups`; standard errors of the first three by the delta method, of the others by drawing.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from stats.arrays import Floats
from stats.equity.heat.measure import Groups, Measure, around, groups_with_value, unknown

DRAWS = 40_000
"""The ends of a 95 % interval are then right to about a hundredth of its width."""
_SEED = 20_130_101

INSTEAD_OF_ZERO = 1e-6
"""Stands for a value of zero, which has no logarithm."""


def between_group_variance(
    value: ArrayLike, people: ArrayLike, error: ArrayLike, level: float = 0.95
) -> Measure:
    """Return Σ w (y − mean)², w the groups' shares of the people: in the square of the values' unit.

    Its limits may lie below zero, where groups could all be alike. Its error is exact for normal values: 4 Σ
    w² (y − mean)² e² + 2 (Σ w² e⁴ − 2 Σ w³ e⁴ + (Σ w² e²)²).

    >>> found = between_group_variance([10, 20, 30], [1, 1, 1], [1, 1, 1])
    >>> round(found.estimate, 3), round(found.error, 3)
    (66.667, 9.452)
    """
    groups = groups_with_value(value, people, error)
    if isinstance(groups, Measure):
        return groups
    w, away, e = groups.share, groups.value - groups.mean, groups.error
    first = 4 * (w**2 * away**2 * e**2).sum()
    second = (w**2 * e**4).sum() - 2 * (w**3 * e**4).sum() + (w**2 * e**2).sum() ** 2
    return around(float((w * away**2).sum()), float(np.sqrt(first + 2 * second)), level)


def theil_index(value: ArrayLike, people: ArrayLike, error: ArrayLike, level: float = 0.95) -> Measure:
    """Return Σ w r ln r, r = y / mean: 0 for equal groups; HEAT shows it times 1000.

    >>> found = theil_index([10, 20, 30], [1, 1, 1], [1, 1, 1])
    >>> round(1000 * found.estimate, 2), round(1000 * found.error, 2)
    (87.21, 14.12)
    """
    groups = _with_logarithm(value, people, error)
    if isinstance(groups, Measure):
        return groups
    r = groups.value / groups.mean
    index = float((groups.share * r * np.log(r)).sum())
    slope = groups.share / groups.mean * (np.log(r) - index)
    return around(index, float(np.sqrt((slope**2 * groups.error**2).sum())), level)


def mean_log_deviation(value: ArrayLike, people: ArrayLike, error: ArrayLike, level: float = 0.95) -> Measure:
    """Return −Σ w ln r, r = y / mean: 0 for equal groups; HEAT shows it times 1000.

    >>> found = mean_log_deviation([10, 20, 30], [1, 1, 1], [1, 1, 1])
    >>> round(1000 * found.estimate, 2), round(1000 * found.error, 2)
    (95.89, 17.57)
    """
    groups = _with_logarithm(value, people, error)
    if isinstance(groups, Measure):
        return groups
    index = -float((groups.share * np.log(groups.value / groups.mean)).sum())
    slope = groups.share / groups.mean - groups.share / groups.value
    return around(index, float(np.sqrt((slope**2 * groups.error**2).sum())), level)


def between_group_deviation(
    value: ArrayLike, people: ArrayLike, error: ArrayLike, level: float = 0.95, *, relative: bool = False
) -> Measure:
    """Return the square root of the between-group variance; `relative`, as a percentage of the mean (the
    coefficient of variation).

    >>> found = between_group_deviation([10, 20, 30], [1, 1, 1], [1, 1, 1], relative=True)
    >>> round(found.estimate, 2), round(found.lower), round(found.upper)
    (40.82, 35, 47)
    """

    def deviation(y: Floats, groups: Groups) -> Floats:
        mean = y @ groups.share
        spread: Floats = np.sqrt((y - mean[..., np.newaxis]) ** 2 @ groups.share)
        return 100 * spread / mean if relative else spread

    return _drawn(value, people, error, level, deviation, relative)


def index_of_disparity(
    value: ArrayLike,
    people: ArrayLike,
    error: ArrayLike,
    level: float = 0.95,
    *,
    weighted: bool,
    fixed_mean: bool = False,
) -> Measure:
    """Return the groups' mean distance from the mean of all people, as a percentage of that mean.

    `weighted` by people, else each group counts alike; `fixed_mean` takes the mean as known, not as a sum of
    the uncertain groups.

    >>> found = index_of_disparity([10, 20, 30], [1, 2, 1], [1, 1, 1], weighted=True)
    >>> found.estimate, round(found.lower), round(found.upper)
    (25.0, 22, 31)
    """

    def disparity(y: Floats, groups: Groups) -> Floats:
        mean = np.full(y.shape[:-1], groups.mean) if fixed_mean else y @ groups.share
        share: Floats = 100 * np.abs(y - mean[..., np.newaxis]) @ _weights(groups, weighted) / mean
        return share

    return _drawn(value, people, error, level, disparity, True)


def mean_difference(
    value: ArrayLike,
    people: ArrayLike,
    error: ArrayLike,
    level: float = 0.95,
    *,
    weighted: bool,
    high_is_good: bool = True,
    against: str = "mean",
    reference: int | None = None,
) -> Measure:
    """Return the groups' mean distance from the "mean" of all people, the "best" group or a "reference".

    The best group of each draw is the best there, so with few people in it the interval lies above the
    estimate: what is best by chance is better than what is best. `reference`: its index among the groups.

    >>> found = mean_difference([10, 20, 30], [1, 1, 1], [1, 1, 1], weighted=False, against="best")
    >>> found.estimate, round(found.lower, 1), round(found.upper, 1)
    (10.0, 8.4, 11.6)
    """
    if against not in ("mean", "best", "reference"):
        raise ValueError(f"against: expected mean, best or reference, got {against!r}")
    if against == "reference" and (
        reference is None or not np.isfinite(np.asarray(value, np.float64)[reference])
    ):
        return unknown("the reference group has no value")
    # Groups without a value are left out: the reference moves up.
    place = int(np.isfinite(np.asarray(value, np.float64)[:reference]).sum()) if reference is not None else 0

    def distance(y: Floats, groups: Groups) -> Floats:
        if against == "mean":
            point = y @ groups.share
        elif against == "best":
            point = y.max(axis=-1) if high_is_good else y.min(axis=-1)
        else:
            point = y[..., place]
        away: Floats = np.abs(y - point[..., np.newaxis]) @ _weights(groups, weighted)
        return away

    return _drawn(value, people, error, level, distance, False)


def _weights(groups: Groups, weighted: bool) -> Floats:
    return groups.share if weighted else np.full(groups.share.shape, 1 / groups.share.size)


def _with_logarithm(value: ArrayLike, people: ArrayLike, error: ArrayLike) -> Groups | Measure:
    y = np.asarray(value, np.float64)
    if (y < 0).any():
        return unknown("a value is below zero and has no logarithm")
    if not (y > 0).any():
        return unknown("no group has a value above zero")
    return groups_with_value(np.where(y == 0, INSTEAD_OF_ZERO, y), people, error)


def _drawn(
    value: ArrayLike,
    people: ArrayLike,
    error: ArrayLike,
    level: float,
    measure: Callable[[Floats, Groups], Floats],
    is_relative: bool,
) -> Measure:
    """Return a measure whose limits are quantiles of its values at drawn groups, the same ones every time."""
    groups = groups_with_value(value, people, error)
    if isinstance(groups, Measure):
        return groups
    if is_relative and not groups.mean > 0:
        return unknown("a share of nothing: the mean is not above zero")
    estimate = float(measure(groups.value, groups))
    if not np.isfinite(groups.error).all():
        return Measure(estimate, reason="no standard error, so no limits")
    normal = np.random.default_rng(_SEED).standard_normal((DRAWS, groups.value.size))
    drawn = measure(groups.value + groups.error * normal, groups)
    low, high = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2])
    return Measure(estimate, float(drawn.std()), float(low), float(high))
