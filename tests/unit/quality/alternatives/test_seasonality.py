"""What comes back is noticed, and can be taken out without touching anything else."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quality.alternatives.seasonality import deseasonalised, find_seasonality
from quality.alternatives.suggest import suggest_views
from quality.signals.alternative_view import WithoutSeasons
from tests.builders import decision, make_result
from tests.effort import examples

MONTH = np.arange(48)
WAVE = 6 * np.cos(2 * np.pi * MONTH / 12)
SHARE = {"chart": "p", "per": 100, "is_proportion": True, "unit": "%", "improvement": "increase"}


def noise(seed, size=48):
    return 50 + np.random.default_rng(seed).normal(0, 2, size)


def of_values(values, **rest):
    return make_result([None if np.isnan(value) else value for value in values], **rest)


def flat(values, **rest):
    """The values without the season."""
    return deseasonalised(of_values(values, **rest)).numerator


def test_a_yearly_wave_is_noticed():
    found = find_seasonality(of_values(noise(1) + WAVE))
    assert found.is_seasonal
    assert found.pattern == "yearly"
    assert found.peak in (11, 0, 1)
    assert found.swing == pytest.approx(12, abs=2.5)


@pytest.mark.parametrize("seed", range(20))
def test_the_wave_that_was_added_is_the_one_taken_out(seed):
    """What is left is the series it was added to, but for what noise lends the pattern (four years: half of
    one standard deviation)."""
    base = noise(seed)
    left = flat(base + WAVE)
    assert np.sqrt(np.mean((left - base) ** 2)) < 0.75 * 2
    assert left.mean() == pytest.approx(base.mean(), abs=0.3)


def test_steady_series_are_hardly_ever_offered_it():
    offered = sum(find_seasonality(of_values(noise(seed))).is_seasonal for seed in range(200))
    assert offered <= 6  # one in a hundred, give or take


def test_a_pattern_that_is_not_there_takes_little_out():
    base = noise(3)
    assert np.abs(flat(base) - base).max() < 2 * 2


def test_a_signal_survives_and_a_season_gives_none():
    values = noise(5) + WAVE
    values[30] += 16
    (look,) = [look for look in suggest_views(of_values(values)) if isinstance(look, WithoutSeasons)]
    assert look.chart == "xmr"
    left = deseasonalised(of_values(values))
    again = make_result(list(left.numerator), indicator=left.indicator)
    marked = [i for i, rule in enumerate(again.rule) if rule is not None]
    assert 30 in marked
    assert len(marked) < sum(rule is not None for rule in of_values(values).rule)
    assert again.upper[0] - again.lower[0] < 0.8 * (of_values(values).upper[0] - of_values(values).lower[0])


def test_gaps_stay_gaps():
    values = noise(2) + WAVE
    values[[4, 17, 18]] = np.nan
    assert np.isnan(flat(values)).nonzero()[0].tolist() == [4, 17, 18]


def test_immature_and_excluded_points_do_not_help_to_find_it():
    values = noise(2) + WAVE
    ghost = decision("exclusion", date(2025, 6, 1), "Counted twice")
    wild = values.copy()
    wild[[17, 46, 47]] += 40
    calm, stirred = (flat(v, immature=2, decisions=[ghost]) for v in (values, wild))
    others = np.delete(np.arange(48), [17, 46, 47])
    assert (calm[others] == stirred[others]).all()
    assert stirred[46] - calm[46] == pytest.approx(40)


def test_a_new_level_is_no_season():
    values = noise(2) + WAVE
    stepped = values + np.where(MONTH >= 24, 30, 0)
    left, moved = flat(values, rephase=[24]), flat(stepped, rephase=[24])
    assert moved - left == pytest.approx(np.where(MONTH >= 24, 30, 0), abs=1e-6)
    assert find_seasonality(of_values(stepped, rephase=[24])).is_seasonal


def test_a_share_stays_within_its_bounds():
    rate = np.clip(97 + np.random.default_rng(1).normal(0, 0.7, 48) + WAVE / 2, 0, 100)
    result = make_result(list(rate * 10), [1000] * 48, **SHARE)
    left = deseasonalised(result)
    assert left.numerator.max() <= 100
    assert np.isnan(left.denominator).all()
    assert left.indicator.per == 1


def test_days_have_a_weekly_pattern_and_quarters_a_yearly_one():
    day = np.arange(120)
    busy = noise(1, 120) + 5 * (day % 7 == 0)  # 1 January 2024 was a Monday
    found = find_seasonality(of_values(busy, frequency="daily"))
    assert (found.is_seasonal, found.pattern, found.peak) == (True, "weekly", 0)
    quarter = noise(1, 20) + 8 * (np.arange(20) % 4 == 0)
    found = find_seasonality(of_values(quarter, frequency="quarterly"))
    assert (found.is_seasonal, found.pattern, found.peak) == (True, "yearly", 0)


def test_weeks_have_a_yearly_pattern():
    week = np.arange(156)
    values = noise(1, 156) + 6 * np.cos(2 * np.pi * (week - 2) / 52)
    result = of_values(values, frequency="weekly")
    found = find_seasonality(result)
    assert found.is_seasonal
    assert found.peak in (51, 0, 1, 2, 3, 4)
    left = deseasonalised(result).numerator
    assert np.ptp(left) < np.ptp(values)


def test_a_year_is_never_seasonal():
    assert not find_seasonality(
        of_values(noise(1, 20), frequency="annual", first=date(2001, 1, 1))
    ).is_seasonal


def test_neighbours_that_are_alike_are_noticed_only_when_it_matters():
    random = np.random.default_rng(4)
    steps = random.normal(0, 2, 60)
    drifting = np.full(60, 50.0)
    for i in range(1, 60):
        drifting[i] = 50 + 0.7 * (drifting[i - 1] - 50) + steps[i]
    assert find_seasonality(of_values(drifting)).is_alike
    assert not find_seasonality(of_values(noise(1))).is_alike


@examples(25)
@given(st.floats(0.1, 50), st.floats(0, 1e4), st.integers(0, 10_000))
def test_the_unit_does_not_matter(scale, level, seed):
    values = 20 + WAVE + np.random.default_rng(seed).normal(0, 2, 48)
    expected = level + scale * flat(values)
    assert flat(level + scale * values) == pytest.approx(expected, rel=1e-6)


def test_starting_the_application_does_not_read_the_library():
    code = "import app, quality.alternatives.suggest, sys; sys.exit('statsmodels' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_rare_events_have_no_seasons_to_take_out():
    """Their points are events on their dates, not months in a row."""
    result = of_values(noise(1) + WAVE)
    events = replace(result, indicator=result.indicator.model_copy(update={"chart": "t"}))
    assert events.indicator.is_rare_event
    assert not find_seasonality(events).is_seasonal


def test_what_people_aim_at_is_not_held_against_a_chart_without_its_winters():
    plan = [{"by": date(2024, 1, 1), "value": 50}, {"by": date(2026, 1, 1), "value": 40}]
    left = deseasonalised(of_values(noise(1) + WAVE, targets=45, trajectory=plan))
    assert left.indicator.targets == ()
    assert left.indicator.trajectory == ()
