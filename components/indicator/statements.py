"""Quiet statements round a chart: that the page looks back, what is inside a total, what became of a service,
and how long nothing has happened."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html

from components import address
from components.page.shell import fill, link
from components.words import as_of, child_sums, rare_events, say, succession
from quality.as_of import Past
from quality.provenance.child_sums import ChildSums
from quality.reference.service_tree import Service
from quality.reference.succession import Succession
from quality.series.key import SeriesKey
from quality.signals.results import SeriesResult
from quality.signals.since_last_event import time_since_last_event


def looking_back(past: Past, key: SeriesKey, changed: int | None, *, has_sums: bool = False) -> html.Div:
    """Stand above everything: nobody may take an earlier state for today's. `changed`: values since; None
    where that is not counted. `has_sums`: the page of today has a line that this one cannot have."""
    now = link(as_of.BACK, href=address.indicator(key.indicator, key.service, key.category))
    since = "" if changed is None else as_of.revised_since(changed)
    left_out = as_of.NO_SUMS if has_sums else ""
    return html.Div(
        [
            html.P([html.Strong(f"{as_of.stood(past)}."), since, left_out]),
            html.P(now, className="no-print"),
        ],
        className="notice notice--later look-banner",
        role="status",
    )


def sum_inside(result: SeriesResult | None, inside: ChildSums | None) -> Any:
    """Say what a published total holds beside what is inside it."""
    if result is None or inside is None:
        return None
    return html.P(child_sums.sentence(result, inside), className="note", id="inside-sum")


def since_last_event(result: SeriesResult) -> html.Div | None:
    """Say how long it has been, how often chance makes that, and how ties are handled. Rare events only."""
    quiet = time_since_last_event(result)
    if quiet is None:
        return None
    texts = [rare_events.usual_words(quiet), rare_events.conventions(result)]
    return html.Div([html.P(text) for text in texts if text], className="silence note", role="note")


# -- what became of a service ---------------------------------------------------------------------


def what_became(found: Succession, indicator: str) -> Any:
    """Say what a service was before and what replaced it. Nothing for most: they are what they were."""
    if found.is_empty:
        return None
    lines = [_after(found, indicator), _before(found, indicator), succession.other_names(found)]
    return html.Div([html.P(line, className="note") for line in lines if line], id="succession")


def _after(found: Succession, indicator: str) -> list[Any] | None:
    if not found.successors and not found.unknown_successors:
        return None
    services: list[Any] = [_link(service, indicator) for service in found.successors]
    return fill(
        succession.replaced(found), day=say.day(found.service.closed),
        services=_joined([*services, *found.unknown_successors]),
    )  # fmt: skip


def _before(found: Succession, indicator: str) -> list[Any] | None:
    if not found.predecessors:
        return None
    parts = [[_link(service, indicator), succession.closed(service)] for service in found.predecessors]
    return fill(succession.replaces(found), services=_joined([html.Span(pair) for pair in parts]))


def _link(service: Service, indicator: str) -> Any:
    return link(f"{service.name} ({service.code})", href=address.indicator(indicator, service.code))


def _joined(parts: Sequence[Any]) -> list[Any]:
    return [piece for i, part in enumerate(parts) for piece in ((", ", part) if i else (part,))]
