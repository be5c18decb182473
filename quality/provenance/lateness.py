"""The day on which the data of a source is due, and the feeds that are late.

A feed is a source of measurements. Its next period is due when that period should be complete
(its last day, and the maturity its indicators ask for) and the days of grace below have passed.
Service trees and populations change when they change: they are listed, and never late.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalogue.fields import periods
from catalogue.fields.periods import Frequency
from catalogue.models import Catalogue, Indicator
from catalogue.sources import EventsSource, MeasurementSource, RecordsSource
from catalogue.sources.due import Due
from data.models import Load
from data.read.as_of import as_of
from quality.reference.ids import data_version
from quality.reference.versioned_cache import VersionedCache

GRACE_DAYS = {
    Frequency.DAILY: 1,
    Frequency.WEEKLY: 4,
    Frequency.MONTHLY: 10,
    Frequency.QUARTERLY: 30,
    Frequency.HALF_YEARLY: 45,
    Frequency.ANNUAL: 60,
}
"""Days after a period is complete before its absence is called late: about a third of a period, because
somebody has to extract, check and send the file."""
ENDED_AFTER = timedelta(days=730)
"""Days after which a source is not late any more, but has ended: two years after its data were due."""


class FeedState(StrEnum):
    ON_TIME = "on time"
    LATE = "late"
    ENDED = "ended"  # nothing has come for years
    MISSING = "missing"  # nothing was ever loaded from it


@dataclass(frozen=True, slots=True)
class Feed:
    """One source of measurements and how far it has come."""

    source: str
    title: str
    last_load: datetime | None
    data_to: date | None  # last day of the newest period that was loaded (`load.data_to` is its first day)
    due: date  # the day the next period is due; for a feed without data, the day the newest period was due
    is_late: bool
    frequency: Frequency
    is_list: bool = False  # a list of events: `data_to` is the day it is complete to
    is_ended: bool = False

    @property
    def state(self) -> FeedState:
        if self.last_load is None:
            return FeedState.MISSING
        if self.is_ended:
            return FeedState.ENDED
        return FeedState.LATE if self.is_late else FeedState.ON_TIME


def read_feeds(session: Session, catalogue: Catalogue, today: date) -> list[Feed]:
    """Return every source of measurements that an indicator uses, late ones first, those that ended last."""
    version = (data_version(session), catalogue.fingerprint, today)
    is_now = as_of(session) is None
    return _kept.get(session, version, is_now, lambda: _read_feeds(session, catalogue, today))


_kept: VersionedCache[bool, list[Feed]] = VersionedCache(most=2)
"""As they are now, and as they were wherever somebody looked back last."""


def _read_feeds(session: Session, catalogue: Catalogue, today: date) -> list[Feed]:
    done = select(Load.source, func.max(Load.finished_at), func.max(Load.data_to)).where(
        Load.status == "done", Load.undoes.is_(None)
    )
    then, stands = as_of(session), Load.undone_by.is_(None)
    if then is not None:
        done = done.where(Load.id <= then.load)
    done = done.where(stands if then is None else stands | (Load.undone_by > then.load))
    newest = {source: (at, to) for source, at, to in session.execute(done.group_by(Load.source))}
    found = []
    for code, source in catalogue.sources.items():
        rhythm = _rhythm(catalogue, code)
        if rhythm is None:
            continue
        if isinstance(source, EventsSource | MeasurementSource | RecordsSource):
            found.append(_feed(code, source, newest.get(code, (None, None)), rhythm, today))
    return sorted(found, key=lambda feed: (not feed.is_late, feed.is_ended, feed.title))


def _rhythm(catalogue: Catalogue, source: str) -> tuple[Frequency, int] | None:
    """Return the shortest period, and the least maturity, that an indicator expects from a source."""
    used = [(i.rhythm, i.maturity) for i in catalogue.indicators.values() if source in i.sources]
    return max(used, key=lambda said: (periods.PER_YEAR[said[0]], -said[1]), default=None)


def _feed(
    code: str,
    source: MeasurementSource | EventsSource | RecordsSource,
    newest: tuple[datetime | None, date | None],
    rhythm: tuple[Frequency, int],
    today: date,
) -> Feed:
    """Return how far a source has come. A list of events is as fresh as the day it is complete to, whether
    anything happened or not."""
    (last_load, data_to), (frequency, maturity) = newest, rhythm
    is_list = isinstance(source, EventsSource)
    maturity = 0 if is_list else maturity
    if data_to is None:
        due = _newest_due(today, frequency, maturity, source.due)
    else:
        awaited = _after(data_to, frequency) if is_list else periods.step(data_to, frequency)
        due = due_day(awaited, frequency, maturity, source.due)
        if not is_list:  # a year that is not over yet reaches to today
            data_to = max(data_to, min(periods.end(data_to, frequency), today))
    is_ended = data_to is not None and today > due + ENDED_AFTER
    is_late = data_to is None or (today > due and not is_ended)
    return Feed(code, source.title or code, last_load, data_to, due, is_late, frequency, is_list, is_ended)


def _after(complete_to: date, rhythm: Frequency) -> date:
    """Return the first day of the first month (or week …) that a list does not cover to its end."""
    return periods.holding(complete_to + timedelta(days=1), rhythm)


def awaited(received_to: date, indicator: Indicator) -> date:
    """Return the first day of the period of a series that comes next."""
    if indicator.is_rare_event:
        return _after(received_to, indicator.rhythm)
    return periods.step(received_to, indicator.frequency)


def is_overdue(received_to: date, indicator: Indicator, today: date) -> bool:
    """Tell if the next period of a series should have come by now."""
    return awaited_by(received_to, indicator) < today


def in_time_from(indicator: Indicator, today: date) -> date:
    """Return the least `received_to` of a series that is not overdue."""
    period = periods.holding(today, indicator.rhythm)
    while _due_day(period, indicator) >= today:
        period = periods.step(period, indicator.rhythm, -1)
    if indicator.is_rare_event:  # known to the last day before the one that is awaited
        return periods.step(period, indicator.rhythm) - timedelta(days=1)
    return period


def is_ended(received_to: date | None, indicator: Indicator, today: date) -> bool:
    """Tell if a series ended years ago: what it showed last is history, and says nothing about now."""
    return received_to is not None and awaited_by(received_to, indicator) + ENDED_AFTER < today


def awaited_by(received_to: date, indicator: Indicator) -> date:
    """Return the last day on which the next period of a series still comes on time."""
    return _due_day(awaited(received_to, indicator), indicator)


def _due_day(period: date, indicator: Indicator) -> date:
    return due_day(period, indicator.rhythm, indicator.maturity, indicator.due)


def due_day(period: date, frequency: Frequency, maturity: int, due: Due | None = None) -> date:
    """Return the last day on which a period's data still comes on time: `due` where the source says it."""
    complete, rhythm = periods.step(period, frequency, 1 + maturity), frequency
    if due is not None and due.every is not None:
        rhythm = due.every
        complete = periods.step(periods.holding(complete - timedelta(days=1), rhythm), rhythm)
    usual = timedelta(days=GRACE_DAYS[rhythm])
    return complete + (usual if due is None else due.grace(usual))


def _newest_due(today: date, frequency: Frequency, maturity: int, due: Due | None) -> date:
    """Return the latest day, up to today, on which a period of the calendar was due."""
    period = periods.holding(today, frequency)
    while due_day(period, frequency, maturity, due) > today:
        period = periods.step(period, frequency, -1)
    return due_day(period, frequency, maturity, due)
