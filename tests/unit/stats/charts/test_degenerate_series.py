"""Series that break charts: each has a name, a decision and a test."""

import numpy as np
import pytest

import stats
from stats import CHARTS, RULE_SETS, ChartOptions, Phases, Rule

KINDS = [kind for kind in CHARTS if kind not in ("xbar", "s")]
SETS = list(RULE_SETS)


def everything(kind, numerator, denominator=None, **options):
    chart = stats.control_chart(kind, numerator, denominator, **options)
    return chart, [stats.detect(chart, rules) for rules in SETS]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("value", [0.1, 1e-9, 7.0, 1e12])
@pytest.mark.parametrize("screen", [True, False])
def test_flat_line_fires_nothing_but_hugging(kind, value, screen):
    # That a count never varies at all, where chance alone would make it, is worth a question.
    options = ChartOptions(screen=screen)
    _, found = everything(kind, [[value] * 30], [[value * 4] * 30], options=options)
    for detection in found:
        fired = {
            rule for rule, marks in zip(detection.rule_set.rules, detection.fired, strict=True) if marks.any()
        }
        assert fired <= ({Rule.HUGGING} if kind in ("p", "u", "c", "g") else set())


@pytest.mark.parametrize("value", [0.0, 0.1, -3.0])
def test_flat_line_has_no_limits_when_screened_and_tight_ones_when_not(value):
    screened = stats.control_chart("xmr", [[value] * 10])
    assert np.isnan(screened.upper).all()
    assert screened.is_constant.all()
    tight = stats.control_chart("xmr", [[value] * 10], options=ChartOptions(screen=False))
    np.testing.assert_allclose(tight.upper, value, atol=1e-12)


def test_flat_within_a_phase_only():
    phases = Phases.build((1, 8), starts={0: [4]})
    chart = stats.control_chart("xmr", [[3, 3, 3, 3, 1, 2, 1, 2]], phases=phases)
    assert chart.is_constant[0].tolist() == [True] * 4 + [False] * 4


def test_one_value_is_not_constant():
    assert not stats.control_chart("xmr", [[5.0, np.nan]]).is_constant.any()


@pytest.mark.parametrize("kind", [*KINDS, "xbar", "s"])
def test_one_point(kind):
    chart, found = everything(kind, [[3.0]], [[9.0]], spread=[[1.0]])
    assert chart.is_provisional.all()
    assert all((detection.winner < 0).all() for detection in found)


@pytest.mark.parametrize("kind", [*KINDS, "xbar", "s"])
def test_all_missing(kind):
    gone = np.full((2, 20), np.nan)
    chart, found = everything(kind, gone, np.full((2, 20), 10.0), spread=gone)
    assert np.isnan(chart.values).all()
    assert np.isnan(chart.centre).all()
    assert not chart.is_constant.any()
    assert all((detection.winner < 0).all() for detection in found)
    assert (stats.assure(chart, [1.0, 1.0], [1, 1]) == 0).all()


@pytest.mark.parametrize("kind", ["p", "pp", "u", "up", "ip", "xmr", "run"])
def test_all_denominators_zero(kind):
    chart, found = everything(kind, [[0.0] * 20], [[0.0] * 20])
    assert np.isnan(chart.values).all()
    assert np.isnan(chart.centre).all()
    assert all((detection.winner < 0).all() for detection in found)


def test_a_zero_denominator_makes_a_gap_and_does_not_move_the_centre():
    with_gap = stats.control_chart("p", [[3, 4, 5, 4]], [[10, 0, 10, 10]])
    without = stats.control_chart("p", [[3, 5, 4]], [[10, 10, 10]])
    assert np.isnan(with_gap.values[0, 1])
    assert np.isnan(with_gap.upper[0, 1])
    assert with_gap.centre[0, 0] == without.centre[0, 0]


@pytest.mark.parametrize("kind", [*KINDS, "xbar", "s"])
@pytest.mark.parametrize("shape", [(0, 0), (0, 12), (3, 0)])
def test_nothing_at_all(kind, shape):
    nothing = np.zeros(shape)
    chart, found = everything(kind, nothing, nothing, spread=nothing)
    assert chart.shape == shape
    assert all(detection.winner.shape == shape for detection in found)
    assert stats.assure(chart, 1.0, 1).shape == shape[:1]


@pytest.mark.parametrize("kind", ["p", "pp"])
def test_all_events_and_none_have_no_spread(kind):
    for events in (0.0, 10.0):
        chart, found = everything(kind, [[events] * 15], [[10.0] * 15])
        assert (chart.centre == events / 10).all()
        assert all((detection.winner < 0).all() for detection in found)


def test_more_events_than_people_gives_no_limits_and_no_warning():
    chart = stats.control_chart("p", [[12, 15, 11]], [[10, 10, 10]])
    assert np.isnan(chart.upper).all()


def test_every_other_value_missing_has_a_centre_and_no_limits():
    chart, found = everything("xmr", [[1, np.nan] * 10])
    assert chart.centre[0, 0] == 1
    assert np.isnan(chart.upper).all()
    assert all((detection.winner < 0).all() for detection in found)


def test_two_points_have_limits():
    chart = stats.control_chart("xmr", [[4.0, 6.0]])
    np.testing.assert_allclose(chart.upper[0], 5 + 2.66 * 2)
    assert chart.is_provisional.all()


def test_no_time_between_events_is_refused():
    with pytest.raises(ValueError, match="above zero"):
        stats.control_chart("t", [[3, 0, 5]])


def test_a_series_that_starts_late_has_lines_all_along():
    chart = stats.control_chart("xmr", [[np.nan, np.nan, 4, 6, 5]])
    assert (chart.centre == 5).all()
    assert np.isnan(chart.values[0, :2]).all()
