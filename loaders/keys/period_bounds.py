"""Rows whose period does not begin where one of the indicator's frequency begins, and rows that only seem to.

Where an indicator is monthly and a file has a row for each day, those of the first of each month look like
months. They are not: other rows of the same service and group stand inside the month they would be kept for.
"""

from __future__ import annotations

from datetime import date

import numpy as np

from catalogue.fields.periods import MONTHS, Frequency
from data.write.days import distinct_days
from loaders.dates import reader


def misplaced(
    service: np.ndarray, category: np.ndarray, period: np.ndarray, frequency: Frequency
) -> tuple[np.ndarray, np.ndarray]:
    """Return which rows begin inside a period of this frequency; and which begin where one does, while others
    of their service and group begin inside it."""
    none = np.zeros(len(period), dtype=bool)
    days, which = distinct_days(period)
    if not len(days):
        return none, none.copy()
    starts: list[date] = days.tolist()
    anchor = starts[int(np.bincount(which).argmax())]
    wrong = np.array([not reader.is_boundary(day, frequency, anchor) for day in starts])
    if not wrong.any():
        return none, none.copy()
    off = wrong[which]
    kept_for = _number_of_period(days, frequency, anchor)[which]
    whole = kept_for - kept_for.min()
    who = service.astype(np.int64) * (int(category.max(initial=0)) + 1) + category
    key = who * (int(whole.max(initial=0)) + 1) + whole
    return off, ~off & np.isin(key, key[off])


def _number_of_period(days: np.ndarray, frequency: Frequency, anchor: date) -> np.ndarray:
    """Give days that lie in one period one number."""
    days = days.astype("datetime64[D]")
    if frequency not in MONTHS:
        return (days - np.datetime64(anchor)).astype(np.int64) // 7
    months = days.astype("datetime64[M]").astype(np.int64)
    first = anchor.month - 1 if frequency in {Frequency.HALF_YEARLY, Frequency.ANNUAL} else 0
    return (months - first) // MONTHS[frequency]
