"""Gaps, slopes and signals between groups: examples by hand, and what happens at the edges."""

from __future__ import annotations

import math

import numpy as np
import pytest

from stats.equity.gap_chart import gap_chart, ratio_chart
from stats.equity.group_tests import group_signals
from stats.equity.inequality import gap_if_unknown, rate_difference, relative_ranks, slope_index
from stats.multiplicity import discoveries

YEAR, BEFORE = slice(12, 24), slice(0, 12)


def test_ranks_end_in_the_middle_of_the_last_group():
    assert relative_ranks([1, 1, 2]).tolist() == [0.125, 0.375, 0.75]


def test_a_level_population_has_no_slope():
    index = slope_index([20.0] * 5, [3, 1, 4, 1, 5], [1.0] * 5)
    assert index.slope == pytest.approx(0, abs=1e-9)
    assert index.ratio == pytest.approx(1)
    assert index.ratio_lower < 1 < index.ratio_upper


@pytest.mark.parametrize(
    ("value", "population"),
    [([1, 2, 3, 4], [1, 1, 1, 1]), ([1, 2, 3, 4, 5], [1, 1, 0, 1, 1]), ([1, 2, np.nan, 4, 5], [1] * 5)],
)
def test_no_slope_through_too_few_or_empty_groups(value, population):
    assert not slope_index(value, population, np.ones(len(value))).is_known


def test_a_ratio_over_a_value_that_may_be_zero_has_no_limits():
    index = slope_index([0.1, 1, 2, 3, 4], [1] * 5, [2.0] * 5)
    assert math.isnan(index.ratio_lower)


def test_bounds_contain_the_gap_and_close_when_all_is_known():
    low, high = gap_if_unknown(30, 200, 10, 200, 5, 50)
    assert low < 30 / 200 - 10 / 200 < high
    assert gap_if_unknown(30, 200, 10, 200, 0, 0) == pytest.approx((0.1, 0.1))


def test_rate_difference_without_events_has_limits():
    low, high = rate_difference(0, 100, 0, 100)
    assert low < 0 < high


def test_no_test_is_no_discovery():
    assert discoveries([np.nan, np.nan]).tolist() == [False, False]
    assert discoveries([]).tolist() == []


# -- signals --------------------------------------------------------------------------------------


def months(rates: list[float], size: int = 200, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """One chart of groups with these true rates over 24 months."""
    people = np.full((1, len(rates), 24), float(size))
    rng = np.random.default_rng(seed)
    return rng.binomial(size, np.array(rates)[None, :, None], size=people.shape).astype(float), people


def judge(x: np.ndarray, n: np.ndarray, **options: object):
    return group_signals(x, n, latest=YEAR, before=BEFORE, **options)


def test_one_bad_group_does_not_make_the_others_look_good():
    found = judge(*months([0.30, 0.10, 0.10, 0.10, 0.10]))
    assert found.is_found[0, :-1].tolist() == [True, False, False, False, False]
    assert found.gap[0, 1] < -0.03  # against everybody else, as the figure shows it


def test_no_group_is_called_worse_that_lies_on_the_better_side_of_all_others():
    random = np.random.default_rng(11)
    for _ in range(1000):
        groups = int(random.integers(2, 11))
        size = random.integers(20, 20_000, size=(1, groups, 1)) * np.ones((1, 1, 24))
        rates = np.sort(random.beta(2, 6, groups)) if random.random() < 0.5 else random.beta(2, 6, groups)
        x = random.binomial(size.astype(int), rates[None, :, None]).astype(float)
        found = judge(x, size)
        events, people = x[0, :, YEAR].sum(axis=1), size[0, :, YEAR].sum(axis=1)
        rest = (events.sum() - events) / (people.sum() - people)
        gap = events / people - rest
        flagged = found.is_found[0, :-1]
        assert np.allclose(found.gap[0, :-1], gap)
        assert np.array_equal(np.sign(found.gap[0, :-1][flagged]), np.sign(gap[flagged]))


def test_a_gradient_never_calls_its_better_half_worse():
    """Recovery by deprivation decile rose from 41.6 to 55.2 %: the middle is better than everybody else."""
    rates = [0.416, 0.440, 0.462, 0.482, 0.505, 0.516, 0.526, 0.536, 0.545, 0.552]
    found = judge(*months(rates, size=5000))
    is_above = found.gap[0, :-1] > 0
    assert is_above.tolist() == [False] * 4 + [True] * 6
    assert not (found.is_found[0, :-1] & ~is_above)[4:].any()
    assert found.is_found[0, 0]
    assert found.is_found[0, 9]


def test_a_gap_below_the_minimum_is_clear_and_yet_not_found():
    found = judge(*months([0.16, 0.10, 0.10], size=2000), minimum_gap=0.10)
    assert found.is_clear[0, 0]
    assert not found.is_found[0, 0]


def test_a_small_group_is_not_eligible_however_far_away():
    x, n = months([0.1, 0.1, 0.1])
    x[0, 2], n[0, 2] = 1, 2
    found = judge(x, n)
    assert not found.is_eligible[0, 2]
    assert np.isnan(found.p[0, 2])


def test_a_group_that_is_not_compared_touches_nothing():
    x, n = months([0.1, 0.1, 0.1])
    with_it = np.concatenate([x, np.full((1, 1, 24), 190.0)], axis=1)
    people = np.concatenate([n, np.full((1, 1, 24), 200.0)], axis=1)
    compared = np.array([[True, True, True, False]])
    assert judge(with_it, people, compared=compared).gap[0, :3].tolist() == judge(x, n).gap[0, :-1].tolist()


def test_a_step_a_year_ago_is_a_change():
    x, n = months([0.1, 0.1, 0.1], size=500)
    x[0, 0, 12:] += 60
    found = judge(x, n)
    assert found.change_found[0, 0]
    assert found.change[0, 0] > 0.1


@pytest.mark.parametrize("fill", [0.0, np.nan])
def test_nothing_known_says_nothing(fill):
    empty = np.full((2, 3, 24), fill)
    found = judge(empty, empty)
    assert not found.is_found.any()
    assert not found.is_eligible.any()


def test_one_year_only_has_no_change():
    x, n = months([0.3, 0.1, 0.1])
    found = group_signals(x, n, latest=YEAR, before=slice(0, 0))
    assert found.is_found[0, 0]
    assert not found.change_found.any()


def test_rates_are_tested_as_rates():
    x, n = months([0.3, 0.1, 0.1])
    shares, rates = judge(x, n), judge(x, n, is_rate=True)
    apart = [abs(found.z * found.sigma)[0, 0] for found in (rates, shares)]  # in errors of chance alone
    assert apart[0] < apart[1]


# -- the gap over time ----------------------------------------------------------------------------


def test_limits_are_wider_where_fewer_were_counted():
    rng = np.random.default_rng(3)
    n = np.where(np.arange(30) % 2, 100.0, 900.0)
    chart = gap_chart(rng.binomial(n.astype(int), 0.2) * 1.0, n, rng.binomial(n.astype(int), 0.1) * 1.0, n)
    width = chart.upper - chart.lower
    assert width[1] > 2.5 * width[0]
    assert ((chart.gap > chart.lower) & (chart.gap < chart.upper)).mean() > 0.9


def test_a_missing_month_is_a_gap_in_the_chart():
    x, n = np.full(20, 10.0) + np.arange(20) % 3, np.full(20, 100.0)
    n[5] = np.nan
    chart = gap_chart(x, n, x[::-1], np.full(20, 100.0))
    assert np.isnan(chart.gap[5])
    assert np.isnan(chart.upper[5])


def test_a_relative_gap_is_the_same_seen_from_either_side():
    """Twice as many and half as many lie equally far from no gap, and so do their limits."""
    rng = np.random.default_rng(4)
    n1, n2 = rng.integers(200, 900, 24) * 1.0, rng.integers(200, 900, 24) * 1.0
    x1, x2 = (rng.binomial(n.astype(int), p) * 1.0 for n, p in ((n1, 0.3), (n2, 0.15)))
    one, other = ratio_chart(x1, n1, x2, n2), ratio_chart(x2, n2, x1, n1)
    np.testing.assert_allclose(one.gap, -other.gap)
    np.testing.assert_allclose(one.centre, -other.centre)
    np.testing.assert_allclose(one.upper, -other.lower)
    np.testing.assert_allclose(np.exp(one.gap), (x1 / n1) / (x2 / n2))
    assert abs(np.exp(one.centre[0]) - 2) < 0.1


def test_a_month_without_events_has_no_relative_gap():
    n = np.full(12, 100.0)
    chart = ratio_chart(np.where(np.arange(12) == 3, 0.0, 10.0), n, np.full(12, 10.0), n)
    assert np.flatnonzero(np.isnan(chart.gap)).tolist() == [3]
    assert np.isfinite(chart.centre).all()


def test_the_relative_gap_leaves_its_limits_where_one_group_doubles():
    rng = np.random.default_rng(7)
    n = np.full(30, 2_000.0)
    x = [rng.binomial(2_000, 0.2, 30) * 1.0 for _ in range(2)]
    x[0][-1] *= 2
    chart = ratio_chart(x[0], n, x[1], n)
    outside = (chart.gap > chart.upper) | (chart.gap < chart.lower)
    assert outside[-1]
    assert outside[:-1].sum() <= 1
