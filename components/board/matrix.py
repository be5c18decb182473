"""The icon matrix: domain × indicator, one line each. On a phone every line becomes a card.

indicator        variation    latest          target        assurance    trend       inside       data
Falls with harm  ◆ Concern    7.1 (12 of …)   at most 5.0   F Will fail  ~~~~~~      2 of 3 …     gaps
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from dash import html

from catalogue.fields.periods import Frequency
from components import address
from components.charts import icons, svg, svg_chart
from components.page.shell import link
from components.words import board as words
from components.words import chart_sentence, say
from quality.board import Board, Group, Row
from quality.signals.results import Status, Variation

SPARK = svg_chart.Size(168, 40, radius=1.7, stroke=1.2)

NUMBERS = (2, 3)
"""Columns that stand right."""


def matrix(board: Board) -> html.Div:
    """Draw the whole table. Its heads stay in view while the page scrolls."""
    heads = [
        html.Th(word, scope="col", className="number" if i in NUMBERS else "")
        for i, word in enumerate(words.HEADS)
    ]
    caption = html.Caption(words.MATRIX_CAPTION.format(board=board), className="visually-hidden")
    bodies = [_group(group, board) for group in board.groups]
    return html.Div(
        html.Table([caption, html.Thead(html.Tr(heads)), *bodies], className="matrix"),
        className="matrix-frame",
    )


def _group(group: Group, board: Board) -> html.Tbody:
    name, columns = group.domain.value.capitalize(), len(words.HEADS)
    head = html.Th(name, colSpan=columns, scope="rowgroup", className="matrix__domain")
    return html.Tbody([html.Tr(head), *(_row(row, board) for row in group.rows)])


def _row(row: Row, board: Board) -> html.Tr:
    name = link(
        row.indicator.title, href=address.indicator(row.code, board.service.code), className="matrix__link"
    )
    unit = "" if say.short_unit(row.indicator.unit) else row.indicator.unit
    small = [html.Span(line, className="matrix__owner") for line in (unit, row.indicator.owner) if line]
    head = html.Th([name, *small], scope="row", className="matrix__name")
    status = row.status
    if status is None or status.period is None:
        empty = html.Td(words.NO_DATA_YET, colSpan=len(words.HEADS) - 2, className="matrix__empty muted")
        return html.Tr([head, empty, _data(row)], className="matrix__row")
    return html.Tr([head, *_cells(row, status), _inside(row), _data(row)], className="matrix__row")


def _cells(row: Row, status: Status) -> list[html.Td]:
    indicator = row.indicator
    latest = [
        html.Span(say.value(status.value, indicator), className="matrix__value"),
        *_behind(row, status),
    ]
    return [
        _cell("Variation", icons.variation_icon(status.variation, status.direction)),
        _cell("Latest", html.Div(latest, className="matrix__latest"), css="number"),
        _target(row, status),
        _cell("Assurance", _assurance(row, status)),
        _cell("Trend", _trend(status, row.indicator.frequency)),
    ]


def _assurance(row: Row, status: Status) -> html.Span:
    # Limits of a few points say nothing about a target.
    if status.variation is Variation.TOO_FEW:
        return html.Span(words.NOT_JUDGED, className="icon icon--none")
    has_target = status.target is not None
    return icons.assurance_icon(status.assurance, row.indicator.improvement.sign, has_target=has_target)


def _target(row: Row, status: Status) -> html.Td:
    if status.target is None:
        return _cell("Target", "–", css="number matrix__target is-empty")
    return _cell(
        "Target", chart_sentence.target_words(status.target, row.indicator), css="number matrix__target"
    )


def _behind(row: Row, status: Status) -> list[html.Span]:
    """Show what the value rests on: numerator and denominator, and the period."""
    counted = say.counted(status.numerator, status.denominator, row.indicator)
    period = say.period(status.period, row.indicator.frequency)
    return [html.Span(line, className="counted") for line in (counted, period) if line]


def _cell(label: str, *children: Any, css: str = "") -> html.Td:
    """Make a cell. The label is shown beside the value when the table becomes cards; a table needs it only in
    its head."""
    word = html.Span(label, className="matrix__label", **{"aria-hidden": "true"})
    return html.Td([word, *children], className=f"matrix__cell {css}".strip())


def _trend(status: Status, frequency: Frequency) -> html.Img:
    points = len([value for value in status.recent if value is not None])
    return html.Img(src=_sparkline(status, frequency), alt=words.trend(points), className="matrix__trend")


@lru_cache(maxsize=2048)
def _sparkline(status: Status, frequency: Frequency) -> str:
    """Draw the sparkline once per value: half of what the page costs, and a status changes only when data is
    loaded."""
    return svg.uri(svg_chart.sparkline(status, frequency, SPARK))


def _inside(row: Row) -> html.Td:
    below = row.below
    if not below.judged:
        return _cell(words.INSIDE, html.Span("–", className="muted"), css="matrix__inside is-empty")
    found = [
        html.Span([_dot(tone), say.plural(number, word)], className="matrix__count")
        for number, word, tone in (
            (below.concerns, "concern", "is-concern"),
            (below.improvements, "improvement", "is-improvement"),
        )
        if number
    ]
    note = words.inside(below.judged, below.concerns, below.improvements)
    counts = [*found, html.Span(note, className="counted")]
    return _cell(words.INSIDE, html.Div(counts, className="matrix__counts"), css="matrix__inside")


def _dot(tone: str) -> html.Span:
    return html.Span(className=f"dot {tone}", **{"aria-hidden": "true"})


def _data(row: Row) -> html.Td:
    marks = [html.Li(words.MARKS[mark][0], title=words.MARKS[mark][1]) for mark in row.marks]
    if not marks:
        return _cell("Data", html.Span("complete", className="counted"), css="matrix__data is-empty")
    return _cell("Data", html.Ul(marks, className="marks"), css="matrix__data")
