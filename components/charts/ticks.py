"""Ticks of large charts: round numbers and whole months, said in words."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from components.charts.scale import Extent
from components.words import say

MONTHS = (1, 2, 3, 6, 12, 24, 60, 120, 240)
DAYS = (1, 2, 7, 14)

Ticks = list[tuple[float, str]]
DayTicks = list[tuple[date, tuple[str, ...]]]


def of_values(
    reach: Extent,
    unit: str = "",
    *,
    most: int = 6,
    whole: bool = False,
    least: float = -math.inf,
    top: float = math.inf,
) -> Ticks:
    """Choose round numbers inside the extent.

    whole: a count, which has no half.
    least: the least that can be, though a limit lies below it.
    top:   the most that can be, as a share of all.
    """
    step = _round_step((reach.high - reach.low) / most)
    if whole:
        step = max(1.0, math.ceil(step))
    places = next(places for places in range(12) if abs(round(step, places) - step) < step * 1e-6)
    first = math.ceil(max(reach.low, least) / step - 1e-9)
    last = math.floor(min(reach.high, top) / step + 1e-9)
    return [(at * step, f"{say.number(at * step, places)}{unit}") for at in range(first, last + 1)]


def of_ratios(reach: Extent, *, most: int = 6) -> Ticks:
    """Choose round ratios inside an extent of their logarithms, 1 among them where it is inside.

    >>> [text for _, text in of_ratios(Extent(math.log(0.9), math.log(3.2)))]
    ['1', '1.5', '2', '2.5', '3']
    """
    low, high = math.exp(reach.low), math.exp(reach.high)
    if high / low > 4:
        found = [by * 10.0**power for power in range(-4, 5) for by in (1, 2, 5)]
    else:
        step = _round_step((high - low) / most)
        found = [at * step for at in range(math.ceil(low / step), math.floor(high / step) + 1)]
    top = reach.high - 0.04 * (reach.high - reach.low)  # the unit stands above
    return [(math.log(at), f"{at:.4g}") for at in found if low <= at and math.log(at) <= top]


def _round_step(rough: float) -> float:
    size = 10.0 ** math.floor(math.log10(rough))
    return next(size * nice for nice in (1, 2, 2.5, 5, 10) if size * nice >= rough * (1 - 1e-9))


def of_days(periods: Sequence[date], most: int) -> DayTicks:
    """Choose days, months or years, none finer than the periods.

    Each is `("Oct", "2026")`, `("5 Oct", "2026")` or `("2026",)`. Where points are days, the first of a month
    is called that: a month would seem to be one point.
    From the first of a month to that of another the periods are months, quarters or years.
    """
    first, last = periods[0], periods[-1]
    days = (last - first).days
    apart = days / max(len(periods) - 1, 1)
    for step in DAYS:
        if apart <= step and days / step < most and days < 62 and not first.day == last.day == 1:
            found = [first + timedelta(at) for at in range(0, days + 1, step)]
            return [(day, (f"{day.day} {day:%b}", f"{day:%Y}")) for day in found]
    for step in MONTHS:
        months = list(_months(first, last, step))
        if apart <= 31 * step and len(months) <= most:
            break
    if step >= 12:
        return [(day, (f"{day:%Y}",)) for day in months]
    month = "1 %b" if 0 < apart < 2 else "%b"
    return [(day, (f"{day:{month}}", f"{day:%Y}")) for day in months]


def _months(first: date, last: date, step: int) -> Iterator[date]:
    """Step through the firsts of months that a year divides into."""
    number = first.year * 12 + first.month - 1 + (first.day > 1)
    number += -number % step
    while (day := date(number // 12, number % 12 + 1, 1)) <= last:
        yield day
        number += step
