"""Every action in one list: of huddles, of meetings, of registers. Each is told by the fold of its own room;
here they are only brought together, with the tiers that an overdue one has reached."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from data.read.as_of import as_of
from quality.acts.ledger import LoggedAct
from quality.lifecycle.team_acts import acts_of, may_read_groups
from quality.lifecycle.team_history import fold
from quality.lifecycle.tiers import Step, route
from quality.meetings.record import MeetingOutcome, read_records
from quality.reference.ids import newest_act, read_all_ids, read_ids
from quality.reference.scope import Scope
from quality.reference.service_tree import ServiceTree
from quality.reference.versioned_cache import VersionedCache
from quality.registers.read import KEPT_SERVICES, Folded, read_by_service, read_registers
from quality.registers.record import Record

ACTION = "action"
AT_ONCE = 25


class Source(StrEnum):
    """The places where actions are agreed."""

    HUDDLE = "huddle"
    MEETING = "meeting"
    REGISTER = "register"


class Standing(StrEnum):
    """The stages of an action."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class ListedAction:
    """One action, wherever it was agreed."""

    source: Source
    act: LoggedAct
    service: str
    text: str
    """Empty where it is about a group of people that whoever reads may not see."""
    owner: str
    due: date | None
    standing: Standing
    measure: str = ""
    aimed_effect: str = ""
    risk: str = ""
    business_plan: str = ""
    moves: int = 0
    done: LoggedAct | None = None
    effect: str = ""
    """`yes`, `no`, `too_early`; nothing where nobody said."""
    evidence: str = ""
    parent: int = 0
    """The record of a register that it belongs to."""
    forum: str = ""
    day: date | None = None
    """The meeting that agreed it."""

    def is_overdue(self, today: date) -> bool:
        return self.standing is Standing.OPEN and self.due is not None and self.due < today

    @property
    def words(self) -> str:
        """Return all that can be searched, in small letters."""
        parts = (self.text, self.owner, self.aimed_effect, self.risk, self.business_plan, self.evidence)
        return " ".join(parts).casefold()


@dataclass(frozen=True, slots=True)
class WantedActions:
    """Actions that a reader asks for."""

    services: Collection[str]
    standing: str = ""
    source: str = ""
    owner: str = ""
    measure: str = ""
    words: str = ""
    is_late: bool = False
    reached: str = ""
    """Code of a service: only overdue ones that have reached it."""


def read_actions(session: Session, catalogue: Catalogue) -> tuple[ListedAction, ...]:
    """Return every action of the services that whoever reads may see, in no order."""
    known = read_ids(session)
    if as_of(session) is not None:
        return tuple(_all(session, catalogue))
    version = (newest_act(session), known.version, catalogue.fingerprint)
    return _kept.get(session, version, known.scope, lambda: tuple(_all(session, catalogue)))


_kept: VersionedCache[Scope, tuple[ListedAction, ...]] = VersionedCache(most=64)
_of_service: VersionedCache[tuple[str, bool], tuple[ListedAction, ...]] = VersionedCache(most=KEPT_SERVICES)


def _all(session: Session, catalogue: Catalogue) -> Iterator[ListedAction]:
    tree = read_ids(session).services
    for outcome in read_records(session).outcomes.values():
        forum = catalogue.forums.get(outcome.forum)
        if outcome.sort == ACTION and forum is not None and forum.service in tree:
            yield _of_meeting(outcome, forum.service)
    if as_of(session) is not None:
        for service in tree.by_code:
            yield from _of_huddle(session, service)
        yield from map(_of_register, read_registers(session, catalogue).of_kinds([ACTION]))
        return
    for service, (newest, records) in read_by_service(session, catalogue).items():

        def make(service: str = service, records: Folded = records) -> tuple[ListedAction, ...]:
            own = (_of_register(one) for one in records.values() if one.kind == ACTION)
            return (*_of_huddle(session, service), *own)

        key = (service, may_read_groups(session, service))
        yield from _of_service.get(session, newest, key, make)


def _of_huddle(session: Session, service: str) -> Iterator[ListedAction]:
    for one in fold(acts_of(session, service)).actions.values():
        if one.act.kind != ACTION:
            continue  # a small problem, which nobody has taken on yet
        yield ListedAction(
            source=Source.HUDDLE,
            act=one.act,
            service=service,
            text=one.text,
            owner=one.owner,
            due=one.due,
            standing=Standing.DONE if one.done else Standing.OPEN,
            measure="" if one.act.key.category else one.act.key.indicator,
            moves=len(one.moves),
            done=one.done,
            evidence=str(one.done.content.get("text", "")) if one.done else "",
        )


def _of_meeting(one: MeetingOutcome, service: str) -> ListedAction:
    return ListedAction(
        source=Source.MEETING,
        act=one.act,
        service=service,
        text=one.text,
        owner=one.owner,
        due=one.due,
        standing=Standing.DONE if one.done else Standing.OPEN,
        measure=one.about,
        moves=len(one.moves),
        done=one.done,
        effect=one.effect.value if one.effect else "",
        evidence=str(one.done.content.get("text", "")) if one.done else "",
        forum=one.forum,
        day=one.day,
    )


def _of_register(one: Record) -> ListedAction:
    said = one.said
    is_done = one.state == Standing.DONE
    return ListedAction(
        source=Source.REGISTER,
        act=one.begun,
        service=one.service,
        text=one.title,
        owner=one.owner,
        due=one.day("due"),
        standing=Standing(one.state),
        measure=one.measure,
        aimed_effect=said.get("aimed_effect", ""),
        risk=said.get("risk", ""),
        business_plan=said.get("business_plan", ""),
        moves=sum(act.kind == "action.move" for act in one.acts),
        done=None if one.is_open else one.last("finish") or one.last("drop"),
        effect=said.get("effect", "") if is_done else "",
        evidence=said.get("evidence", "") if is_done else "",
        parent=one.parent,
    )


def reached(one: ListedAction, catalogue: Catalogue, tree: ServiceTree, today: date) -> Step | None:
    """Return the tier that an overdue action has reached: the nearest on the day after it was due, the next
    when the days of the one before are over, as an escalation would. None: it is not overdue, or nobody is
    above."""
    if not one.is_overdue(today) or one.due is None:
        return None
    found, day = None, one.due
    for step in route(catalogue, tree, one.service):
        if today <= day:
            break
        found, day = step, day + timedelta(days=step.reply_days)
    return found


def list_actions(
    session: Session, catalogue: Catalogue, wanted: WantedActions, today: date
) -> list[ListedAction]:
    """Return the actions that are wanted: overdue ones first, then by the day they are due."""
    tree = read_all_ids(session).services  # whoever hears of it stands above what one may see
    words = wanted.words.casefold().split()
    found = []
    for one in read_actions(session, catalogue):
        if one.service not in wanted.services or (wanted.standing and one.standing != wanted.standing):
            continue
        if (wanted.source and one.source != wanted.source) or (wanted.owner and one.owner != wanted.owner):
            continue
        if (wanted.measure and one.measure != wanted.measure) or (
            wanted.is_late and not one.is_overdue(today)
        ):
            continue
        if words and not all(word in one.words for word in words):
            continue
        if wanted.reached:
            step = reached(one, catalogue, tree, today)
            if step is None or step.to.code != wanted.reached:
                continue
        found.append(one)
    return sorted(found, key=lambda one: (one.standing != Standing.OPEN, one.due or date.max, one.act.id))


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of actions, and of what is known of their effect."""

    open: int
    overdue: int
    done: int
    with_effect: int
    without_effect: int
    too_early: int

    @property
    def no_word(self) -> int:
        return self.done - self.with_effect - self.without_effect - self.too_early


def tally(actions: Collection[ListedAction], today: date) -> Tally:
    """Count actions by what became of them."""
    done = [one for one in actions if one.standing is Standing.DONE]
    effects = [one.effect for one in done]
    return Tally(
        open=sum(one.standing is Standing.OPEN for one in actions),
        overdue=sum(one.is_overdue(today) for one in actions),
        done=len(done),
        with_effect=effects.count("yes"),
        without_effect=effects.count("no"),
        too_early=effects.count("too_early"),
    )
