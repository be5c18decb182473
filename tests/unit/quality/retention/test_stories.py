"""What is taken out of a record changes nothing of what is left."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from quality.acts import in_force
from quality.acts.evidence import Evidence
from quality.acts.kinds import KINDS, PURGE
from quality.acts.ledger import LoggedAct
from quality.lifecycle.signal_life import SignalName, Standing, standing
from quality.lifecycle.team_history import TeamHistory, fold, refusal
from quality.lifecycle.undo import undone_in
from quality.retention.purge import OfTeam, due
from quality.retention.stories import stories
from quality.series.key import SeriesKey
from tests.unit.quality.lifecycle.test_team_history import ACTS, PATTERNS, SHIFT, START, Book

LATER = date(2035, 1, 1)
"""All that Book writes in 2026 was kept long enough."""


def without(acts: list[LoggedAct], gone: OfTeam) -> list[LoggedAct]:
    """Return acts as `ledger.acts` reads them after a purge."""
    numbers = [act.id for act in gone.all]
    huddles = [act.id for act in gone.huddles]
    said = {"acts": numbers, "huddles": len(huddles), "reason": "old"}
    said |= {"last_huddle": max(huddles)} if huddles else {}
    at = acts[-1].at + timedelta(seconds=1)
    purge = LoggedAct(acts[-1].id + 1, PURGE, at, "Ailsa", "", SeriesKey("", "ward"), said)
    return [*(act for act in acts if act.id not in numbers), purge]


def could_follow(acts: list[LoggedAct]) -> bool:
    """Tell if the last act may follow the others."""
    *before, act = acts
    if act.kind == "undo":
        return undone_in(acts) != undone_in(before)
    return refusal(fold(before), act) is None


def told(history: TeamHistory, now, today) -> dict[str, object]:
    """What pages say of what is not finished, and of huddles that are left."""
    open_ones: dict[object, Standing] = {}
    measured = history.measures.items()
    for name in map(SignalName, ("falls", "ulcers")):
        thread = history.signals.get(name)
        stands = standing(name, thread, now, today)
        if (now or (thread and thread.acts)) and stands.is_open:
            shown = stands.thread
            waits = [one.act.id for one in shown.escalations if one.reply is None] if shown else []
            open_ones[name] = (stands.state, stands.snoozed_until, stands.is_new, stands.reopened_by, waits)
    return {
        "signals": open_ones,
        "actions": {n: (one.due, len(one.moves)) for n, one in history.actions.items() if not one.done},
        "asked": {n: one.reply_by for n, one in history.escalations.items() if not one.reply},
        "narratives": {code: one.narratives[-1].id for code, one in measured if one.narratives},
        "last huddle": history.huddles[-1].number if history.huddles else 0,
    }  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(st.lists(st.tuples(ACTS, st.integers(0, 12)), min_size=1, max_size=16), PATTERNS, st.integers(0, 30))
def test_what_is_left_tells_the_same(acts, now, years):
    book, at, newest = Book(), START, date.min
    for (kind, content, shown, by, after, indicator), wait in acts:
        act = book.add(kind, indicator, shown, by, after, **content)
        at += timedelta(seconds=after) if wait > 4 else timedelta(days=300 * wait)
        book.acts[-1] = replace(act, at=at)
        if not could_follow(book.acts) or (shown and shown.period < newest):  # it is never written
            book.acts.pop()
        elif shown:
            newest = shown.period  # data go back only where a load is undone
    assume(book.acts and (now is None or now.period >= newest))
    today = date(at.year + years, 6, 1)
    shows = {} if now is None else {SignalName("falls"): now, SignalName("ulcers"): now}
    gone = due(book.acts, shows, today, 0)
    before, after_it = fold(book.acts), fold(without(book.acts, gone))
    assert told(after_it, now, today) == told(before, now, today)
    left = {huddle.number: huddle for huddle in after_it.huddles}
    numbers = {act.id for act in gone.all}
    for huddle in before.huddles:
        if huddle.act.id in numbers:
            assert huddle.number not in left
            continue
        assert left[huddle.number].act.id == huddle.act.id
        kept = [act.id for act in huddle.acts if act.id not in numbers]
        assert [act.id for act in left[huddle.number].acts] == kept
    assert all(act.at.year + KINDS[act.kind].years < today.year for act in gone.all)


def test_what_is_finished_goes_with_all_that_belongs_to_it_and_what_is_open_stays_whole():
    book = Book()
    book.add("own", owner="Ailsa", due="2026-12-04")
    book.add("escalate", tier="H", to="h", text="Staff?", reply_by="2026-11-27")
    book.add("action", indicator="", shown=None, text="A bulb", owner="Ewan", due="2026-12-04")
    assert due(book.acts, {}, LATER, 0).all == ()
    book.add("action_done", of=3)
    assert [act.id for act in due(book.acts, {}, LATER, 0).all] == [3, 4]
    book.add("reply", of=2, text="Two more")
    book.add("huddle", attendance=4)
    book.add("close", reason="care", text="Bundle")
    assert {act.id for act in due(book.acts, {}, LATER, 0).all} == {1, 2, 3, 4, 5, 7}, "the last huddle stays"
    book.add("huddle", attendance=4)
    assert {act.id for act in due(book.acts, {}, LATER, 0).all} == {1, 2, 3, 4, 5, 6, 7}
    assert due(book.acts, {}, LATER - timedelta(days=1), 0).all == ()
    assert due(book.acts, {}, LATER, 9).all == ()


def test_a_later_pattern_stays_while_an_earlier_one_of_the_same_signal_does():
    down = Evidence("shift", -1, date(2026, 11, 1), date(2026, 12, 1))
    up = Evidence("shift", 1, date(2026, 9, 1), date(2026, 12, 1))
    book = Book()
    book.add("escalate", tier="H", to="h", text="Staff?", reply_by="2026-11-27")
    book.add("seen", shown=down)  # kept for two years: between the two it keeps them apart
    book.add("seen", shown=up)
    assert due(book.acts, {}, date(2031, 1, 1), 0).all == ()


@pytest.mark.parametrize(("kind", "years"), [("seen", 2), ("note", 2), ("own", 8)])
def test_each_kind_is_kept_for_its_own_time(kind, years):
    book = Book()
    book.add(kind, "" if kind == "note" else "falls", text="x", owner="Ailsa", due="2026-12-04")
    book.add("action_done", of=1) if kind == "note" else book.add("close", reason="chance", text="x")
    longest = max(years, 8)  # both go together
    assert due(book.acts, {}, date(2026 + longest, 12, 31), 0).all == ()
    assert len(due(book.acts, {}, date(2027 + longest, 1, 1), 0).all) == 2


def test_a_decision_in_force_stays_and_a_withdrawn_one_goes_with_its_withdrawal():
    key = SeriesKey("falls", "ward")

    def act(number: int, kind: str, **content) -> LoggedAct:
        return LoggedAct(number, kind, START, "Ailsa", "", key, content)

    acts = [
        act(1, "exclusion", period="2026-01-01", reason="twice"),
        act(2, "rephase", first_period="2026-02-01", reason="A new ward"),
        act(3, "withdrawal", act=2, reason="a mistake"),
    ]
    assert [one.id for one in due(acts, {}, LATER, 0).all] == [2, 3]
    assert [story.is_open for story in stories(acts, {})] == [True, False]
    before, after = in_force.fold(acts), in_force.fold(acts[:1])
    assert before[key].surviving == after[key].surviving
    assert in_force.fold(acts[2:]) == {}, "what it withdrew was removed"


def test_a_purge_is_never_purged_and_counts_on():
    book = Book()
    for _ in range(3):
        book.add("huddle", attendance=4)
    left = without(book.acts, due(book.acts, {}, LATER, 0))
    assert [huddle.number for huddle in fold(left).huddles] == [3]
    later = LoggedAct(9, "huddle", START.replace(year=2040), "Ailsa", "", SeriesKey("", "ward"),
                      {"attendance": 4, "signals": [{"indicator": "falls"} | SHIFT.written()]})  # fmt: skip
    twice = without([*left, later], due([*left, later], {}, date(2060, 1, 1), 0))
    assert [huddle.number for huddle in fold(twice).huddles] == [4]
    assert fold(twice).removed_huddles == 3
