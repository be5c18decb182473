"""Small lasting changes on the indicator page: a folded part, open only where there is evidence of one."""

from __future__ import annotations

from typing import Any

import numpy as np
from dash import html

from components import address
from components.indicator import surveillance_chart
from components.page.shell import link
from components.theme import css_class
from components.words import say, surveillance
from quality.surveillance import Surveillance

ID = "lasting"


def folded(found: Surveillance | None) -> html.Details | None:
    """Sentence, pictures, what they are tuned for, the numbers. Nothing for measures that are not watched."""
    if found is None:
        return None
    state = html.Span(surveillance.summary(found), className="lasting__state")
    return html.Details(
        [
            html.Summary([html.Span("Small lasting changes"), state]),
            html.Div(
                [
                    html.P(surveillance.sentence(found)),
                    *_accumulated(found),
                    *_smoothed(found),
                    html.P(
                        [
                            "A second look, for measures of safety. It raises no signal by itself, and says "
                            "that something may have changed, not what or why. ",
                            link("How it is made", href="/methods#lasting"),
                        ],
                        className="note",
                    ),
                    html.Details(
                        [html.Summary("These numbers"), _table(found), _download(found)],
                        className="disclosure",
                        open=False,
                    ),
                ],
                className="disclosure__body lasting",
            ),
        ],
        id=ID,
        className="disclosure",
        open=found.is_evidence,
    )


def _accumulated(found: Surveillance) -> list[html.Figure]:
    part = found.accumulated
    if part is None:
        return []
    events = found.indicator.events
    return [
        _figure(
            f"Evidence built up: more {events} than expected upwards, fewer downwards (CUSUM)",
            surveillance_chart.accumulated(part, found, surveillance.accumulated_sentence(part, found)),
            surveillance.accumulated_tuning(part, found),
        ),
        _figure(
            f"Expected {events} less observed ones, so far (VLAD)",
            surveillance_chart.saved(part, found, surveillance.saved_sentence(part, found)),
            surveillance.saved_sentence(part, found),
        ),
    ]


def _smoothed(found: Surveillance) -> list[html.Figure]:
    part = found.smoothed
    if part is None:
        return []
    return [
        _figure(
            "The level, smoothed (EWMA)",
            surveillance_chart.smoothed(part, found, surveillance.smoothed_sentence(part, found)),
            surveillance.smoothed_tuning(part, found),
        )
    ]


def _figure(title: str, picture: Any, note: str) -> html.Figure:
    caption = html.Figcaption(title, className="lasting__title")
    return html.Figure([caption, picture, html.P(note, className="note")], className="lasting__figure")


# -- the numbers ----------------------------------------------------------------------------------


def _download(found: Surveillance) -> html.P:
    query = address.indicator("", found.key.service, found.key.category).partition("?")[2]
    href = f"/indicator/{found.key.indicator}/lasting.csv?{query}"
    return html.P(html.A("Save as CSV", href=href, className="button button--quiet"), className="no-print")


def _table(found: Surveillance) -> html.Div:
    """Newest first. What a screen reader reads instead of the pictures."""
    columns = list(_columns(found))
    head = html.Tr(
        [
            html.Th("Period", scope="col"),
            *(html.Th(name, scope="col", className="number") for name in columns),
            html.Th("What it is", scope="col"),
        ]
    )
    cells = list(zip(*_columns(found).values(), strict=True))
    rows = [
        html.Tr(
            [
                html.Th(say.period(found.periods[i], found.indicator.frequency), scope="row"),
                *(html.Td(cell, className="number") for cell in cells[i]),
                _what(found, i),
            ]
        )
        for i in reversed(range(len(found.periods)))
        if found.is_judged[i]
    ]
    table = html.Table([html.Thead(head), html.Tbody(rows)], className="table table--compact")
    label = {"aria-label": "Numbers behind small lasting changes"}
    return html.Div(table, className="table-scroll", tabIndex="0", role="region", **label)


def _columns(found: Surveillance) -> dict[str, list[str]]:
    columns: dict[str, list[str]] = {}
    if part := found.accumulated:
        columns |= {
            "Observed": [say.count(v) for v in found.numerator],
            "Expected": [say.number(v) for v in found.denominator],
            "More": [say.number(v, 2) for v in part.more],
            "Limit": [say.number(v, 2) for v in part.more_limit],
            "Fewer": [say.number(-v, 2) for v in part.fewer],
            "Its limit": [say.number(-v, 2) for v in part.fewer_limit],
            "Fewer so far": [say.number(v) for v in part.saved],
        }
    if smooth := found.smoothed:
        indicator = found.indicator
        columns |= {
            "Smoothed": [say.value(v, indicator) for v in smooth.values],
            "Limits": [
                f"{say.number(low, indicator.decimals)} to {say.value(high, indicator)}"
                for low, high in zip(smooth.lower, smooth.upper, strict=True)
            ],
        }
    return columns


def _what(found: Surveillance, i: int) -> html.Td:
    words, direction = [], 0.0
    if found.accumulated and (way := found.accumulated.signal[i]):
        direction = way
        words.append(f"{'more' if way > 0 else 'fewer'} than expected")
    if found.smoothed and not np.isnan(way := found.smoothed.signal[i]) and way:
        direction = direction or way
        words.append(f"smoothed, {'above' if way > 0 else 'below'} its limits")
    tone = css_class(found.variation(direction)) if direction else ""
    return html.Td("; ".join(words) or "within limits", className=f"table__say {tone}".strip())
