"""Meetings on a real database: the agenda from the record, outcomes carried over, a closed meeting frozen."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from components.words.acts import standing as words
from components.words.board.beside import stage
from components.words.meetings import meetings
from data.database import snapshot, transaction
from errors import DecisionError, NotFoundError, OvertakenError
from quality.acts import ledger
from quality.acts.kinds import Sort
from quality.board.board_calls import BoardCall
from quality.lifecycle.agenda import agenda_about, version_of
from quality.lifecycle.perform import ProposedAct, perform
from quality.lifecycle.signal_life import SignalName, State
from quality.lifecycle.stages import way_of
from quality.meetings.agenda import Part, read_agenda
from quality.meetings.briefing import read_briefing
from quality.meetings.evidence import Kind, lines_of
from quality.meetings.perform import ProposedRecord, record
from quality.meetings.record import read_records
from quality.meetings.sittings import day_after, day_before, listed, sitting
from quality.reference.ids import read_ids
from quality.retention.purge import due_for_removal
from quality.signals.read import read_statuses
from quality.signals.refresh import refresh
from tests.warehouse import Warehouse, make_catalogue

LEVELS = {"board": 30, "Committee": 14, "hospital": 5, "team": 1}
CALM = [10, 12, 9, 11, 10, 13, 9, 11, 12, 10, 9, 12] * 2
FIRST, NEXT, LATER = date(2026, 11, 10), date(2026, 12, 8), date(2027, 1, 12)
FORUMS = {
    "committee": {
        "name": "Governance Committee", "service": "board", "level": "Committee",
        "rhythm": "second tuesday", "since": "2026-11-01", "quorum": 2,
        "members": ["Chair", "Doctor", "Nurse"],
    },
    "board": {"name": "Board", "service": "board", "dates": ["2026-11-26"]},
}  # fmt: skip
CATALOGUE = make_catalogue(
    {"falls": {}, "ulcers": {}}, organisation={"name": "NHS", "levels": LEVELS}, forums=FORUMS
)


@pytest.fixture
def engine(engine):
    warehouse = Warehouse(engine, CATALOGUE)
    warehouse.service("board", level="board")
    warehouse.service("hospital", name="General Hospital", level="hospital", parent="board")
    warehouse.service("ward", level="team", parent="hospital")
    for place in ("board", "ward"):
        warehouse.series("falls", place, [*CALM, 40], first=date(2024, 10, 1))
        warehouse.series("ulcers", place, [*CALM[:16], 3, 3, 2, 3, 2, 3, 2, 3, 2], first=date(2024, 10, 1))
    with transaction(engine) as session:
        refresh(session, CATALOGUE)
    return engine


def do(engine, kind, day=FIRST, forum="committee", on=FIRST, by="Morven", after=0, expected=None, **said):
    proposed = ProposedRecord(kind, forum, day, {name: str(v) for name, v in said.items()}, expected)
    at = datetime(on.year, on.month, on.day, 12) + timedelta(minutes=after)
    with transaction(engine) as session:
        return record(session, CATALOGUE, proposed, by=by, role="quality lead", at=at, today=on)


def outcome(engine, sort=Sort.ACTION, **more):
    given = {"text": "Bring the bundle", "owner": "Nurse", "due": "2026-12-01"} | more
    return do(engine, "outcome", sort=sort, **given)


def team(engine, kind, service="ward", indicator="", at="", expected=None, **said):
    said = {name: str(value) for name, value in said.items()}
    proposed = ProposedAct(kind, service, said, indicator, expected=expected, at=at)
    moment = datetime(2026, 11, 5, 9)
    with transaction(engine) as session:
        return perform(session, CATALOGUE, proposed, by="Ailsa", role="lead", at=moment, today=moment.date())


def agenda(engine, day, on=None, forum="committee"):
    with snapshot(engine) as session:
        records = read_records(session)
        assert ledger.verify(session) == []
        one = sitting(CATALOGUE, read_ids(session).services, records, forum, day)
        return one, read_agenda(session, CATALOGUE, records, one, on or day)


def said(found, part):
    return [(one.act.content["text"] if one.act else one.indicator) for one in found.of(part)]


def test_the_agenda_makes_itself_from_the_record(engine):
    team(engine, "escalate", tier="Committee", text="Who decides about beds?", reply_by="2026-11-12")
    team(engine, "escalate", tier="General Hospital", text="Not for the committee", reply_by="2026-11-12")
    team(engine, "question", service="board", indicator="ulcers", text="Why?", reply_by="2026-11-20")
    team(engine, "decision", service="board", indicator="falls", text="We go on.")
    one, found = agenda(engine, FIRST)
    assert said(found, Part.EXCEPTIONS) == ["falls"]
    assert said(found, Part.BRIGHT) == ["ulcers"]
    assert said(found, Part.ESCALATIONS) == ["Who decides about beds?"]
    assert said(found, Part.QUESTIONS) == ["Why?"]
    assert (one.record.outcomes, found.since, found.is_frozen) == ([], None, False)
    team(engine, "narrative", service="board", indicator="falls", happened="a", cause="b", doing="c",
         due="2026-12-01", check="d")  # fmt: skip
    assert said(agenda(engine, FIRST)[1], Part.EXCEPTIONS) == []


def test_outcomes_are_carried_over_until_they_are_done(engine):
    action = outcome(engine, about="falls")
    outcome(engine, Sort.DECISION, text="One guide for all")
    outcome(engine, Sort.INFORMATION, text="A story was heard")
    do(engine, "meeting_closed", minute="GC 11", on=date(2026, 11, 11))
    _, found = agenda(engine, NEXT)
    assert said(found, Part.ACTIONS) == ["Bring the bundle"]
    assert found.of(Part.ACTIONS)[0].is_overdue
    assert said(found, Part.DECISIONS) == ["One guide for all"]
    assert found.since == FIRST
    do(engine, "outcome_moved", day=NEXT, on=NEXT, of=action.id, due="2027-01-04", text="Snow")
    do(engine, "meeting_closed", day=NEXT, on=NEXT, minute="GC 12")
    _, found = agenda(engine, LATER, on=NEXT)
    assert said(found, Part.ACTIONS) == ["Bring the bundle"]
    assert said(found, Part.DECISIONS) == []
    do(engine, "outcome_done", day=LATER, on=NEXT, of=action.id, text="In place", effect="yes")
    assert said(agenda(engine, LATER, on=NEXT)[1], Part.ACTIONS) == []


def test_a_decision_of_a_meeting_minutes_the_signal_and_the_minute_is_typed_once(engine):
    def falls():
        with snapshot(engine) as session:
            own = agenda_about(session, CATALOGUE, "board", read_statuses(session, services=["board"]), FIRST)
        return own.signals[SignalName("falls")], own

    assert falls()[0].state is State.NEW
    outcome(engine, text="Not yet decided", about="falls")
    assert falls()[0].state is State.NEW, "an action is no decision"
    made = outcome(engine, Sort.DECISION, text="One guide for all", about="falls", after=1)
    standing, own = falls()
    assert (standing.state, standing.thread.decision.id) == (State.DECIDED, made.id)
    assert stage(way_of(standing)[-1]) == "Decided"
    assert words.decided(standing.thread.decision) == "Decided: One guide for all."
    assert own.version == version_of_board(engine), "or every page would say that it is old"
    do(engine, "meeting_closed", minute="GC 11", after=2)
    standing, _ = falls()
    assert (standing.state, stage(way_of(standing)[-1])) == (State.MINUTED, "Minuted")
    assert words.decided(standing.thread.decision) == "Decided: One guide for all (minute GC 11)."
    assert said(agenda(engine, NEXT)[1], Part.DECISIONS) == ["One guide for all"], "and is listed once"
    assert agenda(engine, FIRST)[1].is_frozen
    with pytest.raises(DecisionError, match="text: it is empty"):
        do(engine, "outcome_withdrawn", on=date(2026, 11, 12), of=made.id, text=" ")
    gone = do(engine, "outcome_withdrawn", on=date(2026, 11, 12), of=made.id, text="No quorum")
    standing, own = falls()
    assert (standing.state, way_of(standing)[-1].is_reached) == (State.SEEN, False)
    told = "Decided: One guide for all (minute GC 11; withdrawn 12 November 2026 by Morven: No quorum)."
    assert [words.decided(act) for act in own.measures["falls"].decisions] == [told], "and stays on record"
    one, found = agenda(engine, FIRST)
    assert found.is_frozen
    assert (Kind.WITHDRAWAL, gone.id) in [
        (line.kind, line.act and line.act.id) for line in lines_of(one.record, found)
    ]
    assert meetings.counted(one.record) == "1 decision, 1 action; 1 decision withdrawn"
    with pytest.raises(DecisionError, match="it is done, or there is no such thing"):
        do(engine, "outcome_withdrawn", on=date(2026, 11, 13), of=made.id, text="Again")


def test_what_was_answered_since_the_meeting_before_is_evidence_of_this_one(engine):
    asked = team(engine, "question", service="board", indicator="ulcers", text="Why?", reply_by="2026-11-20")
    mine = team(engine, "escalate", tier="Committee", text="Beds?", reply_by="2026-11-12")
    theirs = team(engine, "escalate", tier="General Hospital", text="Not ours", reply_by="2026-11-12")
    assert said(agenda(engine, FIRST)[1], Part.ANSWERS) == []
    for of, place, to in ((asked, "board", "board"), (mine, "ward", "board"), (theirs, "ward", "hospital")):
        team(engine, "reply", service=place, at=to, expected=of.id, of=of.id, text=f"To {of.content['text']}")
    one, found = agenda(engine, FIRST)
    assert [(item.act.id, item.reply.content["text"]) for item in found.of(Part.ANSWERS)] == [
        (asked.id, "To Why?"), (mine.id, "To Beds?")]  # fmt: skip
    assert (said(found, Part.QUESTIONS), said(found, Part.ESCALATIONS)) == ([], [])
    answers = [line.act.content["text"] for line in lines_of(one.record, found) if line.kind is Kind.ANSWER]
    assert answers == ["To Why?", "To Beds?"]
    do(engine, "meeting_closed", minute="GC 11")
    assert agenda(engine, FIRST)[1].of(Part.ANSWERS) == found.of(Part.ANSWERS), "and stays so"
    assert said(agenda(engine, NEXT)[1], Part.ANSWERS) == [], "the next one has what came since"


def version_of_board(engine):
    with snapshot(engine) as session:
        return version_of(session, "board")


def test_a_closed_meeting_stays_as_it_was(engine):
    action = outcome(engine, about="falls")
    team(engine, "escalate", tier="Committee", text="Beds?", reply_by="2026-11-12")
    closing = do(engine, "meeting_closed", minute="GC 11")
    _, before = agenda(engine, FIRST)
    assert before.is_frozen
    assert said(before, Part.ESCALATIONS) == ["Beds?"]
    assert before.of(Part.EXCEPTIONS)[0].value == 40
    team(engine, "escalate", tier="Committee", text="More?", reply_by="2026-11-12")
    assert agenda(engine, FIRST)[1] == before
    for kind, more in (
        ("outcome", {"sort": "decision", "text": "Too late"}),
        ("attended", {"attendance": 3}),
        ("papers", {"sent": FIRST}),
        ("briefing", {"alert": "Falls"}),
        ("meeting_closed", {"minute": "GC 11 b"}),
    ):
        with pytest.raises(DecisionError, match="it is closed; expected a correction"):
            do(engine, kind, on=date(2026, 11, 12), **more)
    do(engine, "correction", on=date(2026, 11, 12), of=action.id, text="The lead is the doctor")
    do(engine, "correction", on=date(2026, 11, 12), of=closing.id, text="Minute GC 2026/11")
    one, after = agenda(engine, FIRST)
    assert after == before
    assert [act.content["text"] for act in one.record.corrections] == ["Minute GC 2026/11"]
    assert one.record.minute == "GC 11"


def test_what_is_sent_on_is_received_by_the_other_forum(engine):
    sent = outcome(engine, sent_to="board", text="Ask for nurses")
    there = {"day": date(2026, 11, 26), "forum": "board", "on": date(2026, 11, 26)}
    assert said(agenda(engine, there["day"], forum="board")[1], Part.RECEIVED) == ["Ask for nurses"]
    with pytest.raises(DecisionError, match="no such thing here"):
        do(engine, "received", of=sent.id, text="We are the wrong ones")
    do(engine, "received", of=sent.id, text="Ten from Monday", **there)
    assert said(agenda(engine, there["day"], forum="board")[1], Part.RECEIVED) == []
    one, _ = agenda(engine, FIRST)
    assert one.record.outcomes[0].received.content["text"] == "Ten from Monday"


@pytest.mark.parametrize(
    ("kind", "given", "told"),
    [
        ("outcome", {"sort": "wish", "text": "x"}, "sort: it is no kind of outcome"),
        ("outcome", {"sort": "action", "text": "x", "due": "2026-12-01"}, "owner: an action needs it"),
        ("outcome", {"sort": "action", "text": "x", "owner": "N", "due": "2026-10-01"}, "2026-10-01 is past"),
        ("outcome", {"sort": "decision", "text": "x", "about": "moon"}, "about: there is no such measure"),
        ("outcome", {"sort": "decision", "text": "x", "sent_to": "committee"}, "no such other forum"),
        ("outcome", {"sort": "decision", "text": "CHI 0101010001"}, "CHI"),
        ("attended", {"attendance": 4}, "it has 3 members"),
        ("attended", {"attendance": 0}, "no whole number"),
        ("papers", {"sent": "soon"}, "it is no day"),
        ("papers", {"sent": "2026-11-11"}, "still to come"),
        ("briefing", {}, "no line of any of the four"),
        ("briefing", {"alert": "a\nb\nc", "assure": "d\ne\nf"}, "at most 5 in all, found 6"),
        ("briefing", {"alert": "x" * 201}, "a line is too long"),
        ("outcome_done", {"of": 1, "text": "x", "effect": "perhaps"}, "effect: it is no answer"),
        ("outcome_done", {"of": 99, "text": "x", "effect": "yes"}, "no such thing here"),
        ("meeting_closed", {"minute": " "}, "minute: it is empty"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(engine, kind, given, told):
    with pytest.raises(DecisionError, match=told):
        do(engine, kind, **given)
    with snapshot(engine) as session:
        assert read_records(session).acts == {}


def test_nothing_is_recorded_of_a_meeting_to_come_but_what_prepares_it(engine):
    for kind, given in (("attended", {"attendance": 2}), ("meeting_closed", {"minute": "1"})):
        with pytest.raises(DecisionError, match="still to come"):
            do(engine, kind, day=NEXT, **given)
    do(engine, "papers", day=NEXT, sent=FIRST)
    do(engine, "briefing", day=NEXT, applaud="Ulcers fall")
    with pytest.raises(NotFoundError, match="does not meet on 2026-11-11"):
        do(engine, "papers", day=date(2026, 11, 11), sent=FIRST)
    with pytest.raises(NotFoundError, match="does not meet on 9999-12-31"):
        do(engine, "papers", day=date(9999, 12, 31), sent=FIRST)
    with pytest.raises(NotFoundError, match="no forum with the code 'moon'"):
        do(engine, "papers", forum="moon", sent=FIRST)


def test_who_closes_or_edits_second_is_told_and_a_button_pressed_twice_counts_once(engine):
    first = do(engine, "papers", sent=FIRST)
    again = do(engine, "papers", sent=FIRST)
    assert again.id == first.id
    do(engine, "briefing", by="Fergus", alert="Falls", after=2)
    with pytest.raises(OvertakenError, match="Fergus acted on it"):
        do(engine, "briefing", expected=first.id, alert="Ulcers", after=3)
    do(engine, "briefing", by="Fergus", expected=first.id, alert="Falls rise", after=4)
    with pytest.raises(OvertakenError):
        do(engine, "meeting_closed", expected=first.id, minute="1", after=5)


def test_a_decision_about_a_signal_that_is_sent_twice_counts_once(engine):
    decided = [do(engine, "outcome", sort="decision", text="Go on", about="falls") for _ in range(2)]
    assert "evidence" in decided[0].content, "it is about a signal"
    assert decided[0].id == decided[1].id


def test_the_lines_are_composed_until_somebody_edits_them(engine):
    def lines():
        with snapshot(engine) as session:
            return read_briefing(session, CATALOGUE, "committee", FIRST, FIRST)

    composed = lines()
    assert composed.act is None
    assert [(one.call, one.row.code) for one in composed.bullets] == [
        (BoardCall.ALERT, "falls"),
        (BoardCall.APPLAUD, "ulcers"),
    ]
    act = do(engine, "briefing", alert="Falls rose at the board", assure="Nothing else")
    edited = lines()
    assert edited.act.id == act.id
    assert [one.text for one in edited.bullets] == ["Falls rose at the board", "Nothing else"]


def test_acts_of_meetings_are_never_removed(engine):
    outcome(engine)
    do(engine, "meeting_closed", minute="GC 11")
    team(engine, "quote", service="board", text="Thank you")
    with snapshot(engine) as session:
        gone = due_for_removal(session, CATALOGUE, date(2090, 1, 1)).acts["board"].all
    assert [act.kind for act in gone] == ["quote"]


def test_meetings_are_listed_by_their_days(engine):
    do(engine, "papers", sent=FIRST)
    with snapshot(engine) as session:
        records, tree = read_records(session), read_ids(session).services
        coming, past = listed(CATALOGUE.forums, tree, records, date(2026, 11, 20))
    assert [(one.code, one.day) for one in coming] == [("board", date(2026, 11, 26)), ("committee", NEXT)]
    assert [(one.code, one.day) for one in past] == [("committee", FIRST)]
    forum = CATALOGUE.forums["committee"]
    assert day_before("committee", forum, records, NEXT) == FIRST
    assert day_after("committee", forum, records, NEXT) == LATER
