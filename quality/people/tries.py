"""Tries to sign in, and how many may be made. Counted in the database, so that all servers count together."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Engine, func, select

from data.database import transaction
from data.models import Audit
from quality.people.audit import Entry, Kind, write
from quality.people.sessions import utc_now

WITHIN = timedelta(minutes=15)
ONE_FROM_ONE = 10
"""Tries to be one person from one network address."""
ALL = 100
"""Tries to be one person from anywhere, or to be anybody from one network address."""


def may_try(engine: Engine, person_id: str, sent_from: str, now: datetime | None = None) -> bool:
    """Tell if somebody may try to sign in as a person. The try itself is counted first, and stored, so that
    of several at once no more get through than may."""
    now = now or utc_now()
    with transaction(engine) as session:
        write(session, [Entry(Kind.TRIED, person_id, sent_from, at=now)])
    person, place = Audit.person_id == person_id[:200], Audit.sent_from == sent_from[:64]
    limits = (((person, place), ONE_FROM_ONE), ((person,), ALL), ((place,), ALL))
    with transaction(engine) as session:
        for where, most in limits:
            counted = select(Audit.kind, func.count()).where(*where, Audit.at > now - WITHIN)
            found = {row[0]: int(row[1]) for row in session.execute(counted.group_by(Audit.kind))}
            if found.get(Kind.TRIED, 0) - found.get(Kind.SIGNED_IN, 0) > most:
                return False
    return True
