"""Reckon with periods: what follows what, when one ends, and how people say it.

A period is stored as the date of its first day. `index` counts periods so that neighbours differ by
one: gaps in a series then show as gaps.
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum


class Frequency(StrEnum):
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    HALF_YEARLY = "half-yearly"
    ANNUAL = "annual"


MONTHS = {Frequency.MONTHLY: 1, Frequency.QUARTERLY: 3, Frequency.HALF_YEARLY: 6, Frequency.ANNUAL: 12}
_DAYS = {Frequency.DAILY: 1, Frequency.WEEKLY: 7}

PER_YEAR = dict(zip(Frequency, (365, 52, 12, 4, 2, 1), strict=True))
NOUN = dict(zip(Frequency, ("day", "week", "month", "quarter", "half-year", "year"), strict=True))


def index(start: date, frequency: Frequency) -> int:
    """Return the number of the period that starts on `start`; the next period is one more."""
    if frequency in _DAYS:
        return start.toordinal() // _DAYS[frequency]
    return (start.year * 12 + start.month - 1) // MONTHS[frequency]


def step(start: date, frequency: Frequency, count: int = 1) -> date:
    """Return the first day of the period `count` periods after the one that starts on `start`."""
    if frequency in _DAYS:
        return start + timedelta(days=_DAYS[frequency] * count)
    months = start.year * 12 + start.month - 1 + MONTHS[frequency] * count
    return date(months // 12, months % 12 + 1, start.day)


def holding(day: date, frequency: Frequency) -> date:
    """Return the first day of the week (from Monday), month, quarter, half-year or year that holds `day`."""
    if frequency is Frequency.DAILY:
        return day
    if frequency is Frequency.WEEKLY:
        return day - timedelta(days=day.weekday())
    months = MONTHS[frequency]
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def periods_between(start: date, day: date, frequency: Frequency) -> int:
    """Count the periods from the one that starts on `start` to the one that holds `day`."""
    if frequency in _DAYS:
        return (day - start).days // _DAYS[frequency]
    months = (day.year - start.year) * 12 + day.month - start.month - (day.day < start.day)
    return months // MONTHS[frequency]


def end(start: date, frequency: Frequency) -> date:
    """Return the last day of the period that starts on `start`."""
    return step(start, frequency) - timedelta(days=1)


def is_immature(start: date, frequency: Frequency, *, maturity: int, as_at: date) -> bool:
    """Tell if a period is too recent to be complete: `maturity` further periods have not yet passed.

    With maturity 0 a period counts from the day after its last day.
    """
    return step(start, frequency, 1 + maturity) > as_at


def label(start: date, frequency: Frequency) -> str:
    """Return the period as people say it: `Nov 2026`, `w/e 15 Nov 2026`, `Jul–Sep 2026`."""
    if frequency is Frequency.DAILY:
        return f"{start.day} {start:%b %Y}"
    if frequency is Frequency.MONTHLY:
        return f"{start:%b %Y}"
    last = end(start, frequency)
    if frequency is Frequency.WEEKLY:
        return f"w/e {last.day} {last:%b %Y}"
    if frequency in {Frequency.QUARTERLY, Frequency.HALF_YEARLY} and start.year == last.year:
        return f"{start:%b}–{last:%b %Y}"
    if start.month == 1 and start.day == 1:
        return str(start.year)
    return f"{start:%b %Y}–{last:%b %Y}"


def full_range(first: date, last: date, frequency: Frequency) -> list[date]:
    """Return every period from `first` to `last`, both included."""
    count = index(last, frequency) - index(first, frequency)
    return [step(first, frequency, i) for i in range(count + 1)]
