"""Sessions: who is signed in with which browser. The browser has a random token, the database its hash."""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from data.models import Person as PersonRow
from data.models import SignedIn

LASTS = timedelta(hours=12)
"""A working day and its handovers; then one signs in again."""


def hashed(token: str) -> str:
    # Random and long, so a plain hash is enough: there is nothing to guess.
    return hashlib.sha256(token.encode()).hexdigest()


def start_session(session: Session, person_id: str, now: datetime | None = None) -> str:
    """Remember that a person is signed in, and return the token that says so. What has ended is let go."""
    now = now or utc_now()
    session.execute(delete(SignedIn).where(SignedIn.until < now))
    token = secrets.token_urlsafe(32)
    session.add(SignedIn(token_hash=hashed(token), person_id=person_id, since=now, until=now + LASTS))
    return token


def end_session(session: Session, token: str) -> None:
    session.execute(delete(SignedIn).where(SignedIn.token_hash == hashed(token)))


def end_sessions_of(session: Session, person_id: str) -> None:
    session.execute(delete(SignedIn).where(SignedIn.person_id == person_id))


def signed_in(
    session: Session, token: str, now: datetime | None = None
) -> tuple[str, PersonRow | None] | None:
    """Return the id of whoever a token is of, and what is stored about them; None where it says nothing."""
    query = (
        select(SignedIn.person_id, PersonRow)
        .outerjoin(PersonRow, PersonRow.id == SignedIn.person_id)
        .where(SignedIn.token_hash == hashed(token), SignedIn.until > (now or utc_now()))
    )
    found = session.execute(query).first()
    return None if found is None else (found[0], found[1])


def utc_now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
