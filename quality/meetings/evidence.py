"""The record of one meeting, line by line, as a file keeps it: each line with the act that it rests on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from quality.acts.ledger import LoggedAct
from quality.meetings.agenda import Item, MeetingAgenda
from quality.meetings.briefing import Bullet
from quality.meetings.record import CALLS, MeetingOutcome, Record, lines


class Kind(StrEnum):
    """The kinds of lines of a record."""

    BRIEFING = "briefing"
    AGENDA = "agenda"
    ANSWER = "answer"
    OUTCOME = "outcome"
    DONE = "done"
    MOVED = "moved"
    RECEIVED = "received"
    CORRECTION = "correction"
    WITHDRAWAL = "withdrawal"
    ATTENDANCE = "attendance"
    PAPERS = "papers"
    CLOSING = "closing"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a record. An item of the agenda that is a measure rests on no act."""

    kind: Kind
    act: LoggedAct | None
    item: Item | None = None
    bullet: Bullet | None = None
    outcome: MeetingOutcome | None = None


def lines_of(record: Record, agenda: MeetingAgenda) -> Iterator[Line]:
    """Yield what was before a meeting, and what came of it, in the order in which its page shows it."""
    written = record.briefing
    for call in CALLS if written else ():
        for text in lines(str(written.content.get(call.value, ""))) if written else ():
            yield Line(Kind.BRIEFING, written, bullet=Bullet(call, text))
    for item in agenda.items:
        yield Line(Kind.AGENDA, item.act, item=item)
        if item.reply is not None:
            yield Line(Kind.ANSWER, item.reply, item=item)
    for one in record.outcomes:
        yield Line(Kind.OUTCOME, one.act, outcome=one)
        yield from (Line(kind, act, outcome=one) for kind, act in _followed(one))
    for kind, act in ((Kind.ATTENDANCE, record.attended), (Kind.PAPERS, record.papers)):
        if act is not None:
            yield Line(kind, act)
    yield from (Line(Kind.CORRECTION, act) for act in record.corrections)
    if record.closing is not None:
        yield Line(Kind.CLOSING, record.closing)


def _followed(one: MeetingOutcome) -> list[tuple[Kind, LoggedAct]]:
    """Return what was done about an outcome since, in order."""
    found = [(Kind.MOVED, act) for act in one.moves] + [(Kind.CORRECTION, act) for act in one.corrections]
    found += [(Kind.DONE, one.done)] if one.done else []
    found += [(Kind.WITHDRAWAL, one.withdrawn)] if one.withdrawn else []
    found += [(Kind.RECEIVED, one.received)] if one.received else []
    return sorted(found, key=lambda of: of[1].id)
