"""A suggested rephase: what is found, what is left alone, and the same by the plain way."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import stats
from bench.simulate.rephase import STEADY, STEPS, share_suggested
from stats import Phases
from stats.diagnostics.change_point import ONE_IN_A_HUNDRED, POINTS, best_split
from tests.effort import examples
from tests.plain.suggest_rephase import plain_rephase

THRESHOLDS = list(zip(POINTS.tolist(), ONE_IN_A_HUNDRED.tolist(), strict=True))
SEED = 20261121


@examples(60)
@given(
    seed=st.integers(0, 2**31),
    length=st.integers(1, 60),
    steps=st.lists(st.tuples(st.integers(0, 59), st.sampled_from([-6, -2, 2, 6])), max_size=3),
    rounding=st.sampled_from([0, 6]),
    missing=st.sampled_from([0.0, 0.1]),
    least=st.integers(8, 12),
)
def test_suggestions_equal_the_plain_ones(seed, length, steps, rounding, missing, least):
    rng = np.random.default_rng(seed)
    values = rng.normal(0, 2, (3, length))
    for start, size in steps:
        values[:2, start:] += size
    values = values.round(rounding)
    values[rng.random(values.shape) < missing] = np.nan
    found = stats.suggest_rephase(values, min_points=least)
    slow = [plain_rephase(list(row), least, THRESHOLDS) for row in values]
    assert found.start.tolist() == slow


@pytest.mark.parametrize("length", [24, 36, 60])
@pytest.mark.parametrize("name", STEADY)
def test_few_suggestions_where_there_is_no_step(name, length):
    hard = "slope" in name or "0.6" in name
    assert share_suggested(STEADY[name], length, series=1000) < (0.12 if hard else 0.05)


@pytest.mark.parametrize(
    ("name", "least"),
    [("step of 1.5, 12 points", 0.3), ("step of 2.0, 12 points", 0.55), ("step of 3.0, 12 points", 0.8)],
)
def test_steps_are_found(name, least):
    assert share_suggested(STEPS[name], 36, series=1000) > least


@pytest.mark.parametrize("place", [0, 4, 8])
def test_thresholds_are_exceeded_by_one_steady_series_in_a_hundred(place):
    z = best_split(np.random.default_rng(SEED).normal(size=(5000, int(POINTS[place]))), 8).z
    assert 0.005 < (z > ONE_IN_A_HUNDRED[place]).mean() < 0.016


def stepped(*levels):
    """Sixteen points at each level, one standard deviation of noise."""
    noise = np.random.default_rng(SEED).normal(size=(1, 16 * len(levels)))
    return noise + np.repeat(np.array(levels, dtype=float), 16)


def test_the_place_size_and_strength_of_a_step():
    found = stats.suggest_rephase(100 + stepped(0, 4))
    assert abs(found.start[0] - 16) <= 1
    assert found.step[0] == pytest.approx(4, abs=0.8)
    assert found.sigmas[0] > 3
    assert found.strength[0] > 1
    assert found.points[0] == 32 - found.start[0]


def test_of_several_steps_the_latest_is_suggested():
    found = stats.suggest_rephase(stepped(0, 5, -1))
    assert abs(found.start[0] - 32) <= 1
    assert found.step[0] == pytest.approx(-6, abs=1)


def test_only_the_latest_phase_is_searched():
    values = stepped(0, 4)
    phases = Phases.build((1, 32), starts={0: [16]})
    assert stats.suggest_rephase(values, phases=phases).start.tolist() == [-1]


def test_unjudged_points_take_no_part():
    values = stepped(0, 4)
    judged = np.arange(32)[np.newaxis] < 22
    assert stats.suggest_rephase(values, judged=judged).start.tolist() == [-1]


def test_a_wild_point_is_no_step_and_hides_none():
    values = stepped(0, 0)
    values[0, 20] = 1000.0
    assert stats.suggest_rephase(values).start.tolist() == [-1]


@pytest.mark.parametrize("shape", [(0, 5), (2, 0), (2, 1), (3, 40)])
def test_nothing_known_or_nothing_changing_is_no_trouble(shape):
    for level in (np.nan, 5.0):
        found = stats.suggest_rephase(np.full(shape, level))
        assert found.start.tolist() == [-1] * shape[0]
        assert np.isnan(found.step).all()


def test_a_phase_of_seven_points_is_too_short_to_compare():
    with pytest.raises(ValueError, match="at least 8 points"):
        stats.suggest_rephase([[1, 2]], min_points=7)


def test_the_given_values_are_left_as_they_are():
    values = stepped(0, 4)
    before = values.copy()
    stats.suggest_rephase(values)
    np.testing.assert_array_equal(values, before)


def test_what_is_suggested_for_a_series_does_not_depend_on_its_neighbours():
    rng = np.random.default_rng(6)
    values = rng.normal(0, 2, (40, 60))
    values[::2, 40:] += 6
    values[rng.random(values.shape) < 0.1] = np.nan
    together = stats.suggest_rephase(values, min_points=8).start.tolist()
    alone = [int(stats.suggest_rephase(row[np.newaxis], min_points=8).start[0]) for row in values]
    assert together == alone
    assert max(together) > 0


def test_the_latest_of_two_phases_is_searched_and_the_earlier_is_not():
    random = np.random.default_rng(4)
    old, new = random.normal(0, 1, 30), random.normal(20, 1, 30)
    old[15:] += 5
    phases = Phases.build((1, 60), starts={0: [30]})
    assert stats.suggest_rephase([np.r_[old, new]], phases=phases).start.tolist() == [-1]
    new[15:] += 5
    assert stats.suggest_rephase([np.r_[old, new]], phases=phases).start.tolist() == [45]
