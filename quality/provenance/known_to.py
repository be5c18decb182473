"""The day to which the measures of a service are known: the one date that every page says of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalogue.fields import periods
from catalogue.models import Catalogue
from data.models import EVERYONE, IndicatorKey, SeriesStatus
from data.read.as_of import as_of
from quality.reference.service_tree import Service
from quality.signals.read import read_statuses

Known = Iterable[tuple[str, date | None, date | None]]
"""Code of a measure, first day of its newest known period, and of the newest that was received."""


def known_to(session: Session, catalogue: Catalogue, today: date, service: Service | None) -> date | None:
    """Return the last day of the newest period that a measure of the service is known for; of any service
    without one.

    A list of events says itself to which day it is complete, often today: it counts only where nothing else
    is measured. A year that is not over yet reaches to today.
    """
    measures, lists = [], []
    for code, last, received in _known(session, service):
        indicator = catalogue.indicators.get(code)
        if indicator is not None and indicator.is_rare_event:
            lists += [received] if received else []
        elif indicator is not None and last is not None:
            measures.append(periods.end(last, indicator.frequency))
    newest = max(measures or lists, default=None)
    return newest and min(newest, today)


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
