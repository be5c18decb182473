"""The shell round every page: skip link, masthead with service chooser and navigation, main, footer.

A page hands over what it shows and gets the whole view back, so one answer from the server is one complete
view: the right navigation entry is marked, links keep the service, and nothing flickers in later.
"""

from __future__ import annotations

from string import Formatter
from typing import Any

import dash
from dash import html

from components import address
from components.words import page as words
from quality.page_context import PageContext
from quality.reference.service_tree import Service, ServiceTree

VERSION = "0.1.0"
LISTED = 60
"""More services than this are not listed in the chooser: it shows those near the current one instead."""

_MARK = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 28 28'%3E"
    "%3Ccircle cx='14' cy='14' r='13' fill='%2318222d'/%3E"
    "%3Cpath d='M5 17h4l3-4 3 3 4-7 4 2' fill='none' stroke='%23fff' stroke-width='1.8'/%3E"
    "%3Ccircle cx='19' cy='9' r='3' fill='%23fff'/%3E%3C/svg%3E"
)


def view(*children: Any, around: PageContext, module: str = "", narrow: bool = False) -> html.Div:
    """Draw a whole view. `module` is the page's `__name__`: its navigation entry is marked as current."""
    page = f"page{' page--narrow' if narrow else ''}"
    return html.Div(
        [
            html.A(words.SKIP, href="#main", className="skip-link"),
            _masthead(around, module),
            html.Main(html.Div(children, className=page), id="main", tabIndex="-1"),
            _footer(around),
        ],
        className="shell",
    )


def bare(*children: Any) -> html.Div:
    """Draw a view that needs no data: what is said where an address leads nowhere, with the ways on."""
    return html.Div(
        [
            html.A(words.SKIP, href="#main", className="skip-link"),
            _masthead(None, ""),
            html.Main(html.Div(children, className="page page--narrow"), id="main", tabIndex="-1"),
        ],
        className="shell",
    )


def link(*children: Any, href: str, **props: Any) -> html.A:
    """Link to another page of ours. An ordinary link, which brightspot.js follows without reloading what is
    already here; dcc.Link would do the same but takes no aria- attributes."""
    return html.A(list(children), href=href, **{"data-go": ""}, **props)


def fill(template: str, **parts: Any) -> list[Any]:
    """Put links, or whatever is drawn, into the places of a template of words."""
    found: list[Any] = []
    for text, name, _, _ in Formatter().parse(template):
        part = parts.get(name or "", [])
        found += [text, *(part if isinstance(part, list) else [part])]
    return found


def page_head(
    title: Any, *, crumbs: list[Any] | None = None, facts: list[Any] | None = None, lede: Any = None
) -> html.Header:
    """Show the page's only h1, where it stands in the tree above it, small facts below it."""
    parts: list[Any] = []
    if crumbs:
        items = html.Ol([html.Li(crumb) for crumb in crumbs], className="breadcrumb")
        parts.append(html.Nav(items, **{"aria-label": "Breadcrumb"}))
    parts.append(html.H1(title))
    if facts:
        parts.append(html.Ul([html.Li(fact) for fact in facts], className="facts"))
    if lede is not None:
        parts.append(html.P(lede, className="lede"))
    return html.Header(parts, className="page-head")


def section(title: str, *children: Any, note: Any = None, id: str = "", class_name: str = "") -> html.Section:  # noqa: A002
    """Make a part of a page with its heading. `note` is a quiet line beside the heading."""
    name = id or title.lower().replace(" ", "-")
    head = [html.H2(title, id=f"{name}-title")]
    if note is not None:
        head.append(html.P(note, className="note"))
    return html.Section(
        [html.Div(head, className="section__head"), *children],
        id=name,
        className=f"section {class_name}".strip(),
        **{"aria-labelledby": f"{name}-title"},
    )


def service_crumbs(tree: ServiceTree, code: str, *, own: bool = True) -> list[Any]:
    """Show the path from the top of the tree as links to huddles; the service itself last."""
    path = tree.path(code) if own else tree.path(code)[:-1]
    return [link(step.name, href=address.huddle(step.code)) for step in path]


# -- masthead -------------------------------------------------------------------------------------


def _masthead(around: PageContext | None, module: str) -> html.Header:
    mark = html.Img(src=_MARK, alt="", className="brand__mark")
    brand = link(mark, html.Span("Brightspot", className="brand__word"), href="/", className="brand")
    return html.Header(
        html.Div(
            [brand, _chooser(around) if around else None, _nav(around.service if around else None, module)],
            className="masthead__inner",
        ),
        className="masthead",
    )


def nav_entries(service: Service | None) -> list[tuple[str, str, str]]:
    """List (module, word, address) of every page that registered with `nav="…"`, in its `order`.

    `address=function(service code or None) -> address or None` makes the link keep the service; None leaves
    the entry out (a huddle needs a service).
    """
    code = service.code if service else None
    entries = []
    for module, page in dash.page_registry.items():
        if not page.get("nav"):
            continue
        make = page.get("address")
        address = make(code) if make else page["relative_path"]
        if address:
            entries.append((module, page["nav"], address))
    return entries


def _nav(service: Service | None, module: str) -> html.Nav:
    links = [
        html.Li(
            link(
                word,
                href=address,
                className="nav__link",
                **({"aria-current": "page"} if entry == module else {}),
            )
        )
        for entry, word, address in nav_entries(service)
    ]
    return html.Nav(html.Ul(links, className="nav"), **{"aria-label": "Pages"})


def _chooser(around: PageContext) -> html.Details:
    """Offer services as plain links: works without a mouse, and in a new tab."""
    current = around.service
    where = around.tree.by_code.get(current.parent or "") if current else None
    summary = [html.Span(current.name if current else words.CHOOSE_SERVICE)]
    if where:
        summary.append(html.Span(where.name, className="chooser__where"))
    links: list[Any] = [link(words.ALL_SERVICES, href="/", className="chooser__link")]
    for heading, services in _nearby(around.tree, current):
        if heading:
            links.append(html.P(heading, className="chooser__group"))
        links += [_service_link(service, current) for service in services]
    return html.Details(
        [html.Summary(summary), html.Div(links, className="chooser__panel")],
        className="chooser",
        # A fresh key closes it after a choice.
        key=f"chooser-{current.code if current else ''}",
    )


def _nearby(tree: ServiceTree, current: Service | None) -> list[tuple[str, list[Service]]]:
    """Group the links: the whole tree when it is small, else path, siblings and children."""
    if len(tree.by_code) <= LISTED or current is None:
        return _whole_tree(tree) if len(tree.by_code) <= LISTED else [("", tree.roots[:LISTED])]
    groups = [("Up", tree.path(current.code)[:-1]), ("Beside", tree.siblings(current.code)[:LISTED])]
    if current.children:
        groups.append(("Inside", tree.children(current.code)[:LISTED]))
    return [group for group in groups if group[1]]


def _whole_tree(tree: ServiceTree) -> list[tuple[str, list[Service]]]:
    middles = [middle for root in tree.roots for middle in tree.children(root.code)]
    return [("", tree.roots), *((middle.name, list(tree.below(middle.code))) for middle in middles)]


def _service_link(service: Service, current: Service | None) -> html.A:
    is_here = current is not None and service.code == current.code
    return link(
        service.name,
        href=address.huddle(service.code),
        className="chooser__link",
        **({"aria-current": "true"} if is_here else {}),
    )


def _footer(around: PageContext) -> html.Footer:
    facts = [html.Span(around.organisation)]
    if around.data_to:
        facts.append(html.Span(words.data_to(around.data_to)))
    if around.feeds:
        facts.append(html.Span(words.on_time(around.feeds_on_time, around.feeds)))
    if around.is_demo:
        facts.append(html.Span(words.demo(around.today)))
    facts.append(html.Span(words.VERSION.format(number=VERSION)))
    return html.Footer(html.Div(facts, className="footer__inner"), className="footer")
