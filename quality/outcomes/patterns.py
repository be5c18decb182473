"""Patterns of special cause as people meet them: stored episodes of one series that overlap in one direction
are one, as for whoever acts on them (`Evidence.continues`)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from data.read.arrival import Arrival, arrivals, days_of_loads
from quality.provenance.lateness import ENDED_AFTER
from quality.reference.ids import read_ids
from quality.reference.versioned_cache import VersionedCache

Series = tuple[str, str]
"""Codes of a service and of an indicator."""


@dataclass(frozen=True, slots=True)
class _Stored:
    """Every stored episode by indicator and service, and the series by the load that changed them last."""

    by_series: Mapping[tuple[int, int], Sequence[Arrival]]
    newest: Sequence[tuple[int, tuple[int, int]]]
    days: Mapping[int, date]

    def touched(self, after: int) -> Iterator[Arrival]:
        """Yield the episodes of series of which a later load showed that a pattern began or was over."""
        for load, series in self.newest:
            if load <= after:
                return
            yield from self.by_series[series]


_kept: VersionedCache[date, _Stored] = VersionedCache(most=3)


@dataclass(slots=True)
class Pattern:
    """Episodes of one series in one direction that overlap."""

    episodes: list[Arrival]
    last: date

    @property
    def direction(self) -> int:
        return self.episodes[0].direction

    @property
    def first(self) -> date:
        return self.episodes[0].first_period

    @property
    def is_over(self) -> bool:
        return not any(one.is_current for one in self.episodes)

    @property
    def begun_load(self) -> int:
        """Return the load from which it could be seen; 0 where its numbers were taken back since."""
        return min((one.seen_load for one in self.episodes if one.seen_load), default=0)

    @property
    def ended_load(self) -> int:
        """Return the load that showed that it was over; 0 while it is not."""
        return max((one.ended_load or 0 for one in self.episodes), default=0) if self.is_over else 0

    @property
    def came_as_history(self) -> bool:
        """Tell if its end came with it, or before it: nobody could act on it while it lasted."""
        return self.is_over and (not self.begun_load or 0 < self.ended_load <= self.begun_load)


def patterns(
    session: Session, catalogue: Catalogue, services: Collection[str], since: date, after: int = -1
) -> tuple[dict[Series, list[Pattern]], Mapping[int, date]]:
    """Return the patterns of some services that may have been seen first since a day, and the day at which
    the data of each load stood.

    after: only of series of which a later load than this showed that a pattern began or was over
    """
    known = read_ids(session)
    # What comes later than that is history (quality.provenance.lateness). From the year's first day, so that
    # many who ask since different days are answered from the same rows.
    earliest = (since - ENDED_AFTER).replace(month=1, day=1)
    version = (known.version, catalogue.fingerprint)
    stored = _kept.get(session, version, earliest, lambda: _read(session, earliest))
    codes = {number: code for code, number in known.indicator_ids.items() if code in catalogue.indicators}
    found = defaultdict[Series, list[Pattern]](list)
    for row in stored.touched(after):
        service, indicator = known.services.by_id.get(row.service_id), codes.get(row.indicator_id)
        if service is None or service.code not in services or indicator is None:
            continue
        if not catalogue.indicators[indicator].harm_by_day:
            _join(found[service.code, indicator], row)
    return found, stored.days


def _read(session: Session, earliest: date) -> _Stored:
    by_series = defaultdict[tuple[int, int], list[Arrival]](list)
    for row in arrivals(session, earliest):
        by_series[row.series].append(row)
    newest = [(max(one.newest_load for one in rows), series) for series, rows in by_series.items()]
    return _Stored(by_series, sorted(newest, reverse=True), days_of_loads(session))


def _join(of_series: list[Pattern], row: Arrival) -> None:
    """Add an episode to the pattern that it overlaps, or begin one. Episodes come in order of their first
    period."""
    same = [one for one in of_series if one.direction == row.direction and row.first_period <= one.last]
    if same:
        same[-1].episodes.append(row)
        same[-1].last = max(same[-1].last, row.last_period)
    else:
        of_series.append(Pattern([row], row.last_period))


def day_seen(episodes: Sequence[Arrival], days: Mapping[int, date]) -> date | None:
    """Return the day from which one of some episodes could be seen."""
    known = [days[one.seen_load] for one in episodes if one.seen_load and one.seen_load in days]
    return min(known, default=None)
