"""Saying who may do what, within where one may say so: accounts, roles, leavers. Every change is audited.

Whoever says so for a part of the organisation sees and changes the roles of that part. A new password,
leaving and coming back concern all roles of somebody: they are for whoever may say so wherever one holds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue.people import People, Role
from data.models import Person as PersonRow
from errors import BrightspotError, ForbiddenError, NotFoundError
from quality.people.accounts import add_account, local_id
from quality.people.audit import Entry, Kind, write
from quality.people.lookup import grants_of
from quality.people.password_links import drop_links, new_link
from quality.people.person import Grant, Person, may
from quality.people.roles import MAY, What
from quality.people.sessions import end_sessions_of, utc_now
from quality.reference.ids import read_ids
from quality.reference.service_tree import ServiceTree

LAST_ADMIN = "Nobody else who can sign in is admin everywhere. Make somebody else admin everywhere first."
FIRST_ADMIN = "Make an account that is admin everywhere first: until there is one, whoever sits here is."
NOT_YOURS = "{name} has roles where you may not say who may do what. Ask whoever may do so everywhere."
NO_ACCOUNT = "{name} signs in with the organisation, and has no password here."


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody as whoever says who may do what sees them."""

    id: str
    name: str
    source: str
    given: tuple[Grant, ...]
    """Roles given here, as far as these may be seen."""
    by_groups: tuple[Grant, ...]
    """Roles that the groups of their directory give them; the catalogue says which."""
    is_elsewhere: bool
    """They have roles that may not be seen."""
    has_password: bool
    since: datetime
    left_at: datetime | None


@dataclass(frozen=True)
class Manager:
    """Somebody who says who may do what, and where they may."""

    person: Person
    people: People
    tree: ServiceTree
    sent_from: str = ""

    def may_in(self, service: str) -> bool:
        return may(self.person, What.ADMIN, service, self.tree) if service else self.is_everywhere

    @property
    def is_everywhere(self) -> bool:
        return self.person.where(What.ADMIN) is None

    def grants(self, row: PersonRow) -> tuple[tuple[Grant, ...], tuple[Grant, ...]]:
        """Return the roles that somebody was given here, and those of their groups."""
        given = tuple(Grant(Role(role), service) for role, service in orjson.loads(row.grants))
        return given, grants_of(orjson.loads(row.groups), self.people)

    def see(self, row: PersonRow) -> Known | None:
        """Return somebody as far as they may be seen; None for whoever has roles elsewhere alone."""
        given, by_groups = self.grants(row)
        seen, seen_groups = (
            tuple(one for one in grants if self.may_in(one.service)) for grants in (given, by_groups)
        )
        if not self.is_everywhere and not seen and not seen_groups:
            return None
        return Known(
            id=row.id,
            name=row.name,
            source=row.source,
            given=seen,
            by_groups=seen_groups,
            is_elsewhere=(seen, seen_groups) != (given, by_groups),
            has_password=bool(row.password),
            since=row.since,
            left_at=row.left_at,
        )


def manager(session: Session, person: Person, people: People, sent_from: str = "") -> Manager:
    return Manager(person, people, read_ids(session).services, sent_from)


def everybody_for(session: Session, by: Manager) -> list[Known]:
    """Return those who may be seen: who is here by name, then who has left."""
    rows = session.scalars(select(PersonRow).order_by(PersonRow.left_at.is_not(None), PersonRow.name))
    return [known for row in rows if (known := by.see(row)) is not None]


# -- what may be done ------------------------------------------------------------------------------


def add(session: Session, by: Manager, sign_in_name: str, name: str, grant: Grant) -> tuple[str, str]:
    """Add an account and return its id, and the token of the link to set its password with."""
    _check_grant(by, grant)
    if (
        by.person.source == "machine"
        and grant != Grant(Role.ADMIN)
        and not _admins(session, by.people, able=False)
    ):
        raise BrightspotError(FIRST_ADMIN)
    if session.get(PersonRow, local_id(sign_in_name)) is not None:
        raise BrightspotError(f"There is an account with the sign-in name {sign_in_name.strip()!r} already.")
    row = add_account(session, sign_in_name, name, [grant])
    session.flush()
    _audit(session, by, Kind.ADDED, row, row.name, grant.service)
    _audit(session, by, Kind.GIVEN, row, _told(grant), grant.service)
    return row.id, _link(session, by, row)


def give_link(session: Session, by: Manager, person_id: str) -> str:
    """Return the token of a new link to set a password with."""
    row = _wholly_theirs(session, by, person_id)
    if row.source != "local" or row.left_at is not None:
        raise BrightspotError(NO_ACCOUNT.format(name=row.name))
    return _link(session, by, row)


def give(session: Session, by: Manager, person_id: str, grant: Grant) -> None:
    """Give somebody a role. One that reaches further than those they have ends the links to set their
    password with: whoever has one may say who may do what where they were, and not there."""
    _check_grant(by, grant)
    row = _theirs(session, by, person_id)
    given, by_groups = by.grants(row)
    if grant not in given:
        if not any(one.holds_in(grant.service, by.tree) for one in (*given, *by_groups)):
            drop_links(session, row.id)
        _set_grants(row, [*given, grant])
        _audit(session, by, Kind.GIVEN, row, _told(grant), grant.service)


def take(session: Session, by: Manager, person_id: str, grant: Grant) -> None:
    """Take a role that was given here."""
    if not by.may_in(grant.service):
        raise ForbiddenError(NOT_YOURS.format(name=person_id))
    row = _theirs(session, by, person_id)
    given, _ = by.grants(row)
    if grant in given:
        _set_grants(row, [one for one in given if one != grant])
        _audit(session, by, Kind.TAKEN, row, _told(grant), grant.service)
        if _is_admin(grant):
            _check_admins(session, by)


def let_leave(session: Session, by: Manager, person_id: str) -> None:
    """Let nobody be this person any more, from now on."""
    row = _wholly_theirs(session, by, person_id)
    if row.left_at is None:
        row.left_at = utc_now()
        end_sessions_of(session, row.id)
        drop_links(session, row.id)
        _audit(session, by, Kind.LEFT, row, row.name, _service_of(by, row))
        if any(_is_admin(one) for one in _all_grants(row, by.people)):
            _check_admins(session, by)


def bring_back(session: Session, by: Manager, person_id: str) -> None:
    """Let somebody who left be here again, with the roles they had."""
    row = _wholly_theirs(session, by, person_id)
    if row.left_at is not None:
        row.left_at = None
        _audit(session, by, Kind.RETURNED, row, row.name, _service_of(by, row))


# -- checks ----------------------------------------------------------------------------------------


def _check_grant(by: Manager, grant: Grant) -> None:
    if grant.service:
        by.tree[grant.service]  # NotFoundError, ForbiddenError
    if not by.may_in(grant.service):
        raise ForbiddenError("You may give roles only in the services where you say who may do what.")


def _theirs(session: Session, by: Manager, person_id: str) -> PersonRow:
    """Return somebody who may be changed, kept from others' changes until this one is stored."""
    # All of them: of two admins who take each other's role at once, the second finds the first gone.
    rows = session.scalars(select(PersonRow).order_by(PersonRow.id).with_for_update()).all()
    row = next((one for one in rows if one.id == person_id), None)
    if row is None or by.see(row) is None:
        raise NotFoundError(f"There is nobody with the id {person_id!r}.")
    return row


def _wholly_theirs(session: Session, by: Manager, person_id: str) -> PersonRow:
    row = _theirs(session, by, person_id)
    if (seen := by.see(row)) is None or seen.is_elsewhere:
        raise ForbiddenError(NOT_YOURS.format(name=row.name))
    return row


def _check_admins(session: Session, by: Manager) -> None:
    """Refuse what would leave nobody to say who may do what. The demo has somebody who always may."""
    session.flush()
    if by.person.source != "demo" and not _admins(session, by.people):
        raise BrightspotError(LAST_ADMIN)


def _admins(session: Session, people: People, *, able: bool = True) -> list[str]:
    """Return those who may say everywhere who may do what, and can sign in; or will, by their link."""
    rows = session.scalars(select(PersonRow).where(PersonRow.left_at.is_(None)))
    meant = [row for row in rows if not able or row.password or row.source != "local"]
    return [row.id for row in meant if any(_is_admin(one) for one in _all_grants(row, people))]


def _all_grants(row: PersonRow, people: People) -> Iterable[Grant]:
    given = (Grant(Role(role), service) for role, service in orjson.loads(row.grants))
    return (*given, *grants_of(orjson.loads(row.groups), people))


def _is_admin(grant: Grant) -> bool:
    return not grant.service and What.ADMIN in MAY[grant.role]


def _set_grants(row: PersonRow, grants: Iterable[Grant]) -> None:
    row.grants = orjson.dumps([[one.role, one.service] for one in grants]).decode()


# -- what is audited -------------------------------------------------------------------------------


def _link(session: Session, by: Manager, row: PersonRow) -> str:
    _audit(session, by, Kind.LINK, row, row.name, _service_of(by, row))
    return new_link(session, row.id)


def _audit(session: Session, by: Manager, kind: Kind, row: PersonRow, text: str, service: str) -> None:
    write(session, [Entry(kind, by.person.id, by.sent_from, f"{row.id}: {text}", service=service)])


def _told(grant: Grant) -> str:
    return f"{grant.role} ({grant.service or 'everywhere'})"


def _service_of(by: Manager, row: PersonRow) -> str:
    """Return the one service where somebody has their roles; nothing where there are several, or none."""
    services = {one.service for grants in by.grants(row) for one in grants}
    return next(iter(services)) if len(services) == 1 else ""
