"""What several pages say of one service: home, the list of signals, the huddle, the board, the chart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from components.words.huddle import NOTHING_UNUSUAL, nothing_new
from components.words.outcomes import OPEN
from quality.board.board import board
from quality.huddle import Huddle, huddle
from quality.lifecycle.agenda import Agenda, agenda_about
from quality.lifecycle.signal_life import Standing, State
from quality.open_signals import OpenSignal, open_signals
from quality.outcomes.raised import raised
from quality.outcomes.tally import Outcome, outcome
from quality.ranking.own_past import with_own_past
from quality.ranking.wall import read_wall
from quality.reference.ids import read_ids
from quality.reference.service_tree import Service
from quality.service_overview import SignalCounts, signal_counts
from quality.signals.read import read_series
from quality.signals.results import Status

KINDS = ("concern", "improvement", "change")
NOTHING = SignalCounts()


def disagreements(
    session: Session, catalogue: Catalogue, today: date, only: Collection[str] | None = None
) -> Iterator[str]:
    """Yield a line for every two pages that say different things. `only`: services whose own pages are read;
    without it, of all that measure anything."""
    services = read_ids(session).services.by_code
    home = signal_counts(session, catalogue, today)
    listed = open_signals(session, catalogue, [*services.values()], today)
    by_service = {code: Counter[str]() for code in services}
    for one in listed.signals:
        by_service[one.service.code][one.kind.value] += 1
    for code, service in services.items():
        counts = home.get(code, NOTHING)
        said = (counts.concerns, counts.improvements, counts.changes)
        on_list = tuple(by_service[code][kind] for kind in KINDS)
        if said != on_list:
            yield f"{code}: home says {said}, the list {on_list}"
        if counts.groups != by_service[code]["group"]:
            yield f"{code}: home says {counts.groups} groups, the list {by_service[code]['group']}"
        if code in (home if only is None else only):
            own = [one for one in listed.signals if one.service.code == code]
            yield from _of_service(session, catalogue, service, today, own)


def not_open_alike(session: Session, catalogue: Catalogue, today: date) -> Counter[tuple[str, ...]]:
    """Return signals that the page of outcomes calls open and the list does not have, and those that only the
    list has."""
    services = [*read_ids(session).services.by_code.values()]
    ever = raised(session, catalogue, services, date(1950, 1, 1), today, today)
    # What was recognised needs no more, and stands on the list as long as it stands.
    stands = (*OPEN, Outcome.RECOGNISED)
    counted = Counter(_subject(one.service, one.standing) for one in ever.signals if outcome(one) in stands)
    found = open_signals(session, catalogue, services, today).signals
    listed = Counter(_subject(one.service.code, one.standing) for one in found if one.standing)
    return (counted - listed) + (listed - counted)


def _subject(service: str, of: Standing) -> tuple[str, ...]:
    return service, of.name.indicator, of.name.category


def _of_service(
    session: Session,
    catalogue: Catalogue,
    service: Service,
    today: date,
    listed: list[OpenSignal],
) -> Iterator[str]:
    found = huddle(session, catalogue, service.code, today=today)
    on_huddle, on_list = (
        _open_of(found),
        {str(one.name): _stands(one.standing) for one in listed if one.standing},
    )
    if on_huddle != on_list and service.is_open(today):
        yield f"{service.code}: the huddle says {on_huddle}, the list {on_list}"
    waits = len([one for one in listed if one.escalation]), len([one for one in listed if one.action])
    if waits != (len(found.agenda.overdue), len(found.agenda.moved_often)):
        yield f"{service.code}: {waits} replies and dates listed, not what the huddle says"
    if (
        NOTHING_UNUSUAL in nothing_new(found)
        and not found.cards
        and any(one.now is not None for one in found.agenda.signals.values())
    ):
        yield f"{service.code}: the huddle says that nothing is unusual"
    yield from _of_board(session, catalogue, service, today, found)
    for name, one in found.agenda.signals.items():
        yield from (f"{service.code}, {name}: {problem}" for problem in _impossible(one, found.agenda))


def _open_of(found: Huddle) -> dict[str, tuple[object, ...]]:
    """Return what is open on the huddle: cards, lines, groups, what sleeps, what is over."""
    shown = [card.standing for card in (*found.cards, *found.rest)]
    agenda = found.agenda
    shown += [*agenda.groups, *agenda.hidden, *(one for one in agenda.resting if one.is_open)]
    over = (one for one in agenda.signals.values() if one.now is None and one.is_open and not one.hidden_by)
    shown += over
    names = [one.name for one in shown if one]
    assert len(names) == len({*names}), "the huddle shows a signal twice"
    return {str(one.name): _stands(one) for one in shown if one}


def _stands(one: Standing) -> tuple[object, ...]:
    owner = one.thread.owner if one.thread else ""
    return one.state, owner, one.snoozed_until, one.now is None, one.is_overdue, one.reopened_by


def _of_board(
    session: Session, catalogue: Catalogue, service: Service, today: date, found: Huddle
) -> Iterator[str]:
    on_board = board(session, catalogue, service=service.code, today=today)
    wall = read_wall(session, catalogue, today)
    rows = [row for row in on_board.rows if row.status and not row.is_over]
    if on_board.found != sum(row.status.variation.is_special for row in rows if row.status):
        yield f"{service.code}: the board counts {on_board.found} special causes, its rows others"
    about = agenda_about(session, catalogue, service.code, [r.status for r in rows if r.status], today)
    unusual = {row.code for row in rows if (one := about.signals.get(_name(about, row.code))) and one.now}
    of_team = {name.indicator for name, one in found.agenda.signals.items() if one.now and not name.category}
    elsewhere = {code for code in of_team if not catalogue.indicators[code].on_board}
    if unusual != of_team - elsewhere and service.is_open(today):
        yield f"{service.code}: unusual on the board {unusual}, at the huddle {of_team - elsewhere}"
    for row in rows:
        status, series = row.status, read_series(session, catalogue, row.status.key) if row.status else None
        on_page, at_huddle = (of.signals.get(_name(of, row.code)) for of in (about, found.agenda))
        if on_page and at_huddle and _stands(on_page) != _stands(at_huddle):
            said = f"the board says {_stands(on_page)}, the huddle {_stands(at_huddle)}"
            yield f"{service.code}, {row.code}: {said}"
        if status is None or series is None or series.status.period is None:
            continue
        shown = replace(series, status=with_own_past(series.status, wall))
        newest = shown.variation[shown.periods.index(series.status.period)]
        if not newest is shown.status.variation is status.variation:
            yield f"{service.code}, {row.code}: the newest point of the chart says {newest}"
        if (on_chart := _figures(shown.status)) != (stored := _figures(status)):
            yield f"{service.code}, {row.code}: the chart says {on_chart}, the board {stored}"


LINES = ("assurance", "value", "centre", "lower", "upper", "target", "plan")
FIGURES = (*LINES, "rule", "since", "run", "accumulated")
"""Parts of a status that are stored, and made again for its chart."""


def _figures(of: Status) -> list[object]:
    said = (getattr(of, name) for name in FIGURES)
    return [round(one, 9) if isinstance(one, float) else one for one in said]


def _name(of: Agenda, indicator: str):
    return next((n for n in of.signals if n.indicator == indicator and not n.category), None)


def _impossible(one: Standing, of: Agenda) -> Iterator[str]:
    """Yield what cannot be so of a signal."""
    thread = one.thread
    if thread is None:
        if one.state is not State.NEW or one.now is None or one.snoozed_until:
            yield f"{one.state} without an act"
        return
    if (one.state is State.CLOSED) != (thread.closing is not None and not one.reopened_by):
        yield "closed without its closing"
    if one.snoozed_until and (one.snoozed_until <= of.today or not one.is_open):
        yield f"sleeps until {one.snoozed_until}, {one.state}"
    if one.is_overdue and not (thread.due and thread.due < of.today):
        yield "overdue before its day"
    if one.state is State.OWNED and not thread.owner:
        yield "owned by nobody"
    if one.state is State.ESCALATED and not any(sent.reply is None for sent in thread.escalations):
        yield "escalated to nobody"
    if one.state is State.ACTION and not thread.actions:
        yield "in action without one"
