"""Texts of the yearly review of a forum: its questions, and what the record answers."""

from __future__ import annotations

from components.words import say
from quality.meetings.review import Answer, Proof, Question, Review, Verdict

TITLE = "{forum}: review of {year}"
QUESTIONS, CASES, MEETINGS = "Questions of a yearly review", "See the acts", "Meetings of the year"
HEADS = (
    "Forum",
    "Year",
    "Number",
    "Question",
    "Answer",
    "So",
    "Asked of",
    "Day",
    "Is so",
    "Who",
    "When",
    "Act",
)
NO_ACT = "Nothing is recorded"
NO_YEAR = "A year is written as 2026. The address gives {asked!r}."
NO_MEETING = "It did not meet in this year, as far as this year has come."
HOW = (
    "Each answer is a query of the record, and names the acts it rests on. Where the record holds nothing to "
    "ask it of, it says so. What no record can answer is left to whoever reads the minutes."
)
ASKED = {
    Question.MET: "Did it meet on every day that was planned?",
    Question.QUORUM: "Was the quorum there each time?",
    Question.ATTENDANCE: "Was attendance recorded each time?",
    Question.PAPERS: "Were papers out in time each time?",
    Question.MINUTE: "Was each record closed with the reference of its minute?",
    Question.CLOSED_IN_TIME: "Was each record closed before the next meeting?",
    Question.CORRECTED: "Did each closed record stand without a correction?",
    Question.BRIEFED: "Was each meeting told what to be alert to by a named author?",
    Question.BRIGHT: "Were bright spots before it each time, beside concerns?",
    Question.EXCEPTIONS: "Did each exception without an account get an outcome?",
    Question.DECIDED: "Was there a decision each time?",
    Question.LEAD: "Has each decision and action a lead?",
    Question.DUE: "Has each action a day by which it is done?",
    Question.IN_TIME: "Was each action done by the day that was first agreed?",
    Question.REASON: "Where an action was late, is there a reason?",
    Question.EFFECT: "Is it known of each action that was done that it had its effect?",
    Question.QUESTIONS: "Were questions about measures answered in time?",
    Question.REPLIES: "Were escalations to it answered in time?",
    Question.SENT: "Was what it sent to other meetings taken up by them?",
    Question.SCRUTINY: "Was what came before it tested by more than one member?",
    Question.REMIT: "Did it do what its terms of reference ask, and nothing that another should?",
    Question.VOICES: "Were people who use the services heard in what it decided?",
}
VERDICTS = {
    Verdict.YES: "Yes",
    Verdict.PARTLY: "Partly",
    Verdict.NO: "No",
    Verdict.NONE: "Nothing to ask it of",
    Verdict.READ: "Read the minutes",
}
SHAPES = {Verdict.YES: "●", Verdict.PARTLY: "◐", Verdict.NO: "○"}
"""Shapes beside the words: full, half, empty."""


def title(found: Review) -> str:
    return TITLE.format(forum=found.forum.name, year=found.year)


def lede(found: Review) -> str:
    """Say `19 of 22 questions are answered from the record; 3 ask for the minutes.`"""
    rest = len(found.answers) - found.answered
    return (
        f"{found.answered} of {len(found.answers)} questions are asked of the record itself; "
        f"{say.in_words(rest)} can only be answered by reading the minutes."
    )


def verdict(answer: Answer) -> str:
    """Say `Partly: 3 of 4`."""
    word = VERDICTS[answer.verdict]
    return f"{word}: {answer.so} of {len(answer.proofs)}" if answer.proofs else word


def proof(one: Proof) -> str:
    """Say `yes, 24 September 2026: Morven Grant, 25 September 2026, 09:30`."""
    said = f"{'yes' if one.is_so else 'no'}, {say.day(one.day)}"
    if one.act is None:
        return f"{said}: {say.inside(NO_ACT)}"
    return f"{said}: {one.act.actor}, {say.day(one.act.at.date())}, {one.act.at:%H:%M}"
