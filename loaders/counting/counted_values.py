"""From DuckDB's answer to the values of each indicator: texts to services and groups, sums to numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from catalogue.fields import periods
from data.write.observations import Values
from loaders.counting.statement import Counted
from loaders.keys.categories import NO_CATEGORY
from loaders.keys.services import NO_SERVICE
from loaders.log import LoadLog
from loaders.observations.grouping import Groups
from stats.arrays import differs


@dataclass(frozen=True, eq=False)
class Answer:
    """One set of sums: for every service and period, and every group of a dimension or everyone."""

    service: np.ndarray  # numbers of services; NO_SERVICE where unknown
    category: np.ndarray
    period: np.ndarray
    sums: Mapping[str, np.ndarray]

    @property
    def are_good(self) -> np.ndarray:
        return (self.service != NO_SERVICE) & (self.category != NO_CATEGORY) & ~np.isnat(self.period)


def values(answer: Answer, counted: Counted, *, zero_where_no_rows: bool) -> Values:
    """Return the values of one formula. What no row speaks of is no value, unless the list is whole."""
    good = answer.are_good & (answer.sums[counted.known] > 0)
    groups = Groups.of(answer.service[good], answer.category[good], answer.period[good])
    top, bottom = (
        half and groups.sums(answer.sums[half[0]][good]) * half[1]
        for half in (counted.numerator, counted.denominator)
    )
    if bottom is not None:
        return Values(*groups.keys, top, bottom, np.zeros(len(top), dtype=bool))
    found = Values.without_denominators(*groups.keys, top)
    return _filled(found, answer, counted) if zero_where_no_rows else found


def _filled(found: Values, answer: Answer, counted: Counted) -> Values:
    """Add a zero for each period, from the first to the last of the file, that a series lacks."""
    whole = answer.are_good
    if not whole.any():
        return found
    days = answer.period[whole]
    every = periods.full_range(days.min().item(), days.max().item(), counted.indicator.frequency)
    every_day = np.array(every, dtype="datetime64[D]")
    series = np.unique(np.column_stack([answer.service[whole], answer.category[whole]]), axis=0)
    service, category = np.repeat(series, len(every_day), axis=0).T
    period = np.tile(every_day, len(series))
    zeros = Values.without_denominators(service, category, period, np.zeros(len(period)))
    both = Values.join([found, zeros])
    groups = Groups.of(both.service, both.category, both.period)
    return Values.without_denominators(*groups.keys, groups.sums(both.numerator))


def refused(log: LoadLog, counted: Counted, found: Values) -> np.ndarray:
    """Find values that cannot be: below zero, or a part above the whole of a proportion."""
    indicator = counted.indicator
    is_score = counted.denominator is None and indicator.chart in {"run", "xmr", "i"}
    below = (found.numerator < 0) | (found.denominator < 0)
    above = (found.numerator > found.denominator) & differs(found.numerator, found.denominator)
    bad = np.zeros(len(found), dtype=bool)
    for mask, applies, expected in (
        (below, not is_score, f"no sum of {indicator.label} below 0"),
        (above, indicator.is_proportion, f"no numerator of {indicator.label} above its denominator"),
    ):
        at = np.flatnonzero(mask) if applies else np.array([], dtype=int)
        bad[at] = True
        said = [f"one in the period from {day}" for day in found.period[at].tolist()]
        log.problems.add(np.zeros(len(at), dtype=int), None, expected, said)
    return bad


def set_number(keys: Sequence[str], chosen: Sequence[str]) -> int:
    """Return DuckDB's `grouping` of a set: a bit for each key not in it, the first the highest."""
    return sum(1 << (len(keys) - 1 - at) for at, key in enumerate(keys) if key not in chosen)
