"""The choice among several sheets: one whose table says when and who, and counts something.

The largest is often the wrong one: a list of codes, or the same numbers in finer detail.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from loaders.sketch import candidate_measures, period_column, two_column_periods
from loaders.sketch.column_profiles import profiles
from loaders.sketch.column_roles import service_of
from loaders.sketch.find_table import Found

_ABOUT = re.compile(
    r"note|content|guidance|metadata|definition|cover|front|key|dictionary|look ?up|data quality|read ?me|"
    r"target|publications|terms",
    re.IGNORECASE,
)
_SMALL = 0.05  # of the rows of the largest: less is a summary


def best(found: Sequence[Found]) -> Found:
    """Return the first of the likeliest; it knows the others."""
    if len(found) == 1:
        return found[0]
    points = [_points(one) for one in found]
    likely = [one for one, n in zip(found, points, strict=True) if n == max(points)]
    most = max(len(one.table) for one in likely)
    chosen = next(one for one in likely if len(one.table) >= _SMALL * most)
    return replace(chosen, other_sheets=tuple(one for one in found if one is not chosen))


def _points(found: Found) -> int:
    columns = profiles(found.table)
    across, time = period_column.headings(list(columns))
    if not across:
        time = two_column_periods.best(columns)
    taken = {*across, *(time.columns if time else ())}
    free = {name: p for name, p in columns.items() if name not in taken}
    service = service_of(free)
    counts = across or candidate_measures.candidates(free, {service})
    points = 2 * (time is not None) + 2 * (service is not None) + bool(counts)
    return points - 3 * bool(_ABOUT.search(found.sheet or ""))
