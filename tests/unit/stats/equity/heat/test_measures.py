"""Measures over several groups: by hand, what equal groups give, and what must not matter."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit, logit

from stats.equity.heat.concentration import concentration_index, fitted_gradient
from stats.equity.heat.spread import (
    between_group_deviation,
    between_group_variance,
    index_of_disparity,
    mean_difference,
    mean_log_deviation,
    theil_index,
)
from stats.equity.heat.two_groups import attributable_fraction, attributable_risk, difference, ratio
from stats.equity.inequality import slope_index, slope_weights
from stats.equity.slope_transformed import transformed_slope_index

GROUPS = {"value": [62.1, 58.4, 55.0, 51.7], "people": [1480, 160, 765, 370], "error": [0.4, 3.9, 1.8, 2.6]}
SPREADS = [between_group_variance, theil_index, mean_log_deviation, between_group_deviation]

groups = st.integers(3, 8).flatmap(
    lambda g: st.tuples(
        st.lists(st.floats(1, 100), min_size=g, max_size=g),
        st.lists(st.floats(1, 1000), min_size=g, max_size=g),
    )
)


@pytest.mark.parametrize("measure", SPREADS)
def test_equal_groups_are_not_apart(measure):
    found = measure([12.5] * 4, [100, 200, 50, 10], [1.0] * 4)
    assert found.estimate == pytest.approx(0, abs=1e-9)


@given(groups, st.floats(0.1, 50))
def test_relative_measures_do_not_know_the_unit(table, per):
    value, people = np.array(table[0]), table[1]
    for measure in (theil_index, mean_log_deviation):
        one = measure(value, people, value / 10)
        other = measure(per * value, people, per * value / 10)
        assert (other.estimate, other.error) == pytest.approx((one.estimate, one.error), rel=1e-6, abs=1e-9)
    relative = concentration_index(value, people)
    assert concentration_index(per * value, people).estimate == pytest.approx(relative.estimate, abs=1e-9)


@given(groups)
def test_a_concentration_index_turns_round_with_the_order(table):
    value, people = np.array(table[0]), np.array(table[1])
    one = concentration_index(value, people, form="absolute").estimate
    other = concentration_index(value[::-1], people[::-1], form="absolute").estimate
    assert other == pytest.approx(-one, abs=1e-9)


def test_spread_by_hand():
    """Values 10, 20, 30 of 1, 2, 1 people: mean 20, variance 50, mean distance 5."""
    table = [10, 20, 30], [1, 2, 1], [1, 1, 1]
    assert between_group_variance(*table).estimate == pytest.approx(50)
    assert between_group_deviation(*table, relative=True).estimate == pytest.approx(100 * np.sqrt(50) / 20)
    assert index_of_disparity(*table, weighted=True).estimate == pytest.approx(25)
    assert index_of_disparity(*table, weighted=False).estimate == pytest.approx(100 / 3)
    assert mean_difference(*table, weighted=True, against="best").estimate == pytest.approx(10)
    best = mean_difference(*table, weighted=True, against="best", high_is_good=False)
    assert best.estimate == pytest.approx(10)
    assert mean_difference(
        *table, weighted=False, against="reference", reference=0
    ).estimate == pytest.approx(10)


def test_errors_are_those_of_many_draws():
    """The delta method against drawing the groups, where errors are small beside the gaps."""
    value, people = np.array([30.0, 40.0, 55.0, 60.0]), np.array([10.0, 30.0, 40.0, 20.0])
    error, share = np.full(4, 0.5), people / people.sum()
    drawn = value + error * np.random.default_rng(5).standard_normal((100_000, 4))
    mean = drawn @ share
    r = drawn / mean[:, np.newaxis]
    for measure, simulated in (
        (between_group_variance, ((drawn - mean[:, np.newaxis]) ** 2) @ share),
        (theil_index, (r * np.log(r)) @ share),
        (mean_log_deviation, -np.log(r) @ share),
    ):
        assert measure(value, people, error).error == pytest.approx(simulated.std(), rel=0.02)


def test_drawn_limits_are_the_same_every_time():
    one = between_group_deviation(GROUPS["value"], GROUPS["people"], GROUPS["error"])
    assert one == between_group_deviation(GROUPS["value"], GROUPS["people"], GROUPS["error"])
    narrow = between_group_deviation(GROUPS["value"], GROUPS["people"], GROUPS["error"], 0.9)
    assert one.lower < narrow.lower < narrow.upper < one.upper


def test_the_disadvantage_is_positive_whichever_way_is_good():
    rising, falling = [60.0, 70.0, 80.0], [80.0, 70.0, 60.0]
    for value, high_is_good in ((rising, True), (falling, False)):
        assert difference(value, [1] * 3, ordered=True, high_is_good=high_is_good).estimate == 20
        assert ratio(value, [1] * 3, ordered=True, high_is_good=high_is_good).estimate == pytest.approx(4 / 3)
    assert difference(falling, [1] * 3, ordered=True, high_is_good=True).estimate == -20
    assert difference(falling, [1] * 3, ordered=False, high_is_good=True, reference=1).estimate == 10


def test_nobody_gains_where_the_best_is_worse_than_all():
    found = attributable_risk([80, 60], [50, 50], ordered=True, high_is_good=True, per=100)
    assert found.estimate == 0
    gain = attributable_fraction([20, 10], [50, 150], ordered=False, high_is_good=False, per=100)
    assert gain.estimate == pytest.approx((10 - 12.5) / 12.5)


def test_the_error_of_an_attributable_fraction_is_that_of_many_samples():
    rng = np.random.default_rng(11)
    people, share = np.array([4000, 6000]), np.array([0.5, 0.7])
    size = rng.multinomial(10_000, people / 10_000, 20_000)
    events = rng.binomial(size, share)
    best, everybody = events[:, 1] / size[:, 1], events.sum(axis=1) / 10_000
    found = attributable_fraction(100 * share, people, ordered=True, high_is_good=True, per=100)
    assert found.error == pytest.approx(((best - everybody) / everybody).std(), rel=0.03)


@pytest.mark.parametrize(
    ("value", "people", "words"),
    [
        ([1, 2], [9, 9], "fewer than 3 groups"),
        ([1, 2, np.nan, 4, 5], [9] * 5, "more than 15%"),
        ([1, 2, 3], [9, 0, 9], "nobody in it"),
    ],
)
def test_what_is_not_known_says_why(value, people, words):
    found = between_group_variance(value, people, [1.0] * len(value))
    assert not found.is_known
    assert words in found.reason
    assert np.isnan(found.lower)


def test_one_group_in_eight_may_have_no_value():
    value = [10, 12, np.nan, 15, 9, 11, 20, 14]
    people, error = [100, 120, 80, 90, 400, 300, 60, 70], [1, 1, np.nan, 1, 1, 1, 2, 1]
    known = [i for i in range(8) if i != 2]
    found = mean_difference(value, people, error, weighted=True, against="reference", reference=4)
    without = mean_difference(
        *([column[i] for i in known] for column in (value, people, error)),
        weighted=True,
        against="reference",
        reference=3,
    )
    assert found == without


def test_limits_without_an_error_are_not_known():
    for measure in SPREADS:
        found = measure([1, 2, 3], [1, 1, 1], [1, np.nan, 1])
        assert found.is_known
        assert np.isnan(found.lower)
        assert found.reason == "no standard error, so no limits"
    zero = ratio([0, 5], [1, 1], ordered=True, high_is_good=True)
    assert not zero.is_known
    assert zero.reason == "a ratio over zero"


def test_forms_of_the_concentration_index_by_hand():
    """Values .2 and .6 … of thirds: 2/3 (.2 (−1/3) + .7 (1/3)) = 1/9; mean .5."""
    table = [0.2, 0.6, 0.7], [1, 1, 1]
    assert concentration_index(*table, form="absolute").estimate == pytest.approx(1 / 9)
    assert concentration_index(*table).estimate == pytest.approx(2 / 9)
    assert concentration_index(*table, form="wagstaff").estimate == pytest.approx(4 / 9)
    assert concentration_index(*table, form="erreygers").estimate == pytest.approx(4 / 9)
    outside = concentration_index(*table, form="wagstaff", bounds=(0, 0.4))
    assert outside.reason == "the mean is not inside the bounds"
    with pytest.raises(ValueError, match="form"):
        concentration_index(*table, form="gini")


def test_a_straight_gradient_is_the_slope_index():
    value, people = [0.3, 0.35, 0.32, 0.45, 0.5], [5, 4, 3, 2, 1]
    fitted = fitted_gradient(value, people, logistic=False)
    assert fitted.slope.estimate == pytest.approx(slope_index(value, people, [0.1] * 5).slope)
    assert fitted.ratio.estimate == pytest.approx(slope_index(value, people, [0.1] * 5).ratio)


def test_a_logistic_gradient_on_a_logistic_line_is_that_line():
    rank = np.array([0.1, 0.3, 0.5, 0.7, 0.9])
    fitted = fitted_gradient(expit(-1 + 2 * rank), [1] * 5, logistic=True)
    assert fitted.slope.estimate == pytest.approx(expit(1) - expit(-1), abs=1e-6)
    assert fitted.ratio.estimate == pytest.approx(expit(1) / expit(-1), abs=1e-6)
    with pytest.raises(ValueError, match="shares from 0 to 1"):
        fitted_gradient([20, 30, 40], [1, 1, 1], logistic=True)
    assert "same value" in fitted_gradient([2, 2, 2], [1, 1, 1], logistic=False).slope.reason


@pytest.mark.parametrize(("scale", "back", "there"), [("log", np.exp, np.log), ("logit", expit, logit)])
@pytest.mark.parametrize("level", [0.95, 0.998])
def test_transformed_limits_are_those_of_many_draws(scale, back, there, level):
    value, people = np.array([0.5, 0.3, 0.2, 0.1, 0.05]), [5, 4, 3, 2, 1]
    low, high = value * 0.6, np.minimum(value * 1.6, 0.9)
    error = (there(high) - there(low)) / (2 * 1.959964)
    at_0, at_1 = slope_weights(people)
    drawn = there(value) + error * np.random.default_rng(2).standard_normal((400_000, 5))
    first, last = back(drawn @ at_0), back(drawn @ at_1)
    tails = [(1 - level) / 2, (1 + level) / 2]
    index = transformed_slope_index(value, people, low, high, level, scale=scale)
    slopes, ratios = np.quantile(last - first, tails), np.quantile(last / first, tails)
    assert (index.slope_lower, index.slope_upper) == pytest.approx(slopes, abs=0.015 * np.ptp(slopes))
    assert (index.ratio_lower, index.ratio_upper) == pytest.approx(ratios, abs=0.015 * np.ptp(ratios))


def test_transformed_slopes_of_zeros_and_few_groups_are_not_known():
    low, high = [0.1] * 5, [0.3] * 5
    assert not transformed_slope_index([0, 0.2, 0.2, 0.2, 0.2], [1] * 5, low, high, scale="log").is_known
    assert not transformed_slope_index([1, 0.2, 0.2, 0.2, 0.2], [1] * 5, low, high, scale="logit").is_known
    assert not transformed_slope_index([0.2] * 4, [1] * 4, low[:4], high[:4], scale="log").is_known
    with pytest.raises(ValueError, match="log or logit"):
        transformed_slope_index([0.2] * 5, [1] * 5, low, high, scale="probit")
    level = transformed_slope_index([0.2] * 5, [1] * 5, [0.2] * 5, [0.2] * 5, scale="log")
    assert (level.slope_lower, level.slope_upper) == pytest.approx((0, 0), abs=1e-9)
