"""Blocks that many pages draw: parts to unfold, panels of links, and tables with their cells."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dash import html

from components.page.shell import link
from components.words.page import SAVE_AS


def fold(summary: Any, *body: Any, wide: bool = False, css: str = "", **props: Any) -> html.Details:
    """Fold what stands behind a summary. It is closed unless `open`."""
    css = f"disclosure__body{' disclosure__body--wide' if wide else ''} {css}".strip()
    inside = [html.Summary(summary), html.Div(list(body), className=css)]
    return html.Details(inside, className="disclosure", **props)


def chooser(summary: str, links: list[Any], key: str) -> html.Details:
    """Offer links in a panel. A fresh `key` closes it after a choice."""
    panel = [html.Summary(summary), html.Div(links, className="chooser__panel")]
    return html.Details(panel, className="chooser no-print", key=key)


def table(
    heads: Iterable[tuple[str, str | None]], rows: list[html.Tr], css: str = "", caption: Any = None
) -> html.Table:
    """Draw a table. `heads`: word and class of each column; numbers stand right."""
    head = html.Thead(html.Tr([html.Th(word, scope="col", className=style) for word, style in heads]))
    return html.Table([caption, head, html.Tbody(rows)], className=f"table {css}".strip())


def scrolling(inside: html.Table, name: str, css: str = "table-scroll") -> html.Div:
    """Frame what may be wider than the page: a region that scrolls has to be reachable by keyboard (WCAG
    2.1.1), and so needs a name."""
    return html.Div(inside, className=css, tabIndex="0", role="region", **{"aria-label": name})


def number(text: str) -> html.Td:
    return html.Td(text, className="number")


def told(text: str, tone: str = "") -> html.Td:
    return html.Td(text, className=f"table__say {tone}".strip())


def current_if(is_here: bool, kind: str = "true") -> dict[str, str]:
    return {"aria-current": kind} if is_here else {}


def downloads(*files: Any) -> html.Div:
    return html.Div([html.Span(SAVE_AS, className="note"), *files], className="downloads no-print")


def filters(entries: Iterable[tuple[str, str, bool]]) -> html.Ul:
    """Offer choices as plain links: word, address, and if it is the one in force."""
    items = [
        html.Li(link(word, href=href, className="filter"), **current_if(on)) for word, href, on in entries
    ]
    return html.Ul(items, className="filters")
