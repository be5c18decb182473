"""The audit as an auditor reads it: newest first, by kind, person and day, within where they may read."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import orjson
from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from catalogue.people import People
from data.models import Audit
from data.models import Person as PersonRow
from errors import ForbiddenError
from quality.people.audit import Kind
from quality.people.lookup import grants_of
from quality.people.person import Person, may
from quality.people.personas import PERSONAS
from quality.people.roles import What
from quality.reference.ids import read_ids
from quality.reference.service_tree import ServiceTree

MOST = 50_000
"""Entries of a file."""
ABOUT_PEOPLE = (Kind.ADDED, Kind.GIVEN, Kind.TAKEN, Kind.LINK, Kind.LEFT, Kind.RETURNED)
"""Kinds whose `about` begins with the person that something was done to."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The entries that an auditor wants; without anything, all that they may read."""

    kind: Kind | None = None
    person: str = ""
    """The id of somebody, or letters of their name."""
    since: date | None = None
    until: date | None = None
    service: str = ""
    before: int | None = None
    """Number of an entry: only older ones."""


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One entry, with the name of whom it is about."""

    number: int
    at: datetime
    kind: str
    person_id: str
    name: str
    sent_from: str
    about: str
    service: str


def audit_lines(session: Session, by: Person, people: People, asked: Asked, most: int) -> list[AuditLine]:
    """Return the newest entries that are asked for. ForbiddenError: the service is not one where `by` may."""
    tree = read_ids(session).services
    rows = {row.id: row for row in session.scalars(select(PersonRow))}
    wanted = [_readable(by, tree, rows.values(), people), *_asked(by, tree, rows.values(), asked)]
    query = select(Audit).where(*wanted).order_by(Audit.id.desc()).limit(most)
    return [_line(row, rows) for row in session.scalars(query)]


def _line(row: Audit, rows: dict[str, PersonRow]) -> AuditLine:
    known = rows.get(row.person_id) or PERSONAS.get(row.person_id)
    return AuditLine(
        number=row.id,
        at=row.at,
        kind=row.kind,
        person_id=row.person_id,
        name=known.name if known else "",
        sent_from=row.sent_from,
        about=row.about,
        service=row.service or "",
    )


def _readable(
    by: Person, tree: ServiceTree, rows: Collection[PersonRow], people: People
) -> ColumnElement[bool]:
    """Return what an auditor may read: what was about their services, and, where it was about no service,
    what people did whose roles hold in nothing but these."""
    where = by.where(What.AUDIT)
    if where is None:
        return Audit.id > 0
    inside = {one.code for code in where if code in tree for one in tree.below(code)}
    own = [row.id for row in rows if _services_of(row, people) <= inside and _services_of(row, people)]
    return or_(Audit.service.in_(inside), and_(Audit.service.is_(None), Audit.person_id.in_(own)))


def _services_of(row: PersonRow, people: People) -> set[str]:
    """Return where somebody's roles hold; an empty code is everywhere."""
    given = {service for _, service in orjson.loads(row.grants)}
    return given | {grant.service for grant in grants_of(orjson.loads(row.groups), people)}


def _asked(
    by: Person, tree: ServiceTree, rows: Collection[PersonRow], asked: Asked
) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if asked.kind:
        wanted.append(Audit.kind == asked.kind)
    if asked.person:
        wanted.append(_of_person(rows, asked.person))
    if asked.since:
        wanted.append(Audit.at >= datetime.combine(asked.since, time()))
    if asked.until:
        wanted.append(Audit.at < datetime.combine(asked.until, time()) + timedelta(days=1))
    if asked.before is not None:
        wanted.append(Audit.id < asked.before)
    if asked.service:
        inside = [one.code for one in tree.below(asked.service)]
        if not may(by, What.AUDIT, asked.service, tree):
            raise ForbiddenError(f"You may not read the audit of the service {asked.service!r}.")
        wanted.append(Audit.service.in_(inside))
    return wanted


def _of_person(rows: Collection[PersonRow], text: str) -> ColumnElement[bool]:
    """Return what somebody did, or had done to them: named by their id or by a part of their name."""
    letters = text.casefold()
    known = [(one.id, one.name.casefold()) for one in rows]
    known += [(one.id, one.name.casefold()) for one in PERSONAS.values()]
    ids = {text} | {number for number, name in known if letters in name or letters == number.casefold()}
    done_to = [Audit.about.startswith(f"{one}: ", autoescape=True) for one in ids]
    return or_(Audit.person_id.in_(ids), and_(Audit.kind.in_(ABOUT_PEOPLE), or_(*done_to)))
