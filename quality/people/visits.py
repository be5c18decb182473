"""Visits: when somebody was last here, and what the database held then.

A visit ends after half an hour of silence. Its last moment is what the next one is held against. It is
written down every few minutes at most, so what came in its last minutes may be told twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from data.models import Visit as VisitRow
from quality.reference.ids import data_version, newest_act

SILENCE = timedelta(minutes=30)
EVERY = timedelta(minutes=3)
"""Between two notes of the same visit."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A moment, with the newest load and the newest act that there was."""

    at: datetime
    load: int
    act: int


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit that goes on. `was` is when it, or the one before, was noted last; None: never."""

    person_id: str
    now: Mark
    before: Mark | None
    """The end of the visit before this one; None in the first."""
    was: datetime | None


def visit(session: Session, person_id: str, now: datetime) -> Visit:
    """Return the visit that somebody makes now: the one that was noted last, or a new one."""
    here = Mark(now, data_version(session)[0], newest_act(session))
    row = session.get(VisitRow, person_id)
    if row is None:
        return Visit(person_id, here, None, None)
    before = _mark(row.before_at, row.before_load, row.before_act)
    if now - row.seen_at > SILENCE:
        before = Mark(row.seen_at, row.seen_load, row.seen_act)
    return Visit(person_id, here, before, row.seen_at)


def note(session: Session, visits: Iterable[Visit]) -> None:
    """Write visits down. Of two servers that note the same one, the second changes nothing."""
    for one in visits:
        before = one.before
        row = {
            "seen_at": one.now.at,
            "seen_load": one.now.load,
            "seen_act": one.now.act,
            "before_at": before and before.at,
            "before_load": before and before.load,
            "before_act": before and before.act,
        }
        if one.was is None:
            if session.get(VisitRow, one.person_id) is None:
                session.add(VisitRow(person_id=one.person_id, **row))
                session.flush()
        else:
            as_it_was = (VisitRow.person_id == one.person_id, VisitRow.seen_at == one.was)
            session.execute(update(VisitRow).where(*as_it_was).values(**row))


def _mark(at: datetime | None, load: int | None, act: int | None) -> Mark | None:
    return None if at is None or load is None or act is None else Mark(at, load, act)
