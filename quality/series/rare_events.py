"""Rare events of one indicator as a matrix: one row per series, one column per event, and in each row dates
of its own.

      3 Mar   13 Apr   20 May  ..19 Nov
W01     .       41       37      183         days since the event before; the first has none before it
      7 Jan    1 Jul   ..19 Nov
W02     .      175      141                  hollow at the end: the silence so far

What lies between two events is time in days (t chart: events of one day set evenly through it, see
`stats.rare_events`), whole days, or cases as the service counted them (g chart).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

import stats
from catalogue.fields.periods import Frequency
from catalogue.models import Indicator
from data.models import EVERYONE
from data.write.events import Events, events
from data.write.reference import closing_days, service_parents
from quality.series.matrix import EventRecord, SeriesMatrix, is_published, read_matrix
from stats.arrays import Ints

Days = NDArray[np.int64]
Known = Mapping[int, tuple[int, int]]
"""Service → first and last day that is known, as ordinals."""

NEVER = date.max.toordinal()


@dataclass(frozen=True, slots=True, eq=False)
class EventMatrix(SeriesMatrix):
    """Series × events. With several rows `periods` are no dates, only as many as there are columns: every
    row has days of its own."""

    days: Days
    """(S, P) as ordinals; NEVER behind the last point of a row."""
    length: Ints
    """(S,) points of each row, the silence at its end counted; 0 where nothing happened."""
    records: tuple[EventRecord, ...]
    """(S,)"""

    def day(self, row: int, column: int) -> date:
        return date.fromordinal(int(self.days[row, column]))

    def column_from(self, row: int, day: date, frequency: Frequency) -> int:
        at = int(np.searchsorted(self.days[row], day.toordinal(), side="left"))
        return at if at < self.length[row] else len(self.periods)

    def column_to(self, row: int, day: date, frequency: Frequency) -> int:
        return int(np.searchsorted(self.days[row], day.toordinal(), side="right")) - 1

    def received_to(self) -> list[date | None]:
        return [record.known_to for record in self.records]

    def on_record(self, row: int) -> EventRecord | None:
        return self.records[row]


def everyones_matrix(
    session: Session, indicator_id: int, indicator: Indicator, *, services: Collection[int] | None = None
) -> SeriesMatrix | None:
    """Return everyone's series of an indicator, by period or by event: all of them, or those of some
    services."""
    if not indicator.is_rare_event:
        return read_matrix(session, indicator_id, indicator.frequency, services=services)
    if is_published(session):
        return None  # each is one person, on a day
    found = events(session, indicator_id)
    closed = {number: day.toordinal() for number, (_, day) in closing_days(session).items()}
    known: Known = found.coverage
    if indicator.additive and not indicator.counts_cases:  # cases between cannot be added up
        parents = service_parents(session)
        found, known = _with_parents(found, parents), _known_above(known, parents, closed)
    known = {s: (first, min(last, closed.get(s, last))) for s, (first, last) in known.items()}
    wanted = sorted(known if services is None else known.keys() & set(services))
    return to_matrix(found, known, wanted, indicator) if wanted else None


def to_matrix(found: Events, known: Known, services: Collection[int], indicator: Indicator) -> EventMatrix:
    """Place each event of these services in its row and column, and what lies before it."""
    rows = np.array(sorted(services), dtype=np.int64)
    kept = np.flatnonzero(np.isin(found.service, rows))
    kept = kept[np.lexsort((found.day[kept], found.service[kept]))]
    each = np.repeat(kept, found.count[kept])
    service, day = found.service[each], found.day[each]
    row = np.searchsorted(rows, service)
    start = np.searchsorted(row, np.arange(rows.size))
    column = np.arange(row.size) - start[row]
    events_in = np.bincount(row, minlength=rows.size)
    moment = stats.moments(service, day)
    complete = np.array([known[number][1] for number in rows.tolist()], dtype=np.int64)
    last = np.where(events_in > 0, start + events_in - 1, 0)
    has_silence = (events_in > 0) & (not indicator.counts_cases)
    has_silence &= (complete > day[last]) if day.size else False
    length = events_in + has_silence
    shape = (rows.size, max(int(length.max(initial=0)), 1))
    values, days = np.full(shape, np.nan), np.full(shape, NEVER, dtype=np.int64)
    days[row, column] = day
    days[events_in == 0, 0] = complete[events_in == 0]  # nothing happened: known to that day
    on = moment if indicator.chart == "t" else day.astype(np.float64)
    between = found.opportunities[each] if indicator.counts_cases else np.diff(on, prepend=np.nan)
    values[row, column] = np.where(column == 0, np.nan, between)
    is_immature = days > complete[:, np.newaxis]
    quiet = np.flatnonzero(has_silence)
    values[quiet, events_in[quiet]] = complete[quiet] - on[last[quiet]]
    days[quiet, events_in[quiet]] = complete[quiet]
    is_immature[quiet, events_in[quiet]] = True
    return EventMatrix(
        service=rows,
        category=np.full(rows.size, EVERYONE, dtype=np.int64),
        periods=_columns(days),
        numerator=values,
        denominator=np.full(shape, np.nan),
        is_immature=is_immature & (days < NEVER),
        days=days,
        length=length,
        records=tuple(
            EventRecord(count, *(date.fromordinal(day) for day in known[number]))
            for number, count in zip(rows.tolist(), events_in.tolist(), strict=True)
        ),
    )


def one_of_events(one: SeriesMatrix, record: EventRecord) -> EventMatrix:
    """Return a matrix of one series, its periods the dates of its points."""
    return EventMatrix(
        service=one.service,
        category=one.category,
        periods=one.periods,
        numerator=one.numerator,
        denominator=one.denominator,
        is_immature=one.is_immature,
        days=np.array([[day.toordinal() for day in one.periods]]),
        length=np.array([len(one.periods) if record.events else 0]),
        records=(record,),
    )


def _columns(days: Days) -> tuple[date, ...]:
    numbers = days[0].tolist() if len(days) == 1 else range(1, days.shape[1] + 1)
    return tuple(date.fromordinal(number) for number in numbers)


def _with_parents(found: Events, parents: Mapping[int, int]) -> Events:
    """Let events climb to the services above, up to one that has a list of its own: that wins."""
    has_own = found.coverage.keys()
    services, which = np.unique(found.service, return_inverse=True)
    climbed, at = [(found.service, np.arange(found.service.size))], services
    while at.size:
        above = [parents.get(number, -1) for number in at.tolist()]
        at = np.array([-1 if number in has_own else number for number in above], dtype=np.int64)
        if not np.any(at >= 0):
            break
        on = np.flatnonzero(at[which] >= 0)
        climbed.append((at[which[on]], on))
    service = np.concatenate([who for who, _ in climbed])
    row = np.concatenate([rows for _, rows in climbed])
    return Events(service, found.day[row], found.count[row], found.opportunities[row], found.coverage)


def _known_above(
    known: Known, parents: Mapping[int, int], closed: Mapping[int, int]
) -> dict[int, tuple[int, int]]:
    """Return how far parents are known: as far as the least known of its parts, those that closed left
    aside."""
    found = dict(known)
    parts: dict[int, list[tuple[int, tuple[int, int]]]] = {}
    for number, span in known.items():
        above = parents.get(number)
        while above is not None and above not in known:
            parts.setdefault(above, []).append((number, span))
            above = parents.get(above)
    for above, spans in parts.items():
        open_ones = [last for number, (_, last) in spans if closed.get(number, NEVER) > last]
        every = [last for _, (_, last) in spans]
        found[above] = (min(first for _, (first, _) in spans), min(open_ones or every))
    return found
