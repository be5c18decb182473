"""Tests of groups against everybody else, and along ranked groups: each in standard errors that allow for how
much the periods really vary, before the number of tests is counted."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
from scipy.special import stdtr

from stats.arrays import Bools, Floats, Ints, divide
from stats.equity.gap_chart import gap_error
from stats.equity.gradient import MINIMUM_GROUPS, gradient
from stats.limits.chart import D2

MINIMUM_PEOPLE = 30
MINIMUM_EXPECTED = 5
"""Events, and people without one, that a group must be expected to have: below, the normal approximation and
with it the test are not to be trusted."""

# The variance of one group's monthly z is known from two dozen points only; it is drawn towards the
# mean of the chart's groups (Smyth 2004). Degrees of freedom of the two, chosen on the simulated pages.
SHARED_DF = 40
OWN_DF = 18

GRADIENT = -1
"""Column of the gradient, after those of the groups."""


@dataclass(frozen=True, slots=True, eq=False)
class GroupCharts:
    """C charts of the same G groups and P periods, each of a page of its own: one measure, by one dimension,
    in many services.

    numerator, denominator: (C, G, P), NaN for none. latest, before: columns of the latest year and of the
    one before it (empty when there is none). minimum_gap: smallest gap worth a flag, in shares. compared:
    (C, G) groups that are tested and compared with (not stated is not). is_ranked: the groups stand in rank.
    has_periods: (C, G) groups whose periods are known apart; of the others only years. has_gradient: (C,)
    charts on which every ranked group is known. All, where they are None. reference: (C,) the group that all
    others of a chart are compared with; −1, or None, for everybody else.
    """

    numerator: Floats
    denominator: Floats
    latest: slice
    before: slice
    minimum_gap: float = 0.0
    is_rate: bool = False
    compared: Bools | None = None
    is_ranked: bool = False
    has_periods: Bools | None = None
    has_gradient: Bools | None = None
    reference: Ints | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """(C, G + 1) results of the tests, before they are counted."""

    gap: Floats
    z: Floats
    p: Floats
    is_eligible: Bools
    change: Floats
    change_p: Floats
    sigma: Floats

    def with_rows(self, rows: Ints, other: Evidence) -> Evidence:
        """Return the same with some rows replaced."""
        fields = {}
        for name in self.__dataclass_fields__:
            fields[name] = getattr(self, name).copy()
            fields[name][rows] = getattr(other, name)
        return Evidence(**fields)


def evidence(
    charts: GroupCharts, x: Floats, n: Floats, removed: Bools, rows: Ints | slice = slice(None)
) -> Evidence:
    """Test counts (C, G, P) of some charts; removed: (C, G) groups that the others are not compared with.
    rows: which of the charts these are."""
    is_rate, is_ranked = charts.is_rate, charts.is_ranked
    start = charts.before.start if charts.before.stop > charts.before.start else charts.latest.start
    known = slice(min(start, charts.latest.start), charts.latest.stop)
    reference = None if charts.reference is None else charts.reference[rows]
    gaps = partial(_gap, is_rate=is_rate, is_ranked=is_ranked, reference=reference)
    monthly = gaps(x[..., known], n[..., known], removed[..., np.newaxis])
    now = gaps(*_summed(x, n, charts.latest), removed)
    then = gaps(*_summed(x, n, charts.before), removed)
    for gap in (now, then):
        if charts.has_gradient is not None:
            gap.is_eligible[:, GRADIENT] &= charts.has_gradient[rows]
    if charts.has_periods is not None:
        has_periods = charts.has_periods[rows]
        if reference is not None:
            has_periods = has_periods & (
                _of_reference(has_periods, reference) | (reference < 0)[:, np.newaxis]
            )
        monthly.value[~_with_all(has_periods)] = np.nan
    sigma = _dispersion(monthly)
    change, both = now.value - then.value, now.is_eligible & then.is_eligible
    z, p = _judge(now.value, now.error, sigma, now.is_eligible)
    _, change_p = _judge(change, np.hypot(now.error, then.error), sigma, both)
    return Evidence(now.value, z, p, now.is_eligible, change, change_p, sigma)


def _with_all(known: Bools) -> Bools:
    """Return (C, G + 1): of the gradient, if all groups are known."""
    found: Bools = np.concatenate([known, known.all(axis=1, keepdims=True)], axis=1)
    return found


@dataclass(frozen=True, slots=True, eq=False)
class _Gap:
    value: Floats
    error: Floats
    is_eligible: Bools


def _summed(x: Floats, n: Floats, columns: slice) -> tuple[Floats, Floats]:
    return x[..., columns].sum(axis=-1), n[..., columns].sum(axis=-1)


def _of_reference(values: np.ndarray, reference: Ints) -> np.ndarray:
    """Return (C, 1, …) what the reference of each chart has; of one without, what its first group has."""
    return values[np.arange(len(values)), np.maximum(reference, 0)][:, np.newaxis]


def _gap(
    x: Floats, n: Floats, removed: Bools, is_rate: bool, is_ranked: bool, reference: Ints | None = None
) -> _Gap:
    """Compare each group (axis 1) with everybody else who is not removed, or with the reference; then one end
    with the other."""
    kept_x, kept_n = (np.where(removed, 0.0, a) for a in (x, n))
    rest_x = kept_x.sum(axis=1, keepdims=True) - kept_x
    rest_n = kept_n.sum(axis=1, keepdims=True) - kept_n
    is_compared = np.ones(x.shape, dtype=np.bool_)
    if reference is not None:
        has_one = (reference >= 0).reshape(-1, *[1] * (x.ndim - 1))
        rest_x, rest_n = (
            np.where(has_one, _of_reference(a, reference), rest) for a, rest in ((x, rest_x), (n, rest_n))
        )
        is_compared[np.arange(len(x)), np.maximum(reference, 0)] = False
        is_compared |= ~has_one
    both = divide(x + rest_x, n + rest_n)
    error = gap_error(x, n, rest_x, rest_n, is_rate=is_rate)
    large = (n >= MINIMUM_PEOPLE) & _is_expected(np.minimum(n, rest_n), both, is_rate) & (error > 0)
    large &= is_compared
    value = divide(x, n) - divide(rest_x, rest_n)
    return _Gap(*_with_gradient(value, error, large, x, n, is_rate=is_rate, is_ranked=is_ranked))


def _with_gradient(
    value: Floats, error: Floats, large: Bools, x: Floats, n: Floats, *, is_rate: bool, is_ranked: bool
) -> tuple[Floats, Floats, Bools]:
    shape = (x.shape[0], *x.shape[2:])
    slope = slope_error = np.full(shape, np.nan)
    enough = np.zeros(shape, dtype=np.bool_)
    if is_ranked:
        slope, slope_error = (
            np.asarray(a) for a in gradient(*(np.moveaxis(a, 1, -1) for a in (x, n)), is_rate=is_rate)
        )
        groups, people = (n > 0).sum(axis=1), n.sum(axis=1)
        # On average as many to a group as a group needs by itself.
        fair = divide(people, groups.astype(np.float64))
        enough = (groups >= MINIMUM_GROUPS) & (fair >= MINIMUM_PEOPLE) & (slope_error > 0)
        enough &= _is_expected(fair, divide(x.sum(axis=1), people), is_rate)
    ours = (value, error, large)
    ends = (slope, slope_error, enough)
    joined = [np.concatenate([a, b[:, np.newaxis]], axis=1) for a, b in zip(ours, ends, strict=True)]
    return joined[0], joined[1], joined[2]


def _is_expected(people: Floats, value: Floats, is_rate: bool) -> Bools:
    """Tell if enough events, and enough people without one, are expected among so many."""
    expected = people * value
    unexpected = expected if is_rate else people - expected
    with np.errstate(invalid="ignore"):
        return (expected >= MINIMUM_EXPECTED) & (unexpected >= MINIMUM_EXPECTED)


def _dispersion(monthly: _Gap) -> Floats:
    """Return (C, G + 1) standard deviation of the monthly z, from moving ranges, drawn to the mean of the
    chart's groups, at least 1.

    sigma² = (40 × mean over groups + 18 × own) / 58.
    """
    z = divide(monthly.value, monthly.error)
    steps = np.abs(np.diff(z, axis=-1))
    count = (~np.isnan(steps)).sum(axis=-1)
    own = (divide(np.nansum(steps, axis=-1), count.astype(np.float64)) / D2) ** 2
    of_groups = own[:, :GRADIENT]
    groups = (~np.isnan(of_groups)).sum(axis=1, keepdims=True).astype(np.float64)
    shared = divide(np.nansum(of_groups, axis=1, keepdims=True), groups)
    drawn = (SHARED_DF * shared + OWN_DF * np.where(np.isnan(own), shared, own)) / (SHARED_DF + OWN_DF)
    sigma: Floats = np.sqrt(np.fmax(drawn, 1.0))
    return sigma


def _judge(value: Floats, error: Floats, sigma: Floats, eligible: Bools) -> tuple[Floats, Floats]:
    z = np.where(eligible, divide(value, error * sigma), np.nan)
    return z, 2 * stdtr(SHARED_DF + OWN_DF, -np.abs(z))
