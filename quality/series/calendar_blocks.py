"""Periods gathered into blocks that stand still: calendar quarters, and years of four of them.

Sums over months that move on every month give away the month that entered less the month that left.
Numbers about groups are therefore pooled over whole calendar quarters only; "the latest 12 months" are the
latest four complete ones, and move on once a quarter.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np

from catalogue.fields.periods import PER_YEAR, Frequency, end, step
from stats.arrays import Bools, Floats


class Grain(StrEnum):
    """The fineness at which numbers about groups are shown, from fine to coarse."""

    PERIOD = "period"
    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Blocks:
    """The columns of a matrix of periods that make each quarter, and the quarters that make a year.

    first, last: (Q,) first and one past the last column of each complete quarter; starts: its first day.
    per_year: quarters to a year (1 when the periods themselves are years); mature: columns up to and with the
    last mature period.
    """

    frequency: Frequency
    first: tuple[int, ...]
    last: tuple[int, ...]
    starts: tuple[date, ...]
    ends: tuple[date, ...]
    per_year: int
    mature: int
    is_single: bool = False
    """Each period is a block by itself: nothing is summed, and what is missing stays missing."""

    @property
    def quarters(self) -> tuple[date, ...]:
        """Return the first day of each quarter as the calendar has it: weeks of a quarter begin later."""
        if PER_YEAR[self.frequency] <= 4 or self.is_single:
            return self.starts
        return tuple(first_of_quarter(start) for start in self.starts)

    @property
    def years(self) -> int:
        """Years that can be shown, each a quarter later than the one before."""
        return max(0, len(self.starts) - self.per_year + 1)

    def quarters_of(self, counts: Floats) -> Floats:
        """Sum (..., P) to (..., Q), missing values counted as nothing."""
        if self.is_single:
            return counts[..., list(self.first)]
        return self._sums(np.nan_to_num(counts), self.first, self.last)

    def years_of(self, counts: Floats) -> Floats:
        """Sum (..., P) to (..., Y): the year that ends with each quarter from the first full one on."""
        quarters = self.quarters_of(counts)
        if self.is_single:
            return quarters
        return self._sums(quarters, range(self.years), range(self.per_year, self.per_year + self.years))

    @staticmethod
    def _sums(counts: Floats, first: tuple[int, ...] | range, last: tuple[int, ...] | range) -> Floats:
        running = np.concatenate([np.zeros((*counts.shape[:-1], 1)), counts.cumsum(axis=-1)], axis=-1)
        sums: Floats = running[..., list(last)] - running[..., list(first)]
        # Differences of running sums of fractions carry dust; counts of people do not.
        return np.round(sums, 6)

    def year_columns(self, back: int = 0) -> slice:
        """Return the columns of the latest year, or of the one `back` years before it; empty when there is
        none."""
        last = len(self.starts) - back * self.per_year
        if last < self.per_year:
            return slice(0, 0)
        return slice(self.first[last - self.per_year], self.last[last - 1])


def blocks(periods: tuple[date, ...], frequency: Frequency, mature: Bools) -> Blocks:
    """Return the complete quarters among the periods, up to the last mature one.

    mature: (P,) some series of the matrix has a mature value for the period.
    """
    known = np.flatnonzero(mature)
    stop = int(known[-1]) + 1 if known.size else 0
    quarter = [_quarter(start, frequency) for start in periods]
    first, last = [], []
    for name in sorted(set(quarter[:stop])):
        columns = [i for i, q in enumerate(quarter) if q == name]
        if columns[-1] < stop and _is_complete(periods, columns, frequency):
            first.append(columns[0])
            last.append(columns[-1] + 1)
    return Blocks(
        frequency=frequency,
        first=tuple(first),
        last=tuple(last),
        starts=tuple(periods[i] for i in first),
        ends=tuple(end(periods[i - 1], frequency) for i in last),
        per_year=min(PER_YEAR[frequency], 4),
        mature=stop,
    )


def single_blocks(periods: tuple[date, ...], frequency: Frequency, mature: Bools) -> Blocks:
    """Return each period as a block, and a year, by itself: of values that have no sum over time."""
    known = np.flatnonzero(mature)
    stop = int(known[-1]) + 1 if known.size else 0
    return Blocks(
        frequency=frequency,
        first=tuple(range(stop)),
        last=tuple(range(1, stop + 1)),
        starts=periods[:stop],
        ends=tuple(end(start, frequency) for start in periods[:stop]),
        per_year=1,
        mature=stop,
        is_single=True,
    )


def first_of_quarter(day: date) -> date:
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def _quarter(start: date, frequency: Frequency) -> tuple[int, int]:
    if PER_YEAR[frequency] <= 4:
        return (start.year, start.month)
    return (start.year, (start.month - 1) // 3)


def _is_complete(periods: tuple[date, ...], columns: list[int], frequency: Frequency) -> bool:
    """Tell if no further period before or after belongs to the same quarter."""
    before, after = step(periods[columns[0]], frequency, -1), step(periods[columns[-1]], frequency, 1)
    own = _quarter(periods[columns[0]], frequency)
    return _quarter(before, frequency) != own and _quarter(after, frequency) != own
