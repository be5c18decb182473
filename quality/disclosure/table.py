"""The counts of one measure by the groups of one dimension, laid out as services × groups × periods."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from catalogue.models import Indicator
from data.models import EVERYONE
from quality.disclosure.suppression import counts as people_and_events
from quality.reference.ids import CategoryName
from quality.series.calendar_blocks import Blocks, blocks, single_blocks
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
    matrix: SeriesMatrix, groups: Sequence[CategoryName], rows: Mapping[int, int], indicator: Indicator
) -> Table:
    """Return a measure's matrix as services × groups × periods. rows: service id → row."""
    services = services_with_groups(matrix)
    column = {EVERYONE: len(groups), **{group.id: i for i, group in enumerate(groups)}}
    cube = {name: np.full((len(rows), len(column), len(matrix.periods)), np.nan) for name in ("n", "d")}
    inside = np.isin(matrix.service, list(services))
    at = [rows[int(s)] for s in matrix.service[inside]], [column[int(c)] for c in matrix.category[inside]]
    cube["n"][at], cube["d"][at] = matrix.numerator[inside], matrix.denominator[inside]
    by_group = ~np.isnan(matrix.numerator) & (matrix.category != EVERYONE)[:, np.newaxis]
    gather = single_blocks if indicator.is_published_value else blocks
    table = gather(matrix.periods, indicator.frequency, (by_group & ~matrix.is_immature).any(axis=0))
    counts = {
        "numerator": cube["n"][:, :-1],
        "denominator": cube["d"][:, :-1],
        "total_numerator": cube["n"][:, -1],
        "total_denominator": cube["d"][:, -1],
    }
    return Table(services, matrix.periods, table, counts, tuple(group.code for group in groups))
