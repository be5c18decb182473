"""The loads that first brought the points of a signal: nobody could see it earlier."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, func, select
from sqlalchemy.orm import Session

from data.models import EVERYONE, Event, Load, Observation, ObservationRevision, Signal


@dataclass(frozen=True, slots=True)
class Arrival:
    """A stored episode of everyone's series, and the loads that its numbers came with."""

    indicator_id: int
    service_id: int
    rule: str
    direction: int
    first_period: date
    last_period: date
    variation: str
    rule_set: str
    is_current: bool
    seen_load: int | None
    """It completed the pattern; None where its numbers were taken back since."""
    ended_load: int | None
    """It showed that the pattern was over."""

    @property
    def series(self) -> tuple[int, int]:
        return self.indicator_id, self.service_id

    @property
    def newest_load(self) -> int:
        """Return the load that last changed what is known of it; 0: its numbers were taken back."""
        return max(self.seen_load or 0, self.ended_load or 0)


def arrivals(session: Session, since: date) -> Iterator[Arrival]:
    """Yield the stored episodes whose pattern was complete in a period since a day."""
    own = ("indicator_id", "service_id", "rule", "direction", "first_period", "last_period", "variation",
           "rule_set", "is_current")  # fmt: skip
    columns: list[ColumnElement[Any]] = [Signal.__table__.c[name] for name in own]
    loads = [*_known_by(Signal.seen_period), *_known_by(Signal.ended_period)]
    query = (
        select(*columns, *loads)
        .where(Signal.category_id == EVERYONE, Signal.seen_period >= since)
        .order_by(Signal.indicator_id, Signal.service_id, Signal.first_period)
    )
    for row in session.execute(query):
        told, seen, ended = row[: len(own)], row[len(own) : len(own) + 3], row[len(own) + 3 :]
        yield Arrival(**dict(zip(own, told, strict=True)), seen_load=_first(seen), ended_load=_first(ended))


def days_of_loads(session: Session) -> dict[int, date]:
    """Return the day at which the data of each load stood."""
    return {row.id: row.as_at for row in session.execute(select(Load.id, Load.as_at))}


def revised_since(session: Session, load: int, services: Collection[int] | None = None) -> int:
    """Count everyone's values that a load after this one changed: of some services, or of all."""
    query = select(func.count()).where(
        ObservationRevision.superseded_by > load, ObservationRevision.category_id == EVERYONE
    )
    if services is not None:
        query = query.where(ObservationRevision.service_id.in_(services))
    return session.scalar(query) or 0


def _first(loads: tuple[int | None, ...]) -> int | None:
    return min((load for load in loads if load is not None), default=None)


def _known_by(period: Any) -> list[ScalarSelect[Any]]:
    """Ask for the first load after which a period of a series was complete: as it stands, as it stood before
    it was revised, or as a rare event."""
    by_period = [
        (table, table.period_start, [~table.is_immature], func.coalesce(table.matured_by, table.load_id))
        for table in (Observation, ObservationRevision)
    ]
    return [
        select(func.min(load))
        .where(
            table.indicator_id == Signal.indicator_id,
            table.service_id == Signal.service_id,
            table.category_id == Signal.category_id,
            day == period,
            *more,
        )
        .correlate(Signal)
        .scalar_subquery()
        for table, day, more, load in [*by_period, (Event, Event.happened_on, [], Event.load_id)]
    ]
