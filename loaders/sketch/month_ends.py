"""Days that are now the first of a month and now the last: two conventions in one column.

In winter `2015-11-30` may have slipped by an hour into `2015-12-01`; or a publisher changed from last days to
first days. Which of the two it is, the months themselves say: none of them may come twice.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from operator import or_

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
        is_last = [(day + timedelta(1)).day == 1 for day in days]
        if all(is_first) or not any(is_first) or not all(map(or_, is_first, is_last)):
            continue
        ends = {(day.year, day.month) for day in days if day.day > 1}
        firsts = [day for day in days if day.day == 1]
        untils = [day - timedelta(1) for day in firsts]
        slipped, changed = (ends.isdisjoint((d.year, d.month) for d in some) for some in (untils, firsts))
        how, as_first = f" {pattern}", pattern.replace("%d", "01")
        if pattern == "date":
            how, as_first = "", "%Y-%m-01"
        until = Reading(f"month-until{how}", tuple(day.replace(day=1) for day in untils))
        fitting = [until] * slipped + [Reading(as_first, tuple(firsts))] * changed
        if not _END.search(words):
            fitting.reverse()
        if fitting:
            first, *others = fitting
            return Timing((name,), f"month-end{how}", Frequency.MONTHLY, tuple(others), also=(first.written,))
    return None
