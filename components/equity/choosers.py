"""The head of an equity page, its links to other groups and services, and the list of measures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html

from catalogue.models import Catalogue, Indicator
from components import address
from components.page.blocks import chooser, current_if, filters
from components.page.shell import link, page_head
from components.words import chart_sentence
from components.words import equity as words
from quality.equity.view import EquityView
from quality.reference.service_tree import Service, ServiceTree


def here(view: EquityView, *, dimension: str = "", service: str = "", group: str = "") -> str:
    """Return the address of this page with one thing changed."""
    place = service or view.service
    return address.equity(view.indicator_code, dimension or view.dimension_code, place, group)


def head(view: EquityView, tree: ServiceTree, catalogue: Catalogue) -> html.Div:
    facts: list[Any] = [
        view.service_name,
        chart_sentence.direction_words(view.indicator.improvement),
        words.year_words(view),
        link(words.FOR_EVERYONE, href=address.indicator(view.indicator_code, view.service)),
    ]
    crumbs = [link(step.name, href=here(view, service=step.code)) for step in tree.path(view.service)[:-1]]
    title = page_head(words.TITLE.format(measure=view.indicator.title), crumbs=crumbs or None, facts=facts)
    return html.Div([title, _indicators(view, catalogue)], className="head-row")


def _indicators(view: EquityView, catalogue: Catalogue) -> html.Details:
    items = [
        link(
            indicator.title,
            href=address.equity(
                code, view.dimension_code if view.dimension_code in indicator.dimensions else "", view.service
            ),
            className="chooser__link",
            **current_if(code == view.indicator_code),
        )
        for code, indicator in catalogue.indicators.items()
        if indicator.dimensions
    ]
    return chooser(words.OTHER_MEASURES, items, f"equity-{view.indicator_code}-{view.service}")


def choosers(view: EquityView, catalogue: Catalogue, below: Sequence[Service]) -> html.Nav:
    """Offer dimensions, and the services inside this one that have numbers, as plain links."""
    rows = [
        choices(
            "By",
            [
                (catalogue.dimensions[code].title, here(view, dimension=code), code == view.dimension_code)
                for code in view.indicator.dimensions
                if code in catalogue.dimensions
            ],
        )
    ]
    if below:
        rows.append(choices("Inside", [(s.name, here(view, service=s.code), False) for s in below]))
    return html.Nav(rows, className="filter-bar equity-choices no-print", **{"aria-label": words.TO_COMPARE})


def choices(title: str, entries: Sequence[tuple[str, str, bool]]) -> html.Div:
    name = html.Span(title, className="equity-choices__title")
    return html.Div([name, filters(entries)], className="equity-choices__row")


def index(indicators: Mapping[str, Indicator], catalogue: Catalogue, service: Service | None) -> html.Ul:
    """List every indicator that is split, with its dimensions as links."""
    code_of_service = service.code if service else ""
    titles = {code: dimension.title for code, dimension in catalogue.dimensions.items()}
    return html.Ul(
        [
            html.Li(
                [
                    html.Div(
                        [
                            link(indicator.title, href=address.equity(code, service=code_of_service)),
                            html.P(indicator.why_it_matters, className="note"),
                        ],
                        className="equity-index__name",
                    ),
                    html.Ul(
                        [
                            html.Li(
                                link(
                                    titles[dimension],
                                    href=address.equity(code, dimension, code_of_service),
                                    className="filter",
                                    **{"aria-label": words.measure_by(indicator, titles[dimension])},
                                )
                            )
                            for dimension in indicator.dimensions
                            if dimension in titles
                        ],
                        className="filters",
                    ),
                ],
                className="equity-index__one",
            )
            for code, indicator in indicators.items()
        ],
        className="equity-index",
    )
