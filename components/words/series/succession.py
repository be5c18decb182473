"""Say what a service was before, what became of it, and what else it is called."""

from __future__ import annotations

from components.words import say
from quality.reference.service_tree import Service
from quality.reference.succession import Succession

NAME = "{service.name} ({service.code})"
_NAMES_AT_MOST = 5


def replaced(found: Succession) -> str:
    """Write a template: `Closed on {day} and replaced by {services}.`"""
    closed = "Closed on {day} and replaced by" if found.service.closed else "Replaced by"
    is_one = found.is_followed and len(found.successors) == 1
    return f"{closed} {{services}}.{' Its numbers are counted there.' if is_one else ''}"


def replaces(found: Succession) -> str:
    """Write a template: `Replaces {services}. Its numbers are part of this series.`"""
    whose = "Their numbers are" if len(found.predecessors) > 1 else "Its numbers are"
    return f"Replaces {{services}}. {whose} {'' if found.is_followed else 'not '}part of this series."


def closed(service: Service) -> str:
    return f", closed on {say.day(service.closed)}" if service.closed else ""


def other_names(found: Succession) -> str:
    """Say `Also called: Ward 5; W5 and 2 more.`"""
    if not found.names:
        return ""
    more = len(found.names) - _NAMES_AT_MOST
    return f"Also called: {'; '.join(found.names[:_NAMES_AT_MOST])}{f' and {more} more' if more > 0 else ''}."
