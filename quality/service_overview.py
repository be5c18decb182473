"""Count the measures of each service that show a signal now: what somebody sees before choosing a service."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.models import SeriesStatus
from quality.reference.ids import read_ids
from quality.reference.service_tree import ServiceTree
from quality.reference.versioned_cache import VersionedCache
from quality.signals.results import Variation


@dataclass(frozen=True, slots=True)
class SignalCounts:
    """Measures of one service, counted by where they stand."""

    measures: int = 0
    concerns: int = 0
    improvements: int = 0
    changes: int = 0
    """Special causes on measures without a better direction."""

    @property
    def signals(self) -> int:
        return self.concerns + self.improvements + self.changes


def signal_counts(session: Session) -> Mapping[str, SignalCounts]:
    """Return signal counts by service code; services without any measure are not in it."""
    known = read_ids(session)
    return _kept.get(session, known.version, True, lambda: _counted(session, known.services))


_kept: VersionedCache[bool, Mapping[str, SignalCounts]] = VersionedCache(most=1)
"""Half a second's work where ten thousand services have measures."""


def _counted(session: Session, tree: ServiceTree) -> Mapping[str, SignalCounts]:
    rows = session.execute(
        select(SeriesStatus.service_id, SeriesStatus.variation, func.count())
        .where(SeriesStatus.category_id == 0)
        .group_by(SeriesStatus.service_id, SeriesStatus.variation)
    )
    counts: dict[int, dict[Variation, int]] = {}
    for service_id, variation, count in rows:
        counts.setdefault(service_id, {})[Variation(variation)] = count
    return {tree.by_id[service_id].code: _standing(found) for service_id, found in counts.items()}


def _standing(found: Mapping[Variation, int]) -> SignalCounts:
    return SignalCounts(
        measures=sum(found.values()),
        concerns=found.get(Variation.CONCERN, 0),
        improvements=found.get(Variation.IMPROVEMENT, 0),
        changes=found.get(Variation.NEUTRAL_HIGH, 0) + found.get(Variation.NEUTRAL_LOW, 0),
    )
