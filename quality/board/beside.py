"""The surroundings of an exception: which services inside it comes from, how they stand for their size, which
groups fare worse, and how far people have come with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from quality.board.board import Board
from quality.board.inside import Within, within
from quality.board.sizes import ServiceSizes, sizes_inside
from quality.equity.overview import equity_overview, is_found, rank
from quality.equity.view import EquityView
from quality.lifecycle.agenda import Agenda
from quality.lifecycle.evidence import signals_of
from quality.lifecycle.signal_life import SignalName, Standing, standing
from quality.lifecycle.stages import Step, way_of
from quality.lifecycle.team_acts import acts_at
from quality.lifecycle.team_history import fold
from quality.reference.service_tree import Service


@dataclass(frozen=True, slots=True)
class Beside:
    """Each part is None, or empty, where there is nothing to be said."""

    within: Within | None = None
    sizes: ServiceSizes | None = None
    groups: EquityView | None = None
    """Of the dimensions that show more than chance, the one that matters most."""
    ways: tuple[tuple[Service, tuple[Step, ...]], ...] = ()
    """The way of the signal here, and of that service inside in which it has come furthest."""


def beside(
    session: Session,
    catalogue: Catalogue,
    of: Board,
    own: Agenda,
    inside: Iterable[Service],
    *,
    sees_groups: bool,
) -> dict[str, Beside]:
    """Return what stands beside each exception of a board, by indicator. `own`: what its people did;
    `inside`: the services below."""
    codes = [row.code for row, _ in of.exceptions]
    if not codes:
        return {}
    where = within(session, catalogue, of.service, codes, of.today)
    sizes = sizes_inside(session, catalogue, of.service, codes, of.today)
    groups = _groups(session, catalogue, of.service, codes) if sees_groups else {}
    named = {one.code: one for one in inside}
    acted = _acted_inside(session, catalogue, where, of.today)
    return {
        code: Beside(
            where.get(code), sizes.get(code), groups.get(code), tuple(_ways(code, of, own, acted, named))
        )
        for code in codes
    }


def _groups(
    session: Session, catalogue: Catalogue, service: Service, codes: Iterable[str]
) -> dict[str, EquityView]:
    if not any(catalogue.indicators[code].dimensions for code in codes):
        return {}
    found: dict[str, EquityView] = {}
    for view in sorted(equity_overview(session, catalogue, service).views.values(), key=rank):
        if is_found(view):
            found.setdefault(view.indicator_code, view)
    return found


def _acted_inside(
    session: Session, catalogue: Catalogue, where: Mapping[str, Within], today: date
) -> dict[tuple[str, str], Standing]:
    """Return, by service and indicator, signals of the services shown about which somebody did something."""
    shown = {(one.key.service, one.key.indicator): one for found in where.values() for one in found.statuses}
    acts = acts_at(session, {service for service, _ in shown})
    histories = {service: fold(done) for service, done in acts.items()}
    found = {}
    for (service, code), status in shown.items():
        thread = histories[service].signals.get(SignalName(code)) if service in histories else None
        now = signals_of(session, catalogue, [status]).get(SignalName(code))
        if thread is not None and thread.acts and now is not None:
            found[service, code] = standing(SignalName(code), thread, now, today)
    return found


def _ways(
    code: str,
    of: Board,
    own: Agenda,
    acted: Mapping[tuple[str, str], Standing],
    named: Mapping[str, Service],
) -> Iterable[tuple[Service, tuple[Step, ...]]]:
    here = own.signals.get(SignalName(code))
    if here is not None and here.now is not None:
        yield of.service, way_of(here)
    ways = [(named[service], way_of(one)) for (service, about), one in acted.items() if about == code]
    if ways:
        yield max(ways, key=lambda one: sum(step.is_reached for step in one[1]))
