"""One panel per exception: the sentence, the chart, what changed, and where the author's account goes."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html

from components import address
from components.charts import icons, svg, svg_chart
from components.page.shell import link
from components.words import say, spc
from quality.board import Board, Row
from quality.provenance.loads import awaited, awaited_by, is_overdue
from quality.signals.changes import Change
from quality.signals.results import SeriesResult

SIZE = svg_chart.Size(720, 240, radius=3.2, stroke=1.6)
LAST = 36
"""Points shown: three years of months."""

NARRATIVE = ("What happened", "Why", "What we do", "By when", "How we will know")


def panel(row: Row, series: SeriesResult, board: Board) -> html.Article:
    """`id` is where the calls above link to."""
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
    words = [title, both, html.P(spc.sentence(status, indicator), className="exception__sentence")]
    words += [html.P(_change_words(change, row), className="note") for change in row.changes]
    words += [html.P(line, className="note") for line in _late(row, series, board)]
    words.append(html.P(f"Owner: {indicator.owner}", className="note"))
    return html.Article(
        [html.Div(words, className="exception__words"), _chart(row, series), _narrative()],
        id=f"exception-{row.code}",
        className="exception",
    )


def _late(row: Row, series: SeriesResult, board: Board) -> list[str]:
    """A verdict on old data says so."""
    received, indicator = series.status.received_to, row.indicator
    if received is None or not is_overdue(received, indicator, board.today):
        return []
    due = say.day(awaited_by(received, indicator))
    if indicator.is_rare_event:
        return [f"The list is complete to {say.day(received)}; a newer one was due by {due}."]
    last = say.period(received, indicator.frequency)
    late = say.period(awaited(received, indicator), indicator.frequency)
    return [f"Data to {last}; {late} is late: it was due by {due}."]


def _chart(row: Row, series: SeriesResult) -> html.Figure:
    trace = svg_chart.from_result(series, last=LAST)
    picture = svg.image(
        svg_chart.chart(trace, SIZE), alt=spc.alt_text(series), class_name="exception__picture"
    )
    shown = series.periods[-LAST:]
    frequency = row.indicator.frequency
    ends = html.Div(
        [html.Span(say.period(shown[0], frequency)), html.Span(say.period(shown[-1], frequency))],
        className="exception__ends",
        **{"aria-hidden": "true"},
    )
    return html.Figure([picture, ends, html.Figcaption(_levels(row, series), className="note")])


def _levels(row: Row, series: SeriesResult) -> str:
    """What the lines of the picture stand for, in numbers."""
    status, indicator = series.status, row.indicator
    parts = [f"Centre line {say.value(status.centre, indicator)}"]
    if status.lower is not None and status.upper is not None:
        low, high = (say.value(limit, indicator) for limit in (status.lower, status.upper))
        parts.append(f"control limits {low} to {high}")
    if status.target is not None:
        parts.append(f"target {spc.target_words(status.target, indicator)} (dashed)")
    unit = "" if indicator.unit.strip() in ("", "%") else f", {indicator.unit}"
    return ", ".join(parts) + unit + "."


def _change_words(change: Change, row: Row) -> str:
    when = say.period(change.period, row.indicator.frequency)
    name = spc.rule_name(change.signal.rule).lower()
    at = "on" if row.indicator.is_rare_event else "in"
    return f"Since the last meeting: {name} {'ended' if change.is_end else 'first seen'} {at} {when}."


def _narrative() -> html.Div:
    """The place of the author's account. Nothing is written by the program: it never explains a cause."""
    items: Sequence[html.Li] = [html.Li(question) for question in NARRATIVE]
    return html.Div(
        [
            html.P("The owner's account", className="narrative__title"),
            html.Ul(items, className="narrative__questions"),
            html.P("Writing it here comes with sign-in.", className="note"),
        ],
        className="narrative",
    )
