"""The yearly review of a forum answers from the record, each case with its act, and guesses at nothing."""

from __future__ import annotations

from datetime import date

import pytest

from data.database import snapshot
from errors import NotFoundError
from quality.acts.kinds import Sort
from quality.meetings.review import READ_THE_MINUTES, Question, Verdict, review
from tests.integration.meetings.test_meetings import CATALOGUE, FIRST, NEXT, do, engine, outcome, team

__all__ = ["engine"]

TODAY = date(2026, 12, 20)


def answers(engine, year=2026, today=TODAY, code="committee"):
    with snapshot(engine) as session:
        found = review(session, CATALOGUE, code, year, today)
    return found, {one.question: one for one in found.answers}


def said(answer):
    return (answer.verdict, answer.so, len(answer.proofs))


@pytest.fixture
def year(engine):
    """Two meetings: the first in order, the second late, without a quorum, and not closed."""
    do(engine, "papers", sent="2026-11-04", on=date(2026, 11, 4))
    do(engine, "briefing", on=date(2026, 11, 9), alert="Falls rise", applaud="Ulcers fall")
    do(engine, "attended", attendance=3)
    first = outcome(engine, text="Bring the bundle", about="falls", due="2026-12-01", sent_to="board")
    second = outcome(engine, text="Ask the council", due="2026-12-15", after=1)
    outcome(engine, Sort.DECISION, text="One guide for all", owner="", after=2)
    do(engine, "meeting_closed", minute="GC 11", on=date(2026, 11, 11))
    do(
        engine,
        "received",
        day=date(2026, 11, 26),
        forum="board",
        on=date(2026, 11, 26),
        of=first.id,
        text="Yes",
    )
    do(engine, "outcome_done", day=NEXT, on=date(2026, 11, 30), of=first.id, text="In place", effect="yes")
    do(engine, "papers", day=NEXT, on=date(2026, 12, 7), sent="2026-12-07")
    do(engine, "attended", day=NEXT, on=NEXT, attendance=1)
    do(engine, "outcome_moved", day=NEXT, on=NEXT, of=second.id, due="2027-01-10", text="Snow")
    return engine


def test_at_least_16_of_22_questions_are_asked_of_the_record(year):
    found, by_question = answers(year)
    assert len(found.answers) == 22
    assert found.answered >= 16
    read = [one for one, answer in by_question.items() if answer.verdict is Verdict.READ]
    assert tuple(read) == READ_THE_MINUTES
    assert all(not by_question[one].proofs for one in READ_THE_MINUTES)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (Question.MET, (Verdict.YES, 2, 2)),
        (Question.QUORUM, (Verdict.PARTLY, 1, 2)),
        (Question.ATTENDANCE, (Verdict.YES, 2, 2)),
        (Question.PAPERS, (Verdict.PARTLY, 1, 2)),
        (Question.MINUTE, (Verdict.PARTLY, 1, 2)),
        (Question.CLOSED_IN_TIME, (Verdict.YES, 1, 1)),
        (Question.CORRECTED, (Verdict.YES, 1, 1)),
        (Question.BRIEFED, (Verdict.PARTLY, 1, 2)),
        (Question.BRIGHT, (Verdict.PARTLY, 1, 2)),
        (Question.EXCEPTIONS, (Verdict.YES, 1, 1)),
        (Question.DECIDED, (Verdict.PARTLY, 1, 2)),
        (Question.LEAD, (Verdict.PARTLY, 2, 3)),
        (Question.DUE, (Verdict.YES, 2, 2)),
        (Question.IN_TIME, (Verdict.PARTLY, 1, 2)),
        (Question.REASON, (Verdict.YES, 1, 1)),
        (Question.EFFECT, (Verdict.YES, 1, 1)),
        (Question.QUESTIONS, (Verdict.NONE, 0, 0)),
        (Question.REPLIES, (Verdict.NONE, 0, 0)),
        (Question.SENT, (Verdict.YES, 1, 1)),
    ],
)
def test_each_answer_counts_its_cases(year, question, expected):
    answer = answers(year)[1][question]
    assert said(answer) == expected
    assert all(one.act is not None for one in answer.proofs if one.is_so)


def test_questions_and_escalations_are_held_against_their_days(engine):
    team(engine, "question", service="board", indicator="falls", text="Why?", reply_by="2026-11-20")
    late = team(engine, "escalate", tier="Committee", text="Beds?", reply_by="2026-11-12")
    team(engine, "escalate", tier="General Hospital", text="Not ours", reply_by="2026-11-06")
    assert said(answers(engine)[1][Question.QUESTIONS]) == (Verdict.NO, 0, 1)
    assert said(answers(engine, today=date(2026, 11, 19))[1][Question.QUESTIONS]) == (Verdict.NONE, 0, 0)
    team(engine, "reply", of=late.id, text="Two more")
    assert said(answers(engine)[1][Question.REPLIES]) == (Verdict.YES, 1, 1)


def test_a_correction_and_a_missed_meeting_show(year):
    do(year, "correction", on=date(2026, 12, 9), of=1, text="Papers went out on the 5th")
    _, by_question = answers(year)
    assert said(by_question[Question.CORRECTED]) == (Verdict.NO, 0, 1)
    found, later = answers(year, 2027, date(2027, 2, 20))
    assert [one.day for one in found.sittings] == [date(2027, 1, 12), date(2027, 2, 9)]
    assert said(later[Question.MET]) == (Verdict.NO, 0, 2)
    assert said(later[Question.DECIDED]) == (Verdict.NONE, 0, 0)
    assert answers(year, 2025)[0].sittings == ()
    with pytest.raises(NotFoundError, match="no forum"):
        answers(year, code="moon")


def test_the_first_meeting_is_the_committee_of_the_test(year):
    assert [one.day for one in answers(year)[0].sittings] == [FIRST, NEXT]
