"""The change of a whole, split by its parts into other values and another mix.

A hospital's rate may rise because its wards' rates rose, or because more of its patients came to wards whose
rate was high all along. Parts are groups or child services that add up to the whole.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from stats.arrays import Floats, divide
from stats.intervals import Interval, normal_quantile

_ALMOST = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """The change of a whole's value, in the values' own unit.

    total: value after less value before; rate_effect, mix_effect (G,) of each part, which add up to it, with
    their limits; rate, mix: their sums over parts, with limits.
    """

    total: float
    total_limits: tuple[float, float]
    rate_effect: Floats
    rate_limits: Interval
    mix_effect: Floats
    mix_limits: Interval
    rate: float
    rate_sum_limits: tuple[float, float]
    mix: float
    mix_sum_limits: tuple[float, float]

    @property
    def effect(self) -> Floats:
        """(G,) what each part adds to the change, by its value and its share together."""
        return self.rate_effect + self.mix_effect


def decompose_change(
    events_before: ArrayLike,
    size_before: ArrayLike,
    events_after: ArrayLike,
    size_after: ArrayLike,
    level: float = 0.95,
    *,
    is_rate: bool = False,
) -> Change:
    """Split the change of Σ events / Σ size by part (Kitagawa 1955, J Am Stat Assoc 50: 1168).

    events and size (people; exposure when `is_rate`) (G,) before and after. With w a part's share of the
    size, r its value and R that of the whole, a bar the mean of before and after: rate effect w̄ Δr, mix
    effect Δw (r̄ − R̄). Both turn round when before and after do, and their sum is the change exactly. A
    part without people at one time has its other value at both: all of its effect is mix. Limits: values
    vary by chance (binomial, or Poisson for rates; half an event and half a miss added, so that none is
    taken for certain), the shares are taken as they were. NaN: not counted at that time. Fails with a
    ValueError when the whole has nobody at one of the times.

    >>> found = decompose_change([10, 40], [100, 100], [12, 64], [100, 160])
    >>> round(found.total, 4), found.rate_effect.round(4), found.mix_effect.round(4)
    (0.0423, array([0.0088, 0.    ]), array([0.0186, 0.0149]))
    """
    (x0, n0), (x1, n1) = _counted(events_before, size_before), _counted(events_after, size_after)
    if not (n0.sum() > 0 and n1.sum() > 0):
        raise ValueError("a change from something to something: expected people before and after, got none")
    w0, w1 = n0 / n0.sum(), n1 / n1.sum()
    r0, r1 = divide(x0, n0), divide(x1, n1)
    r0, r1 = np.where(np.isnan(r0), r1, r0), np.where(np.isnan(r1), r0, r1)
    r0, r1 = np.nan_to_num(r0), np.nan_to_num(r1)  # nobody at either time: no share, no effect
    parts = np.eye(w0.size)
    half, moved = (w0 + w1) / 2, w1 - w0
    # Every effect is a sum of values: rows are effects, columns the parts' values before and after.
    on_before, on_after = -half * parts, half * parts
    mix_before = moved[:, np.newaxis] * (parts - w0) / 2
    mix_after = moved[:, np.newaxis] * (parts - w1) / 2
    variance = _variance(x0, n0, is_rate), _variance(x1, n1, is_rate)
    variance = _one_value(n0, n1, variance)
    z = normal_quantile(level)

    def effects(before: Floats, after: Floats) -> tuple[Floats, Interval]:
        value = before @ r0 + after @ r1
        shared = n0 * n1 == 0  # one value at both times
        both = np.where(shared, (before + after) ** 2 * variance[0], 0.0)
        apart = np.where(shared, 0.0, before**2 * variance[0] + after**2 * variance[1])
        reach = z * np.sqrt((both + apart).sum(axis=-1))
        return value, (value - reach, value + reach)

    rate_effect, rate_limits = effects(on_before, on_after)
    mix_effect, mix_limits = effects(mix_before, mix_after)
    rate, rate_sum_limits = effects(on_before.sum(axis=0), on_after.sum(axis=0))
    mix, mix_sum_limits = effects(mix_before.sum(axis=0), mix_after.sum(axis=0))
    total, total_limits = effects(-w0, w1)
    return Change(
        float(total),
        _pair(total_limits),
        rate_effect,
        rate_limits,
        mix_effect,
        mix_limits,
        float(rate),
        _pair(rate_sum_limits),
        float(mix),
        _pair(mix_sum_limits),
    )


def parts_of_half(effect: ArrayLike) -> tuple[int, ...]:
    """Return the fewest parts (their indices, the largest effect first) that make half of a change.

    Only effects in the change's direction count; all of them when they do not make half.

    >>> parts_of_half([1.0, 7.0, -2.0, 3.0, 1.0])
    (1,)
    """
    given = np.nan_to_num(np.asarray(effect, np.float64))
    change = given.sum()
    helping = given * np.sign(change)
    order = np.argsort(-helping, kind="stable")
    order = order[helping[order] > 0]
    reached = np.cumsum(helping[order])
    count = int(np.searchsorted(reached, abs(change) / 2 * (1 - _ALMOST))) + 1
    return tuple(int(i) for i in order[:count])


def _counted(events: ArrayLike, size: ArrayLike) -> tuple[Floats, Floats]:
    x, n = np.asarray(events, np.float64), np.asarray(size, np.float64)
    known = np.isfinite(x) & (n > 0)
    return np.where(known, x, 0.0), np.where(known, n, 0.0)


def _variance(x: Floats, n: Floats, is_rate: bool) -> Floats:
    if is_rate:
        return np.nan_to_num(divide(x + 0.5, n**2))
    share = (x + 0.5) / (n + 1)
    return np.nan_to_num(divide(share * (1 - share), n))


def _one_value(n0: Floats, n1: Floats, variance: tuple[Floats, Floats]) -> tuple[Floats, Floats]:
    """Return the variances; where a part has people at one time only, its one value's at both."""
    before, after = variance
    return np.where(n0 > 0, before, after), np.where(n1 > 0, after, before)


def _pair(limits: Interval) -> tuple[float, float]:
    return float(limits[0]), float(limits[1])
