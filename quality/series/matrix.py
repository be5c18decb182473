"""Observations of one indicator as a matrix: one row per series, one column per period.

      Jan  Feb  Mar  Apr
W01    3    1    .    2        a gap inside a series is a missing point, never skipped over
W02    .    .    4    0        a series that started later
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from catalogue.fields.periods import Frequency, full_range, index
from data.read.observations import Observations, observations
from stats.arrays import Bools, Floats


@dataclass(frozen=True, slots=True)
class EventRecord:
    """The span that lists of a rare event speak for, and how many there were in it."""

    events: int
    known_from: date
    known_to: date


@dataclass(frozen=True, slots=True, eq=False)
class SeriesMatrix:
    """Series × periods of one indicator. NaN where there is no value."""

    service: NDArray[np.int64]
    category: NDArray[np.int64]
    periods: tuple[date, ...]
    numerator: Floats
    denominator: Floats
    is_immature: Bools
    qualifier: NDArray[np.int8] | None = field(default=None, kw_only=True)
    """Codes of `catalogue.fields.qualifiers`: why a value is missing, or what is said of it. None: nothing of
    any."""

    def column(self, period: date, frequency: Frequency) -> int:
        """Return the column of a period; may lie outside the matrix."""
        return index(period, frequency) - index(self.periods[0], frequency)

    def day(self, row: int, column: int) -> date:
        """Return the first day of a point. Rare events have days of their own in every row
        (quality.series.rare_events)."""
        return self.periods[column]

    def column_from(self, row: int, day: date, frequency: Frequency) -> int:
        """Return the column of the first point of a row on or after a day; may lie outside the matrix."""
        return self.column(day, frequency)

    def column_to(self, row: int, day: date, frequency: Frequency) -> int:
        """Return the column of the last point of a row on or before a day; may lie outside the matrix."""
        return self.column(day, frequency)

    def on_record(self, row: int) -> EventRecord | None:
        """Return what the lists of rare events speak for; None for what is measured by period."""
        return None

    def received_to(self) -> list[date | None]:
        """Return (S,) newest period of each row that anything was loaded for; None for a row without
        anything."""
        there = ~np.isnan(self.numerator) | ~np.isnan(self.denominator)
        last: list[int] = (there.shape[1] - 1 - np.argmax(there[:, ::-1], axis=1)).tolist()
        is_any: list[bool] = np.any(there, axis=1).tolist()
        return [self.periods[at] if known else None for at, known in zip(last, is_any, strict=True)]


def read_matrix(
    session: Session,
    indicator_id: int,
    frequency: Frequency,
    *,
    services: Collection[int] | None = None,
) -> SeriesMatrix | None:
    """Return everyone's series of an indicator, of all services or of some (their ids): (S, P).

    None when nothing is stored for it, or nothing of it may be shown.
    """
    found = to_matrix(observations(session, indicator_id, services=services), frequency)
    published: Published | None = session.info.get(PUBLISHED)
    return published(session, indicator_id, found) if published and found is not None else found


Published = Callable[[Session, int, SeriesMatrix], SeriesMatrix | None]
PUBLISHED = "published"
"""In the `info` of a session that reads for everybody: a `Published`, through which everyone's numbers pass
(quality.disclosure.totals). Without it they are read as they are."""


def is_published(session: Session) -> bool:
    """Tell if a session reads for everybody: then there is nothing exact in it."""
    return PUBLISHED in session.info


def to_matrix(rows: Observations, frequency: Frequency) -> SeriesMatrix | None:
    """Place each observation in its row and column: (S, P). None when there is none."""
    if not rows.period.size:
        return None
    known = np.unique(rows.period)
    first, last = (date.fromordinal(int(known[i])) for i in (0, -1))
    periods = tuple(full_range(first, last, frequency))
    column_of = np.array([index(date.fromordinal(int(day)), frequency) for day in known])
    column = (column_of - index(first, frequency))[np.searchsorted(known, rows.period)]
    row = np.repeat(np.arange(rows.length.size), rows.length)
    shape = (rows.length.size, len(periods))
    numerator, denominator = np.full(shape, np.nan), np.full(shape, np.nan)
    is_immature = np.zeros(shape, dtype=np.bool_)
    numerator[row, column] = rows.numerator
    denominator[row, column] = rows.denominator
    is_immature[row, column] = rows.is_immature
    qualifier = None
    if rows.qualifier is not None:
        qualifier = np.zeros(shape, dtype=np.int8)
        qualifier[row, column] = rows.qualifier
    return SeriesMatrix(
        rows.service, rows.category, periods, numerator, denominator, is_immature, qualifier=qualifier
    )
