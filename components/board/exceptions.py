"""One panel per exception: the sentence, the chart, what changed, and where the author's account goes."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html

from components import address
from components.charts import icons, svg, svg_chart
from components.page.shell import link
from components.words import board as words
from components.words import chart_sentence, say
from quality.board import Board, Row
from quality.provenance.lateness import awaited, awaited_by, is_overdue
from quality.signals.results import SeriesResult

SIZE = svg_chart.Size(720, 240, radius=3.2, stroke=1.6)
LAST = 36
"""Points shown: three years of months."""


def panel(row: Row, series: SeriesResult, board: Board) -> html.Article:
    """Draw one exception. `id` is where the calls above link to."""
    indicator, status = row.indicator, series.status
    title = html.H3(
        link(indicator.title, href=address.indicator(row.code, board.service.code)),
        className="exception__title",
    )
    both = html.Div(
        [
            icons.variation_icon(status.variation, status.direction),
            icons.assurance_icon(
                status.assurance, indicator.improvement.sign, has_target=status.target is not None
            ),
        ],
        className="icons",
    )
    parts = [title, both, html.P(chart_sentence.sentence(status, indicator), className="exception__sentence")]
    parts += [html.P(words.changed(change, indicator), className="note") for change in row.changes]
    parts += [html.P(line, className="note") for line in _late(row, series, board)]
    parts.append(html.P(words.OWNER.format(indicator=indicator), className="note"))
    return html.Article(
        [html.Div(parts, className="exception__words"), _chart(row, series), _narrative()],
        id=f"exception-{row.code}",
        className="exception",
    )


def _late(row: Row, series: SeriesResult, board: Board) -> list[str]:
    """Say so where a verdict rests on old data."""
    received, indicator = series.status.received_to, row.indicator
    if received is None or not is_overdue(received, indicator, board.today):
        return []
    due = awaited_by(received, indicator)
    if indicator.is_rare_event:
        return [words.late_list(received, due)]
    last, late = (say.period(day, indicator.frequency) for day in (received, awaited(received, indicator)))
    return [words.late(last, late, due)]


def _chart(row: Row, series: SeriesResult) -> html.Figure:
    trace = svg_chart.from_result(series, last=LAST)
    picture = svg.image(
        svg_chart.chart(trace, SIZE), alt=chart_sentence.alt_text(series), class_name="exception__picture"
    )
    shown = series.periods[-LAST:]
    frequency = row.indicator.frequency
    ends = html.Div(
        [html.Span(say.period(shown[0], frequency)), html.Span(say.period(shown[-1], frequency))],
        className="exception__ends",
        **{"aria-hidden": "true"},
    )
    return html.Figure(
        [picture, ends, html.Figcaption(words.levels(series.status, row.indicator), className="note")]
    )


def _narrative() -> html.Div:
    """Leave the place of the author's account. Nothing is written by the program: it never explains a
    cause."""
    items: Sequence[html.Li] = [html.Li(question) for question in words.NARRATIVE]
    return html.Div(
        [
            html.P(words.NARRATIVE_TITLE, className="narrative__title"),
            html.Ul(items, className="narrative__questions"),
            html.P(words.NARRATIVE_LATER, className="note"),
        ],
        className="narrative",
    )
