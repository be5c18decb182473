"""What people decided about a chart, as a clinician can follow it: acts in order, and what then holds."""

from __future__ import annotations

from datetime import date, datetime

import numpy as np
import pytest

from quality.acts.decision import Decision, DecisionKind
from quality.acts.in_force import SeriesDecisions, fold
from quality.acts.kinds import CHART_KINDS
from quality.acts.ledger import LoggedAct
from quality.series.key import SeriesKey
from quality.signals.results import Variation
from tests.builders import STEADY, decision, make_result

KEY = SeriesKey("falls", "W01")
# Month                     1  2  3  4  5  6  7  8  9 10 11 12 13 14 15 16 …
IMPROVED = (*STEADY, *(2, 3, 2, 1, 2, 3, 1, 2, 3, 2, 2, 3, 2, 1))


def month(number: int) -> date:
    """Month 1 is January 2024."""
    return date(2024 + (number - 1) // 12, (number - 1) % 12 + 1, 1)


def acts(*entries: tuple[str, dict[str, object]]) -> SeriesDecisions:
    """Acts number 1, 2, 3 … as the record holds them, folded."""
    records = [
        LoggedAct(number, kind, datetime(2026, 1, number), f"Person {number}", "Analyst", KEY, content)
        for number, (kind, content) in enumerate(entries, start=1)
    ]
    return fold(records).get(KEY, SeriesDecisions())


def rephase(number: int, reason: str = "why") -> tuple[str, dict[str, object]]:
    return "rephase", {"first_period": month(number).isoformat(), "reason": reason}


def exclude(number: int, reason: str = "why") -> tuple[str, dict[str, object]]:
    return "exclusion", {"period": month(number).isoformat(), "reason": reason}


def baseline(last: int, reason: str = "why") -> tuple[str, dict[str, object]]:
    return "baseline", {"last_period": month(last).isoformat(), "reason": reason}


def withdraw(act: int) -> tuple[str, dict[str, object]]:
    return "withdrawal", {"act": act, "reason": "a mistake"}


@pytest.mark.parametrize(
    ("done", "rephased", "left_out"),
    [
        ([], [], []),
        ([rephase(9)], [9], []),
        ([rephase(9), rephase(5)], [5, 9], []),
        ([exclude(3), rephase(9), exclude(2)], [9], [2, 3]),
        ([rephase(9), withdraw(1)], [], []),
        ([rephase(9), exclude(3), withdraw(1)], [], [3]),
        ([rephase(9), withdraw(1), rephase(9)], [9], []),
        ([rephase(9), rephase(9), withdraw(2)], [9], []),
        ([rephase(9), withdraw(1), withdraw(1)], [], []),
    ],
    ids=lambda value: " ".join(map(str, value)) if all(isinstance(v, int) for v in value) else "",
)
def test_what_holds_after_some_acts(done, rephased, left_out):
    held = acts(*done)
    assert [act.period for act in held.rephases] == [month(n) for n in rephased]
    assert [act.period for act in held.exclusions] == [month(n) for n in left_out]


def test_the_later_reason_for_the_same_thing_holds_and_the_first_one_again_when_it_is_withdrawn():
    both = (rephase(9, "first reason"), rephase(9, "second reason"))
    assert [act.text for act in acts(*both).rephases] == ["second reason"]
    assert [act.text for act in acts(*both, withdraw(2)).rephases] == ["first reason"]


def test_what_was_taken_back_is_still_told_with_who_and_why():
    (taken_back,) = acts(rephase(9, "new ward"), withdraw(1)).withdrawn
    assert (taken_back.text, taken_back.actor, taken_back.act) == ("new ward", "Person 1", 1)
    assert (taken_back.withdrawn.reason, taken_back.withdrawn.actor) == ("a mistake", "Person 2")


def test_a_phase_has_one_baseline_the_latest_decided():
    held = acts(baseline(12), baseline(6), rephase(15), baseline(20))
    assert held.baseline_in(month(1), month(15)).period == month(6)
    assert held.baseline_in(month(15), None).period == month(20)
    assert held.baseline_in(month(21), None) is None


def test_every_kind_of_act_is_read():
    assert set(CHART_KINDS) == {*DecisionKind, "withdrawal"}


def target(since: int, value: float) -> Decision:
    return decision("target", month(since), "agreed", value=value)


def plan(first: int, start: float, last: int, value: float) -> Decision:
    return decision(
        "trajectory", month(last), "agreed", first_period=month(first), start_value=start, value=value
    )


_ = None
AIMS = [
    # set one after the other                      target of months 1 to 6       plan of months 1 to 6
    ((),                                           [9, 9, 9, 9, 9, 9],           [_, _, _, _, _, _]),
    ((target(3, 7),),                              [9, 9, 7, 7, 7, 7],           [_, _, _, _, _, _]),
    ((target(3, 7), target(5, 6)),                 [9, 9, 7, 7, 6, 6],           [_, _, _, _, _, _]),
    ((target(5, 6), target(3, 7)),                 [9, 9, 7, 7, 6, 6],           [_, _, _, _, _, _]),
    ((target(3, 7), target(3, 5)),                 [9, 9, 5, 5, 5, 5],           [_, _, _, _, _, _]),
    ((target(9, 7),),                              [9, 9, 9, 9, 9, 9],           [_, _, _, _, _, _]),
    ((plan(2, 8, 4, 4),),                          [9, 9, 9, 9, 9, 9],           [_, 8, 6, 4, _, _]),
    ((plan(2, 8, 4, 4), plan(4, 1, 6, 3)),         [9, 9, 9, 9, 9, 9],           [_, 8, 6, 1, 2, 3]),
    ((plan(4, 1, 6, 3), plan(2, 8, 4, 4)),         [9, 9, 9, 9, 9, 9],           [_, 8, 6, 4, _, _]),
    ((plan(5, 8, 9, 4), target(2, 3)),             [9, 3, 3, 3, 3, 3],           [_, _, _, _, 8, 7]),
]  # fmt: skip


@pytest.mark.parametrize(("done", "targets", "planned"), AIMS)
def test_what_is_aimed_at_in_each_month(done, targets, planned):
    result = make_result(STEADY[:6], targets=9, decisions=done)
    assert result.target.tolist() == targets
    assert [None if np.isnan(value) else value for value in result.plan] == planned


# -- on the chart ---------------------------------------------------------------------------------


def test_without_a_decision_new_points_pull_the_limits_after_them():
    result = make_result(IMPROVED)
    assert result.centre[0] == pytest.approx(np.mean(IMPROVED))
    assert result.is_baseline.all()
    assert result.phases[0].baseline is None


def test_a_fixed_baseline_alone_sets_the_limits_and_later_points_are_judged_against_it():
    result = make_result(IMPROVED, decisions=[decision("baseline", month(20), "before the change")])
    frozen = make_result(IMPROVED[:20])
    assert np.allclose(result.centre, frozen.centre[0])
    assert np.allclose(result.upper, frozen.upper[0])
    assert result.is_baseline.tolist() == [True] * 20 + [False] * 14
    fixed = result.phases[0].baseline
    assert (fixed.first_period, fixed.last_period, fixed.points) == (month(1), month(20), 20)
    assert (fixed.decision.text, fixed.decision.actor) == ("before the change", "Morag Sinclair")
    assert result.status.variation is Variation.IMPROVEMENT
    assert result.status.points == 34


def test_a_baseline_may_start_later_than_its_phase():
    result = make_result(
        IMPROVED, decisions=[decision("baseline", month(20), "calm months", first_period=month(5))]
    )
    assert np.allclose(result.centre, np.mean(IMPROVED[4:20]))
    assert result.phases[0].baseline.first_period == month(5)


def test_a_baseline_holds_for_its_own_phase_only():
    fixed = decision("baseline", month(10), "first ten")
    result = make_result(IMPROVED, rephase=[20], decisions=[fixed])
    assert np.allclose(result.centre[:20], np.mean(IMPROVED[:10]))
    assert np.allclose(result.centre[20:], np.mean(IMPROVED[20:]))
    assert [phase.baseline is None for phase in result.phases] == [False, True]
    assert [phase.is_provisional for phase in result.phases] == [True, False]


def test_a_point_left_out_sets_no_limits_and_fires_no_rule_but_keeps_its_value():
    numbers = (*STEADY[:15], 40, *STEADY[15:])
    flagged = make_result(numbers)
    assert flagged.rule[15] is not None
    result = make_result(numbers, decisions=[decision("exclusion", month(16), "counted twice")])
    assert result.values[15] == 40
    assert result.rule[15] is None
    assert result.is_excluded.tolist() == [i == 15 for i in range(21)]
    assert np.allclose(result.centre, np.mean(STEADY))
    assert [act.text for act in result.exclusions] == ["counted twice"]
    assert result.status.points == 20


def test_when_the_newest_point_is_left_out_the_one_before_is_the_latest_that_is_judged():
    numbers = (*STEADY, 40)
    result = make_result(numbers, decisions=[decision("exclusion", month(21), "counted twice")])
    assert result.status.period == month(20)
    assert (result.status.excluded, result.status.immature) == (1, 0)
    assert result.status.recent_variation[-1] == "excluded"


def test_a_run_is_not_carried_on_past_a_point_left_out():
    shifted = (*STEADY, *(2, 3, 2, 3, 2, 3, 2, 3))
    assert make_result(shifted).status.variation is Variation.IMPROVEMENT
    broken = make_result(shifted, decisions=[decision("exclusion", month(24), "ward closed that month")])
    assert broken.status.run < 8


def test_a_missing_point_cannot_be_left_out():
    result = make_result([*STEADY, None, 5], decisions=[decision("exclusion", month(21), "nothing there")])
    assert not result.is_excluded.any()
    assert result.exclusions == ()
