"""Links by which somebody sets the password of their account: shown once, used once, for a day. What is
stored tells nobody the link."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from data.models import PasswordLink
from data.models import Person as PersonRow
from quality.people.accounts import set_password
from quality.people.sessions import hashed, utc_now

LASTS = timedelta(hours=24)


def new_link(session: Session, person_id: str, now: datetime | None = None) -> str:
    """Return the token of a new link. Earlier links of this person are worth nothing from here on."""
    now = now or utc_now()
    drop_links(session, person_id)
    session.execute(delete(PasswordLink).where(PasswordLink.until < now))
    token = secrets.token_urlsafe(32)
    session.add(PasswordLink(token_hash=hashed(token), person_id=person_id, until=now + LASTS))
    return token


def drop_links(session: Session, person_id: str) -> None:
    session.execute(delete(PasswordLink).where(PasswordLink.person_id == person_id))


def whose_link(session: Session, token: str, now: datetime | None = None) -> PersonRow | None:
    """Return the person of a link; None where it is worth nothing any more."""
    link = session.get(PasswordLink, hashed(token))
    if link is None or link.until <= (now or utc_now()):
        return None
    row = session.get(PersonRow, link.person_id)
    return row if row is not None and row.left_at is None else None


def use_link(session: Session, token: str, password: str) -> str | None:
    """Set the password of the link's person and return their id; None where it is worth nothing any more. Of
    two who use it at once one does. BrightspotError: the password will not do, and the link stays."""
    row = whose_link(session, token)
    if row is None:
        return None
    gone = session.execute(delete(PasswordLink).where(PasswordLink.token_hash == hashed(token)))
    if getattr(gone, "rowcount", 0) != 1:
        return None
    set_password(session, row, password)
    return row.id
