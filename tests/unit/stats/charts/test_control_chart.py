"""What the caller of `control_chart` can choose, and what is refused."""

import pkgutil

import numpy as np
import pytest

import stats
import stats.charts
from stats import CHARTS, ChartOptions, Phases

WAVE = [[20, 22, 19, 21, 20, 23, 18, 21, 20, 22, 19, 21, 20, 23, 18]]


def test_the_registry_is_the_folder():
    assert set(CHARTS) == {module.name for module in pkgutil.iter_modules(stats.charts.__path__)}
    assert set(CHARTS) == {"run", "xmr", "i", "mr", "p", "pp", "u", "up", "c", "xbar", "s", "g", "t", "ip"}


def test_an_unknown_chart_is_refused_with_those_there_are():
    with pytest.raises(ValueError, match="no chart 'pie'; there are c, g"):
        stats.control_chart("pie", WAVE)


@pytest.mark.parametrize("kind", ["p", "pp", "u", "up", "xbar", "s", "ip"])
def test_a_chart_that_needs_denominators_says_so(kind):
    with pytest.raises(ValueError, match="needs denominators"):
        stats.control_chart(kind, WAVE, spread=WAVE)


@pytest.mark.parametrize("kind", ["xbar", "s"])
def test_a_chart_that_needs_spreads_says_so(kind):
    with pytest.raises(ValueError, match="standard deviation inside each subgroup"):
        stats.control_chart(kind, WAVE, WAVE)


def test_phases_of_another_shape_are_refused():
    with pytest.raises(ValueError, match=r"phases are for \(1, 3\)"):
        stats.control_chart("xmr", WAVE, phases=Phases.single((1, 3)))


def test_three_dimensions_are_refused():
    with pytest.raises(ValueError, match="3 dimensions"):
        stats.control_chart("xmr", np.zeros((1, 2, 3)))


def test_the_caller_s_numbers_are_not_touched():
    numerator, denominator = np.array(WAVE, float), np.full((1, 15), 40.0)
    before = numerator.copy(), denominator.copy()
    for kind in set(CHARTS) - {"xbar", "s"}:
        stats.detect(stats.control_chart(kind, numerator, denominator))
    np.testing.assert_array_equal((numerator, denominator), before)


def test_multiplier_scales_every_line():
    one, hundred = (
        stats.control_chart("p", WAVE, np.full((1, 15), 40.0), options=ChartOptions(multiplier=m))
        for m in (1.0, 100.0)
    )
    for line in ("values", "centre", "lower", "upper", "near_lower", "near_upper"):
        np.testing.assert_allclose(getattr(hundred, line), 100 * getattr(one, line))


def test_p_limits_stay_in_0_to_1_unless_told_otherwise():
    few = [[0, 1, 5, 4, 5]], [[5] * 5]
    clipped = stats.control_chart("p", *few)
    assert clipped.lower.min() == 0
    assert clipped.upper.max() == 1
    loose = stats.control_chart("p", *few, options=ChartOptions(clip=False))
    assert loose.lower.min() < 0
    assert loose.upper.max() > 1


def test_xmr_is_not_clipped():
    assert stats.control_chart("xmr", [[0, 4, 0, 5, 0, 4]]).lower[0, 0] < 0


def test_screening_leaves_a_great_step_out():
    jump = [[10, 11, 10, 11, 10, 11, 10, 11, 10, 50, 11, 10, 11, 10, 11]]
    screened = stats.control_chart("xmr", jump)
    raw = stats.control_chart("xmr", jump, options=ChartOptions(screen=False))
    assert screened.upper[0, 0] < raw.upper[0, 0]
    np.testing.assert_allclose(screened.upper - screened.centre, 2.66)


def test_excluded_points_are_bridged_or_not():
    values = [[10, 12, 90, 11, 13, 12]]
    phases = Phases.build((1, 6), excluded=np.array([[False, False, True, False, False, False]]))
    bridged = stats.control_chart("xmr", values, phases=phases)
    apart = stats.control_chart("xmr", values, phases=phases, options=ChartOptions(bridge_excluded=False))
    np.testing.assert_allclose((bridged.upper - bridged.centre)[0, 0], 2.66 * (2 + 1 + 2 + 1) / 4)
    np.testing.assert_allclose((apart.upper - apart.centre)[0, 0], 2.66 * (2 + 2 + 1) / 3)
    assert bridged.centre[0, 0] == (10 + 12 + 11 + 13 + 12) / 5


def test_a_decided_centre_replaces_the_mean_where_it_is_stated_for_the_whole_phase():
    phases = Phases.build((1, 6), starts={0: [3]})
    centre = [[5, 5, 5, 5, np.nan, 5]]
    chart = stats.control_chart("xmr", [[1, 2, 3, 4, 5, 6]], phases=phases, centre=centre)
    assert chart.centre[0].tolist() == [5, 5, 5, 5, 5, 5]
    chart = stats.control_chart("xmr", [[1, 2, 3, 40, 50, 60]], phases=phases, centre=centre)
    assert chart.centre[0].tolist() == [5, 5, 5, 50, 50, 50]


def test_a_decided_centre_in_every_chart_s_own_units():
    for kind in set(CHARTS) - {"xbar", "s", "g"}:
        out_of = np.full((1, 15), 40.0)
        chart = stats.control_chart(kind, WAVE, out_of, centre=0.5, options=ChartOptions(multiplier=10))
        np.testing.assert_allclose(chart.centre, 5.0)
    assert stats.control_chart("g", WAVE, centre=10).centre[0, 0] == pytest.approx(6.93)


def test_provisional_below_the_minimum_of_known_baseline_points():
    values = np.array(WAVE * 2, float)
    values[1, 3:6] = np.nan
    assert stats.control_chart("xmr", values).is_provisional.tolist() == [[False] * 15, [True] * 15]
    fixed = Phases.build((2, 15), fix_after=12)
    assert stats.control_chart("xmr", values, phases=fixed).is_provisional.all()
    options = ChartOptions(min_points_for_limits=12)
    assert not stats.control_chart("xmr", values, options=options).is_provisional.any()


def test_xbar_pools_when_sizes_differ_and_has_no_limits_for_one_measurement():
    chart = stats.control_chart("xbar", [[10, 12, 11]], [[3, 5, 1]], spread=[[2.0, 1.0, np.nan]])
    assert chart.centre[0, 0] == pytest.approx((30 + 60 + 11) / 9)
    assert chart.upper[0, 0] - chart.centre[0, 0] == pytest.approx(3 * np.sqrt(2) / (0.886227 * np.sqrt(3)))
    assert np.isnan(chart.upper[0, 2])


def test_categories_widen_p_limits_by_the_standard_deviation():
    numerator, denominator = [[10, 14, 9, 15]], [[50] * 4]
    chart = stats.control_chart("pp", numerator, denominator, options=ChartOptions(between="sd"))
    z = (np.array(numerator[0]) / 50 - 0.24) / np.sqrt(0.24 * 0.76 / 50)
    expected = 3 * np.sqrt(0.24 * 0.76 / 50) * z.std(ddof=1)
    assert chart.upper[0, 0] - 0.24 == pytest.approx(expected)


def test_blocks_do_not_show(monkeypatch):
    numbers = np.random.default_rng(3).normal(size=(50, 20))
    whole = stats.detect(stats.control_chart("xmr", numbers))
    monkeypatch.setattr(stats.charts, "BLOCK_POINTS", 70)
    monkeypatch.setattr("stats.rules.detect.BLOCK_POINTS", 50)
    parts = stats.detect(stats.control_chart("xmr", numbers))
    np.testing.assert_array_equal(whole.fired, parts.fired)
