"""The services of a large organisation, one level at a time: a list of thousands helps nobody, and costs
everybody. Below two screens the whole list stands open instead (components.services.service_list)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from dash import dcc, html

from components import address
from components.page.shell import link
from components.services.service_list import row
from components.words import services as words
from quality.reference.service_tree import Service, ServiceTree
from quality.service_overview import SignalCounts

FOUND_AT_MOST = 100


def search(wanted: str) -> html.Form:
    """Offer an ordinary form: the answer is a page of its own, with an address to share."""
    field = dcc.Input(
        id="find-part", name="find", type="search", value=wanted, className="form-control", autoComplete="off"
    )
    button = html.Button("Find", type="submit", className="btn btn-outline-secondary")
    parts = [html.Label(words.SEARCH_BY_CODE, htmlFor="find-part"), html.Div([field, button])]
    return html.Form(parts, action="/", method="get", className="find find--sent")


def found(tree: ServiceTree, standings: Mapping[str, SignalCounts], today: date, wanted: str) -> html.Section:
    """List the services whose name or code holds what was asked for."""
    services = tree.named(wanted)
    told = words.found(len(services), wanted, FOUND_AT_MOST)
    rows = [_found(tree, s, standings, today) for s in services[:FOUND_AT_MOST]]
    every = html.P(link(words.ALL, href="/"))
    return html.Section(
        [html.P(told, role="status"), html.Ul(rows, className="services__list"), every],
        className="services__block services__block--top",
    )


def _found(
    tree: ServiceTree, service: Service, standings: Mapping[str, SignalCounts], today: date
) -> html.Li:
    above = tree[service.parent].name if service.parent else ""
    return row(service, 0, standings.get(service.code), today, html.Span(above, className="counted"))


def part(tree: ServiceTree, standings: Mapping[str, SignalCounts], today: date, within: str) -> html.Div:
    """Show the tops of the tree, or one service, each with what is directly inside it."""
    heads = [tree[within]] if within else tree.roots
    return html.Div(
        [_block(tree, head, standings, today) for head in heads], className="services", id="services"
    )


def crumbs(tree: ServiceTree, within: str) -> list[Any]:
    """Show the way down to a part, as links."""
    above = tree.path(within)[:-1] if within else []
    return [link(s.name, href=address.home(within=s.code)) for s in above]


def _block(
    tree: ServiceTree, head: Service, standings: Mapping[str, SignalCounts], today: date
) -> html.Section:
    inside: Iterable[Service] = tree.children(head.code)
    rows = [row(s, 0, standings.get(s.code), today, _way_in(tree, s, standings)) for s in inside]
    top = html.Ul([row(head, 0, standings.get(head.code), today)], className="services__list")
    return html.Section(
        [top, html.Ul(rows, className="services__list services__list--inside")],
        className="services__block services__block--top",
    )


def _way_in(tree: ServiceTree, service: Service, standings: Mapping[str, SignalCounts]) -> Any:
    if not service.children:
        return None
    inside = list(tree.below(service.code))[1:]
    marked = sum(1 for s in inside if s.code in standings and standings[s.code].signals)
    return link(
        words.inside(len(inside), marked),
        href=address.home(within=service.code),
        className="services__inside",
    )
