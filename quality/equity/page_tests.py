"""Every test of groups that an equity page makes: one family a service, over all its measures and
dimensions.

Only what is shown takes part: of hidden groups what everyone's total leaves for all of them, as one; of those
that are shown by year alone no month. So nothing that is hidden can turn a word.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from sqlalchemy.orm import Session

from catalogue.dimensions import Dimension
from catalogue.models import Catalogue, Indicator
from data.read.as_of import as_of
from quality.disclosure.protected_counts import GroupTree, Testable, whole_tree
from quality.equity.not_stated import has_risen
from quality.equity.view import MOST_UNKNOWN
from quality.reference.ids import data_version
from quality.reference.versioned_cache import VersionedCache
from quality.signals.measure_type import Kind, measure_type
from stats.arrays import Bools, Floats, Ints
from stats.equity.evidence import GRADIENT, GroupCharts
from stats.equity.group_tests import GroupSignals, page_signals

SERVICES_AT_ONCE = 250
"""Pages tested together: enough for numpy to work on whole matrices, few enough for a server's memory."""

Chart = tuple[str, str]
"""Indicator and dimension."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PageTests:
    """The tests of every service's page. One row of the arrays is one service."""

    rows: Mapping[int, int]
    """Service id → row."""
    charts: Mapping[Chart, GroupSignals]
    count: Ints
    """(S,) tests of a page whose groups are shown."""
    found: Mapping[int, tuple[Chart, ...]]
    """Service id → charts on which a shown group, or the gradient, differs by more than chance."""
    incomplete: Mapping[int, frozenset[Chart]]
    """Service id → charts on which too many people have no known group."""
    risen: Mapping[int, frozenset[Chart]]
    """Service id → charts on which that share has lately risen at once."""

    def of(self, service_id: int, indicator: str, dimension: str) -> GroupSignals:
        """Return the tests of one chart of one service, (1, G + 1). KeyError: there are none."""
        row, found = self.rows[service_id], self.charts[indicator, dimension]
        return GroupSignals(
            **{name: getattr(found, name)[row : row + 1] for name in found.__dataclass_fields__}
        )

    def count_of(self, service_id: int) -> int:
        return int(self.count[self.rows[service_id]])


_kept: VersionedCache[bool, PageTests] = VersionedCache(most=2)


def page_tests(session: Session, catalogue: Catalogue) -> PageTests:
    """Return the tests of every service, made once per version of the data and alike for everybody."""
    version = (data_version(session), catalogue.fingerprint)
    return _kept.get(session, version, as_of(session) is None, lambda: _make(session, catalogue))


def split_charts(catalogue: Catalogue) -> Iterator[tuple[Chart, Indicator, Dimension]]:
    """Return each indicator with each dimension that it is split by, those that are counted together side by
    side: their trees are read at once."""
    split = {code: one for code, one in catalogue.indicators.items() if one.dimensions}
    for code in sorted(split, key=lambda one: min(catalogue.counted_together[one])):
        for dimension in catalogue.compared_by(split[code]):
            yield (code, dimension), split[code], catalogue.dimensions[dimension]


@dataclass(frozen=True, slots=True, eq=False)
class _Counts:
    """The counts of one chart in every service that has any, over the two years that are compared."""

    services: list[int]
    charts: GroupCharts
    is_shown: Bools
    """(C, G)"""


def _make(session: Session, catalogue: Catalogue) -> PageTests:
    read: dict[Chart, _Counts] = {}
    incomplete, risen = defaultdict[int, set[Chart]](set), defaultdict[int, set[Chart]](set)
    for chart, indicator, dimension in split_charts(catalogue):
        tree = whole_tree(session, catalogue, *chart)
        counts = _counts(tree, indicator, dimension) if tree is not None else None
        if tree is not None and counts is not None:
            read[chart] = counts
            services, year, quarters = tree.not_stated(by_events=measure_type(indicator).kind is Kind.COUNT)
            _note(incomplete, chart, services, np.nan_to_num(year) > MOST_UNKNOWN)
            _note(risen, chart, services, has_risen(quarters, tree.blocks.per_year))
    services = sorted({service for one in read.values() for service in one.services})
    rows = {service: row for row, service in enumerate(services)}
    parts = [
        _tested(read, rows, slice(at, at + SERVICES_AT_ONCE), len(services))
        for at in range(0, len(services), SERVICES_AT_ONCE)
    ]
    found = {chart: _joined([part[chart] for part in parts]) for chart in read}
    count = np.zeros(len(services), dtype=np.intp)
    for chart, one in read.items():
        at = [rows[service] for service in one.services]
        count[at] += (found[chart].is_eligible[at, :-1] & one.is_shown).sum(axis=1)
        count[at] += found[chart].is_eligible[at, -1]
    kept = [{service: frozenset(charts) for service, charts in one.items()} for one in (incomplete, risen)]
    return PageTests(rows, found, count, _found(read, found, rows), *kept)


def _note(found: dict[int, set[Chart]], chart: Chart, services: Sequence[int], is_so: Bools) -> None:
    for service, so in zip(services, is_so.tolist(), strict=True):
        if so:
            found[service].add(chart)


def _found(
    read: Mapping[Chart, _Counts], tested: Mapping[Chart, GroupSignals], rows: Mapping[int, int]
) -> dict[int, tuple[Chart, ...]]:
    found: dict[int, tuple[Chart, ...]] = {}
    for chart, one in read.items():
        flags = tested[chart].is_found[[rows[service] for service in one.services]]
        is_found = (flags[:, :GRADIENT] & one.is_shown).any(axis=1) | flags[:, GRADIENT]
        for service, differs in zip(one.services, is_found.tolist(), strict=True):
            if differs:
                found[service] = (*found.get(service, ()), chart)
    return found


def _counts(tree: GroupTree, indicator: Indicator, dimension: Dimension) -> _Counts | None:
    measure, latest = measure_type(indicator), tree.blocks.year_columns()
    if latest.stop == latest.start:
        return None
    before = tree.blocks.year_columns(back=1)
    first = before.start if before.stop > before.start else latest.start
    seen = tree.for_statistics(latest, before)
    is_unknown = np.array([group.is_unknown for group in tree.groups])
    charts = GroupCharts(
        seen.numerator,
        seen.denominator,
        latest=slice(latest.start - first, latest.stop - first),
        before=slice(before.start - first, before.stop - first) if before.stop > before.start else before,
        minimum_gap=indicator.minimum_gap / indicator.per,
        is_rate=measure.kind is Kind.RATE,
        # Not stated too, where it is too small to be shown: the others would give it away.
        compared=(~is_unknown | seen.is_hidden) & measure.has_chance,
        is_ranked=dimension.is_ordered,
        has_periods=seen.has_periods,
        has_gradient=~(seen.is_hidden & ~is_unknown).any(axis=1),
        reference=_reference(seen, [group.code for group in tree.groups], dimension, latest.start - first),
    )
    return _Counts(seen.services, charts, ~is_unknown & ~seen.is_hidden)


def _reference(seen: Testable, codes: list[str], dimension: Dimension, since: int) -> Ints:
    """Return (S,) the reference, where one is declared, shown and has people; else −1: everybody else."""
    if dimension.reference not in codes:
        return np.full(len(seen.services), -1)
    at = codes.index(dimension.reference)
    has_people = np.nan_to_num(seen.denominator[:, at, since:]).sum(axis=1) > 0
    return np.where(has_people & ~seen.is_hidden[:, at], at, -1)


def _tested(
    read: Mapping[Chart, _Counts], rows: Mapping[int, int], some: slice, total: int
) -> dict[Chart, GroupSignals]:
    """Test some pages, each chart laid out so that every page has a row of it."""
    size = min(some.stop, total) - some.start
    charts = [_laid_out(one, rows, some.start, size) for one in read.values()]
    return dict(zip(read, page_signals(charts), strict=True))


def _laid_out(one: _Counts, rows: Mapping[int, int], start: int, size: int) -> GroupCharts:
    inside = [i for i, service in enumerate(one.services) if 0 <= rows[service] - start < size]
    at = [rows[one.services[i]] - start for i in inside]
    given = one.charts
    x, n = (_spread(counts, inside, at, size) for counts in (given.numerator, given.denominator))
    compared, has_periods, has_gradient = (
        _spread(mask.astype(np.float64), inside, at, size) == 1
        for mask in (given.compared, given.has_periods, given.has_gradient)
        if mask is not None
    )
    reference = np.full(size, -1)
    if given.reference is not None:
        reference[at] = given.reference[inside]
    return replace(given, numerator=x, denominator=n, compared=compared, has_periods=has_periods,
                   has_gradient=has_gradient, reference=reference)  # fmt: skip


def _spread(counts: Floats, inside: list[int], at: list[int], size: int) -> Floats:
    out = np.full((size, *counts.shape[1:]), np.nan)
    out[at] = counts[inside]
    return out


def _joined(parts: list[GroupSignals]) -> GroupSignals:
    fields = GroupSignals.__dataclass_fields__
    return GroupSignals(**{name: np.concatenate([getattr(one, name) for one in parts]) for name in fields})
