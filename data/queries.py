"""Reading the large table quickly. Everything else is small enough for plain selects where it is asked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import orjson
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Integer, Text, and_, case, cast, func, or_, select
from sqlalchemy.orm import Session

from data.models import Observation

TABLE = Observation.__table__.c

Floats = NDArray[np.float64]
Days = NDArray[np.int64]

SERIES_PER_QUERY = 200
"""Series asked for by name in one statement; each adds two bound values, and SQLite allows 32,766."""


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


def observations(
    session: Session,
    indicator_id: int,
    *,
    series: Collection[tuple[int, int]] | None = None,
    category: int | None = None,
) -> Observations:
    """All series of an indicator, or only those named as (service id, category id), or of one category."""
    if series is None:
        only = [] if category is None else [TABLE.category_id == category]
        return _read(session, [TABLE.indicator_id == indicator_id, *only])
    named = sorted(series)
    parts = [
        _read(session, [TABLE.indicator_id == indicator_id, _is_one_of(named[i : i + SERIES_PER_QUERY])])
        for i in range(0, len(named), SERIES_PER_QUERY)
    ]
    return _join(parts) if parts else _NOTHING


def _is_one_of(series: Sequence[tuple[int, int]]) -> ColumnElement[bool]:
    return or_(*(and_(TABLE.service_id == s, TABLE.category_id == c) for s, c in series))


def _read(session: Session, where: list[ColumnElement[bool]]) -> Observations:
    """One row per series, its columns joined to text by the database and split here.

    Half the time of a row per observation: the driver makes a few thousand objects instead of millions.
    The three texts of a series are built in the same pass, so they agree whatever their order.
    """
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    rows = session.execute(
        select(
            TABLE.service_id,
            TABLE.category_id,
            func.count(),
            func.aggregate_strings(_period_text(), ","),
            func.aggregate_strings(_number_text(TABLE.numerator, is_sqlite), ","),
            func.aggregate_strings(_number_text(TABLE.denominator, is_sqlite), ","),
        )
        .where(*where)
        .group_by(TABLE.service_id, TABLE.category_id)
        .order_by(TABLE.service_id, TABLE.category_id)
    ).all()
    if not rows:
        return _NOTHING
    service, category, length, periods, numerators, denominators = zip(*rows, strict=True)
    period, is_immature = _periods(",".join(periods).split(","))
    return Observations(
        service=np.array(service, dtype=np.int64),
        category=np.array(category, dtype=np.int64),
        length=np.array(length, dtype=np.int64),
        period=period,
        numerator=_numbers(numerators),
        denominator=_numbers(denominators),
        is_immature=is_immature,
    )


def _period_text() -> ColumnElement[str]:
    """`2026-11-01`, or `2026-11-01!` where it is immature."""
    return cast(TABLE.period_start, Text) + case((TABLE.is_immature, "!"), else_="")


def _number_text(column: ColumnElement[float], is_sqlite: bool) -> ColumnElement[str]:
    """A number as JSON, to its last bit. PostgreSQL writes floats so; SQLite by itself writes fifteen
    digits, so counts are written as integers (fast, exact) and the rest with seventeen."""
    if not is_sqlite:
        return func.coalesce(cast(column, Text), "null")
    whole = cast(column, Integer)
    exact = case((column == whole, cast(whole, Text)), else_=func.printf("%!.17g", column))
    return case((column.is_(None), "null"), else_=exact)


def _periods(texts: list[str]) -> tuple[Days, NDArray[np.bool_]]:
    # A few hundred different texts stand for millions of values: each is read once.
    days = {text: date.fromisoformat(text.rstrip("!")).toordinal() for text in set(texts)}
    period = np.fromiter(map(days.__getitem__, texts), dtype=np.int64, count=len(texts))
    immature = [day for text, day in days.items() if text.endswith("!")]
    if not immature:
        return period, np.zeros(len(texts), dtype=np.bool_)
    return period, np.fromiter((text.endswith("!") for text in texts), dtype=np.bool_, count=len(texts))


def _numbers(texts: Iterable[str]) -> Floats:
    return np.array(orjson.loads(f"[{','.join(texts)}]"), dtype=np.float64)


def _join(parts: Sequence[Observations]) -> Observations:
    return Observations(
        service=np.concatenate([part.service for part in parts]),
        category=np.concatenate([part.category for part in parts]),
        length=np.concatenate([part.length for part in parts]),
        period=np.concatenate([part.period for part in parts]),
        numerator=np.concatenate([part.numerator for part in parts]),
        denominator=np.concatenate([part.denominator for part in parts]),
        is_immature=np.concatenate([part.is_immature for part in parts]),
    )


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
