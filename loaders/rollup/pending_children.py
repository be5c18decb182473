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
from typing import Any

import numpy as np
import pandas as pd

from data.write.observations import Values

AWAITED = 3  # periods after its last report for which a child is awaited


def has_gap(part: Values, above: np.ndarray) -> np.ndarray:
    """Return which sums lack a child that reported both before and after: their sum is too low."""
    reports = _Reports.of(part, above)
    return reports.present < reports.counted(reports.spans["min"], reports.spans["max"] + 1)


def awaits(part: Values, above: np.ndarray, closed: Mapping[int, date]) -> np.ndarray:
    """Return which sums lack a child that reported lately and not since; in the order of their keys.

    part, above: values of the children, and the parent of each. closed: last day of services that closed.
    """
    reports = _Reports.of(part, above)
    service, last = reports.spans["service"].to_numpy(), reports.spans["max"].to_numpy()
    newest = len(reports.days) - 1
    until = np.full(len(last), len(reports.days))
    for number, end in closed.items():  # the day after which nothing is awaited
        until[service == number] = np.searchsorted(reports.days, np.datetime64(end))
    is_late = (last < newest) & (last >= newest - AWAITED) & (until > last + 1)
    return reports.counted(last + 1, np.where(is_late, until, last + 1)) > 0


@dataclass(frozen=True, eq=False)
class _Reports:
    """The periods in which the children of sums reported."""

    days: np.ndarray
    spans: pd.DataFrame  # by child: the number of its sum, and the places of its first and last day
    at: tuple[np.ndarray, np.ndarray]  # by sum and period, in the order of keys: where it stands
    present: np.ndarray  # and how many children reported

    @classmethod
    def of(cls, part: Values, above: np.ndarray) -> _Reports:
        days, day = np.unique(part.period, return_inverse=True)
        sums_of = pd.DataFrame({"above": above, "category": part.category}).groupby(["above", "category"])
        rows = pd.DataFrame({"total": sums_of.ngroup(), "day": day, "service": part.service})
        spans = rows.groupby(["total", "service"])["day"].agg(["min", "max"]).reset_index()
        sums = rows.groupby(["total", "day"]).size().reset_index(name="present")
        at = (sums["total"].to_numpy(), sums["day"].to_numpy())
        return cls(days, spans, at, sums["present"].to_numpy())

    def counted(self, start: Any, end: Any) -> np.ndarray:
        """Return per sum and period how many children's spans, from start to before end, it lies in."""
        total = self.spans["total"].to_numpy()
        count = np.zeros((int(total.max(initial=-1)) + 1, len(self.days) + 1), dtype=np.int64)
        np.add.at(count, (total, start), 1)
        np.add.at(count, (total, end), -1)
        found: np.ndarray = count.cumsum(axis=1)[self.at]
        return found
