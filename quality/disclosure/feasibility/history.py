"""Measures that are counted together in one line of periods; what was told of them before, and when their
numbers changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np

from catalogue.fields.periods import full_range
from quality.disclosure.feasibility.places import Cell
from quality.disclosure.feasibility.told import GRAINS, Open, Spans
from quality.disclosure.release_log import published_years
from quality.disclosure.table import Table
from quality.series.calendar_blocks import Blocks, Grain, blocks
from stats.arrays import Bools, Floats


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """Groups of one measure that were open after a load."""

    load: int
    blocks_to: date | None
    """The first day of the last quarter that was complete."""
    is_open: Mapping[Grain, Bools]
    """(S, G)"""


@dataclass(frozen=True, slots=True)
class Revision:
    """A change by a load: the numerator and denominator that stood before it, 0 where nothing did."""

    load: int
    service: int
    group: int
    period: date
    numerator: float
    denominator: float


@dataclass(frozen=True, slots=True, eq=False)
class Past:
    """All that happened to one measure: rows of services and columns of groups are those of its table."""

    told: Sequence[Told] = ()
    revisions: Sequence[Revision] = ()
    first: Mapping[tuple[int, date], int] = field(default_factory=dict)
    """(row of a service, period) → the load that first told anything of it."""
    is_closed: Mapping[Grain, Bools] = field(default_factory=dict)
    """(S, G) hidden before by the same rule, by period and by quarter: they stay so."""

    def of_groups(self, columns: Sequence[int]) -> Past:
        """Return the past of some groups."""
        place = {group: i for i, group in enumerate(columns)}
        return Past(
            [replace(t, is_open={g: mask[:, columns] for g, mask in t.is_open.items()}) for t in self.told],
            [replace(r, group=place[r.group]) for r in self.revisions if r.group in place],
            self.first,
            {grain: mask[:, columns] for grain, mask in self.is_closed.items()},
        )


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """Counts of some measures in one line of periods, and all that was told of them."""

    counts: Floats
    """(K, S, G, P): every numerator and denominator once."""
    pairs: Sequence[tuple[int, int]]
    """(denominator, numerator) of each measure."""
    spans: Spans
    shown: Mapping[Grain, Bools]
    """(T,) by grain: spans that some measure shows now, where a group is not hidden."""
    changes: Sequence[tuple[int, Cell, float]]
    """(load, cell, what stood in it before), the newest load first."""
    told: Sequence[tuple[int, Open]]
    """(load, what was told after it)"""

    def told_now(self, hidden: Mapping[Grain, Bools]) -> Open:
        """Return (S, G, T) by grain: what is told by all that is not hidden."""
        return {grain: ~hidden[grain][..., np.newaxis] & self.shown[grain] for grain in GRAINS}


def in_one_line(tables: Sequence[Table], pasts: Sequence[Past]) -> History:
    """Return measures of one frequency in one line of periods."""
    frequency = tables[0].blocks.frequency
    ends = [day for table in tables for day in (table.periods[0], table.periods[-1])]
    periods = tuple(full_range(min(ends), max(ends), frequency))
    column = {day: i for i, day in enumerate(periods)}
    grid = blocks(periods, frequency, np.ones(len(periods), dtype=np.bool_))
    counts, pairs = _counts(tables, column)
    shown = {grain: np.zeros(len(spans), dtype=np.bool_) for grain, spans in _spans(grid, periods).items()}
    quarter = {day: i for i, day in enumerate(grid.starts)}
    for table in tables:
        its = table.blocks
        shown[Grain.PERIOD][[column[day] for day in table.periods]] = True
        shown[Grain.QUARTER][[quarter[day] for day in its.starts]] = True
        shown[Grain.YEAR][[quarter[its.starts[year]] for year in published_years(its)]] = True
    changes = [
        (r.load, (of_it, r.service, r.group, column[r.period]), value)
        for past, (below, above) in zip(pasts, pairs, strict=True)
        for r in past.revisions
        if r.period in column
        for of_it, value in ((below, r.denominator), (above, r.numerator))
    ]
    changes.sort(key=lambda change: -change[0])
    told = _told(pasts, counts.shape[1:3], grid, column)
    return History(counts, pairs, _spans(grid, periods), shown, changes, told)


def _counts(tables: Sequence[Table], column: Mapping[date, int]) -> tuple[Floats, list[tuple[int, int]]]:
    """Return every count once, and the places of each measure's denominator and numerator."""
    found: list[Floats] = []
    pairs = []
    for table in tables:
        pair = []
        for name in ("denominator", "numerator"):
            count = np.zeros((*table.counts[name].shape[:2], len(column)))
            count[..., [column[day] for day in table.periods]] = np.nan_to_num(table.counts[name])
            same = [i for i, other in enumerate(found) if np.array_equal(other, count)]
            pair.append(same[0] if same else len(found))
            if not same:
                found.append(count)
        pairs.append((pair[0], pair[1]))
    return np.stack(found), pairs


def _spans(grid: Blocks, periods: Sequence[date]) -> Spans:
    columns = np.arange(len(periods))
    first, last = np.array(grid.first, dtype=np.int64), np.array(grid.last, dtype=np.int64)
    return {
        Grain.PERIOD: np.stack([columns, columns + 1], axis=1),
        Grain.QUARTER: np.stack([first, last], axis=1),
        Grain.YEAR: np.stack([first[: grid.years], last[len(last) - grid.years :]], axis=1),
    }


def _told(
    pasts: Sequence[Past], shape: tuple[int, ...], grid: Blocks, column: Mapping[date, int]
) -> list[tuple[int, Open]]:
    found: dict[int, dict[Grain, Bools]] = {}
    times = {Grain.PERIOD: len(column), Grain.QUARTER: len(grid.starts), Grain.YEAR: grid.years}
    for past in pasts:
        if not past.told:
            continue
        first = np.full((shape[0], len(column)), np.iinfo(np.int64).max)
        for (service, day), load in past.first.items():
            if day in column:
                first[service, column[day]] = load
        for told in past.told:
            at = found.setdefault(
                told.load, {grain: np.zeros((*shape, size), dtype=np.bool_) for grain, size in times.items()}
            )
            at[Grain.PERIOD] |= (
                told.is_open[Grain.PERIOD][..., np.newaxis] & (first <= told.load)[:, np.newaxis]
            )
            quarters = sum(told.blocks_to is not None and day <= told.blocks_to for day in grid.starts)
            at[Grain.QUARTER][..., :quarters] |= told.is_open[Grain.QUARTER][..., np.newaxis]
            for year in (quarters - grid.per_year, quarters - 2 * grid.per_year):
                if year >= 0:
                    at[Grain.YEAR][..., year] |= told.is_open[Grain.YEAR]
    return sorted(found.items(), key=lambda told: told[0])
