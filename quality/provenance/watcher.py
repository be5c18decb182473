"""The last look of what looks again and again, and its silence: the watcher of files (`python -m loaders
watch`), and the sender of messages (`python -m server.messages send --every 60`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from data.models import Fact

WATCHED, SENT = "watched", "sent"
"""Names of the facts that say when each last looked, and how often it means to."""

GRACE = timedelta(minutes=15)  # a round takes its time: a large file is still being read


@dataclass(frozen=True, slots=True)
class Watch:
    """The last look. There is none where the watcher was never used."""

    looked: datetime  # UTC
    every: timedelta


def last_look(session: Session, name: str = WATCHED) -> Watch | None:
    fact = session.scalar(select(Fact.value).where(Fact.name == name))
    if fact is None:
        return None
    said = orjson.loads(fact)
    return Watch(datetime.fromisoformat(said["looked"]), timedelta(seconds=said["every"]))


def silent_since(session: Session, now: datetime | None = None, *, name: str = WATCHED) -> datetime | None:
    """Return the last look of one that missed two in a row; None while all is well, or without one."""
    watch = last_look(session, name)
    if watch is None or (now or _now()) - watch.looked <= 2 * watch.every + GRACE:
        return None
    return watch.looked


def remember_look(
    session: Session, every: timedelta, now: datetime | None = None, *, name: str = WATCHED
) -> None:
    said = {"looked": (now or _now()).isoformat(timespec="seconds"), "every": every.total_seconds()}
    session.merge(Fact(name=name, value=orjson.dumps(said).decode()))


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
