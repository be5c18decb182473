"""Sums of counts that still wait for a child: complete for no child yet, and so too low to be judged.

    month        Aug  Sep  Oct
    Ward 1        4    5    3
    Ward 2        6    4    .        not here yet
    their sum    10    9    3        immature: hollow on the chart, and no rule sees a fall

A child is awaited for as long as its last report is among the newest few periods; then it is taken to have
stopped, and the sums without it are complete. A rate needs no such care: without one ward it is still the
rate of the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from data.write.observations import Values
from loaders.observations.grouping import Groups

AWAITED = 3  # periods after its last report for which a child is awaited


def has_gap(part: Values, above: np.ndarray) -> np.ndarray:
    """Return which sums lack a child that reported both before and after: their sum is too low."""
    reports = _Reports.of(part, above)
    return reports.present < reports.counted(reports.first, reports.last + 1)


def awaits(part: Values, above: np.ndarray, closed: Mapping[int, date]) -> np.ndarray:
    """Return which sums lack a child that reported lately and not since; in the order of their keys.

    part, above: values of the children, and the parent of each. closed: last day of services that closed.
    """
    reports = _Reports.of(part, above)
    newest = len(reports.days) - 1
    until = np.full(len(reports.last), len(reports.days))
    for service, end in closed.items():  # the day after which nothing is awaited
        until[reports.service == service] = np.searchsorted(reports.days, np.datetime64(end))
    is_late = (reports.last < newest) & (reports.last >= newest - AWAITED) & (until > reports.last + 1)
    return reports.counted(reports.last + 1, np.where(is_late, until, reports.last + 1)) > 0


@dataclass(frozen=True, eq=False)
class _Reports:
    """The periods in which the children of sums reported. By child: its number, the place of its sum, and of
    its first and last day. By sum and period, in the order of keys: where it stands, and how many children
    reported."""

    days: np.ndarray
    service: np.ndarray
    total: np.ndarray
    first: np.ndarray
    last: np.ndarray
    at: tuple[np.ndarray, np.ndarray]
    present: np.ndarray

    @classmethod
    def of(cls, part: Values, above: np.ndarray) -> _Reports:
        days, day = np.unique(part.period, return_inverse=True)
        pairs = np.column_stack([above, part.category])
        sum_of = np.unique(pairs, axis=0, return_inverse=True)[1].ravel()
        series = Groups.of(part.service, part.category, np.zeros(len(part), dtype=np.int64))
        starts, ordered = series.starts, day[series.order]
        first = np.minimum.reduceat(ordered, starts) if len(starts) else starts
        last = np.maximum.reduceat(ordered, starts) if len(starts) else starts
        sums = Groups.of(above, part.category, part.period)
        row = sums.order[sums.starts]
        present = np.diff(np.r_[sums.starts, len(sums.order)])
        return cls(
            days, series.keys[0], sum_of[series.order][starts], first, last, (sum_of[row], day[row]), present
        )

    def counted(self, start: np.ndarray, end: np.ndarray) -> np.ndarray:
        """Return per sum and period how many children's spans, from start to before end, it lies in."""
        count = np.zeros((int(self.total.max(initial=-1)) + 1, len(self.days) + 1), dtype=np.int64)
        np.add.at(count, (self.total, start), 1)
        np.add.at(count, (self.total, end), -1)
        found: np.ndarray = count.cumsum(axis=1)[self.at]
        return found
