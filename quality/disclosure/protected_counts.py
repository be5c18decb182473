"""Numbers about groups, read from the database and held behind the disclosure gate.

    GroupTree (whole tree, one dimension) ─ .of(service) ─ ProtectedCounts ─ .released(grain) ─ ReleasedCounts

`ProtectedCounts` cannot be printed, formatted, indexed or turned into a list; `released` gives what may be
seen. What is hidden of one service depends on its neighbours: the tree is read and settled as a whole,
once per version of the data.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from sqlalchemy.orm import Session

from catalogue.fields.periods import Frequency
from catalogue.models import Catalogue, Disclosure
from data.models import EVERYONE
from data.read.as_of import as_it_stands, as_of
from data.read.group_observations import group_observations
from quality.disclosure.across_services import suppress_tree
from quality.disclosure.suppression import Suppression, differencing_reveals, is_small, rounded
from quality.disclosure.suppression import counts as people_and_events
from quality.reference.ids import CategoryName, Ids, data_version, read_ids
from quality.reference.versioned_cache import VersionedCache
from quality.series.calendar_blocks import Blocks, Grain, blocks
from quality.series.matrix import SeriesMatrix, to_matrix
from stats.arrays import Bools, Floats


@dataclass(frozen=True, slots=True, eq=False)
class ReleasedCounts:
    """Counts that may be seen: groups × times, NaN where hidden or without a value; (T,) for everyone."""

    numerator: Floats
    denominator: Floats
    total_numerator: Floats
    total_denominator: Floats
    is_hidden: Bools
    """(G,)"""

    @property
    def times(self) -> int:
        return self.total_numerator.size


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ProtectedCounts:
    """Counts of the groups of one dimension in one service. Not for show: ask for `released`."""

    groups: tuple[CategoryName, ...]
    periods: tuple[date, ...]
    blocks: Blocks
    rule: Disclosure
    _counts: dict[str, Floats]
    _hidden: dict[Grain, Bools]

    def __repr__(self) -> str:
        return f"<ProtectedCounts: {len(self.groups)} groups × {len(self.periods)} periods, not for show>"

    __str__ = __repr__

    def released(self, grain: Grain) -> ReleasedCounts:
        hidden, counts = self._hidden[grain], self._counts
        if grain is not Grain.PERIOD:
            gather = self.blocks.quarters_of if grain is Grain.QUARTER else self.blocks.years_of
            counts = {name: gather(count) for name, count in counts.items()}
        shown = {
            name: np.where(hidden[:, np.newaxis], np.nan, rounded(counts[name], self.rule.round_to))
            for name in ("numerator", "denominator")
        }
        return ReleasedCounts(**counts | shown, is_hidden=hidden)

    def for_statistics(self) -> tuple[Floats, Floats]:
        """Return every count, hidden ones too, for statistical tests whose answer is a word: only
        quality.equity.build_view may ask (a test looks), and only for `stats`."""
        return self._counts["numerator"], self._counts["denominator"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class GroupTree:
    """All services of a tree: the counts of one indicator by the groups of one dimension."""

    version: int
    groups: tuple[CategoryName, ...]
    rows: dict[int, int]
    """Service id → row of the arrays below."""
    periods: tuple[date, ...]
    blocks: Blocks
    rule: Disclosure
    _counts: dict[str, Floats]
    _hidden: dict[Grain, Bools]

    def hiding_too(self, other: GroupTree) -> GroupTree:
        """Return the tree with what another one hides of the same services and groups hidden too."""
        rows = [row for service, row in self.rows.items() if service in other.rows]
        theirs = [other.rows[service] for service in self.rows if service in other.rows]
        column = {group.id: i for i, group in enumerate(other.groups)}
        columns = [i for i, group in enumerate(self.groups) if group.id in column]
        its = [column[group.id] for group in self.groups if group.id in column]
        hidden = {grain: mask.copy() for grain, mask in self._hidden.items()}
        for grain, mask in hidden.items():
            mask[np.ix_(rows, columns)] |= other._hidden[grain][np.ix_(theirs, its)]
        return replace(self, _hidden=hidden)

    def of(self, service_id: int) -> ProtectedCounts | None:
        """Return one service; None when nothing is stored for its groups."""
        row = self.rows.get(service_id)
        if row is None or np.isnan(self._counts["numerator"][row]).all():
            return None
        return ProtectedCounts(
            groups=self.groups,
            periods=self.periods,
            blocks=self.blocks,
            rule=self.rule,
            _counts={name: count[row] for name, count in self._counts.items()},
            _hidden={grain: hidden[row] for grain, hidden in self._hidden.items()},
        )


KEPT = 24
"""Trees kept per database: a few megabytes each in a large organisation."""

_trees: VersionedCache[tuple[str, str, bool], GroupTree | None] = VersionedCache(most=KEPT)


def group_tree(session: Session, catalogue: Catalogue, indicator: str, dimension: str) -> GroupTree | None:
    """Return the tree of one indicator and dimension; None when nothing is stored.

    Looking back, what is hidden now is hidden as well: the months before a small one, taken off the year that
    holds it, would be the small one.
    """
    tree = _tree(session, catalogue, indicator, dimension)
    if tree is None or as_of(session) is None:
        return tree
    with as_it_stands(session):
        now = _tree(session, session.info.get("catalogue_now", catalogue), indicator, dimension)
    return tree if now is None else tree.hiding_too(now)


def _tree(session: Session, catalogue: Catalogue, indicator: str, dimension: str) -> GroupTree | None:
    load = data_version(session)[0]
    return _trees.get(
        session,
        (load, catalogue.fingerprint),
        (indicator, dimension, as_of(session) is None),
        lambda: _read_tree(session, catalogue, indicator, dimension, load),
    )


def _read_tree(
    session: Session, catalogue: Catalogue, indicator: str, dimension: str, version: int
) -> GroupTree | None:
    known = read_ids(session)
    of_dimension = (c for c in known.categories.values() if c.dimension == dimension)
    groups = tuple(sorted(of_dimension, key=lambda c: (c.is_unknown, c.position)))
    indicator_id = known.indicator_ids.get(indicator)
    if indicator_id is None or not groups:
        return None
    frequency = catalogue.indicators[indicator].frequency
    matrix = to_matrix(
        group_observations(session, indicator_id, categories=[EVERYONE, *(group.id for group in groups)]),
        frequency,
    )
    if matrix is None or not (matrix.category != EVERYONE).any():
        return None
    return _settle(matrix, groups, known, frequency, catalogue.disclosure, version)


def _settle(
    matrix: SeriesMatrix,
    groups: tuple[CategoryName, ...],
    known: Ids,
    frequency: Frequency,
    rule: Disclosure,
    version: int,
) -> GroupTree:
    """Lay the matrix out as services × groups × periods and decide what is hidden at each grain."""
    with_groups = np.unique(matrix.service[matrix.category != EVERYONE])
    rows = {int(service): row for row, service in enumerate(with_groups)}
    column = {EVERYONE: len(groups), **{group.id: i for i, group in enumerate(groups)}}
    cube = {name: np.full((len(rows), len(column), len(matrix.periods)), np.nan) for name in ("n", "d")}
    inside = np.isin(matrix.service, with_groups)
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
    row_of = {s.code: rows[s.id] for s in known.services.by_id.values() if s.id in rows}
    children = {
        row: inside_it
        for code, row in row_of.items()
        if (inside_it := [row_of[child] for child in known.services[code].children if child in row_of])
    }
    hidden = _hidden_at_each_grain(counts, table, children, rule.hide_up_to)
    return GroupTree(version, groups, rows, matrix.periods, table, rule, counts, hidden)


def _hidden_at_each_grain(
    counts: dict[str, Floats], table: Blocks, children: dict[int, list[int]], k: int
) -> dict[Grain, Bools]:
    """Return (S, G) per grain, from coarse to fine: what is hidden for the year is hidden for the month."""
    groups = people_and_events(counts["numerator"], counts["denominator"])
    everyone = people_and_events(counts["total_numerator"], counts["total_denominator"])
    quarters, years = table.quarters_of(groups), table.years_of(groups)
    rolls = differencing_reveals(quarters, table.per_year, k)
    protected: Bools = is_small(years, k) | (rolls[..., np.newaxis] & (years > 0))
    so_far = Suppression(np.any(rolls, axis=0), protected)
    found = {}
    for grain, parts, whole in (
        (Grain.YEAR, years, table.years_of(everyone)),
        (Grain.QUARTER, quarters, table.quarters_of(everyone)),
        (Grain.PERIOD, groups, everyone),
    ):
        if grain is not Grain.YEAR:
            so_far = Suppression.primary(parts, k, before=so_far)
        so_far = suppress_tree(parts, whole, children, k, so_far)
        found[grain] = so_far.hidden
    return found


def protected_series(
    session: Session, catalogue: Catalogue, indicator: str, service_id: int, category_id: int
) -> SeriesMatrix | None:
    """Return one group's series as it may be shown: every value, or none where they are too few. None when
    nothing is stored for it."""
    known = read_ids(session)
    category = known.categories[category_id]
    tree = group_tree(session, catalogue, indicator, category.dimension)
    counts = tree.of(service_id) if tree else None
    if counts is None:
        return None
    indicator_id, frequency = known.indicator_ids[indicator], catalogue.indicators[indicator].frequency
    rows = group_observations(session, indicator_id, services=[service_id], categories=[category_id])
    stored = to_matrix(rows, frequency)
    if stored is None:
        return None
    row = [group.id for group in counts.groups].index(category_id)
    shown = counts.released(Grain.PERIOD)
    first = counts.periods.index(stored.periods[0])
    columns = slice(first, first + len(stored.periods))
    return replace(
        stored,
        numerator=shown.numerator[row : row + 1, columns],
        denominator=shown.denominator[row : row + 1, columns],
    )
