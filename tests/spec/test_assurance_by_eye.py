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


AT_THE_END_OF_THE_MEASURE = [
    # A p chart whose upper limit was clipped at 100 %, one whose lower was clipped at 0 %: the limit only
    # says where the measure ends.
    # values out of 20        wanted  target  equality      state
    ([19, 18, 20, 19, 17],    UP,     100,    "strict",     "hit_or_miss"),
    ([19, 18, 20, 19, 17],    UP,     100,    "fails",      "hit_or_miss"),  # 100 % is possible
    ([19, 18, 20, 19, 17],    UP,     100,    "inclusive",  "hit_or_miss"),
    ([1, 2, 0, 1, 3],         DOWN,   0,      "strict",     "hit_or_miss"),
    ([1, 2, 0, 1, 3],         DOWN,   0,      "fails",      "hit_or_miss"),
    ([1, 2, 0, 1, 3],         DOWN,   0,      "inclusive",  "hit_or_miss"),
    ([1, 2, 0, 1, 3],         DOWN,   90,     "fails",      "passing"),
    ([19, 18, 20, 19, 17],    DOWN,   100,    "inclusive",  "passing"),      # at most 100 % always holds
    ([19, 18, 20, 19, 17],    DOWN,   50,     "strict",     "failing"),
    ([20, 20, 20, 20, 20],    UP,     100,    "fails",      "passing"),      # 100 % every month
]  # fmt: skip

WITHOUT_LIMITS = [
    # chart   values       wanted  target  state
    ("run",   [4, 6, 5],   UP,     1,      "none"),     # a run chart has none
    ("run",   [5, 5, 5],   UP,     5,      "passing"),  # but what never varied is known
    ("xmr",   [4],         UP,     1,      "none"),     # one point has no moving range
    ("xmr",   [],          UP,     1,      "none"),
]  # fmt: skip

WHICH_POINT_DECIDES = [
    # Months 1-6 around 5 (limits 0 to 10.7), months 7-12 around 50 after a rephase (45.3 to 54.7).
    # decided at   target   state
    (-1,           20.0,    "passing"),      # the latest phase decides
    (-1,           60.0,    "failing"),
    (5,            20.0,    "failing"),      # nothing of the new phase is complete: the one before it does
    (6,            20.0,    "passing"),
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


@pytest.mark.parametrize(("values", "wanted", "target", "equality", "expected"), AT_THE_END_OF_THE_MEASURE)
def test_where_the_measure_ends(values, wanted, target, equality, expected):
    chart = stats.control_chart("p", [values], [[20] * len(values)], options=ChartOptions(multiplier=100))
    assert state(stats.assure(chart, [target], [wanted], equality=equality)) == expected


@pytest.mark.parametrize(("kind", "values", "wanted", "target", "expected"), WITHOUT_LIMITS)
def test_without_limits_nothing_can_be_said(kind, values, wanted, target, expected):
    chart = stats.control_chart(kind, np.array([values], dtype=float))
    assert state(stats.assure(chart, [target], [wanted])) == expected


@pytest.mark.parametrize(("at", "target", "expected"), WHICH_POINT_DECIDES)
def test_the_phase_of_the_deciding_point(at, target, expected):
    values = [[4, 6, 5, 7, 4, 6, 50, 52, 49, 51, 50, 48]]
    chart = stats.control_chart("xmr", values, phases=stats.Phases.build((1, 12), starts={0: [6]}))
    assert state(stats.assure(chart, [target], [UP], at=at)) == expected


def test_a_dated_target_is_the_one_of_the_deciding_point():
    chart = drawn_by_hand([0.5, -0.5, 0.5, -0.5])
    targets = [[np.nan, -4.0, 4.0, 4.0]]
    decided = [state(stats.assure(chart, targets, [UP], at=at)) for at in range(4)]
    assert decided == ["none", "passing", "failing", "failing"]
