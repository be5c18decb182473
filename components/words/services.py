"""Texts of the page where a service is chosen."""

from __future__ import annotations

from components.words import say
from quality.reference.service_tree import Service

SEARCH, SEARCH_BY_CODE = "Find a service", "Find a service by name or code"
PLACEHOLDER = "Name of a ward, team or hospital"
ALL = "All services"
NOT_OPEN, NO_MEASURES, NO_SIGNALS = "not open yet", "no measures", "no unusual change"


def found(services: int, wanted: str, at_most: int) -> str:
    text = f"{say.plural(services, 'service').capitalize()} found for “{wanted}”"
    more = f". The first {at_most} are shown. Type more letters to narrow the search."
    return f"{text}{more if services > at_most else ''}"


def inside(services: int, with_signals: int) -> str:
    return f"{say.plural(services, 'service')} inside, {with_signals or 'none'} with an unusual change"


def closed(service: Service) -> str:
    return f"closed {say.short_day(service.closed)}" if service.closed else NOT_OPEN


def signals_now(concerns: int, improvements: int) -> str:
    return f"{say.plural(concerns, 'concern')} and {say.plural(improvements, 'improvement')} now"
