"""The agenda of a huddle: all that a team began and that is not finished, what waits for an answer, and what
was closed before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from data.models import Act
from quality.acts import ledger
from quality.acts.kinds import LIFE_KINDS
from quality.acts.ledger import LoggedAct
from quality.lifecycle.evidence import Signals, signals_of
from quality.lifecycle.group_signals import groups_now, said_once
from quality.lifecycle.meeting_decisions import is_of_meeting
from quality.lifecycle.offers import Accepted, Offered, accepted_of, offered_to
from quality.lifecycle.signal_life import (
    HIDDEN,
    Action,
    Escalation,
    MeasureRecord,
    SignalName,
    Standing,
    standing,
)
from quality.lifecycle.team_acts import acts_of
from quality.lifecycle.team_history import Huddle, TeamHistory, fold
from quality.lifecycle.tiers import Step, route
from quality.lifecycle.undo import HUDDLE, TEN_SECONDS, UNDO, Subject, newest_about, taken_back
from quality.reference.ids import data_version, read_all_ids, read_ids
from quality.reference.service_tree import Service, ServiceTree
from quality.signals.results import Status

HEARD = ("escalate", "reply", "offer", "accept", UNDO)
"""Kinds of acts of one team that another team's page shows."""
MOVED_OFTEN = 3
"""With the third move the date itself is what to talk about."""


@dataclass(frozen=True, slots=True)
class Received:
    """An escalation that another team sent here."""

    service: Service
    escalation: Escalation
    newest: int
    """Number of the newest act about it."""

    @property
    def is_hidden(self) -> bool:
        """Tell if it is about a group of people that the reader may not see."""
        return self.escalation.act.key.indicator == HIDDEN


@dataclass(frozen=True, slots=True)
class Agenda:
    """The team's own, as it stands on a day."""

    signals: Mapping[SignalName, Standing]
    actions: tuple[Action, ...]
    """Open ones, overdue first; then those done since the last huddle."""
    sent: tuple[Escalation, ...]
    """Those that wait, the longest first; then those answered since the last huddle."""
    quote: LoggedAct | None
    """The newest words of a person who was cared for."""
    questions: tuple[Escalation, ...]
    """Those of a board that nobody answered yet, the most urgent first."""
    measures: Mapping[str, MeasureRecord]
    """Questions, narratives and decisions about each measure, by indicator."""
    since: tuple[LoggedAct, ...]
    """All that was done since the last huddle."""
    huddles: tuple[Huddle, ...]
    """Closed ones, the newest first."""
    removed: tuple[LoggedAct, ...]
    """The acts that say what was taken out of the record because it was old."""
    route: tuple[Step, ...]
    newest: Mapping[Subject, int]
    """Number of the newest act about each thing: it travels with what a person does next."""
    today: date
    undone: Mapping[int, LoggedAct] = field(default_factory=dict)
    """Acts that were taken back, by the number of the act that did so."""
    received: tuple[Received, ...] = ()
    answered: tuple[LoggedAct, ...] = ()
    """Replies of this team to others."""
    offered: tuple[Offered, ...] = ()
    """Bright spots of peers that help where this team has a concern."""
    accepted: tuple[Accepted, ...] = ()
    """Offers of this team that peers took up since its last huddle."""
    version: str = ""
    """Answer of `version_of` as the acts were read; empty where nothing looks for newer ones."""

    def lately(self, number: int, now: datetime) -> LoggedAct | None:
        """Return an act of this team that may still be undone: one that was just done."""
        done = (*self.since, *(one.act for one in self.huddles[:1]), *self.answered)
        return next((act for act in done if act.id == number and now - act.at <= TEN_SECONDS), None)

    @property
    def overdue(self) -> tuple[Escalation, ...]:
        """Return escalations whose reply did not come: each is a signal of its own."""
        return tuple(one for one in self.sent if one.is_overdue(self.today))

    @property
    def owed(self) -> tuple[Received, ...]:
        """Return escalations that this team should have answered by now."""
        return tuple(one for one in self.received if one.escalation.is_overdue(self.today))

    @property
    def moved_often(self) -> tuple[Action, ...]:
        return tuple(one for one in self.actions if one.done is None and len(one.moves) >= MOVED_OFTEN)

    @property
    def groups(self) -> tuple[Standing, ...]:
        """Return open signals about groups of people."""
        found = (one for name, one in self.signals.items() if name.category and one.now and one.is_open)
        return tuple(sorted((one for one in found if one.snoozed_until is None), key=lambda one: one.name))

    @property
    def resting(self) -> tuple[Standing, ...]:
        """Return what sleeps, or was closed, while the data still show it."""
        found = (one for one in self.signals.values() if one.now and not one.is_awake)
        return tuple(sorted(found, key=lambda one: one.name))

    @property
    def recognitions(self) -> tuple[LoggedAct, ...]:
        return tuple(act for act in self.since if act.kind == "recognise")

    @property
    def hidden(self) -> tuple[Standing, ...]:
        """Return open signals that went away because somebody decided about their chart."""
        found = (one for name, one in self.signals.items() if one.hidden_by and not name.category)
        return tuple(sorted(found, key=lambda one: one.name))

    @property
    def is_waiting(self) -> bool:
        """Tell if anything waits: for an answer from above or for one from here, or is overdue."""
        waits = any(one.reply is None for one in self.sent) or bool(self.received) or bool(self.questions)
        late = any(one.is_overdue(self.today) for one in self.actions)
        return waits or late or any(one.is_overdue for one in self.signals.values())

    @property
    def is_unfinished(self) -> bool:
        """Tell if anything that was begun here, or asked of it, waits to be finished."""
        asked = any(one.reply is None for one in self.sent) or bool(self.received) or bool(self.questions)
        return asked or any(one.done is None for one in self.actions)

    @property
    def expected_huddle(self) -> int:
        return self.newest.get(HUDDLE, 0)

    def expected(self, name: SignalName) -> int:
        return self.newest.get((name.indicator, name.category), 0)


def agenda(
    session: Session,
    catalogue: Catalogue,
    service: str,
    now: Signals,
    newly: Mapping[SignalName, bool],
    today: date,
) -> Agenda:
    """Return the agenda of a team. `newly`: what the data alone call new, for a team that closed no huddle
    yet."""
    acts, heard = acts_of(session, service), ledger.acts(session, *HEARD)
    of_kind = {kind: [act for act in heard if act.kind == kind] for kind in HEARD}
    asked = [act for act in heard if act.kind not in ("offer", "accept")]
    history = fold(acts)
    received, answered = _received(session, service, asked)
    found = agenda_of(session, catalogue, service, acts, history, now, newly, today)
    # The version counts decisions about charts itself, and none of meetings.
    own = [act for act in acts if act.kind in LIFE_KINDS and not is_of_meeting(act)]
    return replace(
        found,
        undone={**taken_back(heard), **found.undone},  # a reply is kept with the team that asked
        received=received,
        answered=answered,
        offered=offered_to(session, of_kind["offer"], service, history, now),
        accepted=accepted_of(session, of_kind["accept"], history),
        version=_version(session, *(done[-1].id if done else 0 for done in (own, heard))),
    )


def agenda_about(
    session: Session,
    catalogue: Catalogue,
    service: str,
    statuses: Iterable[Status],
    today: date,
    groups: Signals | None = None,
    *,
    asks_groups: bool = True,
) -> Agenda:
    """Return the agenda of a team on a page about some of its measures, which show these statuses, or about
    groups that show these signals; without what others ask of the team.

    asks_groups: tell what else groups of people show; a paper about everyone has no place for it
    """
    now = signals_of(session, catalogue, statuses) | (groups or {})
    acts = acts_of(session, service)
    history = fold(acts)
    if asks_groups:
        now |= groups_now(session, catalogue, service, history.signals, today)
    found = _agenda(catalogue, read_all_ids(session).services, service, acts, history, now, {}, today)
    return replace(found, version=version_of(session, service))


def agenda_of(
    session: Session,
    catalogue: Catalogue,
    service: str,
    acts: Sequence[LoggedAct],
    history: TeamHistory,
    now: Signals,
    newly: Mapping[SignalName, bool],
    today: date,
) -> Agenda:
    """Return the agenda that the acts of a team tell, and the history that they make."""
    now = now | groups_now(session, catalogue, service, history.signals, today)
    tree = read_all_ids(session).services  # whom one asks stands above what one may see
    return _agenda(catalogue, tree, service, acts, history, now, newly, today)


def _agenda(
    catalogue: Catalogue,
    tree: ServiceTree,
    service: str,
    acts: Sequence[LoggedAct],
    history: TeamHistory,
    now: Signals,
    newly: Mapping[SignalName, bool],
    today: date,
) -> Agenda:
    now = said_once(now, history.signals)
    return Agenda(
        signals=_signals(history, now, newly, today),
        actions=_actions(history, today),
        sent=_sent(history),
        questions=tuple(
            sorted((q for q in history.questions.values() if q.reply is None), key=lambda q: q.reply_by)
        ),
        measures=history.measures,
        since=tuple(history.since_huddle),
        huddles=tuple(reversed(history.huddles)),
        route=route(catalogue, tree, service),
        removed=tuple(history.removed),
        quote=history.quote,
        newest=newest_about(acts),
        undone=taken_back(acts),
        today=today,
    )


def _signals(
    history: TeamHistory, now: Signals, newly: Mapping[SignalName, bool], today: date
) -> dict[SignalName, Standing]:
    found = {}
    for name in {*now, *history.signals}:
        thread, shown = history.signals.get(name), now.get(name)
        if shown is not None or (thread is not None and thread.acts):
            is_new = None if history.huddles else newly.get(name, False)
            found[name] = standing(name, thread, shown, today, is_new)
    return found


def _actions(history: TeamHistory, today: date) -> tuple[Action, ...]:
    fresh = {act.id for act in history.since_huddle}
    shown = [one for one in history.actions.values() if one.done is None or one.done.id in fresh]
    return tuple(sorted(shown, key=lambda one: (one.done is not None, one.due or date.max, one.act.id)))


def _sent(history: TeamHistory) -> tuple[Escalation, ...]:
    fresh = {act.id for act in history.since_huddle}
    shown = [one for one in history.escalations.values() if one.reply is None or one.reply.id in fresh]
    return tuple(sorted(shown, key=lambda one: (one.reply is not None, one.reply_by, one.act.id)))


def _received(
    session: Session, service: str, asked: Sequence[LoggedAct]
) -> tuple[tuple[Received, ...], tuple[LoggedAct, ...]]:
    """Find what waits for a reply from here, in the histories of the teams below, and replies from here."""
    tree = read_ids(session).services
    senders = {act.key.service for act in asked if act.content.get("to") == service}
    waiting, answered = [], []
    for sender in sorted(senders & {*tree.by_code}):
        acts = acts_of(session, sender)
        newest = newest_about(acts)
        for number, one in fold(acts).escalations.items():
            if one.to == service and one.reply is None:
                waiting.append(Received(tree[sender], one, newest[number]))
            elif one.to == service and one.reply is not None:
                answered.append(one.reply)
    waiting.sort(key=lambda one: (one.escalation.reply_by, one.escalation.act.id))
    return tuple(waiting), tuple(answered)


def version_of(session: Session, service: str) -> str:
    """Return what changes with every act of a team, with every act of another that may be for it, with every
    decision about a chart and with every load."""
    newest = select(func.max(Act.id))
    own = newest.where(Act.service == service, Act.kind.in_(LIFE_KINDS)).scalar_subquery()
    sent = newest.where(Act.kind.in_(HEARD)).scalar_subquery()
    return _version(session, *session.execute(select(own, sent)).one())


def _version(session: Session, own: int | None, sent: int | None) -> str:
    load, decision, *_ = data_version(session)
    return f"{load}-{decision}-{own or 0}-{sent or 0}"
