"""The record of a load: what was read, what came of it, and every row that was refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, insert, select, text, update
from sqlalchemy.orm import Session

from data.models import Base, Event, Load, LoadProblem, LoadRepeat, PublisherNote, Service
from data.read.as_of import REVISIONS


@dataclass(frozen=True, slots=True)
class Counts:
    """Columns of `load` that are known at its end, by their names there."""

    status: str
    finished_at: datetime
    fields: Mapping[str, Any] = field(default_factory=dict)


def begin_load(
    session: Session, *, source: str, file_name: str, file_hash: str, as_at: date, now: datetime, **more: Any
) -> int:
    """Add the row of a load, and return its number. Numbers follow the order of commits: SQLite has one
    writer, and on PostgreSQL whoever begins a load waits for the one before it to be stored or dropped."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("lock table load in exclusive mode"))  # readers go on
    load = Load(
        source=source,
        file_name=file_name[-255:],
        file_hash=file_hash,
        started_at=now,
        finished_at=now,
        as_at=as_at,
        status="done",
        **more,
    )
    session.add(load)
    session.flush()
    return load.id


def finish_load(
    session: Session, load_id: int, counts: Counts, problems: Sequence[Mapping[str, Any]] = ()
) -> None:
    fields = {"status": counts.status, "finished_at": counts.finished_at, **counts.fields}
    session.execute(update(Load).where(Load.id == load_id).values(fields))
    if problems:
        session.execute(insert(LoadProblem), [{"load_id": load_id, **problem} for problem in problems])


def remember_repeats(connection: Connection, load_id: int, repeated: Iterable[int | None]) -> None:
    """Record that a load said again, or built upon, what these earlier ones had brought."""
    known = set(connection.scalars(select(LoadRepeat.repeated).where(LoadRepeat.load_id == load_id)))
    new = sorted({load for load in repeated if load is not None} - {load_id} - known)
    if new:
        connection.execute(insert(LoadRepeat), [{"load_id": load_id, "repeated": load} for load in new])


def keep_version(session: Session, row: Base, load_id: int) -> None:
    """Keep what a row says until this load changes it."""
    revision = REVISIONS[type(row)]
    names = {column.name for column in revision.__table__.c} - {"id"}  # type: ignore[attr-defined]
    said = {column.name: getattr(row, column.name) for column in row.__table__.c if column.name in names}
    if isinstance(row, Service):
        said["service_id"] = row.id
    session.add(revision(**said, superseded_by=load_id))


def end_rows(
    session: Session, table: type[Event] | type[PublisherNote], ids: Iterable[int], load_id: int
) -> None:
    """Mark rows with the load that ended them."""
    if ended := [{"id": number, "superseded_by": load_id} for number in ids]:
        session.execute(update(table), ended)
