"""Count the measures of each service that show a signal now: what somebody sees before choosing a service."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from data.models import EVERYONE, Act, SeriesStatus
from quality.acts.kinds import LIFE_KINDS
from quality.lifecycle.team_acts import acts_at
from quality.lifecycle.team_history import fold
from quality.provenance.history import still_comes
from quality.reference.ids import Ids, newest_act, read_all_ids, read_ids
from quality.reference.versioned_cache import VersionedCache
from quality.signals.results import Variation


@dataclass(frozen=True, slots=True)
class SignalCounts:
    """Measures of one service, counted by where they stand."""

    measures: int = 0
    ended: int = 0
    """Measures that nothing has come of for years: they show nothing now."""
    concerns: int = 0
    improvements: int = 0
    changes: int = 0
    """Special causes on measures without a better direction."""
    groups: int = 0
    """Signals about groups of people that somebody raised and nobody closed."""

    @property
    def signals(self) -> int:
        return self.concerns + self.improvements + self.changes + self.groups


def signal_counts(session: Session, catalogue: Catalogue, today: date) -> Mapping[str, SignalCounts]:
    """Return signal counts by code of the services that may be seen; those without any measure are not in
    it."""
    known, seen = read_all_ids(session), read_ids(session).services
    version = (known.version, catalogue.fingerprint, today)
    counts = dict(_kept.get(session, version, True, lambda: _counted(session, catalogue, known, today)))
    for code, groups in groups_open(session).items():
        counts[code] = replace(counts.get(code, SignalCounts()), groups=groups)
    return {code: counts[code] for code in seen.by_code if code in counts}


def groups_open(session: Session) -> Mapping[str, int]:
    """Count by service the open signals about groups of people, whatever they are about."""
    return _open.get(session, newest_act(session), True, lambda: _count_groups(session))


def _count_groups(session: Session) -> Mapping[str, int]:
    services = session.scalars(select(Act.service).where(Act.category.is_not(None), Act.kind.in_(LIFE_KINDS)))
    return {
        service: count
        for service, acts in acts_at(session, {code for code in services if code}).items()
        if (count := sum(name.category != "" and thread.closing is None and bool(thread.acts)
                         for name, thread in fold(acts).signals.items()))
    }  # fmt: skip


_open: VersionedCache[bool, Mapping[str, int]] = VersionedCache(most=1)
"""Read again after each act, but of those teams alone that ever had such a signal."""
_kept: VersionedCache[bool, Mapping[str, SignalCounts]] = VersionedCache(most=1)
"""Half a second's work where ten thousand services have measures."""


def _counted(session: Session, catalogue: Catalogue, known: Ids, today: date) -> Mapping[str, SignalCounts]:
    comes = func.sum(case((still_comes(catalogue, known.indicator_ids, today), 1), else_=0))
    rows = session.execute(
        select(SeriesStatus.service_id, SeriesStatus.variation, func.count(), comes)
        .where(SeriesStatus.category_id == EVERYONE)
        .group_by(SeriesStatus.service_id, SeriesStatus.variation)
    )
    counts: dict[int, dict[Variation | str, int]] = {}
    for service_id, variation, count, now in rows:
        found = counts.setdefault(service_id, {ENDED: 0})
        found[Variation(variation)] = now
        found[ENDED] += count - now
    return {known.services.by_id[service_id].code: _standing(found) for service_id, found in counts.items()}


ENDED = "ended"


def _standing(found: Mapping[Variation | str, int]) -> SignalCounts:
    return SignalCounts(
        measures=sum(found.values()),
        ended=found[ENDED],
        concerns=found.get(Variation.CONCERN, 0),
        improvements=found.get(Variation.IMPROVEMENT, 0),
        changes=found.get(Variation.NEUTRAL_HIGH, 0) + found.get(Variation.NEUTRAL_LOW, 0),
    )
