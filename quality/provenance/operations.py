"""The state of a deployment for whoever runs it: feeds, loads, judgement, queue. No number of people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from data.models import Load, Message, SeriesStatus
from quality.provenance.lateness import Feed, read_feeds
from quality.provenance.watcher import SENT, WATCHED, last_look

DONE, REFUSED = "done", "refused"


@dataclass(frozen=True, slots=True)
class LoadsOf:
    """Loads of one source, those that were undone among them."""

    source: str
    done: int
    failed: int
    """Files that were refused whole."""
    newest_failed: bool
    """The newest file was refused."""
    rows_read: int
    """Of the newest file that was taken."""
    rows_refused: int


@dataclass(frozen=True, slots=True)
class Operations:
    """The state at one moment. Times are those of the deployment, in UTC."""

    feeds: Sequence[Feed]
    loads: Sequence[LoadsOf]
    series_judged: int
    messages_waiting: int
    messages_not_sent: int
    """Tried in vain, and not tried again."""
    watcher_looked: datetime | None
    """The last look of the watcher of files; None where it was never used."""
    sender_looked: datetime | None


def read_operations(session: Session, catalogue: Catalogue, now: datetime) -> Operations:
    """Return the state at a moment. now: the time at the deployment, UTC, without a zone."""
    is_waiting, is_sent = Message.next_try_at.is_not(None), Message.sent_at.is_not(None)
    waiting, in_vain = session.execute(
        select(func.count().filter(is_waiting), func.count().filter(~is_waiting, ~is_sent)).select_from(
            Message
        )
    ).one()
    watched, sent = last_look(session, WATCHED), last_look(session, SENT)
    return Operations(
        feeds=read_feeds(session, catalogue, now.date()),
        loads=_loads(session),
        series_judged=session.scalar(select(func.count()).select_from(SeriesStatus)) or 0,
        messages_waiting=waiting,
        messages_not_sent=in_vain,
        watcher_looked=watched.looked if watched else None,
        sender_looked=sent.looked if sent else None,
    )


def _loads(session: Session) -> list[LoadsOf]:
    def newest_of(status: str) -> ColumnElement[int]:
        return func.max(case((Load.status == status, Load.id), else_=0))

    of_source = session.execute(
        select(
            Load.source,
            func.count().filter(Load.status == DONE),
            func.count().filter(Load.status == REFUSED),
            newest_of(DONE),
            newest_of(REFUSED),
        )
        .where(Load.undoes.is_(None))
        .group_by(Load.source)
        .order_by(Load.source)
    ).all()
    taken = [newest for *_, newest, _ in of_source]
    rows = {
        number: (read, refused)
        for number, read, refused in session.execute(
            select(Load.id, Load.rows_read, Load.rows_rejected).where(Load.id.in_(taken))
        )
    }
    return [
        LoadsOf(source, done, failed, failed_last > taken_last, *rows.get(taken_last, (0, 0)))
        for source, done, failed, taken_last, failed_last in of_source
    ]
