"""Every measure of a service by every dimension: where groups get other care, what matters most first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from quality.equity.build_view import brief_view
from quality.equity.page_tests import Chart, page_tests, split_charts
from quality.equity.view import Change, EquityView, GroupRow, State, Verdict
from quality.reference.ids import data_version, read_ids
from quality.reference.scope import Scope
from quality.reference.service_tree import Service
from quality.reference.versioned_cache import VersionedCache
from quality.signals.results import Variation

FOUND = (Verdict.HIGHER, Verdict.LOWER)


@dataclass(frozen=True, slots=True)
class EquityOverview:
    """Views by indicator and dimension; the tests that were made of them at once."""

    views: Mapping[Chart, EquityView]
    tests: int

    @property
    def indicators(self) -> list[str]:
        """Return the indicators with numbers here, the one that matters most first."""
        of_each: dict[str, tuple[float, ...]] = {}
        for (indicator, _), view in self.views.items():
            of_each[indicator] = min(rank(view), of_each.get(indicator, rank(view)))
        return sorted(of_each, key=of_each.__getitem__)

    @property
    def dimensions(self) -> list[str]:
        return list(dict.fromkeys(dimension for _, dimension in self.views))

    @property
    def found(self) -> list[EquityView]:
        """Return the views that show more than chance, what matters most first."""
        return sorted((view for view in self.views.values() if is_found(view)), key=rank)


def found_groups(view: EquityView) -> list[GroupRow]:
    """Return the groups that differ from everybody else, those that fare worse first, and of these the one
    whose gap is followed; none where the gradient is what is found."""
    if view.is_ranked and view.gap is not None and view.gap.verdict in FOUND:
        return []
    rows = [row for row in view.known if row.verdict in FOUND and row.rest is not None]
    followed = view.gap.first if view.gap else ""
    return sorted(
        rows, key=lambda row: (row.judged is not Variation.CONCERN, row.label != followed, -_size(row))
    )


def also_found(view: EquityView) -> list[GroupRow]:
    """Return the others that differ beside the first. Of two groups one is everybody else of the other: that
    would be said twice."""
    return [] if view.is_of_two else found_groups(view)[1:]


def is_found(view: EquityView) -> bool:
    """Tell if a view says that groups differ, or that their gap changed, by more than chance."""
    gap = view.gap
    differs = gap is not None and (gap.verdict in FOUND or gap.change in (Change.WIDENED, Change.NARROWED))
    return differs or bool(found_groups(view))


def rank(view: EquityView) -> tuple[float, ...]:
    """Put gaps that widen, of measures with a better way, first; then groups that fare worse; then others
    that differ, by how many standard errors of their difference, as far as their intervals tell. What could
    not be judged comes last."""
    gap, groups = view.gap, found_groups(view)
    widened = gap is not None and gap.change is Change.WIDENED and gap.judged is Variation.CONCERN
    worse = any(row.judged is Variation.CONCERN for row in groups)
    worse |= gap is not None and gap.judged is Variation.CONCERN and gap.verdict in FOUND
    judged = view.state is State.SHOWN
    return (not widened, not worse, not is_found(view), not judged, -_strength(view))


def _strength(view: EquityView) -> float:
    """Return the largest difference of a group from everybody else, in half widths of its interval."""
    sizes = [
        2 * _size(row) / (row.gap_upper - row.gap_lower)
        for row in view.known
        if row.gap_lower is not None and row.gap_upper is not None and row.gap_upper > row.gap_lower
    ]
    return max(sizes, default=0.0)


def _size(row: GroupRow) -> float:
    return abs((row.value or 0.0) - (row.rest or 0.0))


_kept: VersionedCache[tuple[Scope, str], EquityOverview] = VersionedCache(most=64)


def equity_overview(session: Session, catalogue: Catalogue, place: Service) -> EquityOverview:
    """Return the overview of one service, whose groups the session may read. NotFoundError: it may not."""
    known = read_ids(session)
    known.check_groups(place.code)
    version = (data_version(session), catalogue.fingerprint)
    return _kept.get(session, version, (known.scope, place.code), lambda: _make(session, catalogue, place))


def _make(session: Session, catalogue: Catalogue, place: Service) -> EquityOverview:
    tests = page_tests(session, catalogue)
    views = {chart: brief_view(session, catalogue, chart, place) for chart, _, _ in split_charts(catalogue)}
    shown = {chart: view for chart, view in views.items() if view.state is not State.NO_DATA}
    return EquityOverview(shown, tests.count_of(place.id) if place.id in tests.rows else 0)
