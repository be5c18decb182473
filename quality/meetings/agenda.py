"""The agenda of a meeting, made from the record: nobody types what is there already.

What a meeting leaves unfinished stands on the agenda of the next by itself, as it is still in the record.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from catalogue.fields.periods import step
from catalogue.forums import Forum
from catalogue.models import Catalogue
from quality.acts.kinds import Sort
from quality.acts.ledger import LoggedAct
from quality.board.board import Board, Row, board
from quality.board.board_calls import BoardCall
from quality.lifecycle.meeting_decisions import is_of_meeting
from quality.lifecycle.signal_life import HIDDEN, Escalation
from quality.lifecycle.team_acts import acts_at
from quality.lifecycle.team_history import TeamHistory, fold
from quality.meetings.record import Records, read_records
from quality.meetings.sittings import Sitting, day_before
from quality.reference.ids import read_ids
from quality.reference.service_tree import Service


class Part(StrEnum):
    """The parts of an agenda, in the order in which they stand."""

    EXCEPTIONS = "exceptions"
    """Concerns and missed targets of which no account was written since the meeting before."""
    BRIGHT = "bright"
    ESCALATIONS = "escalations"
    """Escalations to this forum that nobody answered."""
    RECEIVED = "received"
    """Outcomes that other forums sent here, not yet taken up."""
    QUESTIONS = "questions"
    ANSWERS = "answers"
    """Questions, and escalations to this forum, that were answered since the meeting before."""
    ACTIONS = "actions"
    """Actions of earlier meetings that are not done; overdue ones of the service itself."""
    DECISIONS = "decisions"
    """Decisions of the meeting before, and those recorded about a measure since."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing on an agenda."""

    part: Part
    service: str
    indicator: str = ""
    act: LoggedAct | None = None
    due: date | None = None
    value: float | None = None
    """The measure's value as it stood, in its own unit."""
    is_overdue: bool = False
    forum: str = ""
    """The forum that an outcome is of."""
    reply: LoggedAct | None = None
    """The answer, to what was asked."""

    @property
    def is_hidden(self) -> bool:
        """Tell if it is about a group of people that whoever reads may not see."""
        return self.indicator == HIDDEN

    def written(self) -> dict[str, Any]:
        """Return what the record of a closed meeting keeps of it: no words of others, which stand where they
        were written."""
        kept = {"part": self.part.value, "service": self.service, "forum": self.forum, "value": self.value,
                "indicator": "" if self.act else self.indicator, "act": self.act.id if self.act else 0,
                "reply": self.reply.id if self.reply else 0,
                "due": self.due and self.due.isoformat(), "is_overdue": self.is_overdue}  # fmt: skip
        return {name: value for name, value in kept.items() if value not in ("", 0, None, False)}


@dataclass(frozen=True, slots=True)
class MeetingAgenda:
    """All that is before a meeting: as it stands now or, of a closed one, as it stood then."""

    items: tuple[Item, ...]
    since: date | None
    """Day of the meeting before."""
    is_frozen: bool = False
    board: Board | None = None
    """The board as it stands now; none of a closed meeting."""

    def of(self, part: Part) -> list[Item]:
        return [one for one in self.items if one.part is part]


def read_agenda(
    session: Session, catalogue: Catalogue, records: Records, one: Sitting, today: date
) -> MeetingAgenda:
    """Return the agenda of a meeting: that of a closed one is what it had before it."""
    since = day_before(one.code, one.forum, records, one.day)
    histories = read_histories(session, one.service.code)
    if one.record.closing is not None:
        known = _known(records, histories)
        stored = one.record.closing.content["agenda"]
        return MeetingAgenda(tuple(_read(entry, known) for entry in stored), since, is_frozen=True)
    found = board(session, catalogue, service=one.service.code, today=today, since=_past(since, today))
    items = (
        *_exceptions(found, histories.get(one.service.code), since, one.day),
        *(Item(Part.BRIGHT, one.service.code, row.code, value=row.status.value)
          for row in found.called(BoardCall.APPLAUD) if row.status and _was_known(row, one.day)),
        *_asked(histories, one.forum, one.service, today),
        *_answered(histories, one, since),
        *_of_others(records, one.code, today),
        *_actions(records, histories.get(one.service.code), one, today),
        *_decisions(records, histories.get(one.service.code), one, since),
    )  # fmt: skip
    before = [item for item in items if item.act is None or (item.reply or item.act).at.date() <= one.day]
    return MeetingAgenda(tuple(before), since, board=found)


def agenda_now(session: Session, catalogue: Catalogue, one: Sitting, today: date) -> MeetingAgenda:
    """Return the agenda of a meeting with its own reading of the record."""
    return read_agenda(session, catalogue, read_records(session), one, today)


def _past(day: date | None, today: date) -> date | None:
    return day if day is not None and day <= today else None


def read_histories(session: Session, service: str) -> dict[str, TeamHistory]:
    """Return the history of a service and of all that is inside it, by service."""
    codes = [one.code for one in read_ids(session).services.below(service)]
    return {code: fold(acts) for code, acts in acts_at(session, codes).items()}


def is_asked_of(one: Escalation, forum: Forum, service: Service) -> bool:
    """Tell if an escalation is for a forum to answer."""
    own = not forum.level or forum.level == service.level
    return one.to == service.code and one.tier == (service.name if own else forum.level)


def _was_known(row: Row, day: date) -> bool:
    """Tell if the newest period of a measure was over on a day: what came later no meeting of then had."""
    period = row.status.period if row.status else None
    return period is not None and step(period, row.indicator.frequency, 1) <= day + timedelta(days=1)


def _exceptions(found: Board, history: TeamHistory | None, since: date | None, day: date) -> Iterator[Item]:
    for row, series in found.exceptions:
        if not _was_known(row, day):
            continue
        kept = history.measures.get(row.code) if history else None
        newest = kept.narratives[-1].at.date() if kept and kept.narratives else None
        if newest is None or (since is not None and newest < since):
            yield Item(Part.EXCEPTIONS, found.service.code, row.code, value=series.status.value)


def _asked(
    histories: Mapping[str, TeamHistory], forum: Forum, service: Service, today: date
) -> Iterator[Item]:
    """Yield escalations and questions that nobody answered, the most urgent of each first."""
    sent = [
        _waiting(Part.ESCALATIONS, code, one, today)
        for code, history in histories.items()
        for one in history.escalations.values()
        if one.reply is None and is_asked_of(one, forum, service)
    ]
    asked = [
        _waiting(Part.QUESTIONS, code, one, today)
        for code, history in histories.items()
        for one in history.questions.values()
        if one.reply is None
    ]
    for found in (sent, asked):
        yield from sorted(found, key=lambda item: (item.due or date.max, item.act.id if item.act else 0))


def _answered(histories: Mapping[str, TeamHistory], of: Sitting, since: date | None) -> Iterator[Item]:
    """Yield what was answered since the meeting before, in the order of the answers."""
    found = [
        Item(Part.ANSWERS, code, one.act.key.indicator, one.act, one.reply_by, reply=one.reply)
        for code, history in histories.items()
        for one in (*history.questions.values(), *history.escalations.values())
        if one.reply is not None and (not one.tier or is_asked_of(one, of.forum, of.service))
    ]
    lately = (item for item in found if item.reply and (since is None or item.reply.at.date() >= since))
    yield from sorted(lately, key=lambda item: item.reply.id if item.reply else 0)


def _waiting(part: Part, code: str, one: Escalation, today: date) -> Item:
    late = one.is_overdue(today)
    return Item(part, code, one.act.key.indicator, one.act, one.reply_by, is_overdue=late)


def _of_others(records: Records, forum: str, today: date) -> Iterator[Item]:
    for one in records.outcomes.values():
        is_waiting = one.received is None and one.withdrawn is None
        if one.sent_to == forum and is_waiting and one.day <= today:
            yield Item(Part.RECEIVED, one.act.key.service, one.about, one.act, one.due, forum=one.forum)


def _actions(records: Records, history: TeamHistory | None, of: Sitting, today: date) -> list[Item]:
    found = [
        Item(Part.ACTIONS, of.service.code, one.about, one.act, one.due, None, one.is_overdue(today), of.code)
        for one in records.outcomes_of(of.code)
        if one.is_open() and one.day < of.day
    ]
    for action in history.actions.values() if history else ():
        if action.is_overdue(today):
            key = action.act.key
            found.append(Item(Part.ACTIONS, key.service, key.indicator, action.act, action.due, None, True))
    return sorted(found, key=lambda one: (one.due or date.max, one.act.id if one.act else 0))


def _decisions(
    records: Records, history: TeamHistory | None, of: Sitting, since: date | None
) -> Iterator[Item]:
    """Yield the decisions of the meeting before, and those about a measure that were recorded since."""
    if since is None:
        return
    for one in records.get(of.code, since).of_sort(Sort.DECISION):
        yield Item(Part.DECISIONS, of.service.code, one.about, one.act, one.due, forum=of.code)
    for code, kept in history.measures.items() if history else ():
        for act in kept.decisions:
            if since <= act.at.date() <= of.day and not is_of_meeting(act):
                yield Item(Part.DECISIONS, of.service.code, code, act)


def _known(records: Records, histories: Mapping[str, TeamHistory]) -> dict[int, LoggedAct]:
    """Return every act that an agenda may name, as whoever reads may see it."""
    found = {number: one.act for number, one in records.outcomes.items()}
    for history in histories.values():
        begun: Iterable[LoggedAct] = (
            one.act for of in (history.escalations, history.questions, history.actions) for one in of.values()
        )
        decided = (
            act for kept in history.measures.values() for act in kept.decisions if not is_of_meeting(act)
        )
        asked = (*history.escalations.values(), *history.questions.values())
        replies = (one.reply for one in asked if one.reply is not None)
        found |= {act.id: act for act in (*begun, *decided, *replies)}
    return found


def _read(entry: Mapping[str, Any], known: Mapping[int, LoggedAct]) -> Item:
    act = known.get(entry.get("act", 0))
    indicator = str(act.content.get("about", "") or act.key.indicator) if act else entry.get("indicator", "")
    due = entry.get("due")
    return Item(
        part=Part(entry["part"]),
        service=entry["service"],
        indicator=indicator,
        act=act,
        due=date.fromisoformat(due) if due else None,
        value=entry.get("value"),
        is_overdue=entry.get("is_overdue", False),
        reply=known.get(entry.get("reply", 0)),
        forum=entry.get("forum", ""),
    )
