"""The gap over time: one chart with its limits, and the same numbers as a table."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import numpy as np
from dash import html

from components.charts import scale
from components.charts.end_labels import Label, spread
from components.charts.graph import graph
from components.charts.layout import Figure, house_layout, time_axis
from components.charts.marks import Mark, colour
from components.charts.scale import Extent, Floats
from components.page.blocks import fold, number, scrolling, table, told
from components.theme import LIGHT, Palette, css_class
from components.words import charts, say
from components.words import equity as words
from quality.equity.view import EquityView, GapTrend

MARGIN = {"l": 56, "r": 176, "t": 32, "b": 44}
NARROW = {"l": 44, "r": 84, "t": 32, "b": 44}


def chart(trend: GapTrend, view: EquityView) -> html.Figure:
    sentence = words.trend_sentence(trend, view)
    return html.Figure(
        [
            html.P(sentence, className="chart__sentence"),
            graph(figure(trend, view), id="equity-gap-chart", alt=f"{view.indicator.title}. {sentence}"),
            _table(trend, view),
        ],
        className="chart equity-trend",
    )


def figure(trend: GapTrend, view: EquityView, palette: Palette = LIGHT) -> Figure:
    """Return a plain dictionary for plotly.js, drawn like the control chart of an indicator."""
    values, centre, lower, upper = (
        np.array([np.nan if v is None else v for v in line], dtype=np.float64)
        for line in (trend.values, trend.centre, trend.lower, trend.upper)
    )
    reach = scale.extent([values, lower, upper, np.zeros(1)])
    dates = [day.isoformat() for day in trend.times]
    edge = {
        "color": palette.rule_strong,
        "width": 1,
        "shape": "hvh",
        "dash": "4px 4px" if trend.is_provisional else "solid",
    }
    traces = [
        _line(charts.LOWER_LIMIT, dates, lower, edge),
        _line(charts.UPPER_LIMIT, dates, upper, edge) | {"fill": "tonexty", "fillcolor": palette.band},
        _line(charts.CENTRE_LINE, dates, centre, {"color": palette.rule_strong, "width": 1.5}),
        _line("gap", dates, values, {"color": palette.common, "width": 1.5}),
        _points(trend, view, dates, palette),
    ]
    return {"data": traces, "layout": _layout(trend, view, values, (centre, lower, upper), reach, palette)}


def _line(name: str, dates: list[str], values: Floats, line: Figure) -> Figure:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "x": dates,
        "y": [None if np.isnan(value) else float(value) for value in values],
        "line": line,
        "hoverinfo": "skip",
        "connectgaps": False,
    }


def _points(trend: GapTrend, view: EquityView, dates: list[str], palette: Palette) -> Figure:
    known = [i for i, value in enumerate(trend.values) if value is not None]
    marks = [Mark(variation.value) for variation in trend.variation]
    known.sort(key=lambda i: marks[i].is_special)
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "points",
        "x": [dates[i] for i in known],
        "y": [trend.values[i] for i in known],
        "marker": {
            "symbol": [marks[i].symbol for i in known],
            "color": [colour(marks[i], palette) for i in known],
            "size": [13 if marks[i] is Mark.CONCERN else 10.5 if marks[i].is_special else 7 for i in known],
            "opacity": 1,
        },
        "text": [
            f"{words.times(trend, i)}<br><b>{words.signed(trend.values[i] or 0.0, view)}</b>"
            f"<br>{words.trend_point(trend, i).lower()}"
            for i in known
        ],
        "hovertemplate": "%{text}<extra></extra>",
        "cliponaxis": False,
    }


def _layout(
    trend: GapTrend,
    view: EquityView,
    values: Floats,
    lines: tuple[Floats, Floats, Floats],
    reach: Extent,
    palette: Palette,
) -> Figure:
    wide, narrow = (_ends(trend, view, values, lines, reach, palette, short=s) for s in (False, True))
    days = (trend.times[-1] - trend.times[0]).days / max(len(trend.times) - 1, 1)
    air = timedelta(days=days * 0.6)
    ends = (datetime.combine(trend.times[0], time()) - air, datetime.combine(trend.times[-1], time()) + air)
    unit = [
        _note(words.unit_of_gaps(view), 0, 1, palette.muted, yref="paper", yanchor="bottom") | {"xshift": -44}
    ]
    zero = {"color": palette.target, "width": 1.5, "dash": "2px 4px"}
    return {
        **house_layout(palette, MARGIN),
        "xaxis": time_axis(palette, [end.isoformat() for end in ends]),
        "yaxis": {
            "range": [reach.low, reach.high],
            "showgrid": False,
            "zeroline": False,
            "nticks": 6,
            "tickcolor": palette.rule,
            "fixedrange": True,
            "automargin": True,
        },
        # No gap at all is the line to look for.
        "shapes": [
            {
                "type": "line",
                "xref": "paper",
                "x0": 0,
                "x1": 1,
                "y0": 0,
                "y1": 0,
                "line": zero,
                "layer": "above",
            }
        ],
        "annotations": [*unit, *wide],
        "meta": {
            "wide": {"margin": MARGIN, "annotations": [*unit, *wide], "xaxis.nticks": 10},
            "narrow": {"margin": NARROW, "annotations": [*unit, *narrow], "xaxis.nticks": 4},
        },
    }


def _ends(
    trend: GapTrend,
    view: EquityView,
    values: Floats,
    lines: tuple[Floats, Floats, Floats],
    reach: Extent,
    palette: Palette,
    *,
    short: bool,
) -> list[Figure]:
    """Put words at the right end instead of a legend."""
    last = int(np.flatnonzero(~np.isnan(values))[-1])
    mark = Mark(trend.variation[last].value)
    tone = colour(mark, palette) if mark.is_special else palette.ink
    latest = say.number(float(values[last]), view.indicator.decimals)
    labels = [
        Label(
            float(values[last]),
            charts.amount_in(latest, words.times(trend, last)),
            f"<b>{latest}</b>",
            tone,
            True,
        ),
        Label(0.0, words.NO_GAP, words.NO_GAP, palette.target),
    ]
    for name, line in zip(charts.LINES, (lines[0], lines[2], lines[1]), strict=True):
        level = float(line[last])
        if not np.isnan(level):
            text = say.number(level, view.indicator.decimals)
            labels.append(Label(level, f"{name} {text}", charts.short_line(name, text), palette.muted))
    return [
        _note(label.short if short else label.text, 1, height, label.colour) | {"xshift": 6}
        for label, height in zip(labels, spread(labels, reach), strict=True)
    ]


def _note(text: str, x: float, y: float, ink: str, *, yref: str = "y", yanchor: str = "middle") -> Figure:
    return {
        "text": text,
        "x": x,
        "y": y,
        "xref": "paper",
        "yref": yref,
        "xanchor": "left",
        "yanchor": yanchor,
        "showarrow": False,
        "align": "left",
        "font": {"size": 14, "color": ink},
    }


# -- table ----------------------------------------------------------------------------------------


def _table(trend: GapTrend, view: EquityView) -> html.Details:
    heads = ["Quarter" if trend.is_quarterly else "Period", "Gap", charts.LIMITS, charts.WHAT_IT_IS]
    styled = zip(heads, (None, "number", "number", None), strict=True)
    rows = [_row(trend, view, i) for i in reversed(range(len(trend.times)))]
    caption = html.Caption(words.trend_caption(trend, view))
    numbers = scrolling(table(styled, rows, caption=caption), words.BY_PERIOD)
    return fold(words.IN_NUMBERS, numbers, wide=True)


def _row(trend: GapTrend, view: EquityView, at: int) -> html.Tr:
    value, variation = trend.values[at], trend.variation[at]
    tone = css_class(variation) if variation.is_special else ""
    limits = words.interval(trend.lower[at], trend.upper[at], view) or "none"
    return html.Tr(
        [
            html.Th(words.times(trend, at), scope="row"),
            number(say.number(value, view.indicator.decimals)),
            number(limits),
            told(words.trend_point(trend, at), tone),
        ]
    )
