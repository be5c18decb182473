"""Will it meet the target? Which target and which limits decide, month by month.

Every series starts in January 2024 with one value a month. Better is lower, unless said otherwise.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from tests.builders import STEADY, make_result

LOW = STEADY  # twenty months around 5: limits 1.9 to 8.6
HIGH = tuple(value + 50 for value in STEADY)  # around 55
TWELVE, THIRTEEN, NEWER = LOW[:12], LOW[:13], HIGH[:5]
MOVED = (0,) * 19 + (3,)

NOW = {"value": 20}
SOON = {"value": 0, "since": "2025-10-01"}  # the 22nd month
LATER = {"value": 0, "since": "2024-10-01"}  # the 10th month: in force at the 20th

NEW, LATE = {"rephase": [20]}, {"immature": 20}
RUN, NEUTRAL = {"chart": "run"}, {"improvement": "neutral"}

TABLE = [
    # what it is                               values       series      target        state
    ("a target that always held",              LOW,         {},         20,           "passing"),
    ("a target that has started",              LOW,         {},         [NOW, LATER], "failing"),
    ("a target that has not started",          LOW,         {},         [NOW, SOON],  "passing"),
    ("no other before it",                     LOW,         {},         [SOON],       "none"),
    ("started, but only incomplete since",     LOW + LOW,   LATE,       [NOW, SOON],  "passing"),
    ("no target",                              LOW,         {},         [],           "none"),
    ("the latest phase decides",               LOW + HIGH,  NEW,        20,           "failing"),
    ("no complete point in the latest phase",  LOW + HIGH,  NEW | LATE, 20,           "passing"),
    ("limits of the latest phase provisional", LOW + NEWER, NEW,        20,           "failing"),
    ("one point in the latest phase",          (*LOW, 55),  NEW,        20,           "none"),
    ("nothing complete yet",                   LOW,         LATE,       20,           "none"),
    ("too few points to judge",                TWELVE,      {},         20,           "none"),
    ("just enough",                            THIRTEEN,    {},         20,           "passing"),
    ("never varied, on the target",            (5,) * 20,   {},         5,            "passing"),
    ("never varied, worse",                    (6,) * 20,   {},         5,            "failing"),
    ("never varied, better",                   (4,) * 20,   {},         5,            "passing"),
    ("moved once only",                        MOVED,       {},         0,            "hit_or_miss"),
    ("a run chart has no limits",              LOW,         RUN,        20,           "none"),
    ("neither direction is better",            LOW,         NEUTRAL,    20,           "none"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("values", "series", "target", "state"), [row[1:] for row in TABLE], ids=[r[0] for r in TABLE]
)
def test_what_decides(values, series, target, state):
    assert make_result(values, targets=target, **series).status.assurance == state


HUNDRED = {"improvement": "increase", "is_proportion": True, "per": 100, "chart": "p"}
OUT_OF_20 = [
    # month after month, out of 20        target  state
    ((20,) * 20,                          100,    "passing"),      # 100 % every month, target 100 %
    ((20,) * 20,                          95,     "passing"),
    ((19,) * 20,                          100,    "failing"),      # 95 % every month
    ((19, 20, 18, 20, 19) * 4,            100,    "hit_or_miss"),  # limits end at 100 %: that is no limit
    ((10, 11, 9, 10, 12) * 4,             100,    "failing"),      # limits 17 to 86 %
    ((19, 20, 18, 20, 19) * 4,            75,     "passing"),
]  # fmt: skip


@pytest.mark.parametrize(("numerator", "target", "state"), OUT_OF_20)
@pytest.mark.parametrize("rule_set", ["plotthedots", "mdc"])
def test_percentages(numerator, target, state, rule_set):
    result = make_result(numerator, [20] * 20, targets=target, rule_set=rule_set, **HUNDRED)
    assert result.status.assurance == state


def test_rules_that_wait_for_enough_points_say_nothing_of_the_target_before():
    series = {"rephase": [20], "targets": 20}
    assert make_result(LOW + NEWER, rule_set="mdc", **series).status.assurance == "none"
    assert make_result(LOW + HIGH[:13], rule_set="mdc", **series).status.assurance == "failing"


PLANS = [
    # frequency    plan                                            January to June
    ("monthly",    [("2024-02-29", 12), ("2024-05-01", 6)],        [None, 12, 10, 8, 6, None]),
    ("monthly",    [("2023-12-15", 7), ("2024-12-15", 1)],         [6.5, 6, 5.5, 5, 4.5, 4]),
    ("monthly",    [("2024-01-01", 9), ("2024-03-01", 9), ("2024-05-01", 5)], [9, 9, 9, 7, 5, None]),
    ("monthly",    [("2025-01-01", 9), ("2025-03-01", 9)],         [None] * 6),
    ("weekly",     [("2024-01-03", 5), ("2024-02-07", 0)],         [5, 4, 3, 2, 1, 0]),
    ("quarterly",  [("2024-03-31", 5), ("2025-06-30", 0)],         [5, 4, 3, 2, 1, 0]),
]  # fmt: skip


@pytest.mark.parametrize(("frequency", "plan", "expected"), PLANS)
def test_a_plan_goes_straight_from_date_to_date(frequency, plan, expected):
    trajectory = [{"by": day, "value": value} for day, value in plan]
    result = make_result([4] * 6, frequency=frequency, trajectory=trajectory)
    assert result.periods[0] == date(2024, 1, 1)
    np.testing.assert_allclose(result.plan, [np.nan if value is None else value for value in expected])


def test_a_plan_never_decides_whether_a_target_will_be_met():
    plan = [{"by": "2024-01-01", "value": 1}, {"by": "2026-01-01", "value": 0}]
    with_plan, without = (make_result(LOW, targets=20, trajectory=path).status for path in (plan, []))
    assert with_plan.assurance == without.assurance == "passing"
    assert make_result(LOW, trajectory=plan).status.assurance == "none"
