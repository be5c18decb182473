"""Rows that share service, category and period, found by sorting: no Python per row."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.write.days import distinct_days
from data.write.observations import Values
from stats.arrays import TOLERANCE

_MASK = (1 << 20) - 1
_EPOCH = 1 << 20  # days before 1970 have numbers below 0


def packed(service: np.ndarray, category: np.ndarray, period: np.ndarray) -> np.ndarray:
    """Return one number for each service, category and period: services and categories stay below 2^20."""
    day = period.astype("datetime64[D]").astype(np.int64) + _EPOCH
    return (service.astype(np.int64) << 42) | (category.astype(np.int64) << 22) | day


def unpacked(numbers: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return service, category and period of such numbers."""
    day = (numbers & (2 * _MASK + 1)) - _EPOCH
    return numbers >> 42, (numbers >> 22) & _MASK, day.astype("datetime64[D]")


def stand_among(values: Values, others: Values) -> np.ndarray:
    """Return which of the values have one of the others at their key."""
    keys, theirs = (packed(v.service, v.category, v.period) for v in (values, others))
    return np.isin(keys, theirs)


@dataclass(frozen=True, eq=False)
class Groups:
    """Rows grouped by key. `order` sorts the rows by key; `starts` are where in that order a group begins."""

    service: np.ndarray
    category: np.ndarray
    period: np.ndarray
    order: np.ndarray
    starts: np.ndarray

    @classmethod
    def of(cls, service: np.ndarray, category: np.ndarray, period: np.ndarray) -> Groups:
        days, day = distinct_days(period)
        width = int(category.max(initial=0)) + 1
        key = (service.astype(np.int64) * width + category) * max(len(days), 1) + day
        if (key[1:] > key[:-1]).all():  # as most files are written
            every = np.arange(len(key))
            return cls(service, category, period, every, every)
        order = np.argsort(key, kind="stable")
        ordered = key[order]
        starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]]) if len(key) else order
        return cls(service, category, period, order, starts)

    @property
    def has_duplicates(self) -> bool:
        return len(self.starts) < len(self.order)

    @property
    def sizes(self) -> np.ndarray:
        return np.diff(np.r_[self.starts, len(self.order)])

    @property
    def is_plain(self) -> bool:
        """Each row is a group of its own, and they stand in order."""
        return self.order is self.starts

    @property
    def keys(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return service, category and period of each group."""
        if self.is_plain:
            return self.service, self.category, self.period
        first = self.order[self.starts]
        return self.service[first], self.category[first], self.period[first]

    def take(self, mask: np.ndarray) -> Groups:
        return Groups.of(self.service[mask], self.category[mask], self.period[mask])

    def sums(self, values: np.ndarray) -> np.ndarray:
        """Return per group the sum; missing where any of its values is."""
        ordered = values[self.order]
        return np.add.reduceat(ordered, self.starts) if self.has_duplicates else ordered

    def strictest(self, codes: np.ndarray) -> np.ndarray:
        """Return per group the largest of its codes."""
        ordered = codes[self.order]
        return np.maximum.reduceat(ordered, self.starts) if self.has_duplicates else ordered

    def firsts(self, values: np.ndarray) -> np.ndarray:
        """Return per group the value of its first row."""
        return values[self.order[self.starts]]

    def disagreeing(self, values: np.ndarray) -> np.ndarray:
        """Return which rows are of a group whose values are not all alike; missing is like missing only."""
        first = np.repeat(self.firsts(values), self.sizes)
        differs = ~np.isclose(values[self.order], first, rtol=TOLERANCE, atol=0, equal_nan=True)
        any_in = np.logical_or.reduceat(differs, self.starts) if len(differs) else differs
        found = np.zeros(len(self.order), dtype=bool)
        found[self.order] = np.repeat(any_in, self.sizes)
        return found

    def partners(self) -> np.ndarray:
        """Return per row another of its group: the first, or for the first the second; -1 if alone."""
        partner = np.full(len(self.order), -1)
        at = self.starts[self.sizes > 1]
        partner[self.order] = np.repeat(np.where(self.sizes > 1, self.order[self.starts], -1), self.sizes)
        partner[self.order[at]] = self.order[at + 1]
        return partner
