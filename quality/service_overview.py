"""Count the open signals of each service: what somebody sees before choosing one. They are those of the list
of signals, so that no page counts others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from data.models import EVERYONE, SeriesStatus
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
    """Signals about groups of people: open ones that people began; and those that the numbers raise, for
    whoever may see these."""
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
    counts = _kept.get(session, version, known.scope, lambda: _counted(session, catalogue, known, today))
    return {code: counts[code] for code in known.services.by_code if code in counts}


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
            groups=kinds[Kind.GROUP],
            closed=kinds[CLOSED],
        )
    for code, kinds in signals.items():
        if code not in found and kinds[Kind.GROUP]:
            found[code] = SignalCounts(groups=kinds[Kind.GROUP])
    return found
