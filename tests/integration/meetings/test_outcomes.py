"""What signals led to, counted from acts and stored episodes: each signal once, as it stands now."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text

from components.words.acts.standing import SHOWN_BY
from components.words.outcomes import rule_of
from data.database import transaction
from quality.outcomes.tally import Outcome, Share, outcome
from quality.signals.results import Evidence
from tests.organisations.months import BEGUN, CALM, FIRST, TODAY, Months, high


@pytest.fixture
def months(engine):
    return Months(engine)


def test_every_signal_counts_once_as_it_stands_now(months):
    for code, place in [("open", 24), ("closed", 24), ("seen", 24), ("untouched", 24), ("missed", 20)]:
        months.ward(code, high(place))
    months.ward("calm", CALM)
    months.judge()
    months.do("own", "open", owner="Ailsa", due="2026-12-04")
    months.do("close", "closed", reason="care", text="A new rota")
    months.do("huddle", "seen", indicator="", attendance=5)
    found = months.raised()
    assert {one.service: outcome(one) for one in found.signals} == {
        "open": Outcome.OPEN,
        "closed": Outcome.CARE,
        "seen": Outcome.SEEN,
        "untouched": Outcome.NEW,
        "missed": Outcome.MISSED,
    }
    counted = months.counted()
    assert counted.all.total == sum(counted.all.outcomes.values()) == 5
    assert (counted.all.share(Outcome.CARE), counted.all.closed) == (Share(1, 5), Share(1, 5))
    assert counted.by_measure.keys() == {"falls"}
    assert counted.by_rule.keys() == {("plotthedots 1", "astronomical")}
    assert not counted.all.closed.is_said


def test_it_counts_from_the_day_its_numbers_came(months):
    months.ward("ward", high(20))
    months.judge()
    (one,) = months.raised().signals
    assert (one.on, one.known, one.is_over) == (date(2026, 7, 5), date(2026, 7, 5), True)
    assert months.raised(until=date(2026, 7, 4)).signals == ()
    assert months.raised(since=date(2026, 7, 6)).signals == ()


def test_history_that_came_at_once_is_no_missed_signal(months):
    months.warehouse.service("ward", parent="hospital")
    months.warehouse.series("falls", "ward", high(20), first=FIRST)
    months.judge()
    found = months.raised(since=BEGUN)
    assert (found.signals, found.before) == ((), (BEGUN,))


def test_a_revision_does_not_move_the_day(months):
    months.ward("ward", high(20))
    with transaction(months.engine) as session:
        session.execute(text(
            "insert into observation_revision (indicator_id, service_id, category_id, period_start,"
            " numerator, is_immature, origin, definition_id, load_id, superseded_by)"
            " select indicator_id, service_id, category_id, period_start, 39, is_immature, origin,"
            " definition_id, load_id, 12 from observation where period_start = '2026-06-01'"
        ))  # fmt: skip
        session.execute(text("update observation set load_id = 12 where period_start = '2026-06-01'"))
    months.judge()
    assert [one.on for one in months.raised().signals] == [date(2026, 7, 5)]


def test_what_was_closed_and_is_open_again_is_open(months):
    months.ward("again", high(24))
    months.ward("ward", high(24))
    months.judge()
    for code in ("again", "ward"):
        months.do("close", code, reason="chance", text="No cause")
    months.do("reopen", "again", text="It is back")
    found = months.counted()
    assert found.all.outcomes == {Outcome.SEEN: 1, Outcome.CHANCE: 1}
    assert found.all.reopened == 1


def test_an_escalation_counts_whatever_became_of_the_signal(months):
    months.ward("waits", high(24))
    months.ward("has", high(24))
    months.judge()
    asked = {"tier": "General Hospital", "text": "Staff?", "reply_by": "2026-11-25"}
    months.do("escalate", "waits", **asked)
    sent = months.do("escalate", "has", **asked)
    months.do("reply", "has", of=sent.id, text="Yes")
    months.do("close", "has", reason="outside", text="Flu")
    found = months.counted().all
    assert found.outcomes == {Outcome.WAITING: 1, Outcome.OUTSIDE: 1}
    assert (found.escalated, found.answered) == (2, 1)


def test_a_later_pattern_is_another_signal(months):
    """The first was closed when only its months were there; the second came later."""
    months.ward("ward", high(20, 21))
    months.judge()
    months.do("close", "ward", day=date(2026, 7, 10), reason="data", text="Counted twice")
    for place, number in enumerate([10, 9, 12, 45], 21):
        months.come("ward", [number], place)
    months.judge()
    months.do("own", "ward", owner="Ailsa", due="2026-12-04")
    found = months.raised()
    assert sorted((one.on, outcome(one)) for one in found.signals) == [
        (date(2026, 7, 5), Outcome.DATA),
        (date(2026, 11, 5), Outcome.OPEN),
    ]
    (history,) = found.histories.values()
    assert [thread.reason for thread in history.threads][:-1] == ["data"]


def test_what_was_acted_on_counts_though_its_numbers_were_taken_back(months):
    months.ward("ward", high(24))
    months.judge()
    months.do("close", "ward", reason="data", text="Counted twice")
    with transaction(months.engine) as session:
        session.execute(text("update observation set numerator = 10 where numerator = 40"))
    months.judge()
    (one,) = months.raised().signals
    assert (outcome(one), one.on, one.known) == (Outcome.DATA, TODAY, None)


def test_kinds_are_told_apart(months):
    months.ward("worse", high(24))
    months.ward("better", [*CALM, 0])
    months.judge()
    assert months.counted(kind="concern").all.total == 1
    assert months.counted(kind="improvement").all.total == 1
    assert months.counted(kind="change").all.total == 0
    assert months.counted().all.total == 2


def test_what_only_a_huddle_saw_and_is_over_is_not_open(months):
    months.ward("ward", high(20, 21))
    months.judge()
    months.do("huddle", "ward", day=date(2026, 7, 10), indicator="", attendance=5)
    assert months.counted().all.outcomes == {Outcome.SEEN: 1}
    for place, number in enumerate([10, 9, 12, 11], 21):
        months.come("ward", [number], place)
    months.judge()
    assert months.counted().all.outcomes == {Outcome.MISSED: 1}


def test_what_nobody_closed_is_not_open_once_a_later_pattern_took_its_place(months):
    months.ward("ward", high(20, 21))
    months.judge()
    months.do("own", "ward", day=date(2026, 7, 10), owner="Ailsa", due="2026-07-20")
    for place, number in enumerate([10, 9, 12, 45], 21):
        months.come("ward", [number], place)
    months.judge()
    months.do("own", "ward", owner="Ailsa", due="2026-12-04")
    assert months.counted().all.outcomes == {Outcome.FOLLOWED: 1, Outcome.OPEN: 1}


@pytest.mark.parametrize(("closed", "what"), [(date(2026, 11, 10), "missed"), (date(2025, 1, 1), "history")])
def test_what_a_closed_service_showed_last_is_not_open(months, closed, what):
    months.ward("ward", high(24))
    with transaction(months.engine) as session:
        session.execute(
            text("update service set closed = :day where code = 'ward'"), {"day": closed.isoformat()}
        )
    months.judge()
    found = months.raised()
    assert [outcome(one) for one in found.signals] == ([Outcome.MISSED] if what == "missed" else [])
    assert len(found.before) == (what == "history")


def test_what_raised_a_signal_is_said_in_words():
    assert rule_of("level", "plotthedots 1") == "A change of level (plotthedots 1)"
    assert rule_of("astronomical", "plotthedots 1") == "Outside the limits (plotthedots 1)"
    assert rule_of("told", "") == "What people told"
    assert rule_of("group gradient", "") == "A gradient across groups"
    of_groups = {"group difference", "group gradient", "told", "completeness", "completeness fell"}
    assert {*SHOWN_BY} == {*Evidence, *of_groups}
