"""Which points take part in the rules, and what a detection says of them."""

import numpy as np
import pytest

import stats
from stats import RULE_SETS, Check, Phases, Rule, RuleSet
from stats.rules.patterns import PATTERNS
from tests.plain.charts import drawn_by_hand

SHIFTED = [0.5, 0.4, 0.6, 0.3, 0.5, 0.2, 0.7]


def test_an_unjudged_point_is_as_if_missing():
    judged = np.array([[True] * 6 + [False]])
    assert (stats.detect(drawn_by_hand(SHIFTED)).winner >= 0).all()
    assert (stats.detect(drawn_by_hand(SHIFTED), judged=judged).winner < 0).all()
    high = stats.detect(drawn_by_hand([0.1, 5.0]), judged=np.array([[True, False]]))
    assert (high.winner < 0).all()


def test_an_excluded_point_fires_nothing_but_is_still_known_to_lie_outside():
    phases = Phases.build((1, 3), excluded=np.array([[False, True, False]]))
    chart = drawn_by_hand([0.1, 5.0, -0.2], phases=phases)
    assert (stats.detect(chart).winner < 0).all()
    assert stats.outside_limits(chart)[0].tolist() == [0, 1, 0]


def test_mdc_is_silent_while_limits_are_provisional():
    chart = drawn_by_hand([0.1, 5.0, -0.2], is_provisional=np.ones((1, 3), bool))
    assert (stats.detect(chart, "plotthedots").winner[0] >= 0).any()
    assert (stats.detect(chart, "mdc").winner < 0).all()


def test_a_point_a_rounding_error_off_the_centre_lies_on_it():
    chart = stats.control_chart("run", [[0.1] * 9 + [0.1 + 1e-17, 0.3]])
    assert stats.side_of_centre(chart)[0].tolist() == [0] * 10 + [1]


def test_side_of_a_missing_point_is_neither():
    assert stats.side_of_centre(drawn_by_hand([None, 1, -1]))[0].tolist() == [0, 1, -1]


def test_near_the_limits_but_not_outside_them():
    assert stats.near_limits(drawn_by_hand([1.9, 2.1, 3.1, -2.5, None]))[0].tolist() == [0, 1, 0, -1, 0]


def test_an_unknown_rule_set_is_refused():
    with pytest.raises(ValueError, match="no rule set 'tea-leaves'; there are plotthedots, mdc"):
        stats.detect(drawn_by_hand([0.1]), "tea-leaves")


def test_a_rule_set_of_one_s_own():
    own = RuleSet("ours", "1", (Check(Rule.SHIFT, 5),))
    found = stats.detect(drawn_by_hand([*SHIFTED[:5], -0.2]), own)
    assert found.winner[0].tolist() == [0] * 5 + [-1]


def test_a_rule_twice_or_a_window_that_can_never_be_met_is_refused():
    with pytest.raises(ValueError, match="twice"):
        RuleSet("ours", "1", (Check(Rule.SHIFT, 5), Check(Rule.SHIFT, 8)))
    with pytest.raises(ValueError, match="never be met"):
        RuleSet("ours", "1", (Check(Rule.TWO_IN_THREE, 3, needed=4),))


def test_every_rule_has_a_pattern_or_reads_runs():
    assert set(PATTERNS) | {Rule.RUN_LENGTH, Rule.CROSSINGS} == set(Rule)


def test_rule_sets_are_named_by_their_key_and_cite_a_source():
    assert all(name == rules.name and rules.source and rules.version for name, rules in RULE_SETS.items())


def test_a_run_chart_knows_no_limits_but_shifts():
    chart = stats.control_chart("run", [[1, 2, 1, 2, 1, 2, 1, 8, 9, 8, 9, 8, 9, 8]])
    found = stats.detect(chart)
    assert {found.rule_set.rules[i] for i in found.winner[0]} == {Rule.SHIFT}
    assert found.winner_direction[0].tolist() == [-1] * 7 + [1] * 7


def test_the_level_step_onto_another_trend_counts_as_down():
    # A quirk kept from NHSRplotthedots: the last point of the first rise is led on from by a level
    # step, and "not up" is "down" there.
    rise = [1, 2, 3, 4, 5, 6, 7]
    chart = stats.control_chart("run", [[*rise, 7, 8, 9, 10, 11, 12, 13]])
    found = stats.detect(chart)
    place = found.rule_set.rules.index(Rule.TREND)
    assert found.direction[place, 0].tolist() == [1] * 6 + [-1] + [1] * 7
