"""Small lasting changes on the indicator page: a folded part, open only where there is evidence of one."""

from __future__ import annotations

from typing import Any

import numpy as np
from dash import html

from components import address
from components.indicator import surveillance_chart
from components.page.shell import fill, link
from components.theme import css_class
from components.words import charts, say
from components.words import surveillance as words
from quality.surveillance import Surveillance

ID = "lasting"


def folded(found: Surveillance | None) -> html.Details | None:
    """Sentence, pictures, what they are tuned for, the numbers. Nothing for measures that are not watched."""
    if found is None:
        return None
    state = html.Span(words.summary(found), className="lasting__state")
    return html.Details(
        [
            html.Summary([html.Span(words.TITLE), state]),
            html.Div(
                [
                    html.P(words.sentence(found)),
                    *_accumulated(found),
                    *_smoothed(found),
                    html.P(
                        fill(words.NOTE, link=link(words.HOW_MADE, href="/methods#lasting")),
                        className="note",
                    ),
                    html.Details(
                        [html.Summary(words.NUMBERS), _table(found), _download(found)],
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
    return [
        _figure(
            words.BUILT_UP.format(found=found),
            surveillance_chart.accumulated(part, found, words.accumulated_sentence(part, found)),
            words.accumulated_tuning(part, found),
        ),
        _figure(
            words.EXPECTED_MINUS_OBSERVED.format(found=found),
            surveillance_chart.saved(part, found, words.saved_sentence(part, found)),
            words.saved_sentence(part, found),
        ),
    ]


def _smoothed(found: Surveillance) -> list[html.Figure]:
    part = found.smoothed
    if part is None:
        return []
    return [
        _figure(
            words.LEVEL,
            surveillance_chart.smoothed(part, found, words.smoothed_sentence(part, found)),
            words.smoothed_tuning(part, found),
        )
    ]


def _figure(title: str, picture: Any, note: str) -> html.Figure:
    caption = html.Figcaption(title, className="lasting__title")
    return html.Figure([caption, picture, html.P(note, className="note")], className="lasting__figure")


# -- the numbers ----------------------------------------------------------------------------------


def _download(found: Surveillance) -> html.P:
    query = address.indicator("", found.key.service, found.key.category).partition("?")[2]
    href = f"/indicator/{found.key.indicator}/lasting.csv?{query}"
    return html.P(html.A(words.SAVE_CSV, href=href, className="button button--quiet"), className="no-print")


def _table(found: Surveillance) -> html.Div:
    """Tabulate newest first. A screen reader reads this instead of the pictures."""
    columns = list(_columns(found))
    head = html.Tr(
        [
            html.Th("Period", scope="col"),
            *(html.Th(name, scope="col", className="number") for name in columns),
            html.Th(charts.WHAT_IT_IS, scope="col"),
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
    label = {"aria-label": words.NUMBERS_LABEL}
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
            words.FEWER_LIMIT: [say.number(-v, 2) for v in part.fewer_limit],
            words.FEWER_SO_FAR: [say.number(v) for v in part.saved],
        }
    if smooth := found.smoothed:
        indicator = found.indicator
        columns |= {
            "Smoothed": [say.value(v, indicator) for v in smooth.values],
            "Limits": [
                say.between(low, high, indicator)
                for low, high in zip(smooth.lower, smooth.upper, strict=True)
            ],
        }
    return columns


def _what(found: Surveillance, i: int) -> html.Td:
    texts, direction = [], 0.0
    if found.accumulated and (way := found.accumulated.signal[i]):
        direction = way
        texts.append(words.more_or_fewer(way))
    if found.smoothed and not np.isnan(way := found.smoothed.signal[i]) and way:
        direction = direction or way
        texts.append(words.beyond_limits(way))
    tone = css_class(found.variation(direction)) if direction else ""
    return html.Td("; ".join(texts) or words.WITHIN, className=f"table__say {tone}".strip())
