"""What several pages count of one service: home, the list of signals, the huddle and the board."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from quality.accumulated import as_shown, weighed
from quality.board import board
from quality.huddle import CardKind, huddle
from quality.open_signals import OpenSignals, open_signals
from quality.reference.ids import read_ids
from quality.reference.service_tree import Service
from quality.service_overview import SignalCounts, signal_counts
from quality.signals.read import read_series

KINDS = ("concern", "improvement", "change")
NOTHING = SignalCounts()


def disagreements(session: Session, catalogue: Catalogue, today: date) -> Iterator[str]:
    """Yield a line for every two pages that count differently."""
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
        if said != (0, 0, 0) or listed.is_weighed:
            yield from _of_service(session, catalogue, service, today, sum(said), listed)


def _of_service(
    session: Session, catalogue: Catalogue, service: Service, today: date, said: int, listed: OpenSignals
) -> Iterator[str]:
    found = huddle(session, catalogue, service.code, today=today)
    cards = [card for card in found.cards if listed.is_weighed or card.kind is not CardKind.BUILT_UP]
    if len(cards) + len(found.rest) != said:
        yield f"{service.code}: home says {said} signals, the huddle {len(cards) + len(found.rest)}"
    on_board = board(session, catalogue, service=service.code, today=today)
    of_board = on_board.found + (on_board.built_up if listed.is_weighed else 0)
    elsewhere = sum(not catalogue.indicators[one.indicator].on_board for one in listed.signals
                    if one.service.code == service.code)  # fmt: skip
    if of_board + elsewhere != said:
        yield f"{service.code}: home says {said} signals, the board {of_board} and {elsewhere} not on it"
    for row in on_board.rows:
        series = read_series(session, catalogue, row.status.key) if row.status else None
        if series is None or row.is_over or series.status.period is None:
            continue
        shown = as_shown(series, weighed(series.status, series))
        newest = shown.variation[shown.periods.index(series.status.period)]
        if row.status is None or not newest is shown.status.variation is row.status.variation:
            yield f"{service.code}, {row.code}: the newest point of the chart says {newest}"
