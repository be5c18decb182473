"""History: services that closed, and series that ended years ago. What they showed last makes no signal, and
nothing is expected of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from sqlalchemy import ColumnElement, case, true

from catalogue.fields import periods
from catalogue.models import Catalogue, Indicator
from data.models import SeriesStatus
from quality.provenance.lateness import ENDED_AFTER, in_time_from, is_ended
from quality.reference.service_tree import Service
from quality.signals.results import Status
from stats import Assurance


def is_over(status: Status, indicator: Indicator, service: Service, today: date) -> bool:
    """Tell if nothing more can come of a series, or has come for years."""
    return not service.is_open(today) or is_ended(status.received_to, indicator, today)


def as_it_stands(status: Status, indicator: Indicator, service: Service, today: date) -> Status:
    """Return a status to be shown: without a forecast where it is history."""
    if not is_over(status, indicator, service, today):
        return status
    return replace(status, assurance=Assurance.NONE)


def still_comes(catalogue: Catalogue, ids: Mapping[str, int], today: date) -> ColumnElement[bool]:
    """Return the condition that a stored series has not ended years ago.

    ids: of indicators, by code.
    """
    return _received_since(catalogue, ids, lambda indicator: _still_comes_from(indicator, today))


def is_in_time(catalogue: Catalogue, ids: Mapping[str, int], today: date) -> ColumnElement[bool]:
    """Return the condition that the next period of a stored series is not overdue."""
    return _received_since(catalogue, ids, lambda indicator: in_time_from(indicator, today))


def _received_since(
    catalogue: Catalogue, ids: Mapping[str, int], first_of: Callable[[Indicator], date]
) -> ColumnElement[bool]:
    since = {ids[code]: first_of(one) for code, one in catalogue.indicators.items() if code in ids}
    if not since:
        return true()
    first = case(since, value=SeriesStatus.indicator_id, else_=date.min)
    return SeriesStatus.received_to.is_(None) | (SeriesStatus.received_to >= first)


def _still_comes_from(indicator: Indicator, today: date) -> date:
    """Return the first day of the oldest period that a series may have come to, and not have ended."""
    period = periods.holding(today - ENDED_AFTER, indicator.rhythm)
    while not is_ended(period, indicator, today):
        period = periods.step(period, indicator.rhythm, -1)
    return periods.step(period, indicator.rhythm)
