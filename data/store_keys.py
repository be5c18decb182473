"""Writing what observations refer to: indicators, definitions, categories, services; and populations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from data.models import Category, Definition, IndicatorKey, Population, Service
from data.store import Stored


def ensure_indicators(session: Session, codes: Iterable[str]) -> dict[str, int]:
    """Every indicator's number, made where it is new."""
    known = dict(session.execute(select(IndicatorKey.code, IndicatorKey.id)).all())
    new = [IndicatorKey(code=code) for code in codes if code not in known]
    session.add_all(new)
    session.flush()
    return known | {key.code: key.id for key in new}


def ensure_definition(
    session: Session, indicator_id: int, *, fingerprint: str, content: str, now: datetime
) -> int:
    """The number of this version of an indicator's definition, made where it is new."""
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


def ensure_categories(session: Session, wanted: Sequence[Mapping[str, Any]]) -> dict[tuple[str, str], int]:
    """Every category's number by (dimension, code); labels and order follow the catalogue."""
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


def service_ids(session: Session) -> dict[str, int]:
    return dict(session.execute(select(Service.code, Service.id)).all())


def closing_days(session: Session) -> dict[int, tuple[str, date]]:
    """Number → code and closing day, of the services that closed."""
    query = select(Service.id, Service.code, Service.closed).where(Service.closed.is_not(None))
    return {number: (code, closed) for number, code, closed in session.execute(query) if closed}


def service_tree(session: Session) -> dict[str, str | None]:
    """Code → parent's code."""
    above = aliased(Service)
    query = select(Service.code, above.code).outerjoin(above, Service.parent_id == above.id)
    return dict(session.execute(query).all())


def service_parents(session: Session) -> dict[int, int]:
    """Child → parent, of every service that has one."""
    query = select(Service.id, Service.parent_id).where(Service.parent_id.is_not(None))
    return {child: parent for child, parent in session.execute(query) if parent is not None}


def put_services(
    session: Session, rows: Sequence[ServiceRow], *, fields: Iterable[str], load_id: int
) -> tuple[Stored, bool]:
    """Make services say what the rows say, in the `fields` the source knows about (a tree of hospitals
    does not unsay the closing dates that another file gave). Also gives whether any known service moved
    to another parent: sums above it must then be made again."""
    known = {service.code: service for service in session.scalars(select(Service))}
    new = [row for row in rows if row.code not in known]
    for row in new:
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
        for name, value in changes.items():
            setattr(service, name, value)
        if changes and row.code not in fresh:
            service.load_id = load_id
            revised += 1
    session.flush()
    return Stored(len(new), revised, len(rows) - len(new) - revised), moved


def put_population(
    session: Session, rows: Mapping[tuple[int, int, int], float], *, source: str, load_id: int
) -> Stored:
    """Make these the current populations, by (service, category, year). No revisions are kept: a
    population is a denominator of other numbers, not a measurement of a service."""
    held = {
        (p.service_id, p.category_id, p.year): p
        for p in session.scalars(select(Population).where(Population.year.in_({year for _, _, year in rows})))
    }
    new = revised = 0
    for (service_id, category_id, year), count in rows.items():
        old = held.get((service_id, category_id, year))
        if old is None:
            new += 1
            key = {"service_id": service_id, "category_id": category_id, "year": year}
            session.add(Population(**key, count=count, source=source, load_id=load_id))
        elif old.count != count:
            revised += 1
            old.count, old.source, old.load_id = count, source, load_id
    session.flush()
    return Stored(new, revised, len(rows) - new - revised)
