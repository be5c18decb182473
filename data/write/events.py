"""Write and read rare events. They are few: a hundred thousand are many.

A load speaks for some services over a span of days: what it says replaces what stood there, and what it
changed or left out stays, marked with the load that ended it. Outside its span nothing changes.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from data.models import EVERYONE, Event, EventCoverage, Load
from data.read.as_of import as_of, stands, stood
from data.write.loads import end_rows, keep_version, remember_repeats
from data.write.observations import Provenance, Stored

EVENT = Event.__table__.c
_KEY = (EVENT.service_id, EVENT.happened_on, EVENT.position)
_SAYS = (EVENT.count, EVENT.opportunities)


@dataclass(frozen=True, eq=False)
class EventRows:
    """Events of one indicator as columns of equal length, and what the file they come from speaks for."""

    service: NDArray[np.int64]
    day: NDArray[np.int64]
    """Ordinals (date.toordinal)."""
    position: NDArray[np.int64]
    count: NDArray[np.int64]
    opportunities: NDArray[np.float64]
    """Cases since the event before; NaN where not given."""
    named: frozenset[int] = frozenset()
    """Services the file has a row about, be it of a day without an event."""
    named_only: bool = False
    """It speaks for the services it names; else also for those its source has spoken for before."""
    is_whole: bool = True
    """True: events that it does not list are gone. False: rows of it were refused."""
    complete_from: date = date.min
    complete_to: date = date.min

    def __len__(self) -> int:
        return len(self.service)


Key = tuple[int, int, int]  # service, day, position
Said = tuple[int, float | None]  # count, opportunities


def put_events(session: Session, rows: EventRows, provenance: Provenance, source: str) -> Stored:
    """Make these the events of the span that the file speaks for, and keep what they replace.

    Spoken for are the services named in the file and, when it is the whole list, those that this source has
    spoken for before: a ward that is not in the list has had no event."""
    before = frozenset() if rows.named_only else _spoken_for(session, provenance.indicator_id, source)
    covered = rows.named | before
    standing, last_word = _held(session, provenance.indicator_id, covered, rows)
    said = _said(rows)
    gone = None if rows.is_whole else ...
    changed = {key for key, (_, old) in standing.items() if said.get(key, gone) not in (old, ...)}
    added = [key for key in said if key not in standing or key in changed]
    touched = {*changed, *added}
    repeated = {load for key, load in last_word.items() if key not in touched}
    end_rows(session, Event, [standing[key][0] for key in changed], provenance.load_id)
    _insert(session, [(key, said[key]) for key in added], provenance)
    services = {service for service, _, _ in touched}
    grown, built_upon = _cover(session, provenance, covered, rows.complete_from, rows.complete_to)
    services |= grown
    remember_repeats(session.connection(), provenance.load_id, repeated | built_upon)
    return Stored(
        new=len(added) - len(changed & said.keys()),
        revised=len(changed),
        unchanged=len(said) - len(added),
        series=frozenset((service, EVERYONE) for service in services),
    )


def _said(rows: EventRows) -> dict[Key, Said]:
    cases = [None if value != value else value for value in rows.opportunities.tolist()]
    keys = zip(rows.service.tolist(), rows.day.tolist(), rows.position.tolist(), strict=True)
    return dict(zip(keys, zip(rows.count.tolist(), cases, strict=True), strict=True))


def _spoken_for(session: Session, indicator_id: int, source: str) -> frozenset[int]:
    """Find the services whose days a load of this source has covered last."""
    query = (
        select(EventCoverage.service_id)
        .join(Load, Load.id == EventCoverage.load_id)
        .where(EventCoverage.indicator_id == indicator_id, Load.source == source)
    )
    return frozenset(session.scalars(query))


def _held(
    session: Session, indicator_id: int, covered: Collection[int], rows: EventRows
) -> tuple[dict[Key, tuple[int, Said]], dict[Key, int]]:
    """Return what stands where the file speaks (key → id of the row, and what it says), and the load that
    last said, or took away, what happened there: where the file says the same, it confirms that load. A file
    that is no whole list confirms no absence."""
    query = (
        select(EVENT.id, *_KEY, *_SAYS, EVENT.load_id, EVENT.superseded_by)
        .where(
            EVENT.indicator_id == indicator_id,
            EVENT.happened_on.between(rows.complete_from, _last_day(rows)),
        )
        .order_by(EVENT.id)
    )
    standing: dict[Key, tuple[int, Said]] = {}
    last_word: dict[Key, int] = {}
    for number, service, day, position, count, cases, load, ended in session.execute(query):
        if service not in covered:
            continue
        key = (service, day.toordinal(), position)
        if ended is None:
            standing[key] = (number, (count, cases))
        if ended is None or rows.is_whole:
            last_word[key] = max(last_word.get(key, 0), load, ended or 0)
    return standing, last_word


def _last_day(rows: EventRows) -> date:
    """Return the newest event's day where it is later than the last complete one: an event of the day at hand
    is known before that day is complete."""
    newest = date.fromordinal(int(rows.day.max())) if len(rows) else rows.complete_to
    return max(newest, rows.complete_to)


def _insert(session: Session, added: Sequence[tuple[Key, Said]], p: Provenance) -> None:
    constants = {
        "indicator_id": p.indicator_id,
        "category_id": EVERYONE,
        "definition_id": p.definition_id,
        "load_id": p.load_id,
    }
    values: list[dict[str, Any]] = [
        constants
        | {
            "service_id": service,
            "happened_on": date.fromordinal(day),
            "position": position,
            "count": count,
            "opportunities": cases,
        }
        for (service, day, position), (count, cases) in sorted(added)
    ]
    if values:
        session.execute(insert(Event), values)


def _cover(
    session: Session, p: Provenance, services: Collection[int], first: date, last: date
) -> tuple[frozenset[int], set[int | None]]:
    """Widen the days that are known of these services. Return those whose last day changed, and the loads
    whose days are confirmed or built upon."""
    held = {
        row.service_id: row
        for row in session.scalars(select(EventCoverage).where(EventCoverage.indicator_id == p.indicator_id))
    }
    grown: set[int] = set()
    built_upon: set[int | None] = set()
    for service in sorted(services):
        row = held.get(service)
        if row is None:
            key = {"indicator_id": p.indicator_id, "service_id": service, "load_id": p.load_id}
            session.add(EventCoverage(**key, complete_from=first, complete_to=last))
            grown.add(service)
            continue
        known = (row.complete_from, row.complete_to)
        if first > row.complete_from or last < row.complete_to or (first, last) == known:
            built_upon.add(row.load_id)
        if last > row.complete_to or first < row.complete_from:
            grown |= {service} if last > row.complete_to else set()
            keep_version(session, row, p.load_id)
            row.complete_from, row.complete_to = min(first, row.complete_from), max(last, row.complete_to)
            row.load_id = p.load_id
    session.flush()
    return frozenset(grown), built_upon


# -- reading -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class Events:
    """The events that stand, of one indicator, by service, day and position; and what days are known."""

    service: NDArray[np.int64]
    day: NDArray[np.int64]
    count: NDArray[np.int64]
    opportunities: NDArray[np.float64]
    coverage: dict[int, tuple[int, int]]
    """Service → first and last day that is known, as ordinals."""


def events(session: Session, indicator_id: int) -> Events:
    """Read all events that stand of an indicator."""
    then = as_of(session)
    query = (
        select(EVENT.service_id, EVENT.happened_on, *_SAYS)
        .where(EVENT.indicator_id == indicator_id, stands(then))
        .order_by(*_KEY)
    )
    rows = session.execute(query).all()
    service, day, count, cases = zip(*rows, strict=True) if rows else [()] * 4
    c = stood(EventCoverage, then.load).c if then else EventCoverage.__table__.c
    covered = select(c.service_id, c.complete_from, c.complete_to).where(c.indicator_id == indicator_id)
    return Events(
        service=np.array(service, dtype=np.int64),
        day=np.array([one.toordinal() for one in day], dtype=np.int64),
        count=np.array(count, dtype=np.int64),
        opportunities=np.array(cases, dtype=np.float64),
        coverage={
            number: (first.toordinal(), last.toordinal()) for number, first, last in session.execute(covered)
        },
    )
