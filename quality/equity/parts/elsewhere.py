"""Pages of the same measure that may show more, where a group is too small to show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from quality.disclosure.protected_counts import GroupTree, ProtectedCounts, group_tree
from quality.equity.comparison import Comparison
from quality.equity.panels import Elsewhere
from quality.reference.service_tree import Service
from quality.series.calendar_blocks import Grain

FEWEST_GROUPS = 2
"""Groups with people that must be shown before anything can be compared."""


def shown_elsewhere(
    session: Session, catalogue: Catalogue, case: Comparison, indicator: str, path: Sequence[Service]
) -> tuple[Elsewhere, ...]:
    """Return the nearest service above that hides fewer of the groups; then the dimensions of which this
    service can compare groups, and shows a larger share of them."""
    if not case.year.is_hidden.any():
        return ()
    return (
        *_above(session, catalogue, case, indicator, path),
        *_by(session, catalogue, case, indicator, path[-1]),
    )


def _above(
    session: Session, catalogue: Catalogue, case: Comparison, indicator: str, path: Sequence[Service]
) -> Iterator[Elsewhere]:
    dimension = case.counts.groups[0].dimension
    tree = group_tree(session, catalogue, indicator, dimension)
    own = int(case.year.is_hidden.sum())
    for above in path[-2::-1]:
        counts = tree.of(above.id) if tree else None
        if counts and int(counts.released(Grain.YEAR).is_hidden.sum()) < own:
            yield Elsewhere(above.code, dimension, *_shown(counts, case))
            return


def _by(
    session: Session, catalogue: Catalogue, case: Comparison, indicator: str, place: Service
) -> Iterator[Elsewhere]:
    own, own_groups = _shown(case.counts, case)
    for dimension in case.indicator.dimensions:
        if dimension == case.counts.groups[0].dimension or dimension not in catalogue.dimensions:
            continue
        tree: GroupTree | None = group_tree(session, catalogue, indicator, dimension)
        counts = tree.of(place.id) if tree else None
        if counts is None or not counts.blocks.years:
            continue
        shown, groups = _shown(counts, case)
        if shown >= FEWEST_GROUPS and shown * own_groups > own * groups:
            yield Elsewhere(place.code, dimension, shown, groups)


def _shown(counts: ProtectedCounts, case: Comparison) -> tuple[int, int]:
    """Return how many of the known groups are shown for the latest year, and how many there are. A group that
    nobody is of shows nothing."""
    year = counts.released(Grain.YEAR)
    is_known = np.array([not group.is_unknown for group in counts.groups])
    if case.has_people:
        is_known &= year.is_hidden | (year.denominator[:, -1] != 0)
    return int((is_known & ~year.is_hidden).sum()), int(is_known.sum())
