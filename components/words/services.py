"""Texts of the page where a service is chosen."""

from __future__ import annotations

from collections.abc import Collection

from components.words import say
from quality.reference.service_tree import Service
from quality.service_overview import SignalCounts

SEARCH, SEARCH_BY_CODE = "Find a service", "Find a service by name or code"
PLACEHOLDER = "Name of a ward, team or hospital"
ALL, FIND, SERVICE = "All services", "Find", "service"
CONCERN, IMPROVEMENT, CHANGE = "concern", "improvement", "change"
GROUP = "group signal"
NOT_OPEN, NO_MEASURES, NO_SIGNALS = "not open yet", "no measures", "no unusual change"
ALL_ENDED, ALL_LATE = "its measures ended", "all its data are late"


def found(services: int, wanted: str, at_most: int) -> str:
    text = f"{say.plural(services, 'service').capitalize()} found for “{wanted}”"
    more = f". The first {at_most} are shown. Type more letters to narrow the search."
    return f"{text}{more if services > at_most else ''}"


def inside(services: int, with_signals: int) -> str:
    return f"{say.plural(services, 'service')} inside, {with_signals or 'none'} with an unusual change"


def not_all(shown: int, services: int) -> str:
    return (
        f"{shown} of {services:,} services are shown: first those with services inside, then those with an "
        "unusual change. Find the others by name or code."
    )


def closed(service: Service) -> str:
    return f"closed {say.short_day(service.closed)}" if service.closed else NOT_OPEN


def closed_on(service: Service) -> str:
    """Say that a service is closed, and no more: what it showed last is history."""
    return (
        f"Closed on {say.day(service.closed)}." if service.closed else f"Opens on {say.day(service.opened)}."
    )


def signals_now(standings: Collection[SignalCounts]) -> str:
    concerns, improvements = (
        sum(one.concerns for one in standings),
        sum(one.improvements for one in standings),
    )
    return f"{say.plural(concerns, 'concern')} and {say.plural(improvements, 'improvement')} now"
