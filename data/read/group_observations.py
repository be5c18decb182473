"""Read the large tables of numbers about people, by group: quickly, and for two readers only.

    data.read.observations     everyone's numbers: category 0 alone
    quality.disclosure         the gate that decides which numbers of a group may be seen

The contract *gate* of pyproject.toml lets nothing else import this module.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Integer, Select, Text, bindparam, case, cast, func, select, type_coerce
from sqlalchemy.orm import Session
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from data.models import EVERYONE, Observation, ObservationRevision, Population
from data.read.as_of import as_of, stood
from data.read.qualifiers import CODES

TABLE = Observation.__table__.c
Columns = ReadOnlyColumnCollection[str, Any]

Floats = NDArray[np.float64]
Days = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Observations:
    """Observations of one indicator, series after series, in no promised order of period.

    series    (11, 0) × 3, (11, 4) × 2        service and category ids, how many rows each
    period    1 Jan  1 Feb  1 Mar  1 Jan  1 Feb   as ordinals (date.toordinal)
    numerator   3      0     NaN     1      2
    """

    service: NDArray[np.int64]
    category: NDArray[np.int64]
    length: NDArray[np.int64]
    period: NDArray[np.int64]
    numerator: NDArray[np.float64]
    denominator: NDArray[np.float64]
    is_immature: NDArray[np.bool_]
    qualifier: NDArray[np.int8] | None = None
    """Codes of `data.read.qualifiers`; None where nothing is said of any."""


def group_observations(
    session: Session,
    indicator_id: int,
    *,
    services: Collection[int] | None = None,
    categories: Collection[int],
) -> Observations:
    """Return the series of some categories of an indicator, of all services or of some (their ids).

    One row per series, its columns joined to text by the database and split here: half the time of a row
    per observation, since the driver makes a few thousand objects instead of millions. The three texts of
    a series are built in the same pass, so they agree whatever their order.
    """
    dialect = session.get_bind().dialect.name
    then = as_of(session)
    statement = _statement(dialect, services is not None, then is not None)
    given = {"indicator": indicator_id, "services": services, "categories": categories}
    given["as_of"] = then.load if then else None
    rows = session.execute(statement, {k: v for k, v in given.items() if v is not None}).all()
    if not rows:
        return _NOTHING
    service, category, length, periods, numerators, denominators = zip(*rows, strict=True)
    period, is_immature, qualifier = _periods(",".join(periods).split(","))
    return Observations(
        service=np.array(service, dtype=np.int64),
        category=np.array(category, dtype=np.int64),
        length=np.array(length, dtype=np.int64),
        period=period,
        numerator=_numbers(numerators),
        denominator=_numbers(denominators),
        is_immature=is_immature,
        qualifier=qualifier,
    )


@cache
def _statement(dialect: str, by_service: bool, looks_back: bool) -> Select[Any]:
    """Build once: making a statement of functions costs SQLAlchemy three times what running it does."""
    is_sqlite = dialect == "sqlite"
    wanted: list[Callable[[Columns], ColumnElement[bool]]] = [
        lambda c: c.indicator_id == bindparam("indicator"),
        lambda c: c.category_id.in_(bindparam("categories", expanding=True)),
    ]
    if by_service:
        wanted.append(lambda c: c.service_id.in_(bindparam("services", expanding=True)))
    if looks_back:
        c, where = stood(Observation, bindparam("as_of", type_=Integer), *wanted).c, []
    else:
        c, where = TABLE, [condition(TABLE) for condition in wanted]
    return (
        select(
            c.service_id,
            c.category_id,
            func.count(),
            func.aggregate_strings(_period_text(c, is_sqlite), ","),
            func.aggregate_strings(_number_text(c.numerator, is_sqlite), ","),
            func.aggregate_strings(_number_text(c.denominator, is_sqlite), ","),
        )
        .where(*where)
        .group_by(c.service_id, c.category_id)
        .order_by(c.service_id, c.category_id)
    )


def _period_text(c: Columns, is_sqlite: bool) -> ColumnElement[str]:
    """Write `2026-11-01`, `2026-11-01!` where it is immature, `2026-11-01?suppressed` where something is
    said of it. SQLite keeps dates as text already."""
    text = type_coerce(c.period_start, Text) if is_sqlite else cast(c.period_start, Text)
    whole = case((c.is_immature, text + "!"), else_=text)
    return case((c.qualifier.is_(None), whole), else_=whole + "?" + c.qualifier)


def _number_text(column: ColumnElement[float], is_sqlite: bool) -> ColumnElement[str]:
    """Write a number as JSON, to its last bit. PostgreSQL writes floats so; SQLite by itself writes fifteen
    digits, so counts are written as integers (fast, exact) and the rest with seventeen."""
    if not is_sqlite:
        return func.coalesce(cast(column, Text), "null")
    whole = cast(column, Integer)
    # The commonest case first, and no cast back to text: joining does that.
    return case(
        (column == whole, type_coerce(whole, Text)),
        (column.is_(None), "null"),
        else_=func.printf("%!.17g", column),
    )


def _periods(texts: list[str]) -> tuple[Days, NDArray[np.bool_], NDArray[np.int8] | None]:
    # A few hundred different texts stand for millions of values: each is read once.
    known = {text: _period(text) for text in set(texts)}
    days = {text: day for text, (day, _, _) in known.items()}
    period = np.fromiter(map(days.__getitem__, texts), dtype=np.int64, count=len(texts))
    is_immature, qualifier = np.zeros(len(texts), dtype=np.bool_), None
    if any(young for _, young, _ in known.values()):
        young = {text: found[1] for text, found in known.items()}
        is_immature = np.fromiter(map(young.__getitem__, texts), dtype=np.bool_, count=len(texts))
    if any(code for _, _, code in known.values()):
        codes = {text: found[2] for text, found in known.items()}
        qualifier = np.fromiter(map(codes.__getitem__, texts), dtype=np.int8, count=len(texts))
    return period, is_immature, qualifier


def _period(text: str) -> tuple[int, bool, int]:
    """Return the day, if it is immature, and the code of its qualifier."""
    day, _, said = text.partition("?")
    return date.fromisoformat(day.rstrip("!")).toordinal(), day.endswith("!"), CODES.get(said or None, 0)


def _numbers(texts: Iterable[str]) -> Floats:
    return np.array(orjson.loads(f"[{','.join(texts)}]"), dtype=np.float64)


_NO_INTEGERS = np.empty(0, dtype=np.int64)
_NOTHING = Observations(
    service=_NO_INTEGERS,
    category=_NO_INTEGERS,
    length=_NO_INTEGERS,
    period=_NO_INTEGERS,
    numerator=np.empty(0),
    denominator=np.empty(0),
    is_immature=np.empty(0, dtype=np.bool_),
)


# -- smaller questions -----------------------------------------------------------------------------


def missing_reasons(
    session: Session, indicator_id: int, service_id: int, categories: Collection[int], words: Collection[str]
) -> list[tuple[int, str, int]]:
    """Return (category, qualifier, periods): how often each word stands where a value is missing."""
    then = as_of(session)
    c = stood(Observation, then.load).c if then else TABLE
    query = (
        select(c.category_id, c.qualifier, func.count())
        .where(
            c.indicator_id == indicator_id,
            c.service_id == service_id,
            c.category_id.in_(categories),
            c.qualifier.in_(words),
        )
        .group_by(c.category_id, c.qualifier)
    )
    return [(category, word, count) for category, word, count in session.execute(query)]


@dataclass(frozen=True, slots=True)
class Change:
    """One number that a load changed, or added where others were changed."""

    load: int
    indicator: int
    service: int
    category: int
    period: date
    numerator: float | None = None
    denominator: float | None = None
    """Of what stood before; None where nothing did."""


def group_changes(session: Session, indicators: Collection[int], categories: Collection[int]) -> list[Change]:
    """Return what loads changed of the groups of some indicators, the newest load first; of a load that
    changed something also what it added."""
    old, c = ObservationRevision.__table__.c, TABLE

    def of_them(c: Columns) -> tuple[ColumnElement[bool], ...]:
        return c.indicator_id.in_(indicators), c.category_id.in_(categories)

    key = ("indicator_id", "service_id", "category_id", "period_start")
    names = [old[name] for name in key]
    changed: Iterable[Any] = session.execute(
        select(old.superseded_by, *names, old.numerator, old.denominator).where(*of_them(old))
    )
    found = [Change(*row) for row in changed]
    if not found:
        return found
    loads = {change.load for change in found}
    had_one = {(x.load, x.indicator, x.service, x.category, x.period) for x in found}
    for table in (c, old):
        added: Iterable[Any] = session.execute(
            select(table.load_id, *(table[name] for name in key)).where(
                *of_them(table), table.load_id.in_(loads)
            )
        )
        found += [Change(*row) for row in added if tuple(row) not in had_one]
    return sorted(found, key=lambda change: -change.load)


def first_loads(
    session: Session, indicators: Collection[int], categories: Collection[int]
) -> list[tuple[int, date, int]]:
    """Return (service, period, load): which load was the first to tell a number of any of the groups."""
    found: dict[tuple[int, date], int] = {}
    for c in (TABLE, ObservationRevision.__table__.c):
        query = (
            select(c.service_id, c.period_start, func.min(c.load_id))
            .where(c.indicator_id.in_(indicators), c.category_id.in_(categories))
            .group_by(c.service_id, c.period_start)
        )
        for service, day, load in session.execute(query):
            found[service, day] = min(load, found.get((service, day), load))
    return [(service, day, load) for (service, day), load in found.items()]


def services_told(
    session: Session, indicators: Collection[int], categories: Collection[int]
) -> set[tuple[int, int]]:
    """Return (indicator, service): where any number of the categories is stored, as it stands."""
    c = TABLE
    query = select(c.indicator_id, c.service_id).where(
        c.indicator_id.in_(indicators), c.category_id.in_(categories)
    )
    return {(indicator, service) for indicator, service in session.execute(query.distinct())}


def least_of_everyone(
    session: Session, indicators: Collection[int], services: Collection[int]
) -> dict[tuple[int, int], float]:
    """Return, by indicator and service, the least number above zero that stands of everyone in any period: of
    a measure with denominators its denominator, else what it counts."""
    c = TABLE
    counted = func.coalesce(c.denominator, c.numerator)
    query = (
        select(c.indicator_id, c.service_id, func.min(counted))
        .where(
            c.indicator_id.in_(indicators),
            c.service_id.in_(services),
            c.category_id == EVERYONE,
            counted > 0,
        )
        .group_by(c.indicator_id, c.service_id)
    )
    return {(indicator, service): float(least) for indicator, service, least in session.execute(query)}


def services_with_residents(session: Session) -> set[int]:
    """Return the services that have a population, of any year and source."""
    return set(session.scalars(select(Population.__table__.c.service_id).distinct()))


def group_populations(
    session: Session,
    services: Collection[int],
    categories: Collection[int],
    sources: Collection[str] | None = None,
) -> list[tuple[int, int, int, float]]:
    """Return (service, year, category, residents), of all sources or of some."""
    then = as_of(session)
    c = stood(Population, then.load).c if then else Population.__table__.c
    # `c.count` would be the collection's own method.
    query = select(c.service_id, c.year, c.category_id, c["count"]).where(
        c.service_id.in_(services), c.category_id.in_(categories)
    )
    if sources is not None:
        query = query.where(c.source.in_(sources))
    return [(service, year, category, count) for service, year, category, count in session.execute(query)]
