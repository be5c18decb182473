"""The chance of a false alarm, compared with a small simulation of its own."""

from __future__ import annotations

import numpy as np
import pytest

import stats
from quality.signals.false_alarms import false_alarm, false_alarms, signal_chances
from stats.evidence import built_up_chance
from tests.builders import STEADY, make_result
from tests.warehouse import make_catalogue, make_indicator


@pytest.mark.parametrize("rule_set", stats.RULE_SETS)
def test_the_newest_point_of_steady_charts_is_flagged_so_often(rule_set):
    random = np.random.default_rng(7)
    flagged = []
    for length in (24, 36):
        chart = stats.control_chart("xmr", random.normal(100, 10, (4000, length)))
        flagged.append((stats.detect(chart, rule_set).winner_direction[:, -1] != 0).mean())
    # 4,000 series tell a share of 0.02 to within 0.004 (two standard errors, both lengths).
    assert np.mean(flagged) == pytest.approx(false_alarm(make_indicator(rule_set=rule_set), "xmr"), abs=0.004)


def test_counts_are_flagged_less_often_than_single_values():
    assert false_alarm(make_indicator(), "p") < false_alarm(make_indicator(), "xmr")


def test_a_chart_is_as_long_as_its_phase_in_force():
    whole, recalculated = make_result([*STEADY, *STEADY]), make_result([*STEADY, *STEADY], rephase=[25])
    assert false_alarms(whole).points == 40
    assert false_alarms(recalculated).points == 15
    assert false_alarms(recalculated).chance == false_alarm(make_indicator(), "xmr", 15)


def test_incomplete_points_are_not_counted():
    assert false_alarms(make_result([*STEADY, 5, 6], immature=2)).points == len(STEADY)


def test_another_rule_set_has_other_chances():
    result = make_result([*STEADY, *STEADY])
    assert false_alarms(result, "anhoej").chance > 2 * false_alarms(result).chance
    assert false_alarms(result).between == 79.9
    assert false_alarms(result, "anhoej").between is None


def test_rules_and_limits_of_ones_own_have_chances_of_their_own():
    sets = {"eager": {"rules": {"shift": 5}}}
    catalogue = make_catalogue(
        {
            "usual": {},
            "eager": {"rule_set": "eager"},
            "unscreened": {"limits": {"screen": False}},
            "in_per_cent": {"per": 100},
        },
        rule_sets=sets,
    )
    usual, eager, unscreened, in_per_cent = (
        false_alarm(indicator, "xmr", 24) for indicator in catalogue.indicators.values()
    )
    assert eager > 1.3 * usual
    assert unscreened < usual
    assert in_per_cent == usual


def test_neighbours_that_are_alike_raise_more_false_alarms_under_any_rules_and_limits():
    catalogue = make_catalogue(
        {"falls": {}, "own": {"rule_set": "eager"}, "wide": {"limits": {"screen": False}}},
        rule_sets={"eager": {"rules": {"shift": 5}}},
    )
    for indicator in catalogue.indicators.values():
        alone, alike = signal_chances([(indicator, "xmr", 36, 0.0), (indicator, "xmr", 36, 0.3)])
        built_up = built_up_chance(36, 0.0, watched=True)
        assert alone == pytest.approx(false_alarm(indicator, "xmr", 36) + built_up)
        assert 1.5 * alone < alike < 5 * alone
