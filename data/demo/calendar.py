"""The demo's time: three years that end on a frozen day, so that its stories are always new."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

TODAY = date(2026, 11, 20)

MONTHS = [date(2023 + (10 + i) // 12, (10 + i) % 12 + 1, 1) for i in range(36)]
"""November 2023 to October 2026."""

LAST_WEEK_ENDS = date(2026, 11, 15)
WEEKS = [LAST_WEEK_ENDS - timedelta(weeks=155 - i) for i in range(156)]
"""The Sundays that weeks end on."""

DAYS = [TODAY - timedelta(days=120 - i) for i in range(120)]
"""120 days up to yesterday."""

YEARS = [2023, 2024, 2025, 2026]


def days_in(month: date) -> int:
    following = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return (following - month).days


DAYS_IN_MONTH = np.array([days_in(month) for month in MONTHS])
