"""Days that are now the first of a month and now the last: two conventions in one column.

In winter `2015-11-30` may have slipped by an hour into `2015-12-01`; or a publisher changed from last days to
first days. Which of the two it is, the months themselves say: none of them may come twice.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from catalogue.fields.period_formats import length, split
from catalogue.fields.periods import Frequency
from loaders.dates.detect import Reading, detect
from loaders.sketch.period_column import Timing

_ENOUGH = 6
_END = re.compile(r"\bend")


def mixed(name: str, texts: Sequence[str], words: str) -> Timing | None:
    """Return how such a column is written; None for any other."""
    for reading in detect(texts, None, name).readings:
        ending, pattern = split(reading.written)
        pattern = pattern or reading.written
        days = list(reading.days)
        is_first = [day.day == 1 for day in days]
        if ending or length(reading.written) is not None or len(days) < _ENOUGH or "%H" in pattern:
            continue
        if all(is_first) or not any(is_first) or not all(map(_is_first_or_last, days)):
            continue
        ends = {_month(day) for day in days if day.day > 1}
        firsts = [day for day in days if day.day == 1]
        untils = [day - timedelta(1) for day in firsts]
        slipped = not ends & {_month(day) for day in untils}
        changed = not ends & {_month(day) for day in firsts}
        plain = pattern == "date"
        as_end = "month-end" if plain else f"month-end {pattern}"
        as_until = "month-until" if plain else f"month-until {pattern}"
        as_first = "%Y-%m-01" if plain else pattern.replace("%d", "01")
        says_end = bool(_END.search(words))
        if slipped and (says_end or not changed):
            also, other = as_until, (as_first, tuple(firsts)) if changed else None
        elif changed:
            also, other = (
                as_first,
                (as_until, tuple(day.replace(day=1) for day in untils)) if slipped else None,
            )
        else:
            continue
        others = (Reading(*other),) if other else ()
        return Timing((name,), as_end, Frequency.MONTHLY, others, texts[0], also=(also,))
    return None


def _is_first_or_last(day: date) -> bool:
    return day.day == 1 or (day + timedelta(1)).day == 1


def _month(day: date) -> tuple[int, int]:
    return day.year, day.month
