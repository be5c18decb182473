"""Reading what stood after an earlier load. A session looks back when it is told to, once, and whatever is
read through it is then as of that load; a session that does not look back asks what it always asked.

    with Session(engine, info=looking_back(then)) as session:
        …

Every version of a row stood from its `load_id` until `superseded_by` (data/write/observations.py). What was
complete only by a later load (`matured_by`) is immature again.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    Subquery,
    Table,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from data.models import (
    Act,
    Event,
    EventCoverage,
    EventCoverageRevision,
    Load,
    Observation,
    ObservationRevision,
    Population,
    PopulationRevision,
    PublisherNote,
    Service,
    ServiceRevision,
)

UNDONE = select(Load.id).where(Load.undone_by.is_not(None))
"""Loads that were taken back."""

STANDS = Service.load_id.is_(None) | Service.load_id.not_in(UNDONE)
"""A service whose only load was undone keeps its row, because what was undone refers to it: nothing else
may know it."""


@dataclass(frozen=True, slots=True)
class Then:
    """A moment to look back at: after a load. What people did counts up to `until`; at the moment of an act,
    up to its number, as the clocks of loads and of people may differ."""

    load: int
    until: datetime
    act: int | None = None
    acted: datetime | None = None
    """The moment of that act."""
    named: int | None = None
    """The load whose services are named, where none had been done by then: no value was known."""

    @property
    def acts(self) -> ColumnElement[bool]:
        """Return the condition that an act was done by then."""
        return Act.at <= self.until if self.act is None else Act.id <= self.act


def looking_back(then: Then, **rest: Any) -> dict[str, Any]:
    """Return the `info` of a session that looks back."""
    return {"as_of": then, **rest}


def as_of(session: Session) -> Then | None:
    """Return the moment that a session looks back to; None: it reads what stands now."""
    found: Then | None = session.info.get("as_of")
    return found


@contextmanager
def as_it_stood(session: Session, then: Then, **rest: Any) -> Iterator[None]:
    """Let a session that reads what stands now look back, for as long as this lasts."""
    session.info.update(looking_back(then, **rest))
    try:
        yield
    finally:
        for name in ("as_of", *rest):
            del session.info[name]


@contextmanager
def as_it_stands(session: Session) -> Iterator[None]:
    """Let a session that looks back read what stands now, for as long as this lasts."""
    then = session.info.pop("as_of", None)
    try:
        yield
    finally:
        if then is not None:
            session.info["as_of"] = then


def after_load(session: Session, load_id: int) -> Then | None:
    """Return the moment after a load; None when there is no such load."""
    finished = session.scalar(select(Load.finished_at).where(Load.id == load_id))
    return Then(load_id, finished) if finished is not None else None


def at_act(session: Session, load_id: int, act: int) -> Then | None:
    """Return the moment of an act, with the data of the load that stood before whoever did it; None when
    there is no such act or load."""
    then = after_load(session, load_id)
    done = session.scalar(select(Act.at).where(Act.id == act))
    return Then(load_id, then.until, act, done) if then is not None and done is not None else None


def at_end_of(session: Session, day: date) -> Then | None:
    """Return the end of a day; None when nothing had been loaded by then."""
    until = datetime.combine(day + timedelta(days=1), time.min)
    load_id = session.scalar(select(func.max(Load.id)).where(Load.finished_at < until))
    return Then(load_id, until) if load_id is not None else None


# -- tables as they stood --------------------------------------------------------------------------

REVISIONS: dict[type, type] = {
    Observation: ObservationRevision,
    Population: PopulationRevision,
    EventCoverage: EventCoverageRevision,
    Service: ServiceRevision,
}
"""Tables whose earlier rows are kept in another."""


def stood(model: type, load: int | ColumnElement[int], *where: Any) -> Subquery:
    """Return the rows of a table as they stood after a load, with the columns of the table.

    where: functions of a table (columns → condition), asked of either part: what is not needed is not read
    """
    return union_all(
        *(
            _part(table, load, *(condition(table.c) for condition in where))
            for table in (model.__table__, REVISIONS[model].__table__)  # type: ignore[attr-defined]
        )
    ).subquery()


def _part(table: Table, load: int | ColumnElement[int], *where: ColumnElement[bool]) -> Select[Any]:
    columns: list[ColumnElement[Any]] = []
    for column in table.c:
        if column.name == "is_immature":
            matured_later = func.coalesce(table.c.matured_by, 0) > load
            columns.append(or_(column, matured_later).label("is_immature"))
        elif column.name not in {"id", "superseded_by", "matured_by"}:
            columns.append(column)
    columns.sort(key=lambda column: column.name)
    found = select(*columns).where(table.c.load_id <= load, *where)
    return found.where(table.c.superseded_by > load) if "superseded_by" in table.c else found


def stands(then: Then | None, table: type[Event] | type[PublisherNote] = Event) -> ColumnElement[bool]:
    """Choose the rows of a table, each marked with the load that ended it, that stand, or stood then."""
    now = table.superseded_by.is_(None)
    return now if then is None else (table.load_id <= then.load) & (now | (table.superseded_by > then.load))


def services(session: Session) -> FromClause:
    """Return the table of services: as it stands, or stood."""
    then = as_of(session)
    if then is None:
        return select(Service.__table__).where(STANDS).subquery()
    names = ("name", "level", "parent_id", "opened", "closed", "successor_code", "load_id")
    load = then.load if then.named is None else then.named
    now, before = Service.__table__.c, ServiceRevision.__table__.c
    versions = union_all(
        select(now.id, now.code, *(now[name] for name in names), literal(1).label("stands")),
        select(before.service_id, now.code, *(before[name] for name in names), literal(0))
        .join(Service.__table__, now.id == before.service_id)
        .where(before.superseded_by > load),
    ).subquery()
    gone = select(Load.id).where(Load.undone_by <= load)
    c = versions.c
    known = or_(c.load_id.is_(None), c.load_id <= load) & or_(c.load_id.is_(None), c.load_id.not_in(gone))
    newest_first = (func.coalesce(c.load_id, 0).desc(), c.stands)
    place = func.row_number().over(partition_by=c.id, order_by=newest_first).label("place")
    ranked = select(versions, place).where(known).subquery()
    return select(ranked).where(ranked.c.place == 1).subquery()
