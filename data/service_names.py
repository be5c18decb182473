"""What services are and were called, and what became of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.history import STANDS, UNDONE
from data.models import Service, ServiceName, ServiceRevision

SEPARATOR = ";"
"""Between the codes of several successors in `service.successor_code`."""


@dataclass(frozen=True, slots=True)
class Known:
    """A service as it stands, and every name it went by."""

    id: int
    code: str
    name: str
    names: tuple[str, ...]
    closed: date | None
    successors: tuple[str, ...]


def split_successors(text: str | None) -> tuple[str, ...]:
    return tuple(part for part in (text or "").split(SEPARATOR) if part)


def known_services(session: Session) -> list[Known]:
    """Every service, with its earlier names and those that files gave it."""
    earlier: dict[int, list[str]] = {}
    for number, name in other_names(session):
        earlier.setdefault(number, []).append(name)
    query = select(Service.id, Service.code, Service.name, Service.closed, Service.successor_code)
    return [
        Known(number, code, name, (name, *earlier.get(number, ())), closed, split_successors(successor))
        for number, code, name, closed, successor in session.execute(query.where(STANDS))
    ]


def other_names(session: Session, service_id: int | None = None) -> list[tuple[int, str]]:
    """Service and name, of every name beside the one it goes by: its earlier ones, and those of files."""
    met = select(ServiceName.service_id, ServiceName.name).where(ServiceName.load_id.not_in(UNDONE))
    earlier = select(ServiceRevision.service_id, ServiceRevision.name)
    if service_id is not None:
        met = met.where(ServiceName.service_id == service_id)
        earlier = earlier.where(ServiceRevision.service_id == service_id)
    current_name = select(Service.id, Service.name)
    if service_id is not None:
        current_name = current_name.where(Service.id == service_id)
    found = [*session.execute(earlier), *session.execute(met)]
    current = dict(session.execute(current_name).all())
    return [pair for pair in dict.fromkeys((n, name) for n, name in found) if current[pair[0]] != pair[1]]


def keep_names(session: Session, met: Iterable[tuple[int, str]], load_id: int) -> None:
    """Record names that files gave services, each once, with the load that met it first."""
    wanted = {(number, name[:200]) for number, name in met}
    if not wanted:
        return
    known = {(n, name) for n, name in session.execute(select(ServiceName.service_id, ServiceName.name))}
    for number, name in sorted(wanted - known):
        session.add(ServiceName(service_id=number, name=name, load_id=load_id))
    session.flush()
