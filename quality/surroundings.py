"""What stands round every page: whose dashboard it is, the tree of services, how fresh the data is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from quality import loads
from quality.deployment import Deployment
from quality.errors import NotFoundError
from quality.names import names
from quality.services import Service, ServiceTree


@dataclass(frozen=True, slots=True)
class Surroundings:
    organisation: str
    tree: ServiceTree
    today: date
    data_to: date | None = None
    """Last day of the newest period loaded."""
    feeds_on_time: int = 0
    feeds: int = 0
    service: Service | None = None
    """The service the page is about, if it is about one."""
    is_demo: bool = False


def read(
    session: Session, deployment: Deployment, service: str = "", *, or_top: bool = False
) -> Surroundings:
    """`service` is a code from an address; NotFoundError says it when there is none.

    or_top: without a code, the page is about the top of the tree.
    """
    tree = names(session).services
    if not service and or_top:
        if not tree.roots:
            raise NotFoundError("No service has been loaded yet.")
        service = tree.roots[0].code
    feeds = loads.feeds(session, deployment.catalogue, deployment.today)
    days = [feed.data_to for feed in feeds if feed.data_to]
    return Surroundings(
        organisation=deployment.catalogue.organisation.name,
        tree=tree,
        today=deployment.today,
        data_to=max(days, default=None),
        feeds_on_time=sum(not feed.is_late for feed in feeds),
        feeds=len(feeds),
        service=tree[service] if service else None,
        is_demo=deployment.demo_day is not None,
    )
