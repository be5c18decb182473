"""All that a team needs standing up at half past eight: what is new, what is usual, what is late."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy.orm import Session

from catalogue.models import Catalogue, Domain, Indicator
from quality.harm import (
    DaysSince,
    DayState,
    SafetyCross,
    Yesterday,
    daily_harm,
    days_since,
    days_since_event,
    reporting,
    safety_cross,
    yesterday,
)
from quality.lifecycle.agenda import Agenda, agenda
from quality.lifecycle.cards import HuddleCard, answered, candidates, first, late_since
from quality.lifecycle.evidence import signals_of
from quality.lifecycle.signal_life import SignalName
from quality.provenance.data_state import DataState, data_state
from quality.provenance.history import as_it_stands, is_over
from quality.provenance.lateness import read_feeds
from quality.ranking.funnel import SignalFunnel, funnel
from quality.ranking.own_past import all_with_own_past
from quality.ranking.wall import read_wall
from quality.reference.ids import read_ids
from quality.reference.service_tree import Service
from quality.registers.at_service import NOTHING_WAITS, AtService, at_service
from quality.registers.experience import NOTHING_SAID, Said, said_at
from quality.signals.read import read_series, read_statuses
from quality.signals.results import Status, Variation
from stats import Assurance

MOST_CARDS = 3
MOST_TILES = 8
MOST_TOLD = 2
"""Measures of experience of one huddle."""
DEALS_WITH = frozenset({"own", "explain", "recognise", "action", "escalate", "offer"})
"""Kinds of acts after which a signal leaves its place to one that nobody has dealt with."""
LATELY = timedelta(days=7)
"""Days after a severe event on which the huddle does not say that all is calm."""


@dataclass(frozen=True, slots=True)
class Awaited:
    """A measure of this service whose next period should have come by now."""

    status: Status
    indicator: Indicator
    due: date


@dataclass(frozen=True, slots=True)
class Tile:
    indicator: Indicator
    status: Status


@dataclass(frozen=True, slots=True)
class Huddle:
    service: Service
    today: date
    coming: int
    """Measures of this service of which something comes."""
    checked: int
    """Those of them that were looked at for signals: what is late cannot be, nor what has too few points."""
    too_few: int
    """Those that came, and have too few points to show anything."""
    cards: tuple[HuddleCard, ...]
    rest: tuple[HuddleCard, ...]
    """Signals beyond the cards, which are read and acted on as lines."""
    awaited: tuple[Awaited, ...]
    """Late measures, the weightiest first."""
    over: int
    """Measures that ended years ago; of a closed service, all."""
    failing: tuple[Indicator, ...]
    """Measures that are expected to miss their target in every period."""
    tiles: tuple[Tile, ...]
    experience: tuple[Tile, ...]
    """Measures of what people say about their care, whether or not they have a tile."""
    yesterday: Yesterday | None
    safety_cross: SafetyCross | None
    days_since: DaysSince | None
    funnel: SignalFunnel
    data: DataState
    """Data that are late, were refused, or lack a part: apart from the signals."""
    agenda: Agenda
    registered: AtService = NOTHING_WAITS
    """Records of registers that wait here."""
    said: Said = NOTHING_SAID
    """Comments of people, and what was done about them."""

    @property
    def is_open(self) -> bool:
        """Tell if the service is open: of one that is closed nothing else is said."""
        return self.service.is_open(self.today)

    @property
    def is_history(self) -> bool:
        """Tell if nothing is measured here any more."""
        return not self.coming and self.over > 0

    @property
    def is_harm_recent(self) -> bool:
        """Somebody was harmed yesterday, or severely in the last week."""
        since = self.days_since
        is_severe = since is not None and since.last is not None and self.today - since.last <= LATELY
        return is_severe or (self.yesterday is not None and self.yesterday.state is DayState.HARM)

    @property
    def is_calm(self) -> bool:
        """Nothing is unusual, and all can tell; nobody was harmed, and nothing fails, is late or was refused.
        A late feed of another service is no matter of this one: its own measures are in `awaited`."""
        is_open = self.cards or self.is_harm_recent or self.failing or self.awaited or self.agenda.is_waiting
        is_open = is_open or self.registered.is_late
        of_data = self.data.refused or self.data.lagging or self.data.silent_since
        unusual = self.agenda.hidden or self.agenda.groups or self.agenda.resting
        return not (is_open or unusual or of_data or self.too_few)


def huddle(session: Session, catalogue: Catalogue, service_code: str, *, today: date) -> Huddle:
    """Return the huddle of one service on a day."""
    known = read_ids(session)
    service = known.services[service_code]
    found = {
        status.key.indicator: status
        for status in read_statuses(session, services=[service_code])
        if status.key.indicator in catalogue.indicators
    }
    coming = {c: s for c, s in found.items() if not is_over(s, catalogue.indicators[c], service, today)}
    measured = {code: s for code, s in found.items() if not catalogue.indicators[code].harm_by_day}
    wall = read_wall(session, catalogue, today)
    measures = all_with_own_past(measured.values(), wall)
    now = {code: status for code, status in measures.items() if code in coming}
    found_cards = candidates(catalogue, now, wall, today)
    newly = {SignalName(card.status.key.indicator): card.is_new for card in found_cards}
    signals = signals_of(session, catalogue, now.values())
    own = agenda(session, catalogue, service_code, signals, newly, today)
    standing_cards = _open(found_cards, own)
    waiting = [card for card in standing_cards if not card.is_dealt_with]
    dealt_with = [card for card in standing_cards if card.is_dealt_with]
    cards = first(waiting, MOST_CARDS) + first(dealt_with, MOST_CARDS)
    shown = sorted(cards[:MOST_CARDS], key=lambda card: not card.is_worse)
    all_feeds = read_feeds(session, catalogue, today)
    came = [one for code, one in now.items() if not late_since(one, catalogue.indicators[code], today)]
    harm = daily_harm(session, catalogue, known, service) if service.is_open(today) else None
    return Huddle(
        service=service,
        today=today,
        coming=len(now),
        checked=sum(one.variation is not Variation.TOO_FEW for one in came),
        too_few=sum(one.variation is Variation.TOO_FEW for one in came),
        cards=tuple(_drawn(session, catalogue, card) for card in shown),
        rest=tuple(cards[MOST_CARDS:]),
        awaited=_awaited(catalogue, coming, today),
        over=len(measures) - len(now),
        failing=_failing(catalogue, now),
        tiles=_tiles(catalogue, service, measures, today),
        experience=_experience(catalogue, service, now, today),
        yesterday=harm and yesterday(*harm, today),
        safety_cross=harm and safety_cross(*harm, today),
        days_since=days_since_event(session, catalogue, coming)
        or (harm and days_since(*harm, reporting(catalogue, coming))),
        funnel=funnel(
            wall,
            (one.key for one in now.values()),
            signals=[card.reasons for card in found_cards],
            built_up=sum(card.is_built_up for card in found_cards),
            shown=len(shown),
        ),
        data=data_state(session, catalogue, known.services, service, list(coming), all_feeds, today),
        agenda=own,
        registered=at_service(session, catalogue, service_code, today),
        said=said_at(session, catalogue, service_code, today),
    )


def _drawn(session: Session, catalogue: Catalogue, card: HuddleCard) -> HuddleCard:
    series = read_series(session, catalogue, card.status.key)
    return replace(card, result=series and replace(series, status=card.status))


def _open(cards: list[HuddleCard], own: Agenda) -> list[HuddleCard]:
    """Leave out what was closed, or sleeps, and say of the others what was done."""
    found = []
    acted_on = {(act.key.indicator, act.key.category) for act in own.since if act.kind in DEALS_WITH}
    for card in cards:
        code = card.status.key.indicator
        standing = own.signals[SignalName(code)]
        if standing.is_open and standing.snoozed_until is None:
            found.append(replace(answered(card, standing), is_dealt_with=(code, "") in acted_on))
    return found


def _tiles(
    catalogue: Catalogue, service: Service, measures: dict[str, Status], today: date
) -> tuple[Tile, ...]:
    wanted = [
        Tile(indicator, as_it_stands(measures[code], indicator, service, today))
        for code, indicator in catalogue.indicators.items()
        if indicator.on_huddle and code in measures
    ]
    return tuple(sorted(wanted, key=lambda tile: -tile.indicator.weight)[:MOST_TILES])


def _experience(
    catalogue: Catalogue, service: Service, measures: dict[str, Status], today: date
) -> tuple[Tile, ...]:
    found = ((catalogue.indicators[code], status) for code, status in measures.items())
    told = [(indicator, status) for indicator, status in found if indicator.domain is Domain.PERSON_CENTRED]
    told.sort(key=lambda one: -one[0].weight)
    return tuple(Tile(one, as_it_stands(status, one, service, today)) for one, status in told[:MOST_TOLD])


def _failing(catalogue: Catalogue, measures: dict[str, Status]) -> tuple[Indicator, ...]:
    failing = (code for code, status in measures.items() if status.assurance is Assurance.FAILING)
    return tuple(sorted((catalogue.indicators[code] for code in failing), key=lambda one: -one.weight))


def _awaited(catalogue: Catalogue, coming: dict[str, Status], today: date) -> tuple[Awaited, ...]:
    late = []
    for code, status in coming.items():
        indicator = catalogue.indicators[code]
        if due := late_since(status, indicator, today):
            late.append(Awaited(status, indicator, due))
    return tuple(sorted(late, key=lambda one: (-one.indicator.weight, one.due)))
