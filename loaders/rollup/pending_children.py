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
from datetime import date

import numpy as np

from data.write.observations import Values
from loaders.observations.grouping import Groups

AWAITED = 3
"""Periods after its last report for which a child is awaited."""


def awaits(part: Values, above: np.ndarray, closed: Mapping[int, date]) -> np.ndarray:
    """Which sums lack a child that reported lately and not since; in the order of their keys.

    part, above: values of the children, and the parent of each. closed: last day of services that closed.
    """
    if not len(part):
        return np.zeros(0, dtype=bool)
    days, day = np.unique(part.period, return_inverse=True)
    sum_of = np.unique(np.column_stack([above, part.category]), axis=0, return_inverse=True)[1].ravel()
    series = Groups.of(part.service, part.category, np.zeros(len(part), dtype=np.int64))
    total = sum_of[series.order][series.starts]
    last = np.maximum.reduceat(day[series.order], series.starts)
    newest = len(days) - 1
    is_late = (last < newest) & (last >= newest - AWAITED)
    waiting = np.zeros((int(sum_of.max()) + 1, len(days) + 1), dtype=np.int64)
    until = np.full(len(last), len(days))
    for service, end in closed.items():  # the day after which nothing is awaited
        until[series.keys[0] == service] = np.searchsorted(days, np.datetime64(end))
    is_late &= until > last + 1
    np.add.at(waiting, (total[is_late], last[is_late] + 1), 1)
    np.add.at(waiting, (total[is_late], until[is_late]), -1)
    waiting = waiting.cumsum(axis=1)
    present = Groups.of(above, part.category, part.period)
    first = present.order[present.starts]
    found: np.ndarray = waiting[sum_of[first], day[first]] > 0
    return found
