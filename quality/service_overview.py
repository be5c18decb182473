"""Count the open signals of each service: what somebody sees before choosing one. They are those of the list
of signals, so that no page counts others."""

from __future__ import annotations

from collections import Counter
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
from quality.open_signals import CLOSED, Kind, count_signals
from quality.provenance.history import is_in_time, still_comes
from quality.reference.ids import Ids, newest_act, read_ids
from quality.reference.scope import Scope
from quality.reference.versioned_cache import VersionedCache
from quality.signals.results import Variation


@dataclass(frozen=True, slots=True)
class SignalCounts:
    """The measures of one service, and its open signals."""

    measures: int = 0
    ended: int = 0
    """Measures that nothing has come of for years: they show nothing now."""
    late: int = 0
    """Measures that wait for data."""
    too_few: int = 0
    """Measures that came, and have too few points to show anything."""
    concerns: int = 0
    improvements: int = 0
    changes: int = 0
    """Neither good nor bad, or not known to be."""
    groups: int = 0
    """Signals about groups of people that somebody raised and nobody closed."""
    closed: int = 0
    """Measures that are unusual, of which somebody closed the signal."""

    @property
    def signals(self) -> int:
        return self.concerns + self.improvements + self.changes + self.groups


def signal_counts(session: Session, catalogue: Catalogue, today: date) -> Mapping[str, SignalCounts]:
    """Return signal counts by code of the services that may be seen; those without any measure are not in
    it."""
    known = read_ids(session)
    version = (known.version, newest_act(session), catalogue.fingerprint, today)
    counts = dict(
        _kept.get(session, version, known.scope, lambda: _counted(session, catalogue, known, today))
    )
    for code, groups in groups_open(session).items():
        counts[code] = replace(counts.get(code, SignalCounts()), groups=groups)
    return {code: counts[code] for code in known.services.by_code if code in counts}


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
_kept: VersionedCache[Scope, Mapping[str, SignalCounts]] = VersionedCache(most=8)
"""Half a second's work where ten thousand services have measures."""


def _counted(session: Session, catalogue: Catalogue, known: Ids, today: date) -> Mapping[str, SignalCounts]:
    ids = known.indicator_ids
    by_day = [ids[code] for code, one in catalogue.indicators.items() if one.harm_by_day and code in ids]
    in_time, is_short = is_in_time(catalogue, ids, today), SeriesStatus.variation == Variation.TOO_FEW
    is_new = in_time & is_short & SeriesStatus.indicator_id.not_in(by_day)
    counts = (
        func.sum(case((one, 1), else_=0)) for one in (still_comes(catalogue, ids, today), in_time, is_new)
    )
    rows = session.execute(
        select(SeriesStatus.service_id, func.count(), *counts)
        .where(SeriesStatus.category_id == EVERYONE)
        .group_by(SeriesStatus.service_id)
    )
    by_id, found = known.services.by_id, {}
    signals = count_signals(session, catalogue, today)
    for service_id, measures, now, came, too_few in rows:
        if (service := by_id.get(service_id)) is None:  # not for whoever reads
            continue
        kinds = signals.get(service.code, Counter[str]())
        found[service.code] = SignalCounts(
            measures=measures,
            ended=measures - now,
            late=now - came,
            too_few=too_few,
            concerns=kinds[Kind.CONCERN],
            improvements=kinds[Kind.IMPROVEMENT],
            changes=kinds[Kind.CHANGE],
            closed=kinds[CLOSED],
        )
    return found
