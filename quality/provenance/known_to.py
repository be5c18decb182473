"""The day to which the measures of a service are known: the one date that every page says of it; and the
newest period of each rhythm, as a feed that comes once a year says little of those that come every week."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalogue.fields import periods
from catalogue.fields.periods import Frequency
from catalogue.models import Catalogue
from data.models import EVERYONE, IndicatorKey, SeriesStatus
from data.read.as_of import as_of
from quality.reference.service_tree import Service
from quality.signals.read import read_statuses

Known = Iterable[tuple[str, date | None, date | None]]
"""Code of a measure, first day of its newest known period, and of the newest that was received."""


@dataclass(frozen=True, slots=True)
class KnownTo:
    day: date | None
    """The last day of the newest period that a measure is known for."""
    by_rhythm: tuple[tuple[Frequency, date], ...]
    """First day of the newest known period of the measures of each frequency, the most frequent first."""


def known_to(session: Session, catalogue: Catalogue, today: date, service: Service | None) -> KnownTo:
    """Return to when the measures of the service are known; those of any service without one.

    A list of events says itself to which day it is complete, often today: it counts only where nothing else
    is measured. A year that is not over yet reaches to today.
    """
    measures: dict[Frequency, date] = {}
    lists = []
    for code, last, received in _known(session, service):
        indicator = catalogue.indicators.get(code)
        if indicator is not None and indicator.is_rare_event:
            lists += [received] if received else []
        elif indicator is not None and last is not None:
            measures[indicator.frequency] = max(last, measures.get(indicator.frequency, last))
    ends = [periods.end(last, frequency) for frequency, last in measures.items()]
    newest = max(ends or lists, default=None)
    by_rhythm = ((one, measures[one]) for one in Frequency if one in measures)
    return KnownTo(newest and min(newest, today), tuple(by_rhythm))


def _known(session: Session, service: Service | None) -> Known:
    if as_of(session) is not None and service is not None:
        found = read_statuses(session, services=[service.code])
        return [(status.key.indicator, status.last_period, status.received_to) for status in found]
    newest = func.max(SeriesStatus.last_period), func.max(SeriesStatus.received_to)
    query = (
        select(IndicatorKey.code, *newest)
        .join(IndicatorKey, IndicatorKey.id == SeriesStatus.indicator_id)
        .where(SeriesStatus.category_id == EVERYONE)
        .group_by(IndicatorKey.code)
    )
    if service is not None:
        query = query.where(SeriesStatus.service_id == service.id)
    return [(code, last, received) for code, last, received in session.execute(query)]
