"""The queue of messages: what is due is put into it, taken out by one sender at a time, and tried again.

An act is what it tells of: once it is recorded it will be queued, and nothing else has to be written with it.
It waits until it cannot be undone any more, so that nobody is told of what was taken back.

    enqueue  →  claim  →  sent
                  ▲   ╲
                  └─── failed: again after 1, 2, 4 … minutes, for a day

Where a sender dies between sending and `sent`, the message is sent once more: nobody can tell from here if it
arrived. Its number is the same, so a mail server can.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from data.models import Message
from quality.lifecycle.undo import TEN_SECONDS
from quality.messages.targets import Target, Way, who_hears
from quality.messages.told import acts_to_tell, told
from quality.reference.ids import read_ids

GIVE_UP = timedelta(days=1)
"""The longest time to try to send something, and the oldest act to send a message about."""
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=2)
LEASE = timedelta(minutes=10)
"""The time for which nobody else tries to send what one is sending: longer than the wait for any server."""
KEPT = timedelta(days=90)
"""The time for which the list of sent messages is kept."""
MARGIN = timedelta(seconds=5)
"""Clocks of two machines may differ by so much."""


@dataclass(frozen=True, slots=True)
class Due:
    """A message to be sent, claimed by whoever has this."""

    number: int
    act: int
    day: date
    service: str
    way: Way
    name: str
    created_at: datetime
    tries: int
    """With this one."""


@dataclass(frozen=True, slots=True)
class Queued:
    """A message, and what became of it."""

    message: Due
    next_try_at: datetime | None
    sent_at: datetime | None
    last_error: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A message to be queued."""

    act: int
    day: date
    service: str
    target: Target


# -- into the queue -----------------------------------------------------------------------------------


def missing(
    session: Session, catalogue: Catalogue, found: Sequence[Target], now: datetime, clock: datetime
) -> list[Entry]:
    """Return what should be in the queue and is not.

    now: the time at the deployment, by which acts are dated.
    clock: the time of this machine in its own zone, by which digests are due.
    """
    wanted = [*_acts(session, catalogue, found, now), *_digests(session, found, now.date(), clock)]
    days = {entry.day for entry in wanted}
    there = {_key(row) for row in session.scalars(select(Message).where(Message.day.in_(days)))}
    return [
        one for one in wanted if (one.act, one.day, one.service, one.target.way, one.target.name) not in there
    ]


def _key(row: Message) -> tuple[int, date, str, str, str]:
    return row.act, row.day, row.service, row.channel, row.name


def _acts(session: Session, catalogue: Catalogue, found: Sequence[Target], now: datetime) -> Iterable[Entry]:
    tree = read_ids(session).services
    for number in acts_to_tell(session, now - GIVE_UP, now - TEN_SECONDS - MARGIN):
        if one := told(session, catalogue, number):
            for target in who_hears(found, tree, one.to.code):
                yield Entry(number, one.day, one.to.code, target)


def _digests(session: Session, found: Iterable[Target], today: date, clock: datetime) -> Iterable[Entry]:
    tree = read_ids(session).services
    for target in found:
        if target.digest and target.service in tree and f"{clock:%H:%M}" >= target.digest:
            yield Entry(0, today, target.service, target)


def enqueue(session: Session, entries: Iterable[Entry], at: datetime) -> None:
    """Put messages into the queue, each once, however many senders do so at the same time."""
    rows = [
        {
            "act": one.act,
            "day": one.day,
            "service": one.service,
            "channel": one.target.way,
            "name": one.target.name,
            "created_at": at,
            "next_try_at": at,
            "tries": 0,
            "last_error": "",
        }
        for one in entries
    ]
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    if rows:
        session.execute(insert(Message).on_conflict_do_nothing(), rows)


# -- out of it ----------------------------------------------------------------------------------------


def claim(session: Session, at: datetime, without: Collection[Way] = ()) -> Due | None:
    """Take the message that waits longest, for as long as a lease; nobody else gets it meanwhile."""
    query = (
        select(Message)
        .where(Message.next_try_at <= at, Message.channel.not_in(without))
        .order_by(Message.next_try_at, Message.id)
        .limit(1)
        # What another sender just takes is passed over; SQLite has one writer (data.database.transaction).
        .with_for_update(skip_locked=True)
    )
    row = session.scalar(query)
    if row is None:
        return None
    row.tries += 1
    row.next_try_at = at + LEASE
    return _due(row)


def _due(row: Message) -> Due:
    return Due(row.id, row.act, row.day, row.service, Way(row.channel), row.name, row.created_at, row.tries)


def sent(session: Session, due: Due, at: datetime) -> None:
    """Note that a message was sent."""
    _change(session, due, sent_at=at, next_try_at=None, last_error="")


def failed(session: Session, due: Due, why: str, at: datetime) -> datetime | None:
    """Note why a message could not be sent, and return when it is tried again; None: never more."""
    again = at + min(FIRST_WAIT * 2 ** min(due.tries - 1, 16), LONGEST_WAIT)
    next_try = again if again < due.created_at + GIVE_UP else None
    _change(session, due, next_try_at=next_try, last_error=why)
    return next_try


def drop(session: Session, due: Due) -> None:
    """Take a message out of the queue: there is nothing to be sent any more."""
    session.execute(delete(Message).where(Message.id == due.number, Message.tries == due.tries))


def _change(session: Session, due: Due, **values: object) -> None:
    # Not what somebody else claimed since, because this took longer than its lease.
    mine = (Message.id == due.number, Message.tries == due.tries)
    session.execute(update(Message).where(*mine).values(**values))


# -- looking at it ------------------------------------------------------------------------------------


def newest(session: Session, most: int = 50) -> list[Queued]:
    """Return the newest messages of the queue, sent or not."""
    rows = session.scalars(select(Message).order_by(Message.id.desc()).limit(most))
    return [Queued(_due(row), row.next_try_at, row.sent_at, row.last_error) for row in rows]


def forget(session: Session, at: datetime) -> None:
    """Remove what is done with since long."""
    old = (Message.created_at < at - KEPT, Message.next_try_at.is_(None))
    session.execute(delete(Message).where(*old))
