"""Numbers about groups, read from the database and held behind the disclosure gate.

    GroupTree (whole tree, one dimension) ─ .of(service) ─ ProtectedCounts ─ .released(grain) ─ ReleasedCounts

`ProtectedCounts` cannot be printed, formatted, indexed or turned into a list; `released` gives what may be
seen. What is hidden of one service depends on its neighbours, and on other indicators that are counted from
the same rows: their trees are read and settled as a whole, once per version of the data.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
from sqlalchemy.orm import Session

from catalogue.disclosure import Disclosure
from catalogue.models import Catalogue
from data.read.as_of import as_it_stands, as_of
from data.read.group_observations import group_observations
from quality.disclosure.published_values import rule_of
from quality.disclosure.release import settle
from quality.disclosure.release_log import published_years
from quality.disclosure.suppression import rounded
from quality.disclosure.totals import NOTHING, Hidden, hidden_totals
from quality.reference.ids import CategoryName, data_version, read_ids
from quality.reference.scope import EVERYTHING
from quality.reference.versioned_cache import VersionedCache
from quality.series.calendar_blocks import Blocks, Grain
from quality.series.matrix import SeriesMatrix, to_matrix
from stats.arrays import Bools, Floats, divide


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
    _no_total: frozenset[Grain] = frozenset()
    """Grains at which everyone's number is not shown either."""

    def __repr__(self) -> str:
        return f"<ProtectedCounts: {len(self.groups)} groups × {len(self.periods)} periods, not for show>"

    __str__ = __repr__

    def released(self, grain: Grain) -> ReleasedCounts:
        hidden, counts = self._hidden[grain], self._counts
        if grain is not Grain.PERIOD:
            gather = self.blocks.quarters_of if grain is Grain.QUARTER else self.blocks.years_of
            counts = {name: gather(count) for name, count in counts.items()}
        if grain is Grain.YEAR:
            counts = {name: self._published(count) for name, count in counts.items()}
        shown = {
            name: np.where(hidden[:, np.newaxis], np.nan, rounded(counts[name], self.rule.round_to))
            for name in ("numerator", "denominator")
        }
        for name in ("total_numerator", "total_denominator") if self.rule.is_public else ():
            no_number = np.full_like(counts[name], np.nan)
            shown[name] = no_number if grain in self._no_total else rounded(counts[name], self.rule.round_to)
        return ReleasedCounts(**counts | shown, is_hidden=hidden)

    def _published(self, years: Floats) -> Floats:
        """Return the years that are shown; of all others nothing, as each would tie the months in it to those
        of its neighbours."""
        found = np.full_like(years, np.nan)
        for year in published_years(self.blocks):
            found[..., year] = years[..., year]
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Testable:
    """Counts that may be seen, for statistical tests: (S, G, P) over two years."""

    services: list[int]
    numerator: Floats
    denominator: Floats
    """Of a group that is shown by year alone every period is an equal part of the year. In place of the first
    hidden group stands what everyone's total leaves for all of them; of the others nothing does."""
    has_periods: Bools
    """(S, G)"""
    is_hidden: Bools
    """(S, G) for the year."""


def _as_shown(
    counts: Floats, totals: Floats, hidden: Bools, has_periods: Bools, years: Sequence[slice], base: int
) -> Floats:
    """Return counts (S, G, P) without anything that is not shown. totals: (S, P); hidden: (S, G) for the
    year."""
    found = np.where(has_periods[..., np.newaxis], counts, np.nan)
    first = hidden & (hidden.cumsum(axis=1) == 1)
    for year in years:
        size = year.stop - year.start
        if not size:
            continue
        sums = rounded(np.nan_to_num(counts[..., year]).sum(axis=-1), base)
        shown = np.where(hidden, 0.0, sums)
        rest = np.maximum(np.nan_to_num(totals[:, year]).sum(axis=-1) - shown.sum(axis=1), 0.0)
        known = np.where(first, rest[:, np.newaxis], np.where(hidden, np.nan, shown))
        missing = np.isnan(counts[..., year]).all(axis=-1) & ~first
        equal = np.where(missing, np.nan, known / size)[..., np.newaxis]
        found[..., year] = np.where(has_periods[..., np.newaxis], found[..., year], equal)
    return found


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
    _totals: Hidden = field(default_factory=lambda: NOTHING)
    """Services whose numbers of everyone are not shown."""

    def for_statistics(self, latest: slice, before: slice) -> Testable:
        """Return what may be seen of the two years that are compared, of every service, for statistical
        tests."""
        columns = slice(before.start if before.stop > before.start else latest.start, latest.stop)
        rows = list(self.rows.values())
        hidden = {grain: mask[rows] for grain, mask in self._hidden.items()}
        has_periods = ~hidden[Grain.PERIOD] & (self.rule.round_to == 0)
        shown = [
            _as_shown(
                self._counts[name][rows][..., columns],
                # Where everyone's numbers are under the rule, too, they tell nothing of hidden groups.
                self._counts[f"total_{name}"][rows][..., columns] * (not self.rule.is_public),
                hidden[Grain.YEAR],
                has_periods,
                [slice(y.start - columns.start, y.stop - columns.start) for y in (latest, before)],
                self.rule.round_to,
            )
            for name in ("numerator", "denominator")
        ]
        return Testable(list(self.rows), shown[0], shown[1], has_periods, hidden[Grain.YEAR])

    def not_stated(self, *, by_events: bool) -> tuple[list[int], Floats, Floats]:
        """Return the services, and the share of people (or events) whose group is not known: (services,) of
        the latest year and (services, quarters). As `released` tells it, NaN where it is hidden."""
        rows = list(self.rows.values())
        unknown = np.array([group.is_unknown for group in self.groups], dtype=np.bool_)
        is_known = not unknown.any()
        name = "numerator" if by_events else "denominator"
        shares: list[Floats] = []
        for grain, gather in ((Grain.YEAR, self.blocks.years_of), (Grain.QUARTER, self.blocks.quarters_of)):
            part = rounded(gather(self._counts[name][rows][:, unknown]), self.rule.round_to).sum(axis=1)
            whole = gather(self._counts[f"total_{name}"][rows])
            is_hidden = self._hidden[grain][rows][:, unknown].any(axis=1, keepdims=True)
            shown = np.where(is_hidden | is_known, np.nan, divide(part, whole))
            shares.append(shown)
        return list(self.rows), shares[0][:, -1], shares[1]

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
            _no_total=frozenset(grain for grain, those in self._totals.items() if service_id in those),
        )


KEPT = 8
"""Sets of trees kept per database, all dimensions of an indicator: a few megabytes each in a large
organisation."""

_Trees = Mapping[tuple[str, str], GroupTree]
"""By indicator and dimension."""
_trees: VersionedCache[tuple[frozenset[str], frozenset[str], bool], _Trees] = VersionedCache(most=KEPT)


def group_tree(session: Session, catalogue: Catalogue, indicator: str, dimension: str) -> GroupTree | None:
    """Return the tree of one indicator and dimension, of the services whose groups the session may read; None
    when nothing is stored. What is hidden is decided over the whole tree, alike for everybody."""
    known, tree = read_ids(session), whole_tree(session, catalogue, indicator, dimension)
    if tree is None or known.scope == EVERYTHING:
        return tree
    names = known.services.by_id
    rows = {
        number: row
        for number, row in tree.rows.items()
        if number in names and known.may_see_groups(names[number].code)
    }
    return replace(tree, rows=rows)


def whole_tree(session: Session, catalogue: Catalogue, indicator: str, dimension: str) -> GroupTree | None:
    """Return the tree of every service, whoever asks: for tests, whose verdicts are alike for everybody.

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
    load, together = data_version(session)[0], catalogue.counted_together[indicator]
    dimensions = frozenset([dimension]).union(*(catalogue.indicators[code].dimensions for code in together))
    trees = _trees.get(
        session,
        (load, catalogue.fingerprint),
        (together, dimensions, as_of(session) is None),
        lambda: _read_trees(session, catalogue, together, dimensions, load),
    )
    return trees.get((indicator, dimension))


def _read_trees(
    session: Session,
    catalogue: Catalogue,
    indicators: Collection[str],
    dimensions: Collection[str],
    version: int,
) -> _Trees:
    """Return the trees of indicators that are counted together; of those that have any number by group."""
    settled = settle(session, catalogue, indicators, dimensions)
    return {
        which: GroupTree(
            version=version,
            groups=settled.groups[which[1]],
            rows={service: settled.rows[service] for service in sorted(table.services)},
            periods=table.periods,
            blocks=table.blocks,
            rule=rule_of(catalogue, which[0]),
            _counts=table.counts,
            _hidden=settled.hidden[which],
            _totals=hidden_totals(session, catalogue, which[0]),
        )
        for which, table in settled.tables.items()
    }


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
