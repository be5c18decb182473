"""Write what observations refer to: indicators, definitions, categories, services; and populations."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from graphlib import CycleError, TopologicalSorter
from typing import Any, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.models import Category, Definition, IndicatorKey, IndicatorVersion, Population, Service
from data.read.as_of import STANDS, services
from data.write.loads import keep_version, remember_repeats
from data.write.observations import Stored


def ensure_indicators(session: Session, codes: Iterable[str]) -> dict[str, int]:
    """Return every indicator's number, made where it is new."""
    known = dict(session.execute(select(IndicatorKey.code, IndicatorKey.id)).all())
    new = [IndicatorKey(code=code) for code in codes if code not in known]
    session.add_all(new)
    session.flush()
    return known | {key.code: key.id for key in new}


def ensure_definition(
    session: Session, indicator_id: int, *, fingerprint: str, content: str, now: datetime
) -> int:
    """Return the number of this version of an indicator's definition, made where it is new."""
    query = select(Definition.id).where(
        Definition.indicator_id == indicator_id, Definition.fingerprint == fingerprint
    )
    found = session.scalar(query)
    if found is not None:
        return found
    definition = Definition(
        indicator_id=indicator_id, fingerprint=fingerprint, content=content, first_used=now
    )
    session.add(definition)
    session.flush()
    return definition.id


def keep_versions(session: Session, contents: Mapping[int, str], now: datetime) -> None:
    """Write down how indicators (number → content) are described, wherever that differs from before."""
    newest = select(func.max(IndicatorVersion.id)).group_by(IndicatorVersion.indicator_id)
    query = select(IndicatorVersion.indicator_id, IndicatorVersion.content)
    before = dict(session.execute(query.where(IndicatorVersion.id.in_(newest))).all())
    session.add_all(
        IndicatorVersion(indicator_id=number, content=content, first_used=now)
        for number, content in contents.items()
        if before.get(number) != content
    )
    session.flush()


def ensure_categories(session: Session, wanted: Sequence[Mapping[str, Any]]) -> dict[tuple[str, str], int]:
    """Return every category's number by (dimension, code); labels and order follow the catalogue."""
    known = {(c.dimension, c.code): c for c in session.scalars(select(Category))}
    for fields in wanted:
        key = (fields["dimension"], fields["code"])
        if key not in known:
            known[key] = Category(**fields)
            session.add(known[key])
            continue
        for name, value in fields.items():
            if getattr(known[key], name) != value:
                setattr(known[key], name, value)
    session.flush()
    return {key: category.id for key, category in known.items()}


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """A service as a source describes it, its parent by code."""

    code: str
    name: str
    level: str
    parent: str | None = None
    opened: date | None = None
    closed: date | None = None
    successor: str | None = None


def closing_days(session: Session) -> dict[int, tuple[str, date]]:
    """Return number → code and closing day, of the services that closed."""
    c = services(session).c
    query = select(c.id, c.code, c.closed).where(c.closed.is_not(None))
    return {number: (code, closed) for number, code, closed in session.execute(query) if closed}


Node = TypeVar("Node", bound=Hashable)


def find_circle(ahead: Mapping[Node, Iterable[Node]]) -> list[Node]:
    """Return what leads back to itself, the first named again at the end; nothing where no way does."""
    try:
        TopologicalSorter(ahead).prepare()
    except CycleError as error:
        return list(reversed(error.args[1]))
    return []


def service_parents(session: Session) -> dict[int, int]:
    """Return child → parent, of every service that has one."""
    c = services(session).c
    query = select(c.id, c.parent_id).where(c.parent_id.is_not(None))
    return {child: parent for child, parent in session.execute(query) if parent is not None}


def put_services(
    session: Session, rows: Sequence[ServiceRow], *, fields: Iterable[str], load_id: int
) -> tuple[Stored, bool]:
    """Make services say what the rows say, in the `fields` the source knows about (a tree of hospitals
    does not unsay the closing dates that another file gave). Return too if any known service moved
    to another parent: sums above it must then be made again."""
    known = {service.code: service for service in session.scalars(select(Service).where(STANDS))}
    remember_repeats(session.connection(), load_id, _built_upon(known, rows))
    new = [row for row in rows if row.code not in known]
    known |= _brought_back(session, [row for row in new if row.code not in known], load_id)
    for row in new:
        if row.code in known:
            continue
        known[row.code] = Service(code=row.code, name=row.name, level=row.level, load_id=load_id)
        session.add(known[row.code])
    session.flush()  # numbers for the new ones, so that children find their parents in any order
    fresh = {row.code for row in new}
    revised, moved = 0, False
    for row in rows:
        service = known[row.code]
        parent_id = known[row.parent].id if row.parent else None
        wanted = {
            "name": row.name,
            "level": row.level,
            "parent_id": parent_id,
            "opened": row.opened,
            "closed": row.closed,
            "successor_code": row.successor,
        }
        changes = {k: v for k, v in wanted.items() if k in fields and getattr(service, k) != v}
        moved |= "parent_id" in changes and row.code not in fresh
        if changes and row.code not in fresh:
            keep_version(session, service, load_id)
            service.load_id = load_id
            revised += 1
        for name, value in changes.items():
            setattr(service, name, value)
    session.flush()
    return Stored(len(new), revised, len(rows) - len(new) - revised), moved


def _built_upon(known: Mapping[str, Service], rows: Sequence[ServiceRow]) -> set[int | None]:
    """Find the loads whose word about a service is confirmed, or kept in the fields that a row says nothing
    of."""
    return {known[row.code].load_id for row in rows if row.code in known}


def _brought_back(session: Session, rows: Sequence[ServiceRow], load_id: int) -> dict[str, Service]:
    """Find services whose load was undone, and that a file names again: their rows are taken as new ones."""
    undone = {service.code: service for service in session.scalars(select(Service).where(~STANDS))}
    found = {row.code: undone[row.code] for row in rows if row.code in undone}
    for row in rows:
        if service := found.get(row.code):
            keep_version(session, service, load_id)
            service.name, service.level, service.load_id = row.name, row.level, load_id
            service.parent_id = service.opened = service.closed = service.successor_code = None
    return found


def put_population(
    session: Session, rows: Mapping[tuple[int, int, int], float], *, source: str, load_id: int
) -> Stored:
    """Make these the current populations, by (service, category, year), and keep what they change."""
    held = {
        (p.service_id, p.category_id, p.year): p
        for p in session.scalars(select(Population).where(Population.year.in_({year for _, _, year in rows})))
    }
    new = revised = 0
    repeated: set[int | None] = set()
    for (service_id, category_id, year), count in rows.items():
        old = held.get((service_id, category_id, year))
        if old is None:
            new += 1
            key = {"service_id": service_id, "category_id": category_id, "year": year}
            session.add(Population(**key, count=count, source=source, load_id=load_id))
        elif old.count != count:
            revised += 1
            keep_version(session, old, load_id)
            old.count, old.source, old.load_id = count, source, load_id
        else:
            repeated.add(old.load_id)
    session.flush()
    remember_repeats(session.connection(), load_id, repeated)
    return Stored(new, revised, len(rows) - new - revised)
