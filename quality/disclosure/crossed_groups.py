"""Groups of two dimensions at once (age by deprivation), beside the groups of each, which are shown anyway.

    age    1   2   3  …  all    The groups of the second are shown or hidden, each with all its parts. In each
    0-15   *   *  12  …   60    band of the first they are a measure by themselves, and all these are settled
    …      *   *   …            together. Of the hidden ones every row and every column has a known sum: so a
    all   50  61  70  …         number lies between r + c − all hidden, and the smaller of r and c.

Nothing is shown by month or quarter, and nothing of a service of which a group of either dimension is hidden:
who is in both is a part of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from catalogue.dimensions import CROSSED
from quality.disclosure.feasibility.history import Past
from quality.disclosure.release_log import published_years
from quality.disclosure.suppression import is_small
from quality.disclosure.table import Table
from quality.series.calendar_blocks import Grain
from stats.arrays import Bools, Floats

Decide = Callable[[Sequence[Table], Sequence[Past]], dict[Grain, Bools]]


def is_crossed(table: Table) -> bool:
    """Tell if its groups are of two dimensions at once."""
    return bool(table.codes) and all(CROSSED in code for code in table.codes)


def hidden_of_crossed(
    tables: Sequence[Table], k: int, pasts: Sequence[Past], decide: Decide
) -> dict[Grain, Bools]:
    """Return (S, G) per grain what is hidden of measures by two dimensions at once. decide: of measures by
    one."""
    firsts, seconds = _both(tables[0])
    bands, groups = (list(dict.fromkeys(codes)) for codes in (firsts, seconds))
    columns = [[tables[0].codes.index(f"{band}{CROSSED}{group}") for group in groups] for band in bands]
    hidden = decide(
        [_of_band(table, of_it) for table in tables for of_it in columns],
        [past.of_groups(of_it) for past in pasts for of_it in columns],
    )
    for table in tables:
        years = table.blocks.years_of(table.people_and_events()[0])[..., published_years(table.blocks)]
        by_band = np.stack([years[:, :, of_it] for of_it in columns], axis=2)
        hide_by_both_sums(by_band, hidden[Grain.YEAR], k)
    shown_as = [groups.index(group) for group in seconds]
    year = hidden[Grain.YEAR][:, shown_as]
    return {grain: year if grain is Grain.YEAR else np.ones_like(year) for grain in hidden}


def _both(table: Table) -> tuple[tuple[str, ...], tuple[str, ...]]:
    firsts, seconds = zip(*(code.split(CROSSED, 1) for code in table.codes), strict=True)
    return firsts, seconds


def _of_band(table: Table, columns: Sequence[int]) -> Table:
    """Return the groups of one band, beside all of the band."""
    counts = {name: table.counts[name][:, columns] for name in ("numerator", "denominator")}
    totals = {f"total_{name}": np.nan_to_num(count).sum(axis=1) for name, count in counts.items()}
    return replace(table, counts=counts | totals, codes=())


def hide_by_both_sums(counts: Floats, hidden: Bools, k: int) -> None:
    """Hide of a service more groups (S, G), the smallest first, until the sums of rows and columns leave
    every small number of those hidden open by k. counts: (3, S, A, G, T) people, events and others."""
    for service, mask in enumerate(hidden):
        here = counts[:, service]
        size = here[0].sum(axis=(0, 2))
        while mask.any() and not mask.all() and _is_given_away(here[:, :, mask], k):
            mask[np.where(mask, np.inf, size).argmin()] = True


def _is_given_away(counts: Floats, k: int) -> bool:
    """Tell if a small number of a table (3, A, G, T) is open by less than k."""
    rows, columns = counts.sum(axis=2, keepdims=True), counts.sum(axis=1, keepdims=True)
    every = rows.sum(axis=1, keepdims=True)
    width = np.minimum(rows, columns) - np.maximum(rows + columns - every, 0)
    return bool((is_small(counts, k) & (width < k)).any())


def hide_beside_hidden(hidden: Mapping[str, dict[Grain, Bools]], tables: Mapping[str, Table]) -> None:
    """Hide all groups of two dimensions at once of services of which a group of either is hidden for the
    year. By dimension: what is hidden, and a table of it."""
    for crossing in filter(lambda dimension: is_crossed(tables[dimension]), tables):
        for codes in map(set, _both(tables[crossing])):
            for dimension, table in tables.items():
                if set(table.codes) == codes:
                    beside = hidden[dimension][Grain.YEAR].any(axis=1, keepdims=True)
                    for mask in hidden[crossing].values():
                        mask |= beside
