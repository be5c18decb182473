"""Sentences about what a service was before, what became of it, and what else it is called."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html

from components import address
from components import format as say
from components.page.shell import link
from quality.reference.service_tree import Service
from quality.reference.succession import Succession

_NAMES_AT_MOST = 5


def statement(found: Succession, indicator: str) -> Any:
    """Nothing for most services: they are what they were."""
    if found.is_empty:
        return None
    lines = [_after(found, indicator), _before(found, indicator), _names(found)]
    return html.Div([html.P(line, className="note") for line in lines if line], id="succession")


def _after(found: Succession, indicator: str) -> list[Any] | None:
    if not found.successors and not found.unknown_successors:
        return None
    closed = found.service.closed
    when = f"Until {say.day(closed)}; after it: " if closed else "Succeeded by "
    known = _joined([_link(service, indicator) for service in found.successors])
    rest = ", ".join(found.unknown_successors)
    comma = ", " if known and rest else ""
    where = " Its numbers are kept there." if found.is_followed and len(found.successors) == 1 else ""
    return [when, *known, f"{comma}{rest}.{where}"]


def _before(found: Succession, indicator: str) -> list[Any] | None:
    if not found.predecessors:
        return None
    parts = [
        [f"until {say.day(s.closed)} " if s.closed else "", _link(s, indicator)] for s in found.predecessors
    ]
    part = "Their numbers are" if len(parts) > 1 else "Its numbers are"
    whose = f" {part} part of this series." if found.is_followed else f" {part} not part of this series."
    return ["Before it: ", *_joined([html.Span(pair) for pair in parts]), f".{whose}"]


def _names(found: Succession) -> str | None:
    if not found.names:
        return None
    more = len(found.names) - _NAMES_AT_MOST
    return f"Also called: {'; '.join(found.names[:_NAMES_AT_MOST])}{f' and {more} more' if more > 0 else ''}."


def _link(service: Service, indicator: str) -> Any:
    return link(f"{service.name} ({service.code})", href=address.indicator(indicator, service.code))


def _joined(parts: Sequence[Any]) -> list[Any]:
    return [piece for i, part in enumerate(parts) for piece in ((", ", part) if i else (part,))]
