"""Funnels: limits, flags and spread agree with each other and with numbers made by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stats.equity import funnel
from stats.equity.overdispersion import SCALES, exact_ratio_limits, spread
from stats.intervals import byar, normal_quantile, wilson


@given(st.integers(0, 300), st.integers(1, 300), st.floats(0.05, 0.95))
def test_a_share_is_flagged_where_it_leaves_the_limits(x, n, average):
    """Wilson's interval turned round: it misses the average where the share lies outside the limits."""
    x = min(x, n)
    flag = funnel.proportion_flags([x], [n], average)[0]
    low, high = funnel.proportion_limits(average, n, 0.95)
    far_low, far_high = funnel.proportion_limits(average, n, 0.998)
    above, below = sum(x / n > v for v in (high, far_high)), sum(x / n < v for v in (low, far_low))
    touches = min(abs(x / n - v) for v in (low, high, far_low, far_high)) < 1e-9
    assert touches or flag == int(above) - int(below)


def test_counts_are_low_from_where_their_exact_interval_touches():
    few, many = funnel.count_limits([0, 3, 25], 0.95)
    assert few == pytest.approx([0, 0.6187, 16.1787], abs=1e-3)
    assert many == pytest.approx([3.6889, 8.7673, 36.9049], abs=1e-3)


def test_flags_of_ratios_follow_byar_and_missing_units_have_none():
    flags = funnel.ratio_flags([2, 20, 30, 45, np.nan], [20.0] * 5)
    assert flags.tolist() == [-2, 0, 1, 2, 0]
    assert byar(30, 20)[0] > 1


def test_flags_do_not_change_with_the_unit_of_the_rate():
    events, people = np.array([36, 52, 72.0]), np.array([1000, 1000, 1000.0])
    average = events.sum() / people.sum()
    for per in (1, 100, 100_000):
        assert funnel.ratio_flags(events, people / per, average * per).tolist() == [-1, 0, 1]


def test_the_average_of_standardised_rates_leaves_out_what_is_not_known():
    assert funnel.directly_standardised_average([10, np.nan, 20], [5.0, 4.0, 20.0]) == pytest.approx(10)


def test_curve_positions_rise_to_the_end():
    places = funnel.curve_positions(1, 60)
    assert places[0] == 1
    assert (np.diff(places) >= 1).all()
    assert funnel.curve_positions(1, 98_000)[-1] == 98_000


def test_spread_by_hand():
    """√(O/E) with E = 25: errors 0.1, z = 10 (√(O/25) − 1); nothing is trimmed."""
    found = spread([16, 25, 36], [25, 25, 25], scale="ratio-root", trimmed=0)
    assert found.z == pytest.approx([-2, 0, 2])
    assert found.phi == pytest.approx(8 / 3)
    # τ² = (3 · 8/3 − 2) / (300 − 100) = 0.03
    assert found.tau2 == pytest.approx(0.03)
    low, high = found.limits(2.0)
    assert low[0] == pytest.approx((1 - 2 * np.sqrt(0.04)) ** 2)
    assert high[0] == pytest.approx((1 + 2 * np.sqrt(0.04)) ** 2)
    assert found.limits(2.0, widened=False)[1][0] == pytest.approx(1.2**2)


@pytest.mark.parametrize("scale", SCALES)
def test_units_that_differ_by_chance_alone_are_not_widened(scale):
    rng = np.random.default_rng(7)
    people = rng.integers(80, 900, 200).astype(float)
    events = rng.poisson(people) if scale.startswith("ratio-") else rng.binomial(people.astype(int), 0.3)
    if scale == "ratio-of-counts":
        events = rng.poisson(people * 0.6)
    found = spread(events, people, scale=scale)
    assert found.phi < 1.2
    widened, plain = found.limits(1.96), found.limits(1.96, widened=False)
    assert (widened[1] - widened[0]).mean() < 1.15 * (plain[1] - plain[0]).mean()


@pytest.mark.parametrize("scale", ["ratio-log", "ratio-root"])
def test_true_differences_between_units_are_found_again(scale):
    """Ratios that vary by 20 %: τ is 0.2 on the log scale, half of it on that of roots."""
    rng = np.random.default_rng(3)
    expected = rng.uniform(100, 2000, 400)
    found = spread(rng.poisson(expected * rng.gamma(25, 1 / 25, 400)), expected, scale=scale, trimmed=0)
    tau = np.sqrt(found.tau2) * (1 if scale == "ratio-log" else 2)
    assert tau == pytest.approx(0.2, abs=0.03)
    low, high = found.limits(normal_quantile(0.95))
    assert (low < high).all()


def test_limits_of_roots_stop_at_the_ends_of_their_range():
    found = spread([0, 10, 5, 3, 12, 1, 20, 500], [10, 10, 10, 400, 12, 10, 20, 600], scale="proportion")
    low, high = found.limits(3.09)
    assert low.min() == 0
    assert high.max() == 1
    assert (low <= high).all()


def test_units_without_people_or_events_are_kept_apart():
    found = spread([0, 20, 22, 18, 5], [20, 20, 20, 20, 0], scale="ratio-log", leave_out=True)
    assert found.y[0] == -np.inf
    assert np.isnan(found.y[4])
    assert np.isfinite(found.phi)
    with pytest.raises(ValueError, match="expected one of"):
        spread([1], [1], scale="cubic")


def test_exact_limits_of_a_ratio_hold_one():
    low, high = exact_ratio_limits([0.5, 4, 1000], 0.998)
    assert (low < 1).all()
    assert (high > 1).all()
    assert np.isnan(exact_ratio_limits([0], 0.95)).all()


def test_proportion_flags_use_everybody_s_share_unless_told():
    flags = funnel.proportion_flags([10, 50, 90], [100, 100, 100])
    assert flags.tolist() == [-2, 0, 2]
    assert wilson(10, 100)[1] < 0.5
