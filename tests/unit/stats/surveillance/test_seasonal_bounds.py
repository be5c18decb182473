"""Bounds of counts with seasons: those of the R package surveillance, and what they are for."""

import csv
from pathlib import Path

import numpy as np
import pytest

import stats
from stats.surveillance import MONTHS, WEEKS

SEED = 20261129
YEAR = np.array([12, 11, 9, 8, 6, 5, 4, 5, 6, 8, 10, 13], dtype=float)


def reference(name):
    """Counts and numbers at risk by period, with expected counts and upper bounds of `farringtonFlexible`."""
    with (Path(__file__).parent / "farrington.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["series"] == name]
    return (
        np.array([float(row[part] or "nan") for row in rows])
        for part in ("count", "at_risk", "expected", "upper")
    )


@pytest.mark.parametrize(
    ("name", "seasons"),
    [("weeks", WEEKS), ("weeks at risk", WEEKS), ("outbreaks", WEEKS), ("months", MONTHS)],
)
def test_bounds_are_those_of_the_r_package(name, seasons):
    """surveillance 1.20.3: b 5, weightsThreshold 2.58, pThresholdTrend 1, "nbPlugin", alpha 0.005."""
    counts, at_risk, expected, upper = reference(name)
    found = stats.seasonal_bounds(counts, None if np.isnan(at_risk).all() else at_risk, seasons=seasons)
    known = ~np.isnan(upper)
    assert known.sum() > 20
    np.testing.assert_allclose(found.expected[0, known], expected[known], rtol=1e-5)
    np.testing.assert_array_equal(found.upper[0, known], upper[known])


@pytest.mark.parametrize(("seasons", "mean"), [(MONTHS, 30.0), (WEEKS, 12.0)])
def test_chance_crosses_a_bound_as_rarely_as_it_should(seasons, mean):
    """A little more often than 1 in 200, as the years before are not known for certain."""
    place = np.arange(7 * seasons.cycle)
    level = mean * np.exp(0.3 * np.cos(2 * np.pi * place / seasons.cycle))
    counts = np.random.default_rng(SEED).poisson(level, (60, place.size)).astype(float)
    found = stats.seasonal_bounds(counts, seasons=seasons)
    judged = ~np.isnan(found.upper)
    assert (found.signal > 0).sum() / judged.sum() == pytest.approx(0.008, abs=0.005)
    assert (found.signal < 0).sum() / judged.sum() == pytest.approx(0.006, abs=0.005)


def test_a_winter_like_any_other_is_nothing_and_the_same_number_in_summer_is():
    counts = np.tile(YEAR, 6)
    assert not stats.seasonal_bounds(counts).signal.any()
    counts[-6] = 13.0
    assert stats.seasonal_bounds(counts).signal[0].tolist() == [0.0] * 66 + [1.0] + [0.0] * 5


def test_a_month_without_events_is_unusually_low():
    counts = np.tile(YEAR, 5)
    counts[-1] = 0.0
    assert stats.seasonal_bounds(counts).signal[0, -1] == -1.0


def test_an_earlier_outbreak_does_not_hide_the_next():
    counts = np.tile(YEAR, 6)
    calm = stats.seasonal_bounds(counts).upper[0, -1]
    counts[24:27] = 60.0
    hidden = stats.seasonal_bounds(counts).upper[0, -1]
    assert calm < hidden < 30
    assert stats.seasonal_bounds(np.r_[counts[:-1], 40.0]).signal[0, -1] == 1.0


def test_three_years_come_before_the_first_bound_and_too_few_events_give_none():
    found = stats.seasonal_bounds(np.tile(YEAR, 4))
    assert np.flatnonzero(~np.isnan(found.upper[0])).tolist() == list(range(37, 48))
    assert np.isnan(stats.seasonal_bounds(np.tile([1.0, 0, 0, 2, 0, 1, 0, 0, 1, 0, 1, 0], 6)).upper).all()


def test_more_at_risk_makes_expect_more():
    counts, people = np.tile(YEAR, 5), np.full(60, 1000.0)
    people[-1] = 1050.0
    more, usual = (stats.seasonal_bounds(counts, part).expected[0, -1] for part in (people, people[:1]))
    assert more == pytest.approx(1.05 * usual)


def test_a_missing_period_has_no_signal_and_moves_nothing():
    counts = np.tile(YEAR, 6)
    whole = stats.seasonal_bounds(counts)
    counts[[20, 70]] = np.nan
    found = stats.seasonal_bounds(counts)
    assert found.signal[0, 70] == 0
    np.testing.assert_allclose(found.expected[0, -1], whole.expected[0, -1], rtol=0.02)
    counts[12:40] = np.nan
    assert np.isnan(stats.seasonal_bounds(counts).upper[0, -1]), "too little of five years is known"


def test_a_count_at_its_bound_is_within_and_five_events_of_late_are_enough():
    counts = np.tile(YEAR, 6)
    upper = stats.seasonal_bounds(counts).upper[0, -1]
    assert [stats.seasonal_bounds(np.r_[counts[:-1], n]).signal[0, -1] for n in (upper, upper + 1)] == [0, 1]
    counts[-4:] = 1.0, 2.0, 1.0, 1.0
    assert not np.isnan(stats.seasonal_bounds(counts).upper[0, -1])
    counts[-1] = 0.0
    assert np.isnan(stats.seasonal_bounds(counts).upper[0, -1])
