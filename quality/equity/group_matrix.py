"""Every measure of a service by the groups of one dimension: the overview read the other way.

It holds the rows of each measure's own view, whose tests are one family over the whole service: a cell says
what its page says.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from catalogue.dimensions import Dimension
from quality.equity.overview import FOUND, EquityOverview
from quality.equity.view import CANNOT_TELL, EquityView, GroupRow
from quality.signals.results import Variation


@dataclass(frozen=True, slots=True)
class GroupMatrix:
    dimension_code: str
    dimension: Dimension
    tests: int
    """Tests that were made at once: of all measures and dimensions of the service."""
    groups: tuple[str, ...]
    """Labels of the groups, in the dimension's order."""
    views: tuple[EquityView, ...]
    """By measure, the one that matters most first."""

    @property
    def is_ranked(self) -> bool:
        return any(view.is_ranked for view in self.views)

    def rows(self) -> Iterator[tuple[EquityView, tuple[GroupRow | None, ...]]]:
        """Yield each measure with its groups; None for one that it is not counted by."""
        for view in self.views:
            by_label = {row.label: row for row in view.known}
            yield view, tuple(by_label.get(label) for label in self.groups)

    def count(self, judged: Variation) -> int:
        """Count the groups that are found to fare so."""
        return sum(row.verdict in FOUND and row.judged is judged for row in self._shown)

    @property
    def gradients(self) -> int:
        """Count the measures that rise or fall along ranked groups by more than chance."""
        return sum(
            view.is_ranked and view.gap is not None and view.gap.verdict in FOUND for view in self.views
        )

    @property
    def compared(self) -> int:
        """Count the groups that were judged."""
        return sum(row.verdict not in CANNOT_TELL for row in self._shown)

    @property
    def hidden(self) -> int:
        return sum(row.is_hidden for view in self.views for row in view.known)

    @property
    def _shown(self) -> list[GroupRow]:
        return [row for view in self.views for row in view.known if not row.is_hidden]


def group_matrix(found: EquityOverview, dimension_code: str, dimension: Dimension) -> GroupMatrix:
    """Return the measures of an overview by the groups of a dimension."""
    views = (found.views.get((measure, dimension_code)) for measure in found.indicators)
    shown = tuple(view for view in views if view is not None and view.has_numbers)
    counted = {row.label for view in shown for row in view.known}
    groups = tuple(one.label for one in dimension.categories if not one.is_unknown and one.label in counted)
    return GroupMatrix(dimension_code, dimension, found.tests, groups, shown)
