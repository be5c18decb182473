"""Set the indicator page: head, hero, where acts will be, columns, services inside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html

from catalogue.models import Catalogue, Indicator
from components import address
from components.charts import annotations, control_chart, data_table, graph
from components.huddle import tiles
from components.indicator import alternatives, panels, publisher_notes, statements, surveillance
from components.page import blocks, notices
from components.page.blocks import chooser, current_if, fold
from components.page.shell import fill, link, page_head, section, service_crumbs
from components.theme import css_class
from components.words import caveats, chart_sentence, say
from components.words import indicator as words
from quality.indicator_view import IndicatorView
from quality.page_context import PageContext
from quality.series.key import SeriesKey
from quality.signals.results import SeriesResult, Status


def parts(view: IndicatorView) -> list[Any]:
    """Return what stands on the page, now or as it stood: an earlier state leads to no act."""
    series = view.series
    key, result = series.key, series.result
    measures_here = None if series.past else measures(series.catalogue, view.measures, key)
    above = [head(key, series.indicator, series.context, result, measures_here)]
    if series.past:
        above.append(statements.looking_back(series.past, key, view.changed, has_sums=view.has_sums))
    became = statements.what_became(view.succession, key.indicator) if view.succession else None
    if result is None:
        return [*above, notices.no_data(series.indicator.title), became]
    assert view.seasonality is not None
    as_of = series.past.asked if series.past else ""
    definition = panels.definition(series.indicator, key.indicator, series.catalogue.sources, result)
    left = [
        panels.why(result, view.rule_sets, view.seasonality),
        surveillance.folded(view.surveillance),
        fold(words.DEFINED, definition, open=True),
        publisher_notes.folded(view.notes),
    ]
    # The table opens where there is room; on a phone it waits to be asked for.
    numbers = data_table.series_table(result, series.child_sums, view.earlier)
    table = fold(words.numbers(result), numbers, wide=True, open=True, **{"data-narrow": "closed"})
    return [
        *above,
        _hero(result, key, as_of),
        statements.since_last_event(result),
        statements.sum_inside(result, series.child_sums),
        became,
        acts(result) if series.is_in_force else None,
        alternatives.offers(view.suggested, result),
        section(words.BEHIND, html.Div([html.Div(left), html.Div(table)], className="columns"), id="behind"),
        inside(view.children, series.indicator, series.context, as_of),
    ]


def _hero(result: SeriesResult, key: SeriesKey, as_of: str) -> html.Figure:
    """Show the chart as the hero: its sentence above it, what the flags mean and the files below. A banner
    stands above everything when the chart is not the one in force."""
    status, indicator = result.status, result.indicator
    sentence = " ".join([chart_sentence.sentence(status, indicator), *caveats.qualifier_sentences(result)])
    above = [html.P(sentence, className="chart__sentence"), panels.standing(status, indicator)]
    files = downloads(key, result.view.code if result.view else "", as_of)
    return html.Figure(
        [
            alternatives.banner(result, key),
            html.Div(above, className="hero__words"),
            graph.graph(
                control_chart.figure(result), id="indicator-chart", alt=chart_sentence.alt_text(result)
            ),
            html.Div([annotations.flag_list(result) or html.Span(), files], className="hero__below"),
        ],
        className="chart hero",
    )


def head(
    key: SeriesKey,
    indicator: Indicator,
    around: PageContext,
    result: SeriesResult | None,
    chooser: html.Details | None,
) -> html.Div:
    facts: list[Any] = []
    if key.category:
        label = result.category_label if result else key.category
        back = link(words.SHOW_EVERYONE, href=address.indicator(key.indicator, key.service))
        facts.append(html.Span(fill(words.ONE_GROUP, group=label, everyone=back)))
    facts += [indicator.domain.value.capitalize(), chart_sentence.direction_words(indicator.improvement)]
    if result is not None:
        newest = result.status.received_to if indicator.is_rare_event else result.status.last_period
        facts.append(words.DATA_TO.format(period=say.period(newest, indicator.frequency)))
    if indicator.dimensions:
        href = address.equity(key.indicator, service=key.service)
        facts.append(link(words.EQUITY, href=href))
    crumbs = service_crumbs(around.tree, key.service)
    return html.Div([page_head(indicator.title, crumbs=crumbs, facts=facts), chooser], className="head-row")


def measures(catalogue: Catalogue, statuses: Sequence[Status], key: SeriesKey) -> html.Details:
    """List other measures of this service, with where each stands: plain links in a panel."""
    known = {status.key.indicator: status for status in statuses}
    items = [
        link(
            html.Span(indicator.title),
            _standing_word(known[code]),
            href=address.indicator(code, key.service),
            className="chooser__link chooser__link--wide",
            **current_if(code == key.indicator),
        )
        for code, indicator in catalogue.indicators.items()
        if code in known
    ]
    return chooser(words.OTHER_MEASURES, items, f"measures-{key.indicator}-{key.service}")


def _standing_word(status: Status) -> html.Span:
    label = chart_sentence.variation_label(status.variation, status.direction)
    return html.Span(label, className=f"table__say {css_class(status.variation)}")


def downloads(key: SeriesKey, look: str = "", as_of: str = "") -> html.Div:
    """Offer CSV from the server; the pictures are made in the browser from the chart itself
    (brightspot.js)."""
    asked = (key.indicator, key.service, key.category, look, as_of)
    name = address.file_name(*asked)
    return blocks.downloads(
        html.A("CSV", href=address.indicator(*asked, file=".csv"), className="button button--quiet"),
        *(
            html.Button(
                kind.upper(),
                type="button",
                className="button button--quiet",
                **{"data-save-chart": kind, "data-save-name": name},
            )
            for kind in ("png", "svg")
        ),
    )


def acts(result: SeriesResult) -> html.Div | None:
    """Leave the honest place of what comes with sign-in; only where there is something to act on."""
    if not result.status.variation.is_special:
        return None
    return html.Div(notices.comes_later(*words.ACTS_LATER), className="no-print")


def inside(children: Sequence[Status], indicator: Indicator, around: PageContext, as_of: str = "") -> Any:
    """Show the same measure in each service inside this one. In order of name: this is no league table."""
    if not children:
        return None
    named = sorted(children, key=lambda status: around.tree[status.key.service].name)
    multiples = [
        tiles.tile(
            status,
            indicator,
            title=around.tree[status.key.service].name,
            href=address.indicator(status.key.indicator, status.key.service, as_of=as_of),
        )
        for status in named
    ]
    return section(
        words.INSIDE.format(service=around.service),
        tiles.tiles(multiples),
        note=words.INSIDE_NOTE,
        id="inside",
    )
