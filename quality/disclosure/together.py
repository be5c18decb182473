"""Measures that are counted from the same rows are settled as one: what is hidden of a group in one of them
is hidden in all.

Each measure is laid out as services × groups × periods. The periods of all stand in one line, one measure
behind the other: a group is at risk if it is at risk in any measure, at any time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from catalogue.fields.periods import Frequency
from data.models import EVERYONE
from quality.disclosure.across_services import suppress_tree
from quality.disclosure.suppression import Suppression, differencing_reveals
from quality.disclosure.suppression import counts as people_and_events
from quality.reference.ids import CategoryName
from quality.series.calendar_blocks import Blocks, Grain, blocks
from quality.series.matrix import SeriesMatrix
from stats.arrays import Bools, Floats


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Table:
    """The counts of one measure by the groups of one dimension. Not for show."""

    services: frozenset[int]
    """Those that it has groups of; other rows are empty."""
    periods: tuple[date, ...]
    blocks: Blocks
    counts: dict[str, Floats]
    """(S, G, P) of groups, (S, P) of everyone."""

    def people_and_events(self) -> tuple[Floats, Floats]:
        """Return (3, S, G, P) of groups and (3, S, P) of everyone."""
        numerator, denominator, *total = self.counts.values()
        return people_and_events(numerator, denominator), people_and_events(*total)


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
    return Table(services, matrix.periods, table, counts)


def hidden_at_each_grain(
    tables: Iterable[Table], children: Mapping[int, Sequence[int]], k: int
) -> dict[Grain, Bools]:
    """Return (S, G) per grain, from coarse to fine: what is hidden for the year is hidden for the month."""
    order = (Grain.YEAR, Grain.QUARTER, Grain.PERIOD)
    parts: dict[Grain, list[Floats]] = {grain: [] for grain in order}
    whole: dict[Grain, list[Floats]] = {grain: [] for grain in order}
    protected: list[Bools] = []
    for table in tables:
        for found, count in zip((parts, whole), table.people_and_events(), strict=True):
            found[Grain.YEAR].append(table.blocks.years_of(count))
            found[Grain.QUARTER].append(table.blocks.quarters_of(count))
            found[Grain.PERIOD].append(count)
        rolls = differencing_reveals(parts[Grain.QUARTER][-1], table.blocks.per_year, k)
        protected.append(rolls[..., np.newaxis] & (parts[Grain.YEAR][-1] > 0))
    hidden: Bools = np.any(np.concatenate(protected, axis=-1), axis=(0, -1))
    found_at = {}
    for grain in order:
        start = [
            Suppression.primary(count, k, before=Suppression(hidden, before)).protected
            for count, before in zip(parts[grain], protected, strict=True)
        ]
        counts: Floats = np.concatenate(parts[grain], axis=-1)
        total: Floats = np.concatenate(whole[grain], axis=-1)
        at_risk: Bools = np.concatenate(start, axis=-1)
        so_far = suppress_tree(counts, total, children, k, Suppression(hidden, at_risk))
        borders = np.cumsum([count.shape[-1] for count in parts[grain]])[:-1]
        hidden, protected = so_far.hidden, np.split(so_far.protected, borders, axis=-1)
        found_at[grain] = hidden
    return found_at
