"""Silences, with the arithmetic beside each: how often chance alone makes one as long."""

from __future__ import annotations

import numpy as np
import pytest

import stats


@pytest.mark.parametrize(
    ("days", "usual", "chance"),
    [
        (0, 30, 1.0),  # every gap is at least nothing
        (30, 30, 0.3679),  # exp(−1): more than a third of gaps are longer than usual
        (60, 30, 0.1353),  # exp(−2)
        (90, 30, 0.0498),  # exp(−3): the first that 1 in 20 would not reach
        (21, 30, 0.4966),  # ln 2 × 30: half of all gaps are shorter than 0.69 of the mean
    ],
)
def test_days_without(days, usual, chance):
    assert stats.silence_chance(days, usual) == pytest.approx(chance, abs=5e-5)


@pytest.mark.parametrize(
    ("cases", "usual", "chance"),
    [
        (0, 9, 1.0),
        (1, 9, 0.9),  # one case in ten is an event
        (2, 9, 0.81),
        (100, 99, 0.3660),  # 0.99 ^ 100
    ],
)
def test_cases_without(cases, usual, chance):
    assert stats.silence_chance_cases(cases, usual) == pytest.approx(chance, abs=5e-5)


def test_few_gaps_leave_the_rate_open():
    """Two gaps of 30 days on average: (60 / (60 + 60)) ^ 2 = 1/4, where a sure rate would give 0.135."""
    assert stats.silence_chance_uncertain(60, 30, 2) == 0.25
    many = stats.silence_chance_uncertain(60, 30, 10**7)
    assert many == pytest.approx(stats.silence_chance(60, 30), rel=1e-6)


def test_simulated_silences_agree():
    rng = np.random.default_rng(5)
    gaps = rng.exponential(30.0, 200_000)
    assert (gaps >= 60).mean() == pytest.approx(stats.silence_chance(60, 30), abs=0.003)
    cases = rng.geometric(1 / 31, 200_000) - 1
    assert (cases >= 60).mean() == pytest.approx(stats.silence_chance_cases(60, 30), abs=0.003)


def test_three_events_of_one_day():
    """At the day's beginning, after eight hours, after sixteen: gaps of a third of a day."""
    assert np.diff(stats.moments([1, 1, 1, 1], [10, 12, 12, 12])).round(4).tolist() == [2, 0.3333, 0.3333]
    assert stats.ties([1, 1, 1, 1], [10, 12, 12, 12]).tolist() == [1, 3, 3, 3]
