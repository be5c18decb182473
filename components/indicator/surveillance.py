"""Small lasting changes on the indicator page: a folded part, open only where there is evidence of one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from dash import html

from components import address
from components.indicator import surveillance_chart
from components.page.blocks import fold, number, scrolling, table, told
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
    how = fill(words.NOTE, link=link(words.HOW_MADE, href="/methods#lasting"))
    numbers = [html.Summary(words.NUMBERS), _table(found), _download(found)]
    return fold(
        [html.Span(words.TITLE), state],
        html.P(words.sentence(found)),
        *_figures(found),
        html.P(how, className="note"),
        html.Details(numbers, className="disclosure"),
        css="lasting",
        id=ID,
        open=found.is_evidence,
    )


def _figures(found: Surveillance) -> Iterator[html.Figure]:
    if part := found.accumulated:
        picture = surveillance_chart.accumulated(part, found, words.accumulated_sentence(part, found))
        yield _figure(words.BUILT_UP.format(found=found), picture, words.accumulated_tuning(part, found))
        sentence = words.saved_sentence(part, found)
        picture = surveillance_chart.saved(part, found, sentence)
        yield _figure(words.EXPECTED_MINUS_OBSERVED.format(found=found), picture, sentence)
    if smooth := found.smoothed:
        picture = surveillance_chart.smoothed(smooth, found, words.smoothed_sentence(smooth, found))
        yield _figure(words.LEVEL, picture, words.smoothed_tuning(smooth, found))


def _figure(title: str, picture: Any, note: str) -> html.Figure:
    caption = html.Figcaption(title, className="lasting__title")
    return html.Figure([caption, picture, html.P(note, className="note")], className="lasting__figure")


# -- the numbers ----------------------------------------------------------------------------------


def _download(found: Surveillance) -> html.P:
    key = found.key
    href = address.indicator(key.indicator, key.service, key.category, file="/lasting.csv")
    return html.P(html.A(words.SAVE_CSV, href=href, className="button button--quiet"), className="no-print")


def _table(found: Surveillance) -> html.Div:
    """Tabulate newest first. A screen reader reads this instead of the pictures."""
    columns = _columns(found)
    heads = [("Period", None), *((name, "number") for name in columns), (charts.WHAT_IT_IS, None)]
    cells = list(zip(*columns.values(), strict=True))
    rows = [
        html.Tr(
            [
                html.Th(say.period(found.periods[i], found.indicator.frequency), scope="row"),
                *map(number, cells[i]),
                _what(found, i),
            ]
        )
        for i in reversed(range(len(found.periods)))
        if found.is_judged[i]
    ]
    return scrolling(table(heads, rows, "table--compact"), words.NUMBERS_LABEL)


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
    return told("; ".join(texts) or words.WITHIN, tone)
