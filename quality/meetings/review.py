"""The yearly review of a forum: 22 questions, of which the record answers 19 by itself, each with its acts.

The rest ask what no record holds. They are not guessed at: they say that the minutes have to be read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy.orm import Session

from catalogue.forums import Forum
from catalogue.models import Catalogue
from quality.acts.kinds import Effect, Sort
from quality.acts.ledger import LoggedAct
from quality.board.board_calls import BoardCall
from quality.lifecycle.signal_life import Escalation
from quality.lifecycle.team_history import TeamHistory
from quality.meetings.agenda import Part, is_asked_of, read_histories
from quality.meetings.record import MeetingOutcome, Records, read_records
from quality.meetings.sittings import Sitting, days_of, forum_of
from quality.reference.ids import read_ids
from quality.reference.service_tree import Service


class Question(StrEnum):
    """The 22 questions, in the order in which they are asked."""

    MET = "met"
    QUORUM = "quorum"
    ATTENDANCE = "attendance"
    PAPERS = "papers"
    MINUTE = "minute"
    CLOSED_IN_TIME = "closed in time"
    CORRECTED = "corrected"
    BRIEFED = "briefed"
    BRIGHT = "bright"
    EXCEPTIONS = "exceptions"
    DECIDED = "decided"
    LEAD = "lead"
    DUE = "due"
    IN_TIME = "in time"
    REASON = "reason"
    EFFECT = "effect"
    QUESTIONS = "questions"
    REPLIES = "replies"
    SENT = "sent"
    SCRUTINY = "scrutiny"
    REMIT = "remit"
    VOICES = "voices"


READ_THE_MINUTES = (Question.SCRUTINY, Question.REMIT, Question.VOICES)


class Verdict(StrEnum):
    """The answer to a question."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"
    NONE = "none"
    """There was nothing of which to ask it."""
    READ = "read the minutes"


@dataclass(frozen=True, slots=True)
class Proof:
    """One case of which a question was asked, with the act that answers it."""

    is_so: bool
    day: date
    """Day of the meeting that shows it; of a question or an escalation, the day it was asked."""
    act: LoggedAct | None = None
    """None: nothing was recorded, and that is the answer."""
    is_of_team: bool = False
    """It stands in the record of a service, not of the meeting."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question, with every case that was asked."""

    question: Question
    proofs: tuple[Proof, ...] = ()

    @property
    def so(self) -> int:
        """Return of how many cases it is so."""
        return sum(one.is_so for one in self.proofs)

    @property
    def verdict(self) -> Verdict:
        if self.question in READ_THE_MINUTES:
            return Verdict.READ
        if not self.proofs:
            return Verdict.NONE
        if self.so == len(self.proofs):
            return Verdict.YES
        return Verdict.PARTLY if self.so else Verdict.NO


@dataclass(frozen=True, slots=True)
class Review:
    """A forum's year, as far as it has come."""

    code: str
    forum: Forum
    service: Service
    year: int
    sittings: tuple[Sitting, ...]
    answers: tuple[Answer, ...]

    @property
    def answered(self) -> int:
        """Return how many questions the record answers."""
        return sum(one.verdict is not Verdict.READ for one in self.answers)


@dataclass(frozen=True, slots=True)
class _Year:
    """All that the questions are asked of."""

    forum: Forum
    service: Service
    sittings: tuple[Sitting, ...]
    """Those that were due by today."""
    outcomes: tuple[MeetingOutcome, ...]
    asked: tuple[Escalation, ...]
    """Questions of a board in the part of the organisation that the forum reads."""
    escalated: tuple[Escalation, ...]
    """Escalations to this forum."""
    today: date

    @property
    def met(self) -> list[Sitting]:
        """Return the meetings that the record says anything of."""
        return [one for one in self.sittings if one.record.newest]

    @property
    def actions(self) -> list[MeetingOutcome]:
        return [one for one in self.outcomes if one.sort is Sort.ACTION]


def review(session: Session, catalogue: Catalogue, code: str, year: int, today: date) -> Review:
    """Return the answers for a forum and a year. NotFoundError: there is no such forum."""
    tree, records = read_ids(session).services, read_records(session)
    forum, service = forum_of(catalogue, tree, code)
    first, last = date(year, 1, 1), min(date(year, 12, 31), today)
    sittings = tuple(
        Sitting(code, forum, service, day, records.get(code, day))
        for day in days_of(code, forum, records, first, last)
        if day < today or (code, day) in records.meetings
    )
    of = _Year(
        forum,
        service,
        sittings,
        _outcomes(records, code, first, last),
        *_questions(read_histories(session, service.code), forum, service, first, last),
        today,
    )
    answers = tuple(Answer(one, tuple(_ASKED[one](of)) if one in _ASKED else ()) for one in Question)
    return Review(code, forum, service, year, sittings, answers)


def _outcomes(records: Records, code: str, first: date, last: date) -> tuple[MeetingOutcome, ...]:
    return tuple(one for one in records.outcomes_of(code) if first <= one.day <= last)


def _questions(
    histories: Mapping[str, TeamHistory], forum: Forum, service: Service, first: date, last: date
) -> tuple[tuple[Escalation, ...], tuple[Escalation, ...]]:
    def of_year(found: Iterable[Escalation]) -> tuple[Escalation, ...]:
        return tuple(one for one in found if first <= one.act.at.date() <= last)

    told = histories.values()
    asked = of_year(one for history in told for one in history.questions.values())
    sent = of_year(one for history in told for one in history.escalations.values())
    return asked, tuple(one for one in sent if is_asked_of(one, forum, service))


# -- what is asked: each yields the cases, and if it is so ------------------------------------------------


def _met(of: _Year) -> Iterator[Proof]:
    for one in of.sittings:
        yield Proof(bool(one.record.newest), one.day, one.record.closing or one.record.attended)


def _quorum(of: _Year) -> Iterator[Proof]:
    for one in of.met if of.forum.quorum else ():
        yield Proof(one.is_quorate is True, one.day, one.record.attended)


def _attendance(of: _Year) -> Iterator[Proof]:
    for one in of.met:
        yield Proof(one.record.attended is not None, one.day, one.record.attended)


def _papers(of: _Year) -> Iterator[Proof]:
    for one in of.met:
        yield Proof(one.record.papers is not None and not one.is_late, one.day, one.record.papers)


def _minute(of: _Year) -> Iterator[Proof]:
    for one in of.met:
        yield Proof(one.record.is_closed, one.day, one.record.closing)


def _closed_in_time(of: _Year) -> Iterator[Proof]:
    """Ask of each meeting that another followed, whether its record was closed before that."""
    for one, after in zip(of.sittings, of.sittings[1:], strict=False):
        closing = one.record.closing
        if one.record.newest:
            yield Proof(closing is not None and closing.at.date() <= after.day, one.day, closing)


def _corrected(of: _Year) -> Iterator[Proof]:
    """Ask of each closed meeting whether it needed no correction."""
    for one in of.met:
        if one.record.closing is not None:
            told = [act for outcome in one.record.outcomes for act in outcome.corrections]
            found = [*one.record.corrections, *told]
            yield Proof(not found, one.day, found[0] if found else one.record.closing)


def _briefed(of: _Year) -> Iterator[Proof]:
    for one in of.met:
        act = one.record.briefing
        yield Proof(act is not None and act.at.date() <= one.day, one.day, act)


def _bright(of: _Year) -> Iterator[Proof]:
    """Ask whether a bright spot was before each meeting: in its lines, or on its agenda."""
    for one in of.met:
        told = any(call is BoardCall.APPLAUD for call, _ in one.record.bullets)
        closing = one.record.closing
        shown = closing is not None and any(e["part"] == Part.BRIGHT for e in closing.content["agenda"])
        yield Proof(told or shown, one.day, one.record.briefing if told else closing)


def _exceptions(of: _Year) -> Iterator[Proof]:
    """Ask of each exception without an account on a closed agenda, whether the meeting had an outcome of
    it."""
    for one in of.met:
        closing = one.record.closing
        about = {outcome.about: outcome.act for outcome in one.record.outcomes}
        for entry in closing.content["agenda"] if closing else ():
            if entry["part"] == Part.EXCEPTIONS:
                act = about.get(entry["indicator"])
                yield Proof(act is not None, one.day, act or closing)


def _decided(of: _Year) -> Iterator[Proof]:
    for one in of.met:
        found = [outcome for outcome in one.record.outcomes if outcome.stands(Sort.DECISION)]
        yield Proof(bool(found), one.day, found[0].act if found else one.record.closing)


def _lead(of: _Year) -> Iterator[Proof]:
    for one in of.outcomes:
        if one.sort is not Sort.INFORMATION and one.withdrawn is None:
            yield Proof(bool(one.owner), one.day, one.act)


def _due(of: _Year) -> Iterator[Proof]:
    for one in of.actions:
        yield Proof(one.due is not None, one.day, one.act)


def _in_time(of: _Year) -> Iterator[Proof]:
    """Ask of each action that is done, or whose first day has passed."""
    for one in of.actions:
        if one.first_due is not None and (one.done or one.first_due < of.today):
            is_so = one.done is not None and one.done.at.date() <= one.first_due
            yield Proof(is_so, one.day, one.done or one.act)


def _reason(of: _Year) -> Iterator[Proof]:
    """Ask of each action that was not done by its first day, whether somebody said why."""
    late = {case.act.id for case in _in_time(of) if case.act and not case.is_so}
    for one in of.actions:
        newest = one.done or one.act
        if newest.id in late:
            yield Proof(bool(one.moves), one.day, one.moves[-1] if one.moves else newest)


def _effect(of: _Year) -> Iterator[Proof]:
    for one in of.actions:
        if one.done is not None:
            yield Proof(one.effect is Effect.YES, one.day, one.done)


def _answered(found: Iterable[Escalation], today: date) -> Iterator[Proof]:
    """Ask of each question that was answered, or should have been by now."""
    for one in found:
        if one.reply is not None or one.is_overdue(today):
            is_so = one.reply is not None and one.reply.at.date() <= one.reply_by
            yield Proof(is_so, one.act.at.date(), one.reply or one.act, is_of_team=True)


def _sent(of: _Year) -> Iterator[Proof]:
    for one in of.outcomes:
        if one.sent_to and one.withdrawn is None:
            yield Proof(one.received is not None, one.day, one.received or one.act)


_ASKED: Mapping[Question, Callable[[_Year], Iterable[Proof]]] = {
    Question.MET: _met,
    Question.QUORUM: _quorum,
    Question.ATTENDANCE: _attendance,
    Question.PAPERS: _papers,
    Question.MINUTE: _minute,
    Question.CLOSED_IN_TIME: _closed_in_time,
    Question.CORRECTED: _corrected,
    Question.BRIEFED: _briefed,
    Question.BRIGHT: _bright,
    Question.EXCEPTIONS: _exceptions,
    Question.DECIDED: _decided,
    Question.LEAD: _lead,
    Question.DUE: _due,
    Question.IN_TIME: _in_time,
    Question.REASON: _reason,
    Question.EFFECT: _effect,
    Question.QUESTIONS: lambda of: _answered(of.asked, of.today),
    Question.REPLIES: lambda of: _answered(of.escalated, of.today),
    Question.SENT: _sent,
}
