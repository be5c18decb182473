"""Groups as one table that is also the chart: dot and whisker, value with n/d, share, verdict.

    group              ├──●──┤   |everyone|            14.6%  2,531 of 17,388   23% ▆▆  Higher, worse
    Not stated (grey)      ├○┤                          7.7%    237 of 3,080     4% ░   Group not known

The marks are placed by percentages of their cell, so they stay sharp and readable at any width, and the words
beside them are what a screen reader reads. A hidden group has no mark, and takes no part in the scale.
"""

from __future__ import annotations

import math
from typing import Any

from dash import html

from components import address
from components.page.shell import link
from components.theme import css_class, tone
from components.words import equity as words
from components.words import say
from quality.equity.view import EquityView, GroupRow


def table(view: EquityView) -> html.Table:
    scale = _Scale.of(view)
    axis_note = view.dimension.axis_note
    note = html.Span(axis_note, className="equity__axis-note") if axis_note else ""
    heads = [["Group ", note], _axis(scale, view), *words.HEADS]
    names = ["", "equity__plot-head", "number", "equity__share-head", ""]
    head = html.Tr(
        [
            html.Th(name, scope="col", role="columnheader", className=kind or None)
            for name, kind in zip(heads, names, strict=True)
        ]
    )
    rows = [_row(row, view, scale) for row in view.rows]
    caption = html.Caption(words.caption(view))
    # Roles in full: where rows are drawn as cards, browsers no longer see a table.
    body = [html.Thead(head, role="rowgroup"), html.Tbody(rows, role="rowgroup")]
    return html.Table([caption, *body], className="equity", role="table")


# -- scale ----------------------------------------------------------------------------------------


class _Scale:
    """From values to per cent of the plot's width, with round ticks."""

    def __init__(self, low: float, high: float) -> None:
        step = _step((high - low) or abs(high) or 1.0)
        self.low, self.high = math.floor(low / step) * step, math.ceil(high / step) * step
        if self.high == self.low:
            self.high += step
        count = round((self.high - self.low) / step)
        self.ticks = [self.low + step * i for i in range(count + 1)]
        self.decimals = next(places for places in range(9) if abs(round(step, places) - step) < step * 1e-6)

    @classmethod
    def of(cls, view: EquityView) -> _Scale:
        shown = [v for row in view.rows for v in (row.lower, row.value, row.upper) if v is not None]
        if view.everyone is not None:
            shown.append(view.everyone)
        return cls(min(shown, default=0.0), max(shown, default=1.0))

    def at(self, value: float) -> str:
        return f"{100 * (value - self.low) / (self.high - self.low):.2f}%"


def _step(width: float) -> float:
    """Choose a round step that gives three to six ticks."""
    rough = width / 4
    size = 10.0 ** math.floor(math.log10(rough))
    return next(size * nice for nice in (1, 2, 2.5, 5, 10) if size * nice >= rough)


def _axis(scale: _Scale, view: EquityView) -> list[Any]:
    """Draw ticks, everyone's value, and which end of the groups is which."""
    unit = say.short_unit(view.indicator.unit)
    ticks = [
        html.Span(
            f"{say.number(tick, scale.decimals)}{unit}",
            className="equity__tick",
            style={"left": scale.at(tick)},
        )
        for tick in scale.ticks
    ]
    parts: list[Any] = [html.Span(words.AXIS.format(view=view), className="visually-hidden")]
    if view.everyone is not None:
        everyone = words.everyone(view.everyone, view)
        parts.append(
            html.Span(
                html.Span(everyone, className="equity__everyone-word"),
                className="equity__everyone-label",
                style={"left": scale.at(view.everyone)},
            )
        )
    parts.append(html.Span(ticks, className="equity__ticks", **{"aria-hidden": "true"}))
    return parts


# -- rows -----------------------------------------------------------------------------------------


def _row(row: GroupRow, view: EquityView, scale: _Scale) -> html.Tr:
    kind = "equity__row--unknown" if row.is_unknown else css_class(row.judged)
    hidden = " equity__row--hidden" if row.is_hidden else ""
    cells = [
        html.Th(_label(row, view), scope="row", role="rowheader"),
        html.Td(_plot(row, view, scale), className="equity__plot", role="cell"),
        html.Td(_value(row, view), className="number equity__value", role="cell"),
        html.Td(_share(row), className="equity__share", role="cell"),
        html.Td(_verdict(row, view), className="equity__verdict", role="cell"),
    ]
    return html.Tr(cells, className=f"equity__row {kind}{hidden}", role="row")


def _label(row: GroupRow, view: EquityView) -> Any:
    """Link to the group's own control chart, where it is large enough for one."""
    if not row.has_chart:
        return row.label
    href = address.indicator(view.indicator_code, view.service, f"{view.dimension_code}:{row.code}")
    return link(row.label, href=href, title=words.group_chart(row.label, view))


def _plot(row: GroupRow, view: EquityView, scale: _Scale) -> list[Any]:
    lines = [html.I(className="equity__grid", style={"left": scale.at(tick)}) for tick in scale.ticks]
    if view.everyone is not None:
        lines.append(html.I(className="equity__everyone", style={"left": scale.at(view.everyone)}))
    if row.value is not None:
        if row.lower is not None and row.upper is not None:
            left, right = (float(scale.at(v)[:-1]) for v in (row.lower, row.upper))
            whisker = {"left": f"{left:.2f}%", "width": f"{right - left:.2f}%"}
            lines.append(html.I(className="equity__whisker", style=whisker))
        shape = "unknown" if row.is_unknown else tone(row.judged)
        lines.append(
            html.I(className=f"equity__dot equity__dot--{shape}", style={"left": scale.at(row.value)})
        )
    limits = words.interval(row.lower, row.upper, view) or words.NO_INTERVAL
    said = html.Span(words.HIDDEN if row.is_hidden else limits, className="visually-hidden")
    return [html.Span(lines, className="equity__marks", **{"aria-hidden": "true"}), said]


def _value(row: GroupRow, view: EquityView) -> list[Any]:
    if row.is_hidden:
        return [html.Span(words.TOO_SMALL, className="muted")]
    counted = say.counted(row.numerator, row.denominator, view.indicator)
    return [html.Strong(say.value(row.value, view.indicator)), html.Span(counted, className="counted")]


def _share(row: GroupRow) -> list[Any]:
    """Draw how much of the denominator the group is, as a bar, with the population's share as a tick on
    it."""
    if row.share is None:
        return []
    marks = [html.I(className="equity__bar", style={"width": f"{100 * row.share:.1f}%"})]
    text = _percent(row.share)
    said: list[Any] = []
    if row.population_share is not None:
        marks.append(
            html.I(className="equity__population", style={"left": f"{100 * row.population_share:.1f}%"})
        )
        text_of = words.OF_POPULATION.format(share=_percent(row.population_share))
        said = [html.Span(text_of, className="visually-hidden")]
    return [
        html.Span([text, *said], className="equity__share-number"),
        html.Span(marks, className="equity__track", **{"aria-hidden": "true"}),
    ]


def _percent(share: float) -> str:
    return f"{100 * share:.1f}%" if share < 0.1 else f"{100 * share:.0f}%"


def _verdict(row: GroupRow, view: EquityView) -> list[Any]:
    if row.is_hidden:
        return []
    parts: list[Any] = [html.Span(words.verdict_words(row), className="equity__word")]
    if row.rest is not None and row.value is not None and not row.is_unknown:
        gap = words.short_amount(row.value - row.rest, view)
        parts.append(html.Span(words.compared_with(gap, row.rest, view), className="counted"))
    return parts
