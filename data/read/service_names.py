"""Names of services, now and before, and their successors."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session, aliased

from data.models import Load, Service, ServiceName, ServiceRevision
from data.read.as_of import STANDS

NO_WORD = select(Load.id).where(Load.undone_by.is_not(None) | Load.undoes.is_not(None))
"""Loads that were taken back, and the undoings, which only repeat what others said."""

_STANDING = select(Load.source, Load.file_hash).where(
    Load.undone_by.is_(None), Load.undoes.is_(None), Load.status == "done"
)
"""Condition: loaded and not taken back."""

SEPARATOR = ";"
"""Between the codes of several successors in `service.successor_code`."""


@dataclass(frozen=True, slots=True)
class Known:
    """A service as it stands, and every name it went by."""

    id: int
    code: str
    name: str
    names: tuple[str, ...]
    level: str
    parent: str | None
    closed: date | None
    successors: tuple[str, ...]


class KnownServices(tuple[Known, ...]):
    """Every service that stands, and ways to find one."""

    @cached_property
    def by_id(self) -> dict[int, Known]:
        return {service.id: service for service in self}

    @cached_property
    def by_code(self) -> dict[str, Known]:
        return {service.code: service for service in self}

    @cached_property
    def ids(self) -> dict[str, int]:
        return {service.code: service.id for service in self}


def split_successors(text: str | None) -> tuple[str, ...]:
    return tuple(part for part in (text or "").split(SEPARATOR) if part)


def known_services(session: Session) -> KnownServices:
    """Return every service, with its earlier names and those that files gave it."""
    earlier: dict[int, list[str]] = {}
    for number, name in other_names(session):
        earlier.setdefault(number, []).append(name)
    above = aliased(Service)
    query = (
        select(
            Service.id,
            Service.code,
            Service.name,
            Service.level,
            above.code,
            Service.closed,
            Service.successor_code,
        )
        .outerjoin(above, Service.parent_id == above.id)
        .where(STANDS)
    )
    return KnownServices(
        Known(
            number,
            code,
            name,
            (name, *earlier.get(number, ())),
            level,
            parent,
            closed,
            split_successors(after),
        )
        for number, code, name, level, parent, closed, after in session.execute(query)
    )


def other_names(session: Session) -> list[tuple[int, str]]:
    """Return (service, name) of every name beside the one it goes by: its earlier ones, and those of files.
    What only a load that was taken back said is none."""
    met = (
        select(ServiceName.service_id, ServiceName.name)
        .join(Load, Load.id == ServiceName.load_id)
        .where(tuple_(Load.source, Load.file_hash).in_(_STANDING))
        .distinct()
        .order_by(ServiceName.service_id, ServiceName.name)
    )
    counts = ServiceRevision.load_id.is_(None) | ServiceRevision.load_id.not_in(NO_WORD)
    earlier = select(ServiceRevision.service_id, ServiceRevision.name).where(counts)
    found = [*session.execute(earlier), *session.execute(met)]
    current = dict(session.execute(select(Service.id, Service.name)).all())
    return [pair for pair in dict.fromkeys((n, name) for n, name in found) if current[pair[0]] != pair[1]]


def keep_names(session: Session, met: Iterable[tuple[int, str]], load_id: int) -> None:
    """Record names that a file gave services. What an earlier load of the very same file met is known, and
    stands as long as one of these loads does."""
    wanted = {(number, name[:200]) for number, name in met}
    if not wanted:
        return
    load = session.get_one(Load, load_id)
    same = select(Load.id).where(Load.source == load.source, Load.file_hash == load.file_hash)
    query = select(ServiceName.service_id, ServiceName.name).where(ServiceName.load_id.in_(same))
    known = {(number, name) for number, name in session.execute(query)}
    session.add_all(
        ServiceName(service_id=number, name=name, load_id=load_id) for number, name in sorted(wanted - known)
    )
    session.flush()
