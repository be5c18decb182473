"""The record of meetings, told from their acts in order: the one fold.

fold(acts)              every meeting that acts tell of, and every outcome by its number
refusal(records, act)   why an act cannot follow; the fold passes over what could not
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from sqlalchemy.orm import Session

from quality.acts import ledger
from quality.acts.kinds import MEETING_KINDS, Effect, Sort
from quality.acts.ledger import LoggedAct
from quality.board.board_calls import BoardCall

Name = tuple[str, date]
"""A meeting: the code of its forum, and its day."""
CALLS = (BoardCall.ALERT, BoardCall.ADVISE, BoardCall.ASSURE, BoardCall.APPLAUD)


class Refusal(StrEnum):
    """Codes of what stands in the way of an act."""

    CLOSED = "closed"
    NO_SUCH = "no such"
    SAME_DAY = "same day"


@dataclass(slots=True)
class MeetingOutcome:
    """Something that a meeting took note of, decided, or asked somebody to do."""

    act: LoggedAct
    forum: str
    day: date
    sort: Sort
    due: date | None = None
    first_due: date | None = None
    moves: list[LoggedAct] = field(default_factory=list)
    done: LoggedAct | None = None
    received: LoggedAct | None = None
    """The act by which the forum that it was sent to took it up."""
    corrections: list[LoggedAct] = field(default_factory=list)
    withdrawn: LoggedAct | None = None
    """The act that took a decision back: it stays on record, and minutes nothing."""

    @property
    def text(self) -> str:
        return str(self.act.content["text"])

    @property
    def owner(self) -> str:
        return str(self.act.content.get("owner", ""))

    @property
    def about(self) -> str:
        """Return the measure that it is about; nothing where it is about none."""
        return str(self.act.content.get("about", ""))

    @property
    def sent_to(self) -> str:
        """Return the forum that it is sent on to; nothing where it stays."""
        return str(self.act.content.get("sent_to", ""))

    @property
    def effect(self) -> Effect | None:
        return Effect(self.done.content["effect"]) if self.done else None

    def stands(self, sort: Sort) -> bool:
        """Tell if it is one of a sort that nobody took back."""
        return self.sort == sort and self.withdrawn is None

    def is_open(self) -> bool:
        return self.sort is Sort.ACTION and self.done is None

    def is_overdue(self, today: date) -> bool:
        return self.is_open() and self.due is not None and self.due < today


@dataclass(slots=True)
class Record:
    """All that was recorded of one meeting."""

    forum: str
    day: date
    outcomes: list[MeetingOutcome] = field(default_factory=list)
    papers: LoggedAct | None = None
    """The newest act that says when its papers were out."""
    attended: LoggedAct | None = None
    briefing: LoggedAct | None = None
    closing: LoggedAct | None = None
    corrections: list[LoggedAct] = field(default_factory=list)
    """Of what is no outcome: of its attendance, its minute."""
    newest: int = 0
    """Number of its newest act: it travels with what a person does next."""

    @property
    def is_closed(self) -> bool:
        return self.closing is not None

    @property
    def minute(self) -> str:
        return str(self.closing.content["minute"]) if self.closing else ""

    @property
    def attendance(self) -> int | None:
        return int(self.attended.content["attendance"]) if self.attended else None

    @property
    def papers_sent(self) -> date | None:
        return date.fromisoformat(self.papers.content["sent"]) if self.papers else None

    @property
    def bullets(self) -> list[tuple[BoardCall, str]]:
        """Return what its author wrote, call by call, one line each."""
        said = self.briefing.content if self.briefing else {}
        return [(call, line) for call in CALLS for line in lines(str(said.get(call.value, "")))]

    def of_sort(self, sort: Sort) -> list[MeetingOutcome]:
        return [one for one in self.outcomes if one.sort is sort]


def lines(text: str) -> list[str]:
    """Return the lines of a text that hold something."""
    return [line.strip() for line in text.splitlines() if line.strip()]


@dataclass(slots=True)
class Records:
    """Every meeting that anything was recorded of."""

    meetings: dict[Name, Record] = field(default_factory=dict)
    outcomes: dict[int, MeetingOutcome] = field(default_factory=dict)
    acts: dict[int, LoggedAct] = field(default_factory=dict)

    def of(self, forum: str) -> list[Record]:
        """Return the meetings of a forum, the oldest first."""
        return sorted((one for one in self.meetings.values() if one.forum == forum), key=lambda one: one.day)

    def get(self, forum: str, day: date) -> Record:
        """Return the record of a meeting; an empty one where nothing was recorded yet."""
        return self.meetings.get((forum, day)) or Record(forum, day)

    def outcomes_of(self, forum: str) -> list[MeetingOutcome]:
        return [one for one in self.outcomes.values() if one.forum == forum]

    def meeting_of(self, act: LoggedAct) -> Name | None:
        """Return the meeting that an act belongs to; of what is about an outcome, that of the outcome."""
        if "meeting" in act.content:
            return str(act.content["forum"]), date.fromisoformat(act.content["meeting"])
        first = self.acts.get(act.content.get("of", 0))
        return self.meeting_of(first) if first and first.id < act.id else None


def read_records(session: Session) -> Records:
    """Return the record of all meetings. What a reader may not see, the caller leaves out by its forum."""
    return fold(ledger.acts(session, *MEETING_KINDS))


def fold(acts: Iterable[LoggedAct]) -> Records:
    """Return the meetings that acts tell of, in the order they were done."""
    records = Records()
    for act in acts:
        if act.kind in MEETING_KINDS and refusal(records, act) is None:
            records.acts[act.id] = act
            _apply(records, act)
    return records


def refusal(records: Records, act: LoggedAct) -> Refusal | None:
    """Return the code of what stands in the way of an act; None when it may be done."""
    if "of" not in act.content:
        name = records.meeting_of(act)
        found = records.meetings.get(name) if name else None
        return Refusal.CLOSED if found and found.is_closed else None
    if act.kind == "correction":
        return None if act.content["of"] in records.acts else Refusal.NO_SUCH
    outcome = records.outcomes.get(act.content["of"])
    if outcome is None:
        return Refusal.NO_SUCH
    if act.kind == "outcome_withdrawn":
        return None if outcome.stands(Sort.DECISION) else Refusal.NO_SUCH
    if act.kind == "received":
        is_theirs = outcome.sent_to == act.content["forum"] and outcome.received is None
        return None if is_theirs and outcome.withdrawn is None else Refusal.NO_SUCH
    if not outcome.is_open():
        return Refusal.NO_SUCH
    is_same = act.kind == "outcome_moved" and date.fromisoformat(act.content["due"]) == outcome.due
    return Refusal.SAME_DAY if is_same else None


def _apply(records: Records, act: LoggedAct) -> None:
    name = records.meeting_of(act)
    assert name
    record = records.meetings.setdefault(name, Record(*name))
    record.newest = act.id
    said, outcome = act.content, records.outcomes.get(act.content.get("of", 0))
    if act.kind == "outcome":
        due = date.fromisoformat(said["due"]) if "due" in said else None
        made = MeetingOutcome(act, *name, Sort(said["sort"]), due, due)
        records.outcomes[act.id] = made
        record.outcomes.append(made)
    elif act.kind == "correction":
        (outcome.corrections if outcome else record.corrections).append(act)
    elif act.kind == "outcome_moved" and outcome:
        outcome.due = date.fromisoformat(said["due"])
        outcome.moves.append(act)
    elif act.kind == "outcome_withdrawn" and outcome:
        outcome.withdrawn = act
    elif act.kind == "outcome_done" and outcome:
        outcome.done = act
    elif act.kind == "received" and outcome:
        outcome.received = act
    else:
        setattr(record, _PARTS[act.kind], act)


_PARTS = {"papers": "papers", "attended": "attended", "briefing": "briefing", "meeting_closed": "closing"}
"""The part of a record that an act of a kind is the newest of."""
