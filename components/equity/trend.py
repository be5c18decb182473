"""The gap over time, absolute or relative: a chart with its limits.

A relative gap stands on a logarithmic scale: twice as many is as far from no gap as half as many.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from components.charts import scale, ticks
from components.charts.end_labels import Label, end_notes
from components.charts.layout import (
    Figure,
    at_width,
    house_layout,
    line,
    note,
    points,
    time_axis,
    value_axis,
    with_room,
)
from components.charts.marks import Mark, colour, ink
from components.charts.scale import Extent, Floats
from components.theme import LIGHT, Palette
from components.words import charts, say
from components.words.equity import equity, equity_numbers
from components.words.figure_text import BREAK, strong
from quality.equity.view import EquityView, GapTrend

RELATIVE = "relative"
"""Name of the relative chart in addresses."""
MARGIN = {"l": 56, "r": 176, "t": 32, "b": 44}
NARROW = {"l": 44, "r": 84, "t": 32, "b": 44}


def figure(trend: GapTrend, view: EquityView, palette: Palette = LIGHT) -> Figure:
    """Return a plain dictionary for plotly.js, drawn like the control chart of an indicator."""
    values, centre, lower, upper = (
        _placed(line, trend) for line in (trend.values, trend.centre, trend.lower, trend.upper)
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
        line(charts.LOWER_LIMIT, dates, lower, edge),
        line(charts.UPPER_LIMIT, dates, upper, edge) | {"fill": "tonexty", "fillcolor": palette.band},
        line(charts.CENTRE_LINE, dates, centre, {"color": palette.rule_strong, "width": 1.5}),
        line("gap", dates, values, {"color": palette.common, "width": 1.5}),
        _points(trend, view, values, dates, palette),
    ]
    return {"data": traces, "layout": _layout(trend, view, values, (centre, lower, upper), reach, palette)}


def _placed(line: Sequence[float | None], trend: GapTrend) -> Floats:
    """Return where values stand on the scale: no gap at 0."""
    found = np.array([np.nan if v is None else v for v in line], dtype=np.float64)
    return np.log(found) if trend.is_relative else found


def _points(trend: GapTrend, view: EquityView, values: Floats, dates: list[str], palette: Palette) -> Figure:
    known = [i for i, value in enumerate(trend.values) if value is not None]
    marks = [Mark(variation.value) for variation in trend.variation]
    known.sort(key=lambda i: marks[i].is_special)
    shown = [marks[i] for i in known]
    marker = {
        "symbol": [mark.symbol for mark in shown],
        "color": [colour(mark, palette) for mark in shown],
        "size": [13 if mark is Mark.CONCERN else 10.5 if mark.is_special else 7 for mark in shown],
        "opacity": 1,
    }
    texts = [
        BREAK.join(
            [
                equity_numbers.times(trend, i),
                strong(equity_numbers.trend_value(trend.values[i], trend, view)),
                equity_numbers.trend_point(trend, i).lower(),
            ]
        )
        for i in known
    ]
    return points("points", [dates[i] for i in known], [float(values[i]) for i in known], marker, texts)


def _layout(
    trend: GapTrend,
    view: EquityView,
    values: Floats,
    lines: tuple[Floats, Floats, Floats],
    reach: Extent,
    palette: Palette,
) -> Figure:
    labels = _labels(trend, view, values, lines, palette)
    unit_words = equity.TIMES if trend.is_relative else equity_numbers.unit_of_gaps(view)
    above = note(unit_words, 0, 1, palette.muted, yref="paper", yanchor="bottom")
    unit = above | {"xshift": -44}
    up = ticks.of_ratios(reach) if trend.is_relative else ticks.of_values(reach)
    zero = {"color": palette.target, "width": 1.5, "dash": "2px 4px"}
    where = {"xref": "paper", "x0": 0, "x1": 1, "y0": 0, "y1": 0}
    return house_layout(
        palette,
        at_width(with_room(MARGIN, up), [unit, *end_notes(labels, reach)], trend.times, 10),
        at_width(with_room(NARROW, up), [unit, *end_notes(labels, reach, short=True)], trend.times, 4),
        xaxis=time_axis(palette, trend.times, equity_numbers.rhythm(trend)),
        yaxis=value_axis(palette, reach, up),
        # No gap at all is the line to look for.
        shapes=[{"type": "line", **where, "line": zero, "layer": "above"}],
    )


def _labels(
    trend: GapTrend, view: EquityView, values: Floats, lines: tuple[Floats, Floats, Floats], palette: Palette
) -> list[Label]:
    """Put words at the right end instead of a legend."""
    last = int(np.flatnonzero(~np.isnan(values))[-1])
    tone = ink(Mark(trend.variation[last].value), palette)
    places = equity_numbers.trend_places(trend, view)
    latest = say.number(trend.values[last], places)
    text = charts.amount_in(latest, equity_numbers.times(trend, last))
    labels = [
        Label(float(values[last]), text, strong(latest), tone, is_fixed=True),
        Label(0.0, equity.NO_GAP, equity.NO_GAP, palette.target),
    ]
    written = zip(
        charts.LINES, (lines[0], lines[2], lines[1]), (trend.centre, trend.upper, trend.lower), strict=True
    )
    for name, levels, numbers in written:
        if not np.isnan(levels[last]):
            text = say.number(numbers[last], places)
            labels.append(
                Label(float(levels[last]), f"{name} {text}", charts.short_line(name, text), palette.muted)
            )
    return labels
