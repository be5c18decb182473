"""The change of a whole, split by its parts into other values and another mix.

A hospital's rate may rise because its wards' rates rose, or because more of its patients came to wards whose
rate was high all along. Parts are groups or child services that add up to the whole.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from stats.arrays import Bools, Floats, divide
from stats.intervals import Interval, normal_quantile

_ALMOST = 1e-12

Sum = tuple[float, tuple[float, float]]
"""A number and its limits."""


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
    _parts: _Parts = field(repr=False)

    @property
    def effect(self) -> Floats:
        """(G,) what each part adds to the change, by its value and its share together."""
        return self.rate_effect + self.mix_effect

    def together(self, some: Bools) -> tuple[Sum, Sum]:
        """Return the rate and the mix effect of some parts (G,) added up, each with its limits."""
        return self._parts.rate(some), self._parts.mix(some)


@dataclass(frozen=True, slots=True, eq=False)
class _Parts:
    """Shares w, values r and their variances before and after; every effect is a sum of values. Thousands of
    services may stand in one: nothing here is a matrix of parts by parts."""

    w0: Floats
    w1: Floats
    r0: Floats
    r1: Floats
    is_shared: Bools
    """It has one value for both times."""
    variance0: Floats
    variance1: Floats
    z: float

    def spread(self, before: Floats | float, after: Floats | float) -> Floats:
        """Return (G,) the variances of before × value before + after × value after."""
        both = np.square(np.add(before, after)) * self.variance0
        apart = np.square(before) * self.variance0 + np.square(after) * self.variance1
        return np.where(self.is_shared, both, apart)

    def sum(self, before: Floats, after: Floats) -> Sum:
        value = float(before @ self.r0 + after @ self.r1)
        reach = float(self.z * np.sqrt(self.spread(before, after).sum()))
        return value, (value - reach, value + reach)

    def rate(self, some: Bools) -> Sum:
        half = np.where(some, self.w0 + self.w1, 0.0) / 2
        return self.sum(-half, half)

    def mix(self, some: Bools) -> Sum:
        moved = np.where(some, self.w1 - self.w0, 0.0)
        whole = moved.sum()
        return self.sum((moved - whole * self.w0) / 2, (moved - whole * self.w1) / 2)


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
    variance = _variance(x0, n0, is_rate), _variance(x1, n1, is_rate)
    parts = _Parts(w0, w1, r0, r1, n0 * n1 == 0, *_one_value(n0, n1, variance), normal_quantile(level))
    half, moved = (w0 + w1) / 2, w1 - w0
    rate_effect = half * (r1 - r0)
    mix_effect = moved * (r0 - w0 @ r0 + r1 - w1 @ r1) / 2
    rate_reach = parts.z * half * np.sqrt(parts.spread(1.0, -1.0))
    # Of a mix effect every part has a share through the whole, and its own part one more by itself.
    through = parts.spread(w0, w1)
    mix_spread = through.sum() - through + parts.spread(1 - w0, 1 - w1)
    mix_reach = parts.z * np.abs(moved) / 2 * np.sqrt(np.maximum(mix_spread, 0.0))
    everything = np.ones(w0.size, dtype=np.bool_)
    rate, rate_limits = parts.rate(everything)
    mix, mix_limits = parts.mix(everything)
    total, total_limits = parts.sum(-w0, w1)
    return Change(
        total,
        total_limits,
        rate_effect,
        (rate_effect - rate_reach, rate_effect + rate_reach),
        mix_effect,
        (mix_effect - mix_reach, mix_effect + mix_reach),
        rate,
        rate_limits,
        mix,
        mix_limits,
        parts,
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
