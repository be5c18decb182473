"""The first admin: a link that works once, printed where the server is started, for whoever can read that."""

from __future__ import annotations

import hmac
import secrets

from sqlalchemy import Engine, delete
from sqlalchemy.orm import Session

from catalogue.people import People, Role
from data.database import transaction
from data.models import Fact
from quality.people.accounts import add_account, has_admin
from quality.people.person import Grant
from quality.people.sessions import hashed

LINK = "first_admin"
ROLES = (Role.ADMIN, Role.QUALITY_LEAD, Role.AUDITOR)
"""Of the first account: everything, until others are given their part."""


def first_token(engine: Engine, people: People) -> str | None:
    """Return a new token to make the first admin with; None where somebody is admin already, or the groups of
    a directory say who is. Earlier tokens are worth nothing from here on."""
    with transaction(engine) as session:
        if has_admin(session) or any(Role.ADMIN in roles for roles in people.values()):
            session.execute(delete(Fact).where(Fact.name == LINK))
            return None
        token = secrets.token_urlsafe(24)
        session.merge(Fact(name=LINK, value=hashed(token)))
        return token


def is_first_token(session: Session, token: str) -> bool:
    fact = session.get(Fact, LINK)
    return fact is not None and hmac.compare_digest(fact.value, hashed(token))


def make_first_admin(session: Session, token: str, sign_in_name: str, name: str, password: str) -> str | None:
    """Make the first admin and return their id; None where the token is worth nothing any more. Two who use
    it at once do not both get in."""
    if not is_first_token(session, token):
        return None
    gone = session.execute(delete(Fact).where(Fact.name == LINK, Fact.value == hashed(token)))
    if getattr(gone, "rowcount", 0) != 1:
        return None
    return add_account(session, sign_in_name, name, tuple(map(Grant, ROLES)), password).id
