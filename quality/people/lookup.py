"""From what is stored about somebody to who they are here, with the roles they have now."""

from __future__ import annotations

from collections.abc import Collection

import orjson
from sqlalchemy.orm import Session

from catalogue.people import EVERYWHERE, People, Role
from data.models import Person as PersonRow
from quality.people.person import Grant, Person
from quality.people.personas import PERSONAS
from quality.people.sessions import signed_in


def person_of(row: PersonRow, people: People) -> Person | None:
    """Return the person of a row; None for one who has left."""
    if row.left_at is not None:
        return None
    given = [Grant(Role(role), service) for role, service in orjson.loads(row.grants)]
    return Person(row.id, row.name, (*given, *grants_of(orjson.loads(row.groups), people)), row.source)


def grants_of(groups: Collection[str], people: People) -> tuple[Grant, ...]:
    """Return what the groups of a directory mean here."""
    return tuple(
        Grant(role, "" if service == EVERYWHERE else service)
        for group in groups
        for role, services in people.get(group, {}).items()
        for service in services
    )


def find_signed_in(session: Session, token: str, people: People, *, is_demo: bool) -> Person | None:
    """Return whoever a session's token is of; None where there is nobody, or nobody any more."""
    found = signed_in(session, token)
    if found is None:
        return None
    number, row = found
    if row is None:
        return PERSONAS.get(number) if is_demo else None
    return person_of(row, people)
