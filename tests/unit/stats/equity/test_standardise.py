"""Standardised rates by hand, at the edges, and what must hold of any table."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from stats.equity.standardise import (
    direct_rate,
    indirect_ratio,
    repeated_events,
    standard_population,
)
from stats.intervals import byar, mean_interval, wilson

tables = st.integers(2, 5).flatmap(
    lambda bands: st.tuples(
        arrays(float, (3, bands), elements=st.integers(4, 90)),
        arrays(float, (3, bands), elements=st.integers(100, 5000)),
    )
)


def test_two_bands_by_hand():
    """Weights 0.75 and 0.25; rates 20/1000 and 30/500: 0.015 + 0.015. V = .5625·20/10⁶ + .0625·30/250000."""
    found = direct_rate([[20, 30]], [[1000, 500]], [75_000, 25_000])
    variance = 0.5625 * 20 / 1e6 + 0.0625 * 30 / 250_000
    byar_low = 50 * (1 - 1 / 450 - 1.959964 / (3 * np.sqrt(50))) ** 3
    assert found.value[0] == pytest.approx(0.03)
    assert found.lower[0] == pytest.approx(0.03 + np.sqrt(variance / 50) * (byar_low - 50), abs=1e-7)


@given(tables)
def test_a_rate_by_the_area_s_own_ages_is_the_crude_rate(table):
    events, people = table
    found = direct_rate(events, people, people[0], fewest_events=0)
    assert found.value[0] == pytest.approx(events[0].sum() / people[0].sum())
    assert (found.lower < found.value).all()
    assert (found.value < found.upper).all()


@given(tables)
def test_expected_events_add_up_when_the_reference_is_everybody(table):
    events, people = table
    found = indirect_ratio(events, people, events.sum(axis=0), people.sum(axis=0))
    assert found.expected.sum() == pytest.approx(events.sum())


def test_an_empty_band_makes_the_area_unknown_and_says_so():
    found = direct_rate([[20, 30], [20, 30]], [[1000, 0], [1000, 500]], [1, 1])
    assert np.isnan(found.value).tolist() == [True, False]
    assert found.reason == ("no population in a standardisation band", "")
    assert direct_rate([[np.nan, 30]], [[9, 9]], [1, 1]).reason[0] == "a band has no number of events"
    assert direct_rate([[4, 5]], [[9, 9]], [1, 1]).reason[0] == "fewer than 10 events"


def test_repeated_events_widen_the_limits_and_leave_the_rate():
    once = direct_rate([[40, 60]], [[1000, 1000]], [1, 1])
    events, variance = repeated_events([[[20, 10], [30, 15]]], [1, 2])
    again = direct_rate(events, [[1000, 1000]], [1, 1], variance=variance)
    assert events.tolist() == [[40.0, 60.0]]
    assert again.value[0] == pytest.approx(once.value[0])
    assert again.upper[0] - again.lower[0] > 1.1 * (once.upper[0] - once.lower[0])


def test_a_reference_rate_of_zero_or_nobody_expects_nothing():
    found = indirect_ratio([[3, 1]], [[100, np.nan]], [10, 0], [1000, 500])
    assert found.expected[0] == pytest.approx(1.0)
    unknown = indirect_ratio([[3, 1]], [[100, 50]], [10, 5], [1000, 0])
    assert np.isnan(unknown.value[0])
    assert unknown.reason[0]


def test_the_standard_population_is_joined_by_ages():
    assert standard_population(["90+", "0-4"]).tolist() == [1000.0, 5000.0]
    every = [f"{first}-{first + 4}" for first in range(0, 90, 5)]
    assert standard_population([*every, "90+"]).sum() == 100_000
    assert standard_population(["0 to 64", "65 and over"]).tolist() == [80_500.0, 19_500.0]


@pytest.mark.parametrize("bands", [["0-15"], ["0-4", "0-14"], ["1-4"], ["old"], ["85+", "90+"], ["100+"]])
def test_bands_that_do_not_fit_the_standard_are_refused(bands):
    with pytest.raises(ValueError, match="age band"):
        standard_population(bands)


def test_a_mean_has_the_interval_of_student():
    mean, low, high = mean_interval([4.0, 6.0, 8.0, 10.0], 0.95)
    assert (mean, low, high) == pytest.approx((7.0, 2.8916, 11.1084), abs=1e-3)
    assert np.isnan(mean_interval([3.0])[1])
    assert np.isnan(mean_interval([np.nan])[0])
    assert mean_interval([5.0, 5.0, 5.0])[1] == 5.0
    with pytest.raises(ValueError, match="share between 0 and 1"):
        mean_interval([1.0, 2.0], 95)


def test_wider_levels_hold_narrower_ones():
    for interval in (wilson(7, 40), byar(7, 40), byar(70, 40)):
        assert interval[0] < interval[1]
    for function in (wilson, byar):
        (low, high), (low2, high2) = function(7, 40, 0.95), function(7, 40, 0.998)
        assert low2 < low < high < high2


def test_byar_alone_is_close_to_the_exact_limits():
    byar_low, byar_high = byar([10, 50, 400], exact_below=0)
    low, high = byar([10, 50, 400], exact_below=np.inf)
    assert byar_low == pytest.approx(low, rel=2e-2)
    assert byar_high == pytest.approx(high, rel=2e-2)
    assert byar(0, exact_below=0)[0] == 0
