"""Shrunken values: nearer to the truth than raw ones in simulated hospitals, with intervals that hold it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stats.equity.shrinkage import shrunken_rates, shrunken_shares

HOSPITALS = 60


def simulated(rng, kind, mean, deviation, wards, people):
    """True values, numbers and shrunken values of one hospital's wards."""
    n = rng.integers(*people, wards)
    if kind == "share":
        size = mean * (1 - mean) / deviation**2 - 1
        true = rng.beta(mean * size, (1 - mean) * size, wards)
        x = rng.binomial(n, true)
        return true, x / n, shrunken_shares(x, n)
    shape = (mean / deviation) ** 2
    true = rng.gamma(shape, mean / shape, wards)
    x = rng.poisson(true * n)
    return true, x / n, shrunken_rates(x, n)


@pytest.mark.parametrize(
    ("kind", "mean", "deviation", "wards", "people"),
    [
        ("share", 0.85, 0.05, 25, (10, 80)),
        ("share", 0.10, 0.03, 40, (20, 120)),
        ("share", 0.60, 0.08, 12, (5, 60)),
        ("rate", 0.006, 0.002, 30, (100, 1500)),
        ("rate", 5.0, 1.0, 30, (1, 8)),
    ],
)
def test_half_the_squared_error_and_intervals_that_hold_the_truth(kind, mean, deviation, wards, people):
    rng = np.random.default_rng(2024)
    found = [simulated(rng, kind, mean, deviation, wards, people) for _ in range(HOSPITALS)]
    shrunken = sum(((s.value - true) ** 2).sum() for true, _, s in found)
    raw = sum(((value - true) ** 2).sum() for true, value, _ in found)
    held = np.mean([((s.lower <= true) & (true <= s.upper)).mean() for true, _, s in found])
    assert shrunken <= raw / 2
    assert 0.93 <= held <= 0.97


def test_mean_and_spread_are_found_again():
    rng = np.random.default_rng(1)
    found = [simulated(rng, "share", 0.3, 0.08, 60, (50, 200))[2] for _ in range(20)]
    assert np.mean([s.mean for s in found]) == pytest.approx(0.3, abs=0.01)
    assert np.mean([s.spread for s in found]) == pytest.approx(0.08, abs=0.01)


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 50)), min_size=3, max_size=8))
def test_every_value_lies_inside_its_limits_and_between_raw_and_mean(units):
    n = np.array([n for _, n in units])
    x = np.minimum([x for x, _ in units], n)
    for found in (shrunken_shares(x, n), shrunken_rates(x, n)):
        assert (found.lower <= found.value).all()
        assert (found.value <= found.upper).all()
        assert (found.lower >= 0).all()
        assert np.isfinite([found.mean, found.spread]).all()
    assert (found.upper >= 0).all()
    assert (shrunken_shares(x, n).upper <= 1).all()


def test_the_more_people_the_less_a_value_moves():
    found = shrunken_shares([9, 90, 900, 5, 50, 60, 40], [10, 100, 1000, 10, 100, 100, 100])
    moved = np.abs(found.value[:3] - 0.9)
    assert moved[0] > moved[1] > moved[2]


def test_units_without_people_or_numbers_stay_empty_and_change_nothing():
    found = shrunken_shares([3, np.nan, 8, 0, 6, 9], [10, 10, 10, 0, 10, 5])
    assert np.isnan(found.value).tolist() == [False, True, False, True, False, True]
    assert found.value[[0, 2, 4]].tolist() == shrunken_shares([3, 8, 6], [10] * 3).value.tolist()
    assert np.isnan(shrunken_shares([3, 8], [10, 10]).value).all()


def test_no_event_anywhere_is_a_small_rate_and_not_none():
    for found in (shrunken_rates([0] * 6, [50] * 6), shrunken_shares([0] * 6, [50] * 6)):
        assert (found.value > 0).all()
        assert (found.upper < 0.05).all()


def test_wider_levels_hold_narrower_ones_and_only_levels_are_taken():
    narrow, wide = (shrunken_rates([3, 9, 6], [10] * 3, level) for level in (0.9, 0.99))
    assert (wide.lower < narrow.lower).all()
    assert (narrow.upper < wide.upper).all()
    with pytest.raises(ValueError, match="share between 0 and 1"):
        shrunken_rates([3, 9, 6], [10] * 3, 95)
