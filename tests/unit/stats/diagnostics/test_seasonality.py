"""Yearly and weekly patterns and autocorrelation: when they are called, and the same by the plain way."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import stats
from bench.simulate.rephase import STEADY, seasonal, wandering
from stats import Phases
from tests.effort import examples
from tests.plain.seasonality import plain_seasonality

SEED = 20261121


def share(make, length, series=1500):
    values = make(np.random.default_rng([SEED, length]), (series, length))
    return stats.find_seasonality(values, np.arange(length) % 12)


@examples(60)
@given(
    seed=st.integers(0, 2**31),
    length=st.integers(1, 70),
    cycle=st.sampled_from([4, 7, 12]),
    height=st.sampled_from([0, 1, 5]),
    start=st.integers(0, 69),
    missing=st.sampled_from([0.0, 0.1]),
)
def test_seasons_equal_the_plain_ones(seed, length, cycle, height, start, missing):
    rng = np.random.default_rng(seed)
    season = np.arange(length) % cycle
    values = (rng.normal(0, 3, (3, length)) + height * (season == 1)).round(rng.integers(0, 3))
    values[rng.random(values.shape) < missing] = np.nan
    phases = Phases.build((3, length), starts={0: [start]} if start < length else None)
    found = stats.find_seasonality(values, season, cycle=cycle, phases=phases)
    slow = [
        plain_seasonality(list(row), part.tolist(), cycle)
        for row, part in zip(values, phases.phase, strict=True)
    ]
    np.testing.assert_allclose(found.p, [p for p, _ in slow], rtol=1e-6, atol=1e-12)
    np.testing.assert_allclose(found.autocorrelation, [r for _, r in slow], rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("name", [name for name in STEADY if "wave" not in name])
@pytest.mark.parametrize("length", [36, 60])
def test_few_series_without_seasons_are_called_seasonal(name, length):
    assert share(STEADY[name], length).is_seasonal.mean() < (0.07 if "wandering" in name else 0.025)


def test_a_yearly_wave_is_noticed():
    assert share(seasonal(1.0), 36).is_seasonal.mean() > 0.55
    assert share(seasonal(1.5), 36).is_seasonal.mean() > 0.93


def test_autocorrelation_is_called_by_chance_in_one_series_of_twenty():
    assert 0.03 < share(wandering(0.0), 36).is_autocorrelated.mean() < 0.07
    assert share(wandering(0.6), 36).is_autocorrelated.mean() > 0.9


def test_weekends_are_noticed():
    days = np.arange(90) % 7
    values = np.random.default_rng(SEED).normal(size=(500, 90)) + 1.5 * (days >= 5)
    found = stats.find_seasonality(values, days, cycle=7)
    assert found.is_seasonal.mean() > 0.9
    assert np.isin(found.peak, [5, 6]).mean() > 0.95


def test_a_rephase_is_no_season():
    values = np.random.default_rng(SEED).normal(size=(1, 48))
    values[0, 24:] += 5
    phases = Phases.build((1, 48), starts={0: [24]})
    found = stats.find_seasonality(values, np.arange(48) % 12, phases=phases)
    assert not found.is_seasonal[0]
    assert not found.is_autocorrelated[0]
    assert stats.find_seasonality(values, np.arange(48) % 12).is_autocorrelated[0]


@pytest.mark.parametrize("shape", [(0, 5), (2, 0), (2, 1), (3, 40)])
def test_nothing_known_or_nothing_changing_is_no_trouble(shape):
    for level in (np.nan, 5.0):
        found = stats.find_seasonality(np.full(shape, level), np.arange(shape[1]) % 12)
        assert not found.is_seasonal.any()
        assert not found.is_autocorrelated.any()


def test_unjudged_points_take_no_part():
    values = np.random.default_rng(SEED).normal(size=(1, 36))
    judged = np.arange(36)[np.newaxis] < 24
    assert np.isnan(stats.find_seasonality(values, np.arange(36) % 12, judged=judged).p).all()
