"""The chance of a false alarm, compared with a small simulation of its own."""

from __future__ import annotations

import numpy as np
import pytest

import stats
from quality.chance import FALSE_ALARMS, false_alarm


def test_every_rule_set_has_its_chances():
    assert set(FALSE_ALARMS) == set(stats.RULE_SETS)


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
