"""Values that another source gave for the same key: read in sets, and taken over. Nothing is decided here."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

import numpy as np
import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from data.models import Definition, Load, Population, PopulationRevision
from data.write import observations as store
from data.write.bulk import stage
from data.write.observations import LOADED, Values


@dataclass(frozen=True, slots=True)
class HeldBy:
    """The load that a standing value came with."""

    load_id: int
    source: str
    finished_at: datetime


@dataclass(frozen=True, slots=True)
class OwnLoad:
    """A load of the same source, of another file."""

    load_id: int
    file_name: str
    file_hash: str


@dataclass(frozen=True, eq=False)
class Held:
    """Those of some new values that stand already, by another source. Columns of equal length."""

    position: np.ndarray  # among the new values
    numerator: np.ndarray
    denominator: np.ndarray
    load_id: np.ndarray
    differs: np.ndarray
    loads: Mapping[int, Any]


def sources_ever(session: Session, indicator_id: int) -> frozenset[str]:
    """Name every source that any version of an indicator's definition took numbers from."""
    contents = session.scalars(select(Definition.content).where(Definition.indicator_id == indicator_id))
    return frozenset(formula["source"] for text in contents for formula in orjson.loads(text).get("data", ()))


def loads_of(session: Session, sources: Collection[str]) -> dict[int, HeldBy]:
    """Find the loads of some sources that stored anything they could hold."""
    query = select(Load.id, Load.source, Load.finished_at).where(
        Load.source.in_(sources), Load.status == "done"
    )
    return {number: HeldBy(number, source, at) for number, source, at in session.execute(query)}


def loads_of_files(session: Session, source: str) -> dict[int, OwnLoad]:
    """Find the loads of a source that stored anything, with the file each was of."""
    query = select(Load.id, Load.file_name, Load.file_hash).where(
        Load.source == source, Load.status == "done"
    )
    return {number: OwnLoad(number, name, digest) for number, name, digest in session.execute(query)}


def held(session: Session, indicator_id: int, values: Values, loads: Mapping[int, Any]) -> Held:
    """Find those of `values` whose key holds a value of one of these loads."""
    connection = session.connection()
    store._stage(connection, values)
    stage(connection, "rival_load", {"load_id": "integer"}, [(number,) for number in loads])
    # CROSS JOIN keeps SQLite from walking through the large table and searching the small ones for each.
    rows = connection.exec_driver_sql(
        "SELECT s.service_id, s.category_id, s.period_start, o.numerator, o.denominator, o.load_id "
        f"FROM staged s CROSS JOIN observation o WHERE {store._KEY.format(i=indicator_id)} "
        f"AND o.origin = '{LOADED}' AND o.load_id IN (SELECT load_id FROM rival_load)"
    ).fetchall()
    service, category, period, numerator, denominator, load_id = zip(*rows, strict=True) if rows else [()] * 6
    position = _positions(values, service, category, period)
    top, bottom = np.array(numerator, dtype=np.float64), np.array(denominator, dtype=np.float64)
    differs = _differ(top, values.numerator[position]) | _differ(bottom, values.denominator[position])
    return Held(position, top, bottom, np.array(load_id, dtype=np.int64), differs, loads)


def _differ(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    unlike: np.ndarray = (one != other) & ~(np.isnan(one) & np.isnan(other))
    return unlike


def _positions(
    values: Values, service: Sequence[int], category: Sequence[int], period: Sequence[Any]
) -> np.ndarray:
    """Return the place of each of these keys among the values."""
    if not len(service):
        return np.zeros(0, dtype=np.int64)
    own = zip(values.service.tolist(), values.category.tolist(), values.period.tolist(), strict=True)
    where = {key: at for at, key in enumerate(own)}
    keys = zip(service, category, map(_day, period), strict=True)
    return np.array([where[key] for key in keys], dtype=np.int64)


@cache
def _day(told: Any) -> date:
    """Read a day, which SQLite's driver tells as text."""
    return told if isinstance(told, date) else date.fromisoformat(told)


def take_over(session: Session, indicator_id: int, values: Values, load_id: int) -> None:
    """Make equal values that another source had given this load's own; that they were the other's is kept as
    a revision, so that undoing this load gives them back."""
    if not len(values):
        return
    connection = session.connection()
    store._stage(connection, values)
    key = store._KEY.format(i=indicator_id)
    connection.exec_driver_sql(
        f"{store._REVISION.format(load=load_id)} FROM staged s CROSS JOIN observation o WHERE {key}"
    )
    within = f"EXISTS (SELECT 1 FROM staged s WHERE {key})"
    connection.exec_driver_sql(
        f"UPDATE observation AS o SET load_id = {load_id}, matured_by = NULL WHERE {within}"
    )


def populations_of_others(
    session: Session, keys: Collection[tuple[int, int, int]], source: str
) -> dict[tuple[int, int, int], tuple[float, HeldBy]]:
    """Find by (service, category, year) the number of people that another source gave."""
    query = (
        # `row.count` would be the tuple's own method.
        select(Population.__table__, Population.count.label("people"), Load.finished_at)
        .join(Load, Load.id == Population.load_id)
        .where(Population.year.in_({year for _, _, year in keys}), Population.source != source)
    )
    found = {}
    for row in session.execute(query):
        key = (row.service_id, row.category_id, row.year)
        if key in keys:
            found[key] = (row.people, HeldBy(row.load_id, row.source, row.finished_at))
    return found


def take_over_populations(
    session: Session, keys: Collection[tuple[int, int, int]], source: str, load_id: int
) -> None:
    """Take over populations as `take_over` does values."""
    if not keys:
        return
    query = select(Population).where(Population.year.in_({year for _, _, year in keys}))
    for row in session.scalars(query):
        if (row.service_id, row.category_id, row.year) not in keys:
            continue
        names = ("service_id", "category_id", "year", "count", "source", "load_id")
        fields = {name: getattr(row, name) for name in names}
        session.add(PopulationRevision(**fields, superseded_by=load_id))
        row.source, row.load_id = source, load_id
    session.flush()
