"""People as they are stored: local accounts with their passwords, and those that a directory or a proxy has
named. Nobody is deleted, as acts and the audit speak of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache

import orjson
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from catalogue.people import Role
from data.models import Person as PersonRow
from errors import BrightspotError
from quality.people.person import Grant
from quality.people.sessions import end_sessions_of, hashed, utc_now

SHORTEST, LONGEST = 12, 1000
"""Letters of a password."""
LONGEST_ID, LONGEST_NAME = 200, 120
"""Letters that the database holds."""
WRONG_LENGTH = f"A password has at least {SHORTEST} letters, and at most {LONGEST:,}."
_hasher = PasswordHasher()


@cache
def _of_nobody() -> str:
    """Return a hash to compare with where there is no such account, so that it takes as long."""
    return _hasher.hash("nobody")


def local_id(sign_in_name: str) -> str:
    """Return the id of a local account. A form may bring a name that no database holds."""
    return f"local:{sign_in_name.strip().casefold()}".replace("\0", "�")


def outside_id(source: str, name: str) -> str:
    """Return the id of somebody whom a directory or a proxy names. Of a name that is too long to be stored
    the rest is a digest, so that two never share an id."""
    whole = f"{source}:{name}".replace("\0", "�")
    return whole if len(whole) <= LONGEST_ID else f"{whole[:120]}…{hashed(whole)}"


def sign_in_name(person_id: str) -> str:
    """Return the name that a local account signs in with."""
    return person_id.removeprefix("local:")


def add_account(
    session: Session, sign_in_name: str, name: str, grants: Sequence[Grant], password: str | None = None
) -> PersonRow:
    """Add a local account, or give one that is there other roles, another name, another password."""
    if password is not None:
        _check(password)
    is_short = sign_in_name.strip() and len(sign_in_name) <= 100 and len(name) <= LONGEST_NAME
    if not is_short or not (sign_in_name + name).isprintable():
        raise BrightspotError(
            "Somebody signs in with a name of 1 to 100 letters, and is shown by one of 120."
        )
    row = session.get(PersonRow, local_id(sign_in_name))
    if row is None:
        row = PersonRow(id=local_id(sign_in_name), source="local", groups="[]", since=utc_now())
        session.add(row)
    row.name = name.strip() or sign_in_name.strip()
    row.grants = orjson.dumps([[one.role, one.service] for one in grants]).decode()
    row.left_at = None
    if password is not None:
        set_password(session, row, password)
    return row


def set_password(session: Session, row: PersonRow, password: str) -> None:
    """Give an account a password. BrightspotError: it will not do. Whoever is signed in with it is out."""
    _check(password)
    row.password = _hasher.hash(password)
    end_sessions_of(session, row.id)


def _check(password: str) -> None:
    if not SHORTEST <= len(password) <= LONGEST:
        raise BrightspotError(WRONG_LENGTH)


def is_password(session: Session, person_id: str, password: str) -> bool:
    """Tell if a password is that of a local account."""
    row = session.get(PersonRow, person_id)
    stored = row.password if row is not None and row.left_at is None else None
    try:
        _hasher.verify(stored or _of_nobody(), password[: LONGEST + 1])
    except (VerifyMismatchError, InvalidHashError):
        return False
    return stored is not None


def remember(session: Session, person_id: str, name: str, source: str, groups: Collection[str]) -> PersonRow:
    """Store what a directory or a proxy says about somebody."""
    row = session.get(PersonRow, person_id)
    if row is None:
        row = PersonRow(id=person_id, source=source, grants="[]", since=utc_now())
        session.add(row)
    row.name = _shown(name, person_id)
    row.groups = _as_text(groups)
    return row


def _shown(name: str, person_id: str) -> str:
    """Return a name as others read it: without letters that nobody sees, or that turn those around them."""
    seen = "".join(letter for letter in name if letter.isprintable()).strip()
    return (seen or person_id)[:LONGEST_NAME]


def _as_text(groups: Collection[str]) -> str:
    return orjson.dumps(sorted(set(groups))).decode()


def as_remembered(session: Session, person_id: str, name: str, groups: Collection[str]) -> PersonRow | None:
    """Return what is stored about somebody; None where it is not what is said now."""
    row = session.get(PersonRow, person_id)
    is_same = row is not None and (row.name, row.groups) == (_shown(name, person_id), _as_text(groups))
    return row if is_same else None


def leave(session: Session, person_id: str) -> None:
    """Let nobody be this person any more. BrightspotError: there is no such person."""
    row = session.get(PersonRow, person_id)
    if row is None:
        raise BrightspotError(f"There is nobody with the id {person_id!r}.")
    row.left_at = utc_now()
    end_sessions_of(session, person_id)


def everybody(session: Session) -> list[PersonRow]:
    return list(session.scalars(select(PersonRow).order_by(PersonRow.left_at.is_not(None), PersonRow.id)))


_CAN_SIGN_IN = (
    PersonRow.left_at.is_(None),
    or_(PersonRow.source != "local", PersonRow.password.is_not(None)),
)
"""Of those who are still here: not whoever has not used their link yet."""


def has_accounts(session: Session) -> bool:
    """Tell if there is anybody who can sign in."""
    return session.scalar(select(PersonRow.id).where(*_CAN_SIGN_IN).limit(1)) is not None


def has_admin(session: Session) -> bool:
    """Tell if anybody who can sign in may say who may do what."""
    rows = session.scalars(select(PersonRow.grants).where(*_CAN_SIGN_IN))
    return any(role == Role.ADMIN for grants in rows for role, _ in orjson.loads(grants))
