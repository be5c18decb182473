"""How often a steady chart cries wolf, in round numbers: one newest point in so many."""

import pytest

import stats

TABLE = [
    # chart   rule set              points   one in about
    ("xmr",   "plotthedots",        24,      63),
    ("xmr",   "plotthedots",        60,      53),
    ("p",     "plotthedots",        24,      91),   # counts are whole numbers: fewer lie on the limits
    ("xmr",   "western-electric",   24,      58),
    ("xmr",   "anhoej",             24,      25),   # judged as a whole chart
    ("mr",    "plotthedots",        24,      26),   # skewed, and neighbours share a point: rules misfire
]  # fmt: skip


@pytest.mark.parametrize(("chart", "rule_set", "points", "one_in"), TABLE)
def test_newest_point(chart, rule_set, points, one_in):
    assert 1 / float(stats.newest_point_chance(chart, rule_set, points)) == pytest.approx(one_in, rel=0.05)


def test_rules_added_to_the_limits_shorten_the_wait_for_a_false_alarm():
    limits_alone = 370
    assert stats.run_length("xbar", "plotthedots") < limits_alone / 4
