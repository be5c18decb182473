"""Writing observations, in sets. Nothing is judged here.

A value that a load changes moves to `observation_revision`; a value it repeats is left alone, down to
the load it came with. Every value thus stood from the load that made it until the one that superseded it,
which is how an earlier load is looked back at (data/read/as_of.py) and undone (data/undo/load.py).

    same numbers, now complete             the same value: `matured_by` says since when
    other numbers, origin or definition,   another value: the one before becomes a revision
    or complete no longer                  (counted as revised only where the numbers differ)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import repeat
from typing import Any

import numpy as np
from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from data.models import Observation
from data.read.qualifiers import QUALIFIERS, codes_of
from data.write.bulk import insert_rows, stage
from data.write.days import distinct_days
from data.write.loads import remember_repeats

LOADED, ROLLED_UP = "loaded", "rolled-up"

_PARTS = ("service", "category", "period", "numerator", "denominator", "is_immature", "qualifier")
_UNSAID = np.zeros(0, dtype=np.int8)


@dataclass(frozen=True, eq=False)
class Values:
    """Observations of one indicator as columns of equal length. NaN is missing. Each service, category
    and period stands once."""

    service: np.ndarray
    category: np.ndarray
    period: np.ndarray  # datetime64[D], first days
    numerator: np.ndarray
    denominator: np.ndarray
    is_immature: np.ndarray
    qualifier: np.ndarray = field(default_factory=lambda: _UNSAID)
    """int8, places in `data.read.qualifiers.QUALIFIERS`; all 0 (nothing to say) if not given."""

    def __post_init__(self) -> None:
        if self.qualifier is _UNSAID:
            object.__setattr__(self, "qualifier", np.zeros(len(self.service), dtype=np.int8))

    @classmethod
    def without_denominators(
        cls,
        service: np.ndarray,
        category: np.ndarray,
        period: np.ndarray,
        numerator: np.ndarray | None = None,
    ) -> Values:
        """Make complete values that have no denominator; where nothing is given, nothing at all."""
        missing = np.full(len(service), np.nan)
        top = missing if numerator is None else numerator
        return cls(service, category, period, top, missing, np.zeros(len(service), dtype=bool))

    def __len__(self) -> int:
        return len(self.service)

    def take(self, rows: np.ndarray) -> Values:
        return Values(*(getattr(self, name)[rows] for name in _PARTS))

    @classmethod
    def join(cls, parts: Sequence[Values]) -> Values:
        """Join the parts, one after the other."""
        if len(parts) == 1:
            return parts[0]
        return cls(*(np.concatenate([getattr(part, name) for part in parts]) for name in _PARTS))

    def in_key_order(self) -> Values:
        """Sort by the table's own key: appending to a tree is cheap, inserting into it is not."""
        s, c, p = self.service, self.category, self.period
        later = (c[1:] > c[:-1]) | ((c[1:] == c[:-1]) & (p[1:] >= p[:-1]))
        if ((s[1:] > s[:-1]) | ((s[1:] == s[:-1]) & later)).all():
            return self
        return self.take(np.lexsort((p, c, s)))


@dataclass(frozen=True, slots=True)
class Stored:
    """The outcome of storing. `series` are the (service, category) pairs of which anything changed;
    `is_first`: the indicator had no value before, so what was stored is all there is."""

    new: int = 0
    revised: int = 0
    unchanged: int = 0
    series: frozenset[tuple[int, int]] = frozenset()
    is_first: bool = False


@dataclass(frozen=True, slots=True)
class Provenance:
    """The origin of stored values: the same for all of one indicator in one load."""

    indicator_id: int
    definition_id: int
    load_id: int
    origin: str = LOADED


_KEY = (
    "o.indicator_id = {i} AND o.service_id = s.service_id AND o.category_id = s.category_id "
    "AND o.period_start = s.period_start"
)


def _differs(old: str, new: str) -> str:
    return (
        f"({old}.numerator IS DISTINCT FROM {new}.numerator"
        f" OR {old}.denominator IS DISTINCT FROM {new}.denominator"
        f" OR {old}.qualifier IS DISTINCT FROM {new}.qualifier)"
    )


_DIFFERS = _differs("o", "s")


def _is_other(old: str, new: str, p: Provenance) -> str:
    """Ask in SQL if a value takes the place of the one that stands, rather than only being complete by now.
    What an undoing put back is no load's own word, so that it is complete is said by a value of its own."""
    put_back = f"{old}.load_id IN (SELECT id FROM load WHERE undoes IS NOT NULL)"
    return (
        f"({_differs(old, new)} OR {old}.origin <> '{p.origin}' OR {old}.definition_id <> {p.definition_id}"
        f" OR ({new}.is_immature AND NOT {old}.is_immature)"
        f" OR ({old}.is_immature AND NOT {new}.is_immature AND {put_back}))"
    )


_REVISION = """
    INSERT INTO observation_revision (indicator_id, service_id, category_id, period_start, numerator,
        denominator, is_immature, origin, definition_id, load_id, qualifier, matured_by, superseded_by)
    SELECT o.indicator_id, o.service_id, o.category_id, o.period_start, o.numerator,
        o.denominator, o.is_immature, o.origin, o.definition_id, o.load_id, o.qualifier, o.matured_by, {load}
"""
_COLUMNS = (
    "indicator_id, service_id, category_id, period_start, numerator, denominator, is_immature, "
    "qualifier, origin, definition_id, load_id"
)


def put_observations(session: Session, values: Values, provenance: Provenance) -> Stored:
    """Make these the current values, keep what they change, and count."""
    if not len(values):
        return Stored()
    values = values.in_key_order()
    connection = session.connection()
    if _has_none(connection, provenance.indicator_id):
        return _put_first(connection, values, provenance)
    return _put_changes(connection, values, provenance)


def _has_none(connection: Connection, indicator_id: int) -> bool:
    query = select(Observation.service_id).where(Observation.indicator_id == indicator_id).limit(1)
    return connection.execute(query).first() is None


def _put_first(connection: Connection, values: Values, p: Provenance) -> Stored:
    """Store where nothing stands to compare with. SQLite takes the rows straight into the table: half the
    time of staging."""
    constants = (p.indicator_id, p.origin, p.definition_id, p.load_id)
    if connection.dialect.name == "sqlite":
        i, origin, d, load = constants
        said = ["?"] if values.qualifier.any() else ["NULL"]  # a place fewer to fill in a million rows
        given = ", ".join(["?"] * 6 + said)
        into = f"INSERT INTO observation ({_COLUMNS}) VALUES ({i}, {given}, '{origin}', {d}, {load})"
        insert_rows(connection, into, rows_of(connection, values, whole=said == ["?"]))
    else:
        _stage(connection, values)
        connection.exec_driver_sql(_insert(p))
    return Stored(new=len(values), series=_series(values), is_first=True)


def _put_changes(connection: Connection, values: Values, p: Provenance) -> Stored:
    key = _KEY.format(i=p.indicator_id)
    # CROSS JOIN keeps SQLite from walking through the large table and searching the small one for each.
    joined = f"FROM staged s CROSS JOIN observation o WHERE {key}"
    is_other = _is_other("o", "s", p)
    _stage(connection, values)
    present, revised, repeated = _compared(connection, joined, p)
    series = connection.exec_driver_sql(
        f"SELECT DISTINCT s.service_id, s.category_id FROM staged s LEFT JOIN observation o ON {key} "
        f"WHERE o.service_id IS NULL OR {is_other} OR o.is_immature <> s.is_immature"
    )
    touched = frozenset((row[0], row[1]) for row in series)
    if touched:
        connection.exec_driver_sql(_REVISION.format(load=p.load_id) + f"{joined} AND {is_other}")
        _upsert_staged(connection, p)
    if p.origin == LOADED:
        remember_repeats(connection, p.load_id, repeated)
    return Stored(len(values) - present, revised, present - revised, touched)


def _compared(connection: Connection, joined: str, p: Provenance) -> tuple[int, int, set[int | None]]:
    """Count the values that stand already (a loaded value in the place of a sum is a new one) and how many of
    them have other numbers now; find the loads that brought, or found complete, those that have the same."""
    counted = connection.exec_driver_sql(
        f"SELECT o.load_id, o.matured_by, count(*), sum(CASE WHEN {_DIFFERS} THEN 1 ELSE 0 END) "
        f"{joined} AND o.origin = '{p.origin}' GROUP BY o.load_id, o.matured_by"
    ).all()
    present, revised = sum(row[2] for row in counted), sum(row[3] for row in counted)
    return present, revised, {load for row in counted if row[2] > row[3] for load in row[:2]}


def _upsert_staged(connection: Connection, p: Provenance) -> None:
    is_other = _is_other("observation", "excluded", p)
    taken = ("numerator", "denominator", "qualifier", "is_immature", "origin", "definition_id")
    connection.exec_driver_sql(
        f"{_insert(p)} ON CONFLICT (indicator_id, service_id, category_id, period_start) DO UPDATE SET "
        + ", ".join(f"{name} = excluded.{name}" for name in taken)
        + f", load_id = CASE WHEN {is_other} THEN excluded.load_id ELSE observation.load_id END"
        f", matured_by = CASE WHEN {is_other} THEN NULL ELSE excluded.load_id END "
        f"WHERE {is_other} OR observation.is_immature <> excluded.is_immature"
    )


def _insert(p: Provenance) -> str:
    return (
        f"INSERT INTO observation ({_COLUMNS}) SELECT {p.indicator_id}, s.service_id, s.category_id, "
        f"s.period_start, s.numerator, s.denominator, s.is_immature, s.qualifier, '{p.origin}', "
        f"{p.definition_id}, {p.load_id} FROM staged s WHERE true"
    )


def _stage(connection: Connection, values: Values) -> None:
    columns = {
        "service_id": "integer",
        "category_id": "integer",
        "period_start": "date",
        "numerator": "double precision",
        "denominator": "double precision",
        "is_immature": "boolean",
        "qualifier": "varchar(16)",
    }
    stage(connection, "staged", columns, rows_of(connection, values))


def rows_of(connection: Connection, values: Values, *, whole: bool = True) -> Iterable[Sequence[Any]]:
    """Return them as the table takes them; `whole`: with what is said of each."""
    days, which = distinct_days(values.period)
    periods = np.array([str(day) for day in days], dtype=object)[which]
    kind = bool if connection.dialect.name == "postgresql" else int
    columns: list[Iterable[Any]] = [
        values.service.tolist(),
        values.category.tolist(),
        periods.tolist(),
        values.numerator.tolist(),
        values.denominator.tolist(),
        values.is_immature.astype(kind).tolist(),
    ]
    if whole and values.qualifier.any():
        columns.append(map(QUALIFIERS.__getitem__, values.qualifier.tolist()))
    elif whole:
        columns.append(repeat(None, len(values)))
    return zip(*columns, strict=True)


def _series(values: Values) -> frozenset[tuple[int, int]]:
    """Return the series of values in the order of their key."""
    service, category = values.service, values.category
    begins = np.ones(len(values), dtype=bool)
    begins[1:] = (service[1:] != service[:-1]) | (category[1:] != category[:-1])
    return frozenset(zip(service[begins].tolist(), category[begins].tolist(), strict=True))


def loaded_values(
    session: Session,
    indicator_id: int,
    first: date | None = None,
    last: date | None = None,
    *,
    of_category: int | None = None,
    origin: str = LOADED,
) -> Values:
    """Read what was loaded (not rolled up) of an indicator, for the periods from `first` to `last`, of all
    categories or one."""
    statement = (
        "SELECT service_id, category_id, period_start, numerator, denominator, is_immature, qualifier "
        f"FROM observation WHERE indicator_id = {indicator_id} AND origin = '{origin}'"
    )
    if first is not None and last is not None:
        statement += f" AND period_start BETWEEN '{first}' AND '{last}'"
    if of_category is not None:
        statement += f" AND category_id = {of_category}"
    # Straight from the driver: a million Row and date objects would take longer than all the sums.
    rows = session.connection().exec_driver_sql(statement).cursor.fetchall()
    service, category, period, numerator, denominator, immature, qualifier = (
        zip(*rows, strict=True) if rows else [()] * 7
    )
    days = {day: position for position, day in enumerate(dict.fromkeys(period))}
    known = np.array([str(day) for day in days], dtype="datetime64[D]")
    return Values(
        np.array(service, dtype=np.int64),
        np.array(category, dtype=np.int64),
        known[np.fromiter(map(days.__getitem__, period), dtype=np.int64, count=len(period))],
        np.array(numerator, dtype=np.float64),
        np.array(denominator, dtype=np.float64),
        np.array(immature, dtype=bool),
        codes_of(qualifier),
    )


def remove_stale_rollups(
    session: Session, current: Values, provenance: Provenance, first: date, last: date
) -> frozenset[tuple[int, int]]:
    """Retire the rolled-up values between two periods that no sum supports any more (a ward moved to
    another hospital), keeping them as revisions. Gives the series they were taken from."""
    connection = session.connection()
    rolled = (
        f"FROM observation o WHERE o.indicator_id = {provenance.indicator_id} AND o.origin = '{ROLLED_UP}' "
        f"AND o.period_start BETWEEN '{first}' AND '{last}'"
    )
    # The current ones were stored just now, so equal numbers mean that there are no others.
    if connection.exec_driver_sql(f"SELECT count(*) {rolled}").scalar_one() == len(current):
        return frozenset()
    _stage(connection, current)
    connection.exec_driver_sql("CREATE INDEX staged_key ON staged (service_id, category_id, period_start)")
    key = _KEY.format(i=provenance.indicator_id)
    stale = f"{rolled} AND NOT EXISTS (SELECT 1 FROM staged s WHERE {key})"
    found = connection.exec_driver_sql(f"SELECT DISTINCT o.service_id, o.category_id {stale}")
    series = frozenset((row[0], row[1]) for row in found)
    connection.exec_driver_sql(_REVISION.format(load=provenance.load_id) + stale)
    connection.exec_driver_sql(f"DELETE {stale.replace('observation o', 'observation AS o', 1)}")
    return series
