"""Every service as a calm list by hospital, each with what is new in it in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from dash import dcc, html

from components import address
from components.charts.old_marks import Mark, draw
from components.charts.svg import document, image
from components.page.shell import link
from components.theme import LIGHT
from components.words import say
from components.words import services as words
from quality.reference.service_tree import Service, ServiceTree
from quality.service_overview import SignalCounts

SHOWN_UNFOLDED = 80
"""Services up to which the whole list stands open: two screens."""


def search() -> html.Div:
    """Filter the list below as one types (assets/brightspot.js); without a script it does nothing bad."""
    return html.Div(
        [
            html.Label(words.SEARCH, htmlFor="find-service"),
            dcc.Input(
                id="find-service",
                type="search",
                className="form-control",
                placeholder=words.PLACEHOLDER,
                autoComplete="off",
                debounce=True,
            ),
            html.P("", id="find-service-answer", className="note", role="status"),
        ],
        className="find",
    )


def service_list(tree: ServiceTree, standings: Mapping[str, SignalCounts], today: date) -> html.Div:
    """Show one block per part of the organisation below its top. Of a large organisation the blocks are
    folded; a search opens those that it finds something in."""
    blocks = []
    for root in tree.roots:
        blocks.append(_block(root, [], tree, standings, today, is_top=True))
        loose = [s for s in tree.children(root.code) if not s.children]
        if loose:
            blocks.append(_block(None, loose, tree, standings, today))
        parts = [part for part in tree.children(root.code) if part.children]
        blocks += [_block(part, _inside(tree, part), tree, standings, today) for part in parts]
    return html.Div(blocks, className="services", id="services")


def _inside(tree: ServiceTree, part: Service) -> list[Service]:
    return list(tree.below(part.code))[1:]


def _block(
    head: Service | None,
    services: list[Service],
    tree: ServiceTree,
    standings: Mapping[str, SignalCounts],
    today: date,
    *,
    is_top: bool = False,
) -> html.Section:
    parts: list[Any] = []
    if head is not None:
        name = html.H2(link(head.name, href=address.huddle(head.code)), className="services__head")
        parts.append(html.Div([name, _standing(standings.get(head.code))], className="services__row"))
    base = len(tree.path(head.code)) if head else 1
    rows = html.Ul(
        [row(s, len(tree.path(s.code)) - base, standings.get(s.code), today) for s in services],
        className="services__list",
    )
    is_large = len(tree.by_code) > SHOWN_UNFOLDED and len(services) > 3
    parts.append(_folded(rows, services, standings) if is_large else rows)
    return html.Section(parts, className="services__block" + (" services__block--top" if is_top else ""))


def _folded(rows: html.Ul, services: list[Service], standings: Mapping[str, SignalCounts]) -> html.Details:
    marked = sum(1 for s in services if s.code in standings and standings[s.code].signals)
    summary = html.Summary(words.inside(len(services), marked))
    return html.Details([summary, rows], className="disclosure services__fold")


def row(
    service: Service, depth: int, standing: SignalCounts | None, today: date, beside: Any = None
) -> html.Li:
    """Show one service by name, something beside it, and where its measures stand."""
    name: list[Any] = [link(service.name, href=address.huddle(service.code))]
    if beside is not None:
        name.append(beside)
    is_open = service.is_open(today)
    # What a closed ward last showed is history, not something new in it.
    state = _standing(standing) if is_open else html.Span(words.closed(service), className="counted")
    return html.Li(
        [html.Span(name, className="services__name"), state],
        className=f"services__row services__row--{min(depth, 3)}",
    )


def _standing(standing: SignalCounts | None) -> html.Span:
    """Show `2 concerns · 1 improvement`, each with its shape; a plain word when there is nothing."""
    if standing is None or not standing.measures:
        return html.Span(words.NO_MEASURES, className="counted")
    if not standing.signals:
        return html.Span(words.NO_SIGNALS, className="counted")
    kinds = (
        (standing.concerns, "concern", Mark.CONCERN, "is-concern"),
        (standing.improvements, "improvement", Mark.IMPROVEMENT, "is-improvement"),
        (standing.changes, "change", Mark.NEUTRAL_HIGH, "is-neutral"),
    )
    return html.Span(
        [_tally(count, word, mark, tone) for count, word, mark, tone in kinds if count], className="tallies"
    )


def _tally(count: int, word: str, mark: Mark, tone: str) -> html.Span:
    shape = image(document(12, 12, draw(mark, 6, 6, 2.6, LIGHT)), alt="", class_name="tally__mark")
    return html.Span([shape, say.plural(count, word)], className=f"tally {tone}")
