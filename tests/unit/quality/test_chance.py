"""The chance of a false alarm, compared with a small simulation of its own."""

from __future__ import annotations

import numpy as np
import pytest

import stats
from quality.chance import false_alarm, false_alarms
from tests.builders import STEADY, make_result


@pytest.mark.parametrize("rule_set", stats.RULE_SETS)
def test_the_newest_point_of_steady_charts_is_flagged_so_often(rule_set):
    random = np.random.default_rng(7)
    flagged = []
    for length in (24, 36):
        chart = stats.control_chart("xmr", random.normal(100, 10, (4000, length)))
        flagged.append((stats.detect(chart, rule_set).winner_direction[:, -1] != 0).mean())
    # 4,000 series tell a share of 0.02 to within 0.004 (two standard errors, both lengths).
    assert np.mean(flagged) == pytest.approx(false_alarm(rule_set, "xmr"), abs=0.004)


def test_counts_are_flagged_less_often_than_single_values():
    assert false_alarm("plotthedots 1", "p") < false_alarm("plotthedots 1", "xmr")


def test_a_chart_is_as_long_as_its_phase_in_force():
    whole, recalculated = make_result([*STEADY, *STEADY]), make_result([*STEADY, *STEADY], rephase=[25])
    assert false_alarms(whole).points == 40
    assert false_alarms(recalculated).points == 15
    assert false_alarms(recalculated).chance == false_alarm("plotthedots", "xmr", 15)


def test_incomplete_points_are_not_counted():
    assert false_alarms(make_result([*STEADY, 5, 6], immature=2)).points == len(STEADY)


def test_another_rule_set_has_other_chances():
    result = make_result([*STEADY, *STEADY])
    assert false_alarms(result, "anhoej").chance > 2 * false_alarms(result).chance
    assert false_alarms(result).between == 70
    assert false_alarms(result, "anhoej").between is None
