"""Tries to sign in, and how many may be made. Counted in the database, so that all servers count together."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Engine, func, select
from sqlalchemy.orm import Session

from data.database import transaction
from data.models import Audit
from quality.people.audit import Entry, Kind, write
from quality.people.sessions import utc_now

WITHIN, MINUTE = timedelta(minutes=15), timedelta(minutes=1)
ONE_FROM_ONE = 10
"""Tries to be one person from one network address."""
ALL = 100
"""Tries to be one person from anywhere, or to be anybody from one network address."""
A_MINUTE = 300
"""Tries of everybody together: more are refused, and not written down, so that nobody fills the audit."""


def may_try(engine: Engine, person_id: str, sent_from: str, now: datetime | None = None) -> bool:
    """Tell if somebody may try to sign in as a person. The try itself is counted first, and stored, so that
    of several at once no more get through than may. Whoever goes on far beyond that is not counted."""
    now = now or utc_now()
    entry = Entry(Kind.TRIED, person_id, sent_from, at=now)
    with transaction(engine) as session:
        if _most_beyond(session, entry, now) > 2 or _tries(session, now - MINUTE) >= A_MINUTE:
            return False
        write(session, [entry])
    with transaction(engine) as session:
        return _most_beyond(session, entry, now) <= 1


def _most_beyond(session: Session, entry: Entry, now: datetime) -> float:
    """Return how many times as many tries there were as may be, by the limit that is passed the furthest."""
    person, place = Audit.person_id == entry.person_id[:200], Audit.sent_from == entry.sent_from[:64]
    limits = (((person, place), ONE_FROM_ONE), ((person,), ALL), ((place,), ALL))
    return max(_tries(session, now - WITHIN, *where) / most for where, most in limits)


def _tries(session: Session, since: datetime, *where: ColumnElement[bool]) -> int:
    """Return how many tries there were that did not end in a session."""
    kinds = Audit.kind.in_((Kind.TRIED, Kind.SIGNED_IN))
    counted = select(Audit.kind, func.count()).where(kinds, Audit.at > since, *where)
    found = {row[0]: int(row[1]) for row in session.execute(counted.group_by(Audit.kind))}
    return found.get(Kind.TRIED, 0) - found.get(Kind.SIGNED_IN, 0)
