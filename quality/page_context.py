"""The surroundings of every page: whose dashboard it is, the tree of services, how fresh the data is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from catalogue.fields.periods import Frequency
from catalogue.models import Catalogue
from errors import BrightspotError, NotFoundError
from quality.deployment import Deployment
from quality.provenance.known_to import known_to
from quality.provenance.lateness import read_feeds
from quality.reference.ids import read_ids
from quality.reference.service_tree import Service, ServiceTree
from quality.signals.read import read_statuses

NO_SERVICE = "No service has been loaded yet."
WHICH = "Say which service is meant: {services}."
NAMED = 12
"""Services that a message names."""


@dataclass(frozen=True, slots=True)
class PageContext:
    organisation: str
    tree: ServiceTree
    today: date
    data_to: date | None = None
    """Day to which the measures of the service are known."""
    known: tuple[tuple[Frequency, date], ...] = ()
    """First day of the newest known period of each frequency."""
    feeds_on_time: int = 0
    feeds: int = 0
    """Those that still come."""
    service: Service | None = None
    """The service the page is about, if it is about one."""
    is_demo: bool = False


class WhichServiceError(BrightspotError):
    """An address names no service, and several could be meant: none of them is taken for the others."""

    def __init__(self, around: PageContext, services: Sequence[Service]) -> None:
        self.around, self.services = around, tuple(services)
        more = [f"and {len(services) - NAMED} more"] if len(services) > NAMED else []
        names = [f"{service.code} ({service.name})" for service in services[:NAMED]]
        super().__init__(WHICH.format(services=", ".join(names + more)))


def page_context(
    session: Session, deployment: Deployment, service: str = "", *, or_top: bool = False, of: str = ""
) -> PageContext:
    """Return what stands round a page. NotFoundError: the `service` of the address is not there.

    or_top: without a code, the page is about the top of the organisation,
    of:     or about the topmost service that this indicator has data for.
            WhichServiceError: there are several.
    """
    tree = read_ids(session).services
    about = tree[service] if service else None
    if about is not None or not or_top:
        return _around(session, deployment, tree, about)
    if not tree.roots:
        raise NotFoundError(NO_SERVICE)
    meant = _topmost(session, tops(deployment.catalogue, tree), tree, of)
    if len(meant) > 1:
        raise WhichServiceError(_around(session, deployment, tree, None), meant)
    return _around(session, deployment, tree, meant[0])


def _around(
    session: Session, deployment: Deployment, tree: ServiceTree, about: Service | None
) -> PageContext:
    feeds = read_feeds(session, deployment.catalogue, deployment.today)
    coming = [feed for feed in feeds if not feed.is_ended]
    known = known_to(session, deployment.catalogue, deployment.today, about)
    return PageContext(
        organisation=deployment.catalogue.organisation.name,
        tree=tree,
        today=deployment.today,
        data_to=known.day,
        known=known.by_rhythm,
        feeds_on_time=sum(not feed.is_late for feed in coming),
        feeds=len(coming),
        service=about,
        is_demo=deployment.demo_day is not None,
    )


def check_address(session: Session, *, service: str = "") -> None:
    """Raise NotFoundError where an address names what is not there, ForbiddenError what may not be seen."""
    if service:
        read_ids(session).services[service]


def tops(catalogue: Catalogue, tree: ServiceTree) -> list[Service]:
    """Return the declared root of the organisation, else every service that is inside no other."""
    declared = tree.by_code.get(catalogue.organisation.root)
    return [declared] if declared else tree.roots


def _topmost(session: Session, level: list[Service], tree: ServiceTree, indicator: str) -> list[Service]:
    """Return those of the first level that has data of an indicator; all at the top where none has."""
    below = level
    while below and indicator:
        codes = [service.code for service in below]
        statuses = read_statuses(session, services=codes, indicators=[indicator])
        measured = {status.key.service for status in statuses}
        if measured:
            return [service for service in below if service.code in measured]
        below = [tree[child] for service in below for child in service.children]
    return level
