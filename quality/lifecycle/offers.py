"""Bright spots that a team offers to its peers: services of its kind beside it whose same measure shows a
concern now.

A team learns that there are such peers, and nothing else of those whom its reader may not see.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from quality.acts.ledger import LoggedAct
from quality.lifecycle.evidence import Signals, signals_of
from quality.lifecycle.signal_life import SignalName
from quality.lifecycle.team_acts import acts_of
from quality.lifecycle.team_history import TeamHistory, fold
from quality.provenance.history import is_over
from quality.ranking.own_past import with_own_past
from quality.ranking.wall import read_wall
from quality.reference.ids import read_all_ids, read_ids
from quality.signals.read import read_statuses
from quality.signals.results import Variation


@dataclass(frozen=True, slots=True)
class Offered:
    """A bright spot of another service, for a team that has a concern in the measure."""

    act: LoggedAct
    service: str
    """Name of the service that offers."""
    is_near: bool
    """Whoever reads may see that service, and so its chart."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """An offer of a team that a peer took up."""

    act: LoggedAct
    service: str
    """Name of the peer; empty where whoever reads may not see it."""


def peers_with_concern(
    session: Session, catalogue: Catalogue, service: str, indicator: str, today: date
) -> list[str]:
    """Return the codes of the open services beside one, of its kind, whose measure shows a concern now: asked
    by a session that may see them."""
    beside = [one for one in read_ids(session).services.siblings(service) if one.code != service]
    found = read_statuses(session, services=[one.code for one in beside], indicators=[indicator])
    by_service = {status.key.service: status for status in found}
    peers, wall = [], read_wall(session, catalogue, today)
    for one in beside:
        status = by_service.get(one.code)
        if status is None or is_over(status, catalogue.indicators[indicator], one, today):
            continue
        shown = signals_of(session, catalogue, [with_own_past(status, wall)])
        if is_concern(shown, indicator):
            peers.append(one.code)
    return peers


def is_concern(now: Signals, indicator: str) -> bool:
    shown = now.get(SignalName(indicator))
    return shown is not None and shown.variation == Variation.CONCERN


def find_offer(session: Session, offers: Sequence[LoggedAct], number: int, to: str) -> LoggedAct | None:
    """Return an offer to a service by its number, unless it was taken back."""
    written = next((act for act in offers if act.id == number and to in act.content["to"]), None)
    return fold(acts_of(session, written.key.service)).offers.get(number) if written else None


def offered_to(
    session: Session, offers: Sequence[LoggedAct], service: str, history: TeamHistory, now: Signals
) -> tuple[Offered, ...]:
    """Return what peers offer to a team that has a concern there still, and did not take it up."""
    known, near = read_all_ids(session).services, read_ids(session).services
    found = []
    for act in offers:
        is_open = service in act.content["to"] and act.id not in history.accepted
        if is_open and is_concern(now, act.key.indicator) and find_offer(session, offers, act.id, service):
            found.append(Offered(act, known[act.key.service].name, act.key.service in near))
    return tuple(found)


def accepted_of(session: Session, accepts: Sequence[LoggedAct], history: TeamHistory) -> tuple[Accepted, ...]:
    """Return who took up an offer of a team since its last closed huddle."""
    near = read_ids(session).services
    last = history.huddles[-1].act.id if history.huddles else 0
    found = []
    for act in accepts:
        if act.id <= last or act.content["of"] not in history.offers:
            continue
        if fold(acts_of(session, act.key.service)).accepted.get(act.content["of"]) == act:
            found.append(Accepted(act, near[act.key.service].name if act.key.service in near else ""))
    return tuple(found)
