"""Evidence: even p-values where nothing happens, small ones where something did, whatever unit and gaps."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from stats.evidence import (
    most_evident,
    pooled_autocorrelation,
    pooled_by_family,
    recent_change,
    series_evidence,
    weigh_change,
)
from stats.evidence.pooled import shrunk_variances
from tests.effort import examples

LEVELS = (0.001, 0.01, 0.05, 0.2, 0.5, 0.8)


def alike(shape, phi, seed=7):
    """Steady series, written apart from the product's own."""
    random = np.random.default_rng([seed, shape[1]])
    columns = [random.normal(size=shape[0])]
    for _ in range(shape[1] - 1):
        columns.append(phi * columns[-1] + random.normal(size=shape[0], scale=(1 - phi**2) ** 0.5))
    return np.column_stack(columns)


@pytest.mark.parametrize("phi", [0.0, 0.15, 0.3, 0.5])
@pytest.mark.parametrize("points", [24, 36, 60])
def test_p_is_even_where_nothing_happens(points, phi):
    random = np.random.default_rng(points)
    values = alike((20_000, points), phi) * np.exp(0.2 * random.normal(size=(20_000, 1))) + 40
    values[random.random(values.shape) < 0.05] = np.nan
    p = series_evidence(values).p
    tested = p[~np.isnan(p)]
    assert tested.size > 19_000
    for level in LEVELS:
        # It may be a little too careful (neighbours very alike, short baselines), never too bold.
        most = binom.ppf(0.9999, tested.size, level) / tested.size * 1.02
        assert 0.87 * level - 0.0006 < (tested <= level).mean() <= most


def test_without_the_autocorrelation_p_would_be_far_too_small():
    values = alike((5_000, 36), 0.4)
    assert (series_evidence(values, autocorrelation=0.0).p < 0.01).mean() > 0.04
    assert (series_evidence(values).p < 0.01).mean() < 0.015


@pytest.mark.parametrize("phi", [0.0, 0.2, 0.5])
@pytest.mark.parametrize("points", [13, 20, 40])
def test_the_pooled_autocorrelation_of_short_series_is_right(points, phi):
    values = alike((8_000, points), phi)
    assert pooled_autocorrelation(values) == pytest.approx(phi, abs=0.025)
    values[np.random.default_rng(1).random(values.shape) < 0.1] = np.nan
    assert pooled_autocorrelation(values) == pytest.approx(phi, abs=0.05)


def test_series_of_all_lengths_and_units_are_pooled():
    values = alike((6_000, 30), 0.3)
    values[:3_000, :12] = np.nan
    values *= 10.0 ** np.arange(-3, 3).repeat(1_000)[:, np.newaxis]
    assert pooled_autocorrelation(values) == pytest.approx(0.3, abs=0.02)


@given(
    factor=st.floats(0.01, 1000),
    level=st.floats(-1000, 1000),
    seed=st.integers(0, 1000),
)
@examples(50)
def test_unit_and_level_change_nothing_and_upside_down_only_the_direction(factor, level, seed):
    values = alike((30, 25), 0.2, seed)
    one, other = series_evidence(values), series_evidence(values * -factor + level)
    assert other.p == pytest.approx(one.p, rel=1e-6)
    assert (other.direction == -one.direction).all()


@given(
    start=st.integers(0, 12),
    gaps=st.sets(st.integers(0, 35), max_size=15),
    size=st.floats(0.5, 5),
)
@examples(50)
def test_a_shift_is_found_in_its_direction_or_nothing_is_said(start, gaps, size):
    values = alike((40, 36), 0.0)
    before = series_evidence(values, autocorrelation=0.0)
    values[:, :start] = np.nan
    values[0, list(gaps)] = np.nan
    known = np.flatnonzero(~np.isnan(values[0]))
    values[0, known[-8:]] += size
    found = series_evidence(values, autocorrelation=0.0)
    assert found.points[0] == max(known.size - 8, 0)
    assert np.isnan(found.p[0]) == (known.size - 8 < 13)
    assert (found.direction[0] == 0) == np.isnan(found.p[0])
    if start == 0 and not gaps:
        assert found.z[0] > before.z[0]


def test_what_cannot_be_judged_is_not_and_comes_last():
    values = alike((6, 21), 0.0)
    values[0, 0] = np.nan  # 12 points before
    values[1] = 5.0  # never varies
    values[2, 13:] = np.nan  # the last eight known points lie further back, and leave too few before
    values[3, -8:] += 5
    values[4] = np.nan
    found = series_evidence(values)
    assert np.isnan(found.p).tolist() == [True, True, True, False, True, False]
    order = most_evident(found).tolist()
    assert order[:2] == [3, 5]
    assert series_evidence(np.empty((0, 30))).p.size == 0
    assert np.isnan(series_evidence([[1, 2, 3]]).p).all()


def test_variances_are_drawn_together_as_far_as_they_are_alike():
    random = np.random.default_rng(3)
    chance = random.chisquare(12, 4_000) / 12
    drawn, freedom = shrunk_variances(chance, np.full(4_000, 12.0))
    assert drawn.std() < 0.15 * chance.std()
    assert freedom.min() > 100
    _, freedom = shrunk_variances(chance * 10.0 ** random.uniform(-3, 3, 4_000), np.full(4_000, 12.0))
    assert freedom.max() < 13
    # Truly scaled inverse chi-square with 8 degrees: that is what is estimated.
    _, freedom = shrunk_variances(chance * 8 / random.chisquare(8, 4_000), np.full(4_000, 12.0))
    assert freedom[0] - 12 == pytest.approx(8, rel=0.2)


def test_a_weight_that_is_none_is_refused():
    for wrong in ({"weight": 0}, {"weight": 1.5}, {"recent": 0}):
        with pytest.raises(ValueError, match="weight"):
            series_evidence([[1.0] * 30], **wrong)


def test_what_is_kept_of_a_series_is_its_own_and_gives_the_same_evidence():
    values = alike((300, 40), 0.2)
    values[::3, :11] = np.nan
    kept = [recent_change(row) for row in values]
    together = recent_change(values)
    for name in ("moved", "spread", "alike", "past", "recent"):
        assert np.concatenate([getattr(one, name) for one in kept]) == pytest.approx(getattr(together, name))
    assert weigh_change(together).p == pytest.approx(series_evidence(values).p)


def test_a_measure_of_few_series_takes_its_autocorrelation_from_all():
    calm, slow = alike((2_000, 36), 0.1, seed=2), alike((2_000, 36), 0.5, seed=3)
    few = alike((2, 36), 0.1, seed=4)
    change = recent_change(np.vstack([calm, slow, few]))
    family = np.repeat([4, 9, 2], [2_000, 2_000, 2])
    found = pooled_by_family(change.alike, change.past, family)
    assert found[0] == pytest.approx(0.1, abs=0.03)
    assert found[2_000] == pytest.approx(0.5, abs=0.03)
    one_alike = pooled_by_family(change.alike[:2_000], change.past[:2_000], np.arange(2_000) // 2)
    assert one_alike.std() < 0.03  # a thousand measures of two series, all of them the same in truth
    assert pooled_by_family(np.array([np.nan]), np.array([3]), np.array([1])).tolist() == [0.0]
