"""Measures that are counted from the same rows are settled as one: what is hidden of a group in one of them
is hidden in all.

Each measure is laid out as services × groups × periods. The periods of all stand in one line, one measure
behind the other: a group is at risk if it is at risk in any measure, at any time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from quality.disclosure.across_services import suppress_tree
from quality.disclosure.crossed_groups import hidden_of_crossed, is_crossed
from quality.disclosure.feasibility.cover import hide_more
from quality.disclosure.feasibility.history import Past, in_one_line
from quality.disclosure.known_zeros import zeros_to_protect
from quality.disclosure.release_log import published_years
from quality.disclosure.suppression import Suppression, differencing_reveals, zeros
from quality.disclosure.table import Table
from quality.series.calendar_blocks import Grain
from stats.arrays import Bools, Floats

T = TypeVar("T", bound=np.generic)


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
    pasts = pasts or [Past() for _ in measures]
    rolling = [
        _rolling(parts, table.blocks.per_year, k) for parts, table in zip(groups, measures, strict=True)
    ]
    hidden: Bools = np.any([rolls.any(axis=(0, -1)) for rolls in rolling], axis=0)
    protected = rolling
    found = {}
    for grain in groups[0]:
        for past in pasts:
            hidden = hidden | past.is_closed.get(grain, False)
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

    def frequency(measure: int) -> str:
        return measures[measure].blocks.frequency

    for _, of_frequency in groupby(sorted(range(len(measures)), key=frequency), key=frequency):
        its = list(of_frequency)
        hide_more(in_one_line([measures[i] for i in its], [pasts[i] for i in its]), found, children, k)
    return found


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
