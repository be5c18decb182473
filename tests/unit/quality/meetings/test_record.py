"""The record of meetings is a fold: no order of acts, whoever wrote them, changes a closed meeting."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from quality.acts.kinds import MEETING_KINDS, Sort
from quality.acts.ledger import LoggedAct
from quality.board.board_calls import BoardCall
from quality.meetings.record import Refusal, fold, refusal
from quality.series.key import SeriesKey

DAY = date(2026, 11, 10)
NOON = datetime(2026, 11, 10, 12)
HERE = {"forum": "board", "meeting": DAY.isoformat()}


def act(number, kind, **said):
    at = NOON + timedelta(minutes=number)
    return LoggedAct(number, kind, at, "Morven", "quality lead", SeriesKey("", "B"), said)


def outcome(number, sort="action", **said):
    given = {"text": "Do it", "owner": "Nurse director", "due": "2026-12-01"} | said
    return act(number, "outcome", sort=sort, **HERE, **given)


def closing(number):
    return act(number, "meeting_closed", minute="B 1", agenda=[], **HERE)


def test_a_closed_meeting_takes_nothing_more():
    acts = [outcome(1), closing(2)]
    records = fold(acts)
    for late in (
        outcome(3),
        act(3, "attended", attendance=9, **HERE),
        act(3, "papers", sent="2026-11-01", **HERE),
        act(3, "briefing", alert="x", **HERE),
        closing(3),
    ):
        assert refusal(records, late) is Refusal.CLOSED
        assert fold([*acts, late]).meetings == records.meetings


def test_a_correction_stands_beside_what_it_corrects():
    acts = [outcome(1), act(2, "attended", attendance=6, **HERE), closing(3)]
    acts += [act(4, "correction", of=1, text="The lead is the medical director")]
    acts += [act(5, "correction", of=2, text="Seven were there"), act(6, "correction", of=99, text="?")]
    record = fold(acts).get("board", DAY)
    assert [one.id for one in record.outcomes[0].corrections] == [4]
    assert record.outcomes[0].owner == "Nurse director"
    assert [one.id for one in record.corrections] == [5]
    assert record.attendance == 6


def test_an_action_of_a_closed_meeting_goes_on():
    acts = [outcome(1), closing(2), act(3, "outcome_moved", of=1, due="2026-12-20", text="Snow")]
    records = fold(acts)
    one = records.outcomes[1]
    assert (one.first_due, one.due) == (date(2026, 12, 1), date(2026, 12, 20))
    assert one.is_overdue(date(2026, 12, 21))
    assert refusal(records, act(4, "outcome_moved", of=1, due="2026-12-20", text="")) is Refusal.SAME_DAY
    done = fold([*acts, act(4, "outcome_done", of=1, text="Done", effect="yes")])
    assert not done.outcomes[1].is_overdue(date(2027, 1, 1))
    assert refusal(done, act(5, "outcome_done", of=1, text="", effect="no")) is Refusal.NO_SUCH


def test_only_actions_are_done_and_only_the_forum_it_was_sent_to_takes_it_up():
    records = fold([outcome(1, "decision"), outcome(2, sent_to="committee")])
    assert refusal(records, act(3, "outcome_done", of=1, text="", effect="yes")) is Refusal.NO_SUCH
    assert refusal(records, act(3, "received", of=2, forum="other", text="")) is Refusal.NO_SUCH
    taken = act(3, "received", of=2, forum="committee", text="Yes")
    assert refusal(records, taken) is None
    assert refusal(fold([outcome(2, sent_to="committee"), taken]), taken) is Refusal.NO_SUCH


def test_a_decision_is_withdrawn_once_and_then_taken_up_by_nobody():
    acts = [outcome(1, "decision", sent_to="committee"), closing(2)]
    gone = act(3, "outcome_withdrawn", of=1, text="No quorum")
    assert refusal(fold(acts), gone) is None
    records = fold([*acts, gone, act(4, "outcome_withdrawn", of=1, text="Again")])
    assert records.outcomes[1].withdrawn == gone
    assert refusal(records, act(5, "received", of=1, forum="committee", text="")) is Refusal.NO_SUCH
    assert refusal(fold([outcome(1)]), gone) is Refusal.NO_SUCH, "an action is done, or moved"


def test_lines_of_the_four_calls_stand_in_their_order():
    said = {"applaud": "Ward 2\n", "alert": "Falls\n\n  Sickness  "}
    record = fold([act(1, "briefing", **HERE, **said)]).get("board", DAY)
    assert record.bullets == [
        (BoardCall.ALERT, "Falls"),
        (BoardCall.ALERT, "Sickness"),
        (BoardCall.APPLAUD, "Ward 2"),
    ]


NUMBERS = st.integers(1, 12)


@st.composite
def any_acts(draw):
    """Draw acts in any order, about what is there and what is not."""
    found = []
    for number in range(1, draw(st.integers(2, 12))):
        kind, of = draw(st.sampled_from(MEETING_KINDS)), draw(NUMBERS)
        due = (DAY + timedelta(days=draw(st.integers(1, 3)))).isoformat()
        said = {
            "outcome": HERE | {"sort": draw(st.sampled_from(Sort)).value, "text": "x", "due": due,
                               "sent_to": draw(st.sampled_from(["board", "committee"]))},
            "outcome_done": {"of": of, "text": "", "effect": "yes"},
            "outcome_moved": {"of": of, "due": due, "text": ""},
            "received": {"of": of, "forum": draw(st.sampled_from(["board", "committee"])), "text": ""},
            "correction": {"of": of, "text": ""},
            "outcome_withdrawn": {"of": of, "text": ""},
            "papers": HERE | {"sent": due},
            "attended": HERE | {"attendance": of},
            "briefing": HERE | {"alert": "x"},
            "meeting_closed": HERE | {"minute": "1", "agenda": []},
        }  # fmt: skip
        found.append(act(number, kind, **said[kind]))
    return found


@given(any_acts())
def test_no_order_of_acts_leads_to_a_state_that_cannot_be(acts):
    records = fold(acts)
    record = records.get("board", DAY)
    for one in records.outcomes.values():
        assert one.done is None or one.sort is Sort.ACTION
        assert one.withdrawn is None or one.sort is Sort.DECISION
        assert one.received is None or one.received.content["forum"] == one.sent_to
        assert one.due is None or one.first_due is not None
    if record.closing:
        last = record.closing.id
        begun = [one.act.id for one in record.outcomes]
        newest = [part.id for part in (record.attended, record.papers, record.briefing) if part]
        assert all(number < last for number in begun + newest)
    assert fold(acts[: len(acts) // 2] + acts[len(acts) // 2 :]) == records
