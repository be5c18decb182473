"""Every open signal of a part of the organisation, in whichever service it stands: what is unusual and not
closed, replies that did not come, dates that moved again and again.

One query reads the statuses of all the services, one all that people did there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from quality.acts.ledger import LoggedAct
from quality.lifecycle.agenda import Agenda, agenda_of
from quality.lifecycle.cards import CardKind, HuddleCard, answered
from quality.lifecycle.evidence import signals_of
from quality.lifecycle.group_signals import group_signals_at
from quality.lifecycle.signal_life import Action, Escalation, SignalName, Standing, State
from quality.lifecycle.team_acts import acts_at
from quality.lifecycle.team_history import fold
from quality.ranking.reasons import NO_REASONS
from quality.reference.ids import read_ids
from quality.reference.scope import Scope
from quality.reference.service_tree import Service
from quality.reference.versioned_cache import VersionedCache
from quality.shown_signals import Cards, count_measures, shown_at
from quality.signals.results import Variation

SNOOZED = "snoozed"
CLOSED = "closed"
"""Of a measure that is unusual still: counted, and not listed."""


class Kind(StrEnum):
    """The thing that an open signal is about."""

    CONCERN = "concern"
    IMPROVEMENT = "improvement"
    CHANGE = "change"
    REPLY = "reply"
    """A reply to an escalation that did not come in time."""
    DATE = "date"
    """An action whose date moved three times."""
    GROUP = "group"
    """About a group of people: raised by the numbers or by a person."""


_KINDS = {
    CardKind.CONCERN: Kind.CONCERN,
    CardKind.BUILT_UP: Kind.CONCERN,
    CardKind.IMPROVEMENT: Kind.IMPROVEMENT,
    CardKind.CHANGE: Kind.CHANGE,
}
_SHOWED = {Variation.CONCERN: Kind.CONCERN, Variation.IMPROVEMENT: Kind.IMPROVEMENT}
_ORDER = (Kind.REPLY, Kind.DATE, Kind.CONCERN, Kind.GROUP, Kind.CHANGE, Kind.IMPROVEMENT)


@dataclass(frozen=True, slots=True)
class OpenSignal:
    """One line of the list."""

    kind: Kind
    service: Service
    name: SignalName
    """Its subject: a measure, or one of its groups."""
    card: HuddleCard | None = None
    """As the huddle shows it now; None: it is over, or no measure shows it."""
    standing: Standing | None = None
    escalation: Escalation | None = None
    action: Action | None = None

    @property
    def indicator(self) -> str:
        return self.name.indicator

    @property
    def state(self) -> str:
        if self.standing is None:
            return State.ESCALATED if self.escalation else State.ACTION
        return SNOOZED if self.standing.snoozed_until else self.standing.state

    @property
    def owner(self) -> str:
        if self.action is not None:
            return self.action.owner
        thread = self.standing.thread if self.standing else None
        return thread.owner if thread else ""

    @property
    def is_new(self) -> bool:
        return self.standing is not None and self.standing.is_new

    @property
    def since(self) -> date | None:
        """Return the first period of the pattern, or the day on which it was asked, planned or raised."""
        thread = self.standing.thread if self.standing else None
        if self.kind is Kind.GROUP and thread is not None and thread.acts:
            return thread.acts[0].at.date()
        if self.standing is not None:
            shown = self.standing.now or (self.standing.thread and self.standing.thread.evidence)
            return shown.since if shown else None
        begun = self.escalation or self.action
        return begun.act.at.date() if begun else None


@dataclass(frozen=True, slots=True)
class OpenSignals:
    signals: tuple[OpenSignal, ...]
    teams: Mapping[str, Agenda]
    """By service: its forms ask there what stands."""
    checked: int
    """Measures that were looked at: what is late cannot be, nor what has too few points."""
    too_few: int
    late: int
    """Those that wait for data."""


def open_signals(
    session: Session, catalogue: Catalogue, services: Sequence[Service], today: date
) -> OpenSignals:
    """Return the open signals of some services, replies and dates first, then concerns."""
    acts = acts_at(session, {one.code for one in services})
    measures = count_measures(session, catalogue, services, today)
    by_service = shown_at(session, catalogue, services, today, acts)
    signals: list[OpenSignal] = []
    teams: dict[str, Agenda] = {}
    for service in services:
        cards, own = by_service.get(service.code), acts.get(service.code, [])
        if cards is None and not own and not group_signals_at(session, catalogue, service.code, today):
            continue
        team = teams[service.code] = _team(session, catalogue, service, own, cards or {}, today)
        signals += _of_team(service, team, cards or {})
    signals.sort(key=_rank)
    return OpenSignals(tuple(signals), teams, *measures)


def count_signals(session: Session, catalogue: Catalogue, today: date) -> dict[str, Counter[str]]:
    """Count the open signals that measures of each service show, as `open_signals` lists them. Only where
    people acted is more than the data asked, so that an act costs what its team has."""
    services = [*read_ids(session).services.by_code.values()]
    found = {
        code: Counter[str](_KINDS[card.kind] for card in cards.values())
        for code, cards in _all_shown(session, catalogue, today).items()
    }
    for service in services:
        if groups := group_signals_at(session, catalogue, service.code, today):
            found.setdefault(service.code, Counter())[Kind.GROUP] = groups
    for service, team, cards in _acted_on(session, catalogue, today):
        found[service.code] = Counter(one.kind for one in _of_team(service, team, cards))
        found[service.code][CLOSED] = sum(not team.signals[name].is_open for name in cards)
    return found


def open_cards(session: Session, catalogue: Catalogue, today: date) -> dict[str, list[HuddleCard]]:
    """Return the cards of each service whose signals are open and awake, as `open_signals` lists them."""
    found = {code: [*cards.values()] for code, cards in _all_shown(session, catalogue, today).items()}
    for service, team, cards in _acted_on(session, catalogue, today):
        listed = _of_team(service, team, cards)
        found[service.code] = [one.card for one in listed if one.card and one.state != SNOOZED]
    return found


def all_cards(session: Session, catalogue: Catalogue, today: date) -> list[HuddleCard]:
    """Return everything unusual anywhere, whether or not somebody closed it."""
    return [card for cards in _all_shown(session, catalogue, today).values() for card in cards.values()]


def _acted_on(session: Session, catalogue: Catalogue, today: date) -> Iterator[tuple[Service, Agenda, Cards]]:
    """Yield the services at which people acted, each with what stands and what is unusual there."""
    services = [*read_ids(session).services.by_code.values()]
    acts = acts_at(session, {one.code for one in services})
    acted = [one for one in services if one.code in acts]
    again = shown_at(session, catalogue, acted, today, acts)
    for service in acted:
        cards = again.get(service.code, {})
        yield service, _team(session, catalogue, service, acts[service.code], cards, today), cards


_kept: VersionedCache[Scope, dict[str, Cards]] = VersionedCache(most=4)
"""Counts of every service's data, for those who may see as much."""


def _all_shown(session: Session, catalogue: Catalogue, today: date) -> dict[str, Cards]:
    known = read_ids(session)
    services = [*known.services.by_code.values()]
    version = (known.version, catalogue.fingerprint, today)
    return _kept.get(session, version, known.scope, lambda: shown_at(session, catalogue, services, today, {}))


def _team(
    session: Session,
    catalogue: Catalogue,
    service: Service,
    acts: Sequence[LoggedAct],
    cards: Cards,
    today: date,
) -> Agenda:
    now = signals_of(session, catalogue, (card.status for card in cards.values()))
    newly = {name: card.is_new for name, card in cards.items()}
    return agenda_of(session, catalogue, service.code, acts, fold(acts), now, newly, today)


def _of_team(service: Service, team: Agenda, cards: Cards) -> list[OpenSignal]:
    found = [OpenSignal(Kind.REPLY, service, _about(one.act), escalation=one) for one in team.overdue]
    found += [OpenSignal(Kind.DATE, service, _about(one.act), action=one) for one in team.moved_often]
    for name, standing in team.signals.items():
        card = cards.get(name)
        if standing.is_open and (card is not None or standing.now is None or name.category):
            kind = Kind.GROUP if name.category else _KINDS[card.kind] if card else _showed(standing)
            card = answered(card, standing) if card else None
            found.append(OpenSignal(kind, service, name, card, standing))
    return found


def _about(act: LoggedAct) -> SignalName:
    return SignalName(act.key.indicator, act.key.category)


def _showed(standing: Standing) -> Kind:
    assert standing.thread is not None
    return _SHOWED.get(Variation(standing.thread.evidence.variation), Kind.CHANGE)


def _rank(one: OpenSignal) -> tuple[bool, int, tuple[float, ...], str, str]:
    """Put what waits for people first, and what sleeps last; within a kind, what the huddle puts first."""
    reasons = one.card.reasons if one.card else NO_REASONS
    return one.state == SNOOZED, _ORDER.index(one.kind), reasons.place, one.service.code, one.indicator
