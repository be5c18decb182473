"""The surroundings of every page: whose dashboard it is, the tree of services, how fresh the data is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from errors import NotFoundError
from quality.deployment import Deployment
from quality.provenance.known_to import known_to
from quality.provenance.lateness import read_feeds
from quality.reference.ids import read_ids
from quality.reference.service_tree import Service, ServiceTree
from quality.signals.read import read_statuses

NO_SERVICE = "No service has been loaded yet."


@dataclass(frozen=True, slots=True)
class PageContext:
    organisation: str
    tree: ServiceTree
    today: date
    data_to: date | None = None
    """Day to which the measures of the service are known."""
    feeds_on_time: int = 0
    feeds: int = 0
    """Those that still come."""
    service: Service | None = None
    """The service the page is about, if it is about one."""
    is_demo: bool = False


def page_context(
    session: Session, deployment: Deployment, service: str = "", *, or_top: bool = False, of: str = ""
) -> PageContext:
    """Return what stands round a page. NotFoundError: the `service` of the address is not there.

    or_top: without a code, the page is about the top of the tree,
    of:     or about the topmost service that this indicator has data for.
    """
    tree = read_ids(session).services
    if not service and or_top:
        if not tree.roots:
            raise NotFoundError(NO_SERVICE)
        service = _topmost(session, tree, of)
    about = tree[service] if service else None
    feeds = read_feeds(session, deployment.catalogue, deployment.today)
    coming = [feed for feed in feeds if not feed.is_ended]
    return PageContext(
        organisation=deployment.catalogue.organisation.name,
        tree=tree,
        today=deployment.today,
        data_to=known_to(session, deployment.catalogue, deployment.today, about),
        feeds_on_time=sum(not feed.is_late for feed in coming),
        feeds=len(coming),
        service=about,
        is_demo=deployment.demo_day is not None,
    )


def check_address(session: Session, *, service: str = "") -> None:
    """Raise NotFoundError where an address names what is not there."""
    if service and service not in read_ids(session).services:
        raise NotFoundError(f"There is no service with the code {service!r}.")


def _topmost(session: Session, tree: ServiceTree, indicator: str) -> str:
    """Choose among the tops of several countries in one database: the one with data is meant."""
    level = [root.code for root in tree.roots]
    while level and indicator:
        statuses = read_statuses(session, services=level, indicators=[indicator])
        measured = {status.key.service for status in statuses}
        if measured:
            return next(code for code in level if code in measured)
        level = [child for code in level for child in tree[code].children]
    return tree.roots[0].code
