"""Will it meet the target? The chart's limits lie at −3 and +3 around 0."""

import numpy as np
import pytest

import stats
from stats import ASSURANCE_CODES, ChartOptions
from tests.plain.charts import drawn_by_hand

UP, DOWN, NEUTRAL = 1, -1, 0

TABLE = [
    # wanted   target   state
    (UP,       -4.0,    "passing"),
    (UP,       -3.0,    "hit_or_miss"),   # on the limit: strict
    (UP,        0.0,    "hit_or_miss"),
    (UP,        3.0,    "hit_or_miss"),
    (UP,        4.0,    "failing"),
    (DOWN,      4.0,    "passing"),
    (DOWN,      3.0,    "hit_or_miss"),
    (DOWN,      0.0,    "hit_or_miss"),
    (DOWN,     -4.0,    "failing"),
    (NEUTRAL,   4.0,    "none"),
    (UP,       np.nan,  "none"),          # no target
]  # fmt: skip

ON_THE_LIMIT = [
    # wanted   target   strict          fails           inclusive
    (UP,        3.0,    "hit_or_miss",  "failing",      "failing"),
    (UP,       -3.0,    "hit_or_miss",  "hit_or_miss",  "passing"),
    (DOWN,     -3.0,    "hit_or_miss",  "failing",      "failing"),
    (DOWN,      3.0,    "hit_or_miss",  "hit_or_miss",  "passing"),
]  # fmt: skip

CONSTANT = [
    # every month  wanted  target  by its centre  by its (missing) limits
    (100,          UP,     100,    "passing",     "hit_or_miss"),
    (99,           UP,     100,    "failing",     "hit_or_miss"),
    (0,            DOWN,   0,      "passing",     "hit_or_miss"),
    (2,            DOWN,   0,      "failing",     "hit_or_miss"),
]  # fmt: skip


def state(codes: np.ndarray) -> str:
    return str(ASSURANCE_CODES[codes[0]])


@pytest.mark.parametrize(("wanted", "target", "expected"), TABLE)
def test_target_against_limits(wanted, target, expected):
    assert state(stats.assure(drawn_by_hand([0.5, -0.5]), [target], [wanted])) == expected


@pytest.mark.parametrize(("wanted", "target", "strict", "fails", "inclusive"), ON_THE_LIMIT)
def test_target_on_the_limit(wanted, target, strict, fails, inclusive):
    chart = drawn_by_hand([0.5, -0.5])
    assert state(stats.assure(chart, [target], [wanted])) == strict
    assert state(stats.assure(chart, [target], [wanted], equality="fails")) == fails
    assert state(stats.assure(chart, [target], [wanted], equality="inclusive")) == inclusive


@pytest.mark.parametrize(("value", "wanted", "target", "by_centre", "by_limits"), CONSTANT)
def test_constant_series(value, wanted, target, by_centre, by_limits):
    chart = stats.control_chart("xmr", [[value] * 15])
    assert state(stats.assure(chart, [target], [wanted])) == by_centre
    assert state(stats.assure(chart, [target], [wanted], constant="undefined")) == by_limits


def test_constant_percentages_are_judged_in_the_chart_s_units():
    chart = stats.control_chart("xmr", [[7, 8, 9]], [[70, 80, 90]], options=ChartOptions(multiplier=100))
    assert state(stats.assure(chart, [10.0], [UP])) == "passing"
