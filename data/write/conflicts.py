"""Values that another source gave for the same key: read in sets, and taken over. Nothing is decided here."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Any

import numpy as np
import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from data.models import Definition, Load, Population
from data.write import observations as store
from data.write.bulk import stage
from data.write.loads import keep_version
from data.write.observations import LOADED, Values


@dataclass(frozen=True, slots=True)
class PastLoad:
    """A load that values came with, and of which file it was."""

    load_id: int
    source: str
    finished_at: datetime
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


_PAST_LOAD = (Load.id, Load.source, Load.finished_at, Load.file_name, Load.file_hash)


def sources_ever(session: Session, indicator_id: int) -> frozenset[str]:
    """Name every source that any version of an indicator's definition took numbers from."""
    contents = session.scalars(select(Definition.content).where(Definition.indicator_id == indicator_id))
    return frozenset(formula["source"] for text in contents for formula in orjson.loads(text).get("data", ()))


def loads_of(session: Session, sources: Collection[str]) -> dict[int, PastLoad]:
    """Return the loads of some sources that stored anything, by number."""
    query = select(*_PAST_LOAD).where(Load.source.in_(sources), Load.status == "done")
    return {row.id: PastLoad(*row) for row in session.execute(query)}


def held(session: Session, indicator_id: int, values: Values, loads: Mapping[int, Any]) -> Held:
    """Return those of `values` whose key holds a value of one of these loads."""
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
) -> dict[tuple[int, int, int], tuple[float, PastLoad]]:
    """Return by (service, category, year) the number of people that another source gave."""
    query = (
        select(Population, *_PAST_LOAD)
        .join(Load, Load.id == Population.load_id)
        .where(Population.year.in_({year for _, _, year in keys}), Population.source != source)
    )
    return {
        key: (row.count, replace(PastLoad(*load), source=row.source))
        for row, *load in session.execute(query)
        if (key := (row.service_id, row.category_id, row.year)) in keys
    }


def take_over_populations(
    session: Session, keys: Collection[tuple[int, int, int]], source: str, load_id: int
) -> None:
    """Take over populations as `take_over` does values."""
    if not keys:
        return
    query = select(Population).where(Population.year.in_({year for _, _, year in keys}))
    for row in session.scalars(query):
        if (row.service_id, row.category_id, row.year) in keys:
            keep_version(session, row, load_id)
            row.source, row.load_id = source, load_id
    session.flush()
