"""All that a team needs standing up at half past eight: what is new, what is usual, what is late."""

from __future__ import annotations

import math
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

import stats
from catalogue.fields import periods
from catalogue.fields.periods import Frequency
from catalogue.models import Catalogue, Indicator
from quality.provenance.data_state import DataState, data_state
from quality.provenance.lateness import awaited_by, periods_overdue, read_feeds
from quality.reference.ids import Ids, read_ids
from quality.reference.service_tree import Service
from quality.series.matrix import SeriesMatrix, read_matrix
from quality.signals.read import read_series, read_statuses
from quality.signals.results import SeriesResult, Status, Variation
from quality.signals.since_last_event import time_since_last_event

MOST_CARDS = 3
MOST_TILES = 8


class CardKind(StrEnum):
    CONCERN = "concern"
    IMPROVEMENT = "improvement"
    CHANGE = "change"
    """A special cause on an indicator without a better direction."""
    DATA_QUALITY = "data quality"


@dataclass(frozen=True, slots=True)
class HuddleCard:
    """One signal for the team: the series as its chart page has it."""

    kind: CardKind
    status: Status
    result: SeriesResult | None
    """None on a data quality card."""
    is_new: bool
    """The latest period completed the pattern: the last huddle could not have seen it."""
    age: int
    """Points of the pattern so far; on a data quality card, periods overdue."""
    due: date | None = None
    """On a data quality card: the day the missing period should have come."""


@dataclass(frozen=True, slots=True)
class Tile:
    indicator: Indicator
    status: Status


class DayState(StrEnum):
    HARM = "harm"
    NONE = "none"
    NOT_YET = "not yet"
    NO_DATA = "no data"


@dataclass(frozen=True, slots=True)
class SafetyCross:
    """The days of one month; each knows whether somebody was harmed."""

    code: str
    indicator: Indicator
    month: date
    days: tuple[tuple[date, DayState, int], ...]


@dataclass(frozen=True, slots=True)
class DaysSince:
    """Days since the last harm, and whether that is remarkable."""

    code: str
    indicator: Indicator
    days: int
    last: date | None
    """None: none in the days that are on record; `days` then counts those."""
    usual_gap: float | None
    """Mean days from one harm to the next at the recorded rate; None without any harm."""
    chance: float | None
    """How often a gap this long or longer follows a harm at that rate (Poisson: exp(−days / gap))."""
    known_to: date | None
    """Last day all of whose events are known."""
    reporting: Status | None
    """How much is being reported, harm or not; None when that is not measured."""
    recorded_days: int


@dataclass(frozen=True, slots=True)
class Huddle:
    service: Service
    today: date
    data_to: date | None
    feeds_on_time: int
    feeds: int
    checked: int
    """Measures of this service that were looked at for signals."""
    cards: tuple[HuddleCard, ...]
    more_signals: int
    """Signals and late measures beyond the cards."""
    tiles: tuple[Tile, ...]
    safety_cross: SafetyCross | None
    days_since: DaysSince | None
    data: DataState
    """What is late, was refused, or lacks a part: apart from the signals."""


def huddle(session: Session, catalogue: Catalogue, service_code: str, *, today: date) -> Huddle:
    """Return the huddle of one service on a day."""
    known = read_ids(session)
    service = known.services[service_code]
    found = {
        status.key.indicator: status
        for status in read_statuses(session, services=[service_code])
        if status.key.indicator in catalogue.indicators
    }
    measures = {code: s for code, s in found.items() if not catalogue.indicators[code].harm_by_day}
    cards = _ranked(_candidates(catalogue, service, measures, today), catalogue)
    shown = cards[:MOST_CARDS]
    all_feeds = read_feeds(session, catalogue, today)
    harm = _daily_harm(session, catalogue, known, service)
    return Huddle(
        service=service,
        today=today,
        data_to=_data_to(catalogue, found.values(), today),
        feeds_on_time=sum(not feed.is_late for feed in all_feeds),
        feeds=len(all_feeds),
        checked=len(measures),
        cards=tuple(replace(c, result=read_series(session, catalogue, c.status.key)) for c in shown),
        more_signals=len(cards) - len(shown),
        tiles=_tiles(catalogue, measures),
        safety_cross=harm and _safety_cross(*harm, today),
        days_since=_days_since_event(session, catalogue, found)
        or (harm and _days_since(*harm, _reporting(catalogue, found))),
        data=data_state(session, catalogue, known.services, service, list(found), all_feeds, today),
    )


def _data_to(catalogue: Catalogue, found: Iterable[Status], today: date) -> date | None:
    """Return the day that data reaches to. A year that is not over yet reaches to today."""
    ends = [
        min(periods.end(status.last_period, catalogue.indicators[status.key.indicator].frequency), today)
        for status in found
        if status.last_period
    ]
    return max(ends, default=None)


def _reporting(catalogue: Catalogue, found: dict[str, Status]) -> Status | None:
    return next((status for code, status in found.items() if catalogue.indicators[code].reports), None)


def _tiles(catalogue: Catalogue, measures: dict[str, Status]) -> tuple[Tile, ...]:
    wanted = [
        Tile(indicator, measures[code])
        for code, indicator in catalogue.indicators.items()
        if indicator.on_huddle and code in measures
    ]
    return tuple(sorted(wanted, key=lambda tile: -tile.indicator.weight)[:MOST_TILES])


def _candidates(
    catalogue: Catalogue, service: Service, measures: dict[str, Status], today: date
) -> list[HuddleCard]:
    cards = []
    for code, status in measures.items():
        indicator = catalogue.indicators[code]
        late = _late_card(indicator, status, today) if service.is_open(today) else None
        if late is not None:
            cards.append(late)
        elif status.variation.is_special and status.rule and service.is_open(today):
            kind = _KINDS.get(status.variation, CardKind.CHANGE)
            cards.append(HuddleCard(kind, status, None, is_new(status, indicator), status.run))
    return cards


_KINDS = {Variation.CONCERN: CardKind.CONCERN, Variation.IMPROVEMENT: CardKind.IMPROVEMENT}


def is_new(status: Status, indicator: Indicator) -> bool:
    """Tell if the latest point completed the pattern: one point before, there was none.

    A shift of seven is new with its seventh point; with its eighth the team has had a period to see it.
    """
    lengths = {check.rule: check.length for check in indicator.rules.checks}
    assert status.rule is not None
    return status.run <= max(lengths[status.rule], 1)


def _late_card(indicator: Indicator, status: Status, today: date) -> HuddleCard | None:
    """Return a measure of this service whose next period should have come by now."""
    if status.received_to is None or not (overdue := periods_overdue(status.received_to, indicator, today)):
        return None
    due = awaited_by(status.received_to, indicator)
    return HuddleCard(CardKind.DATA_QUALITY, status, None, overdue == 1, overdue, due)


def _ranked(cards: list[HuddleCard], catalogue: Catalogue) -> list[HuddleCard]:
    """Put the weightiest of each kind first (a concern, something that went well, what is not known), so that
    three concerns never crowd out the only good news; then the rest."""

    def rank(card: HuddleCard) -> tuple[bool, float, int]:
        return not card.is_new, -catalogue.indicators[card.status.key.indicator].weight, card.age

    waiting = sorted(cards, key=rank)
    first: list[HuddleCard] = []
    for kinds in ({CardKind.CONCERN}, {CardKind.IMPROVEMENT, CardKind.CHANGE}, {CardKind.DATA_QUALITY}):
        first += [card for card in waiting if card.kind in kinds][:1]
    return first + [card for card in waiting if card not in first]


def _daily_harm(
    session: Session, catalogue: Catalogue, known: Ids, service: Service
) -> tuple[str, Indicator, SeriesMatrix] | None:
    """Return the first harm that is counted by day for this service, and its days."""
    for code, indicator in catalogue.indicators.items():
        if not indicator.harm_by_day or code not in known.indicator_ids:
            continue
        matrix = read_matrix(session, known.indicator_ids[code], Frequency.DAILY, services=[service.id])
        if matrix is not None:
            return code, indicator, matrix
    return None


def _safety_cross(code: str, indicator: Indicator, matrix: SeriesMatrix, today: date) -> SafetyCross:
    counts = dict(zip(matrix.periods, matrix.numerator[0].tolist(), strict=True))
    month = today.replace(day=1)
    days = []
    for day in (month + timedelta(days=n) for n in range(monthrange(today.year, today.month)[1])):
        count = counts.get(day, math.nan)
        days.append((day, _day_state(count, day, today), 0 if math.isnan(count) else int(count)))
    return SafetyCross(code, indicator, month, tuple(days))


def _day_state(count: float, day: date, today: date) -> DayState:
    if not math.isnan(count):
        return DayState.HARM if count > 0 else DayState.NONE
    return DayState.NOT_YET if day >= today else DayState.NO_DATA


def _days_since_event(session: Session, catalogue: Catalogue, found: dict[str, Status]) -> DaysSince | None:
    """Count from the dates themselves, where a harm of this service is kept as a list of events."""
    for code, status in found.items():
        indicator = catalogue.indicators[code]
        is_harm = indicator.harm and indicator.is_rare_event
        series = read_series(session, catalogue, status.key) if is_harm else None
        quiet = time_since_last_event(series) if series is not None else None
        if quiet is not None:
            return DaysSince(
                code=code,
                indicator=indicator,
                days=quiet.days,
                last=quiet.last,
                usual_gap=quiet.usual_gap,
                chance=quiet.chance,
                known_to=quiet.known_to,
                reporting=_reporting(catalogue, found),
                recorded_days=quiet.days,
            )
    return None


def _days_since(
    code: str, indicator: Indicator, matrix: SeriesMatrix, reporting: Status | None
) -> DaysSince | None:
    counted = [
        (day, count)
        for day, count in zip(matrix.periods, matrix.numerator[0].tolist(), strict=True)
        if not math.isnan(count)
    ]
    if not counted:
        return None
    total = sum(count for _, count in counted)
    last = max((day for day, count in counted if count > 0), default=None)
    days = (counted[-1][0] - (last or counted[0][0])).days + (0 if last else 1)
    gap = len(counted) / total if total else None
    return DaysSince(
        code=code,
        indicator=indicator,
        days=days,
        last=last,
        usual_gap=gap,
        chance=float(stats.silence_chance(days, gap)) if gap else None,
        known_to=counted[-1][0],
        reporting=reporting,
        recorded_days=len(counted),
    )
