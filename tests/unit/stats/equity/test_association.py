"""Tests over all groups, and units into groups of equal size."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stats.equity.association import homogeneity, linear_trend
from stats.equity.quantile_groups import quantile_groups


def test_two_by_two_by_hand():
    """30 of 100 against 50 of 100: χ² = 200 (30·50 − 70·50)² / (80·120·100·100) = 8.333."""
    found = homogeneity([30, 50], [100, 100])
    assert found.statistic == pytest.approx(25 / 3)
    assert found.df == 1
    assert found.p == pytest.approx(0.003892, abs=1e-6)


def test_the_trend_of_two_groups_is_their_difference():
    """z² is χ² less Mantel's (N − 1) / N."""
    trend, apart = linear_trend([30, 50], [100, 100]), homogeneity([30, 50], [100, 100])
    assert trend.statistic**2 == pytest.approx(apart.statistic * 199 / 200)
    assert trend.statistic > 0
    assert linear_trend([50, 30], [100, 100]).statistic == pytest.approx(-trend.statistic)


def test_a_trend_knows_its_scores_and_not_their_unit():
    events, people = [20, 25, 40], [100, 100, 100]
    plain = linear_trend(events, people)
    assert linear_trend(events, people, [10, 20, 30]).statistic == pytest.approx(plain.statistic)
    assert linear_trend(events, people, [1, 2, 9]).statistic != pytest.approx(plain.statistic)


@pytest.mark.parametrize("test", [homogeneity, linear_trend])
def test_nothing_to_compare_is_not_known(test):
    for events, people in (([0, 0], [5, 5]), ([5, 5], [5, 5]), ([3], [5]), ([3, np.nan], [5, 5]), ([], [])):
        assert np.isnan(test(events, people).p)


def test_groups_without_people_are_left_out_with_their_score():
    assert linear_trend([20, 0, 40], [100, 0, 100]) == linear_trend([20, 40], [100, 100], [1, 3])
    assert homogeneity([20, 0, 40], [100, 0, 100]).df == 1


def test_chance_alone_is_refused_as_often_as_is_said():
    rng = np.random.default_rng(4)
    events = rng.binomial(80, 0.4, (2000, 5))
    for test in (homogeneity, linear_trend):
        refused = np.mean([test(x, [80] * 5).p < 0.05 for x in events])
        assert refused == pytest.approx(0.05, abs=0.015)


@given(st.integers(1, 10), st.integers(1, 60))
def test_groups_without_ties_differ_by_one_unit_at_most(groups, units):
    found = quantile_groups(np.random.default_rng(units).permutation(units), groups)
    if units < groups:
        assert np.isnan(found).all()
    else:
        sizes = np.bincount(found.astype(int), minlength=groups + 1)[1:]
        assert sizes.size == groups
        assert np.ptp(sizes) <= 1


def test_highest_first_turns_the_groups_round():
    value = np.arange(20.0)
    assert (quantile_groups(value, 5) + quantile_groups(value, 5, highest_first=True) == 6).all()


def test_equal_values_share_a_group():
    assert quantile_groups([7, 7, 7, 7, 7], 5).tolist() == [1.0] * 5
    with pytest.raises(ValueError, match="at least one group"):
        quantile_groups([1, 2], 0)
