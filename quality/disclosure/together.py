"""Measures that are counted from the same rows are settled as one: what is hidden of a group in one of them
is hidden in all.

Each measure is laid out as services × groups × periods. The periods of all stand in one line, one measure
behind the other: a group is at risk if it is at risk in any measure, at any time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from catalogue.fields.periods import Frequency
from data.models import EVERYONE
from quality.disclosure.across_services import suppress_tree
from quality.disclosure.cover import Measure, hide_more
from quality.disclosure.crossed_groups import hidden_of_crossed, is_crossed
from quality.disclosure.known_zeros import zeros_to_protect
from quality.disclosure.release_log import Past, nothing_released, published_years
from quality.disclosure.suppression import Suppression, differencing_reveals, zeros
from quality.disclosure.suppression import counts as people_and_events
from quality.reference.ids import CategoryName
from quality.series.calendar_blocks import Blocks, Grain, blocks
from quality.series.matrix import SeriesMatrix
from stats.arrays import Bools, Floats

T = TypeVar("T", bound=np.generic)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Table:
    """The counts of one measure by the groups of one dimension. Not for show."""

    services: frozenset[int]
    """Those that it has groups of; other rows are empty."""
    periods: tuple[date, ...]
    blocks: Blocks
    counts: dict[str, Floats]
    """(S, G, P) of groups, (S, P) of everyone."""
    codes: tuple[str, ...] = ()
    """(G,) Those of the groups."""

    def people_and_events(self) -> tuple[Floats, Floats]:
        """Return (3, S, G, P) of groups and (3, S, P) of everyone."""
        numerator, denominator, *total = self.counts.values()
        return people_and_events(numerator, denominator), people_and_events(*total)

    def is_counted(self) -> tuple[Bools, Bools]:
        """Tell (S, G) of which groups events, and people, are counted at all."""
        events: Bools = np.any(~np.isnan(self.counts["numerator"]), axis=-1)
        people: Bools = np.any(~np.isnan(self.counts["denominator"]), axis=-1)
        return events, people


def services_with_groups(matrix: SeriesMatrix) -> frozenset[int]:
    """Return the ids of the services that have any number of a group."""
    return frozenset(map(int, np.unique(matrix.service[matrix.category != EVERYONE])))


def lay_out(
    matrix: SeriesMatrix, groups: Sequence[CategoryName], rows: Mapping[int, int], frequency: Frequency
) -> Table:
    """Return a measure's matrix as services × groups × periods. rows: service id → row."""
    services = services_with_groups(matrix)
    column = {EVERYONE: len(groups), **{group.id: i for i, group in enumerate(groups)}}
    cube = {name: np.full((len(rows), len(column), len(matrix.periods)), np.nan) for name in ("n", "d")}
    inside = np.isin(matrix.service, list(services))
    at = [rows[int(s)] for s in matrix.service[inside]], [column[int(c)] for c in matrix.category[inside]]
    cube["n"][at], cube["d"][at] = matrix.numerator[inside], matrix.denominator[inside]
    by_group = ~np.isnan(matrix.numerator) & (matrix.category != EVERYONE)[:, np.newaxis]
    table = blocks(matrix.periods, frequency, (by_group & ~matrix.is_immature).any(axis=0))
    counts = {
        "numerator": cube["n"][:, :-1],
        "denominator": cube["d"][:, :-1],
        "total_numerator": cube["n"][:, -1],
        "total_denominator": cube["d"][:, -1],
    }
    return Table(services, matrix.periods, table, counts, tuple(group.code for group in groups))


def hidden_at_each_grain(
    tables: Iterable[Table],
    children: Mapping[int, Sequence[int]],
    k: int,
    pasts: Sequence[Past] = (),
    finest: Grain = Grain.PERIOD,
    *,
    hide_zeros: bool = False,
) -> dict[Grain, Bools]:
    """Return (S, G) per grain, from coarse to fine: what is hidden for the year is hidden for the month.

    pasts: what was released before of each table; nothing if not given. finest: nothing finer is shown.
    hide_zeros: nobody is hidden as few are, line by line.
    """
    measures = list(tables)
    if is_crossed(measures[0]):

        def by_year(bands: Sequence[Table], befores: Sequence[Past]) -> dict[Grain, Bools]:
            return hidden_at_each_grain(bands, children, k, befores, finest=Grain.YEAR, hide_zeros=hide_zeros)

        return hidden_of_crossed(measures, k, pasts, by_year)
    groups, everyone = zip(*(_at_each_grain(table) for table in measures), strict=True)
    known_zeros = [
        zeros_to_protect(parts, whole, _windows(table), children, k)
        for parts, whole, table in zip(groups, everyone, measures, strict=True)
    ]
    pasts = pasts or [_no_past(table) for table in measures]
    closed = {
        grain: np.any([past.is_closed[grain] for past in pasts], axis=0)
        for grain in (Grain.PERIOD, Grain.QUARTER)
    }
    rolling = [
        _rolling(parts, table.blocks.per_year, k) for parts, table in zip(groups, measures, strict=True)
    ]
    hidden: Bools = np.any([rolls.any(axis=(0, -1)) for rolls in rolling], axis=0)
    protected = rolling
    found = {}
    for grain in groups[0]:
        hidden = hidden | closed.get(grain, False)
        parts = [of_measure[grain] for of_measure in groups]
        start = [
            Suppression.primary(count, k, before=Suppression(hidden, before)).protected
            | open_[grain]
            | (zeros(count, *table.is_counted()) & hide_zeros)
            for count, before, open_, table in zip(parts, protected, known_zeros, measures, strict=True)
        ]
        whole = _one_line([of_measure[grain] for of_measure in everyone])
        so_far = suppress_tree(_one_line(parts), whole, children, k, Suppression(hidden, _one_line(start)))
        borders = np.cumsum([count.shape[-1] for count in parts])[:-1]
        hidden, protected = so_far.hidden, np.split(so_far.protected, borders, axis=-1)
        found[grain] = hidden
        if grain is finest:
            hidden = np.ones_like(hidden)
    known = [
        Measure(parts[Grain.PERIOD], table.blocks, past)
        for parts, table, past in zip(groups, measures, pasts, strict=True)
    ]
    hide_more(known, found, children, k)
    return found


def _no_past(table: Table) -> Past:
    services, groups, periods = table.counts["numerator"].shape
    return nothing_released(services, groups, table.blocks, periods)


def _at_each_grain(table: Table) -> tuple[dict[Grain, Floats], dict[Grain, Floats]]:
    """Return people and events of groups, and of everyone, from coarse to fine: of the years those alone that
    are shown."""
    years = published_years(table.blocks)
    groups, everyone = (
        {
            Grain.YEAR: table.blocks.years_of(count)[..., years],
            Grain.QUARTER: table.blocks.quarters_of(count),
            Grain.PERIOD: count,
        }
        for count in table.people_and_events()
    )
    return groups, everyone


def _windows(table: Table) -> dict[Grain, list[tuple[int, int]]]:
    """Return the columns of each block: first, and one past the last."""
    first, last = table.blocks.first, table.blocks.last
    return {
        Grain.YEAR: [
            (first[year], last[year + table.blocks.per_year - 1]) for year in published_years(table.blocks)
        ],
        Grain.QUARTER: list(zip(first, last, strict=True)),
        Grain.PERIOD: [(column, column + 1) for column in range(len(table.periods))],
    }


def _rolling(groups: Mapping[Grain, Floats], per_year: int, k: int) -> Bools:
    """Tell which years of a group give its quarters away as they roll on."""
    rolls = differencing_reveals(groups[Grain.QUARTER], per_year, k)
    found: Bools = rolls[..., np.newaxis] & (groups[Grain.YEAR] > 0)
    return found


def _one_line(measures: Sequence[NDArray[T]]) -> NDArray[T]:
    """Put the times of all measures one behind the other."""
    found: NDArray[T] = np.concatenate(measures, axis=-1)
    return found
