"""The last look of the watcher (`python -m loaders watch`), and its silence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from data.models import Fact

WATCHED = "watched"  # name of the fact that says when the watcher last looked, and how often it means to

GRACE = timedelta(minutes=15)  # a round takes its time: a large file is still being read


@dataclass(frozen=True, slots=True)
class Watch:
    """The last look. There is none where the watcher was never used."""

    looked: datetime  # UTC
    every: timedelta


def last_look(session: Session) -> Watch | None:
    fact = session.scalar(select(Fact.value).where(Fact.name == WATCHED))
    if fact is None:
        return None
    said = orjson.loads(fact)
    return Watch(datetime.fromisoformat(said["looked"]), timedelta(seconds=said["every"]))


def silent_since(session: Session, now: datetime | None = None) -> datetime | None:
    """Return the last look of a watcher that missed two in a row; None while all is well, or without one."""
    watch = last_look(session)
    if watch is None or (now or _now()) - watch.looked <= 2 * watch.every + GRACE:
        return None
    return watch.looked


def remember_look(session: Session, every: timedelta, now: datetime | None = None) -> None:
    said = {"looked": (now or _now()).isoformat(timespec="seconds"), "every": every.total_seconds()}
    session.merge(Fact(name=WATCHED, value=orjson.dumps(said).decode()))


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
