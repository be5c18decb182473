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
FIRST, ALL_SIGNALS = "What matters first", "All open signals"
SAME_IN = "The same is seen in:"
NOT_OPEN, NO_MEASURES, NO_SIGNALS = "not open yet", "no measures", "no unusual change"
NONE_OPEN = "no open signal"
TOO_FEW = "too few points to judge"
ALL_ENDED, ALL_LATE = "its measures ended", "all its data are late"


def found(services: int, wanted: str, at_most: int) -> str:
    text = f"{say.plural(services, 'service').capitalize()} found for “{wanted}”"
    more = f". The first {at_most} are shown. Type more letters to narrow the search."
    return f"{text}{more if services > at_most else ''}"


def inside(services: int, with_signals: int) -> str:
    return f"{say.plural(services, 'service')} inside, {with_signals or 'none'} with an open signal"


def not_all(shown: int, services: int) -> str:
    return (
        f"{shown} of {services:,} services are shown: first those with services inside, then those with an "
        "open signal. Find the others by name or code."
    )


def closed(service: Service) -> str:
    return f"closed {say.short_day(service.closed)}" if service.closed else NOT_OPEN


def closed_on(service: Service) -> str:
    """Say that a service is closed, and no more: what it showed last is history."""
    return (
        f"Closed on {say.day(service.closed)}." if service.closed else f"Opens on {say.day(service.opened)}."
    )


def nothing_unusual(counts: SignalCounts) -> str:
    """Say of a service without a signal how many measures cannot tell."""
    if counts.ended + counts.late == counts.measures:
        return ALL_LATE if counts.late else ALL_ENDED
    coming = counts.measures - counts.ended
    late = f", {counts.late:,} of {coming:,} late" if counts.late else ""
    if counts.too_few + counts.late == coming:
        return f"{TOO_FEW}{late}"
    nothing = NONE_OPEN if counts.closed else NO_SIGNALS
    few = f", {counts.too_few:,} of {coming:,} with {TOO_FEW}" if counts.too_few else ""
    return f"{nothing}{few}{late}"


def signals_now(standings: Collection[SignalCounts]) -> str:
    """Count the open signals of all services; of kinds that are rarer only those that there are."""
    concerns, improvements, changes, groups = (
        sum(getattr(one, kind) for one in standings)
        for kind in ("concerns", "improvements", "changes", "groups")
    )
    rarer = [say.plural(count, word) for count, word in ((changes, CHANGE), (groups, GROUP)) if count]
    said = [say.plural(concerns, CONCERN), say.plural(improvements, IMPROVEMENT), *rarer]
    return f"{', '.join(said[:-1])} and {said[-1]} now"
