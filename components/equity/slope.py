"""Ranked groups side by side, each as wide as its share of the people, and the line through them: its ends
give the slope index and the relative index of inequality."""

from __future__ import annotations

import numpy as np

from components.charts import scale, ticks
from components.charts.end_labels import Label, end_notes
from components.charts.layout import Figure, house_layout, line, note, points, value_axis, with_room
from components.charts.scale import Extent
from components.theme import LIGHT, Palette
from components.words import say
from components.words.equity import slope as words
from components.words.figure_text import BREAK
from quality.equity.view import EquityView, Slope

MARGIN = {"l": 56, "r": 176, "t": 32, "b": 106}
NARROW = {"l": 44, "r": 84, "t": 32, "b": 126}
AIR = 0.01
"""Between two bars, as a share of all."""


def figure(view: EquityView, palette: Palette = LIGHT) -> Figure:
    """Return a plain dictionary for plotly.js."""
    slope = view.slope
    assert slope is not None
    ends = np.array([[bar.lower, bar.upper] for bar in slope.bars]).ravel()
    reach = scale.extent([ends, np.array([slope.at_first, slope.at_last])])
    none = {"color": palette.rule_strong, "width": 0}
    traces = [
        _across("lower", slope, [bar.lower for bar in slope.bars], none),
        _across("interval", slope, [bar.upper for bar in slope.bars], none)
        | {"fill": "tonexty", "fillcolor": palette.rule},
        _across("value", slope, [bar.value for bar in slope.bars], {"color": palette.common, "width": 3}),
        _line("line", [0.0, 1.0], [slope.at_first, slope.at_last],
              {"color": palette.target, "width": 2, "dash": "6px 4px"}),
        _dots(view, slope, palette),
    ]  # fmt: skip
    return {"data": traces, "layout": _layout(view, slope, reach, palette)}


def _across(name: str, slope: Slope, levels: list[float], style: Figure) -> Figure:
    """Draw one level over the stretch of each group, broken between them."""
    across: list[float | None] = []
    up: list[float | None] = []
    for bar, level in zip(slope.bars, levels, strict=True):
        across += [bar.start + AIR / 2, bar.end - AIR / 2, None]
        up += [level, level, None]
    return _line(name, across[:-1], up[:-1], style)


def _line(name: str, across: list[float | None] | list[float], up: list[float | None] | list[float],
          style: Figure) -> Figure:  # fmt: skip
    return line(name, [], np.zeros(0), style) | {"x": across, "y": up}


def _dots(view: EquityView, slope: Slope, palette: Palette) -> Figure:
    middles = [(bar.start + bar.end) / 2 for bar in slope.bars]
    marker = {"symbol": "circle", "color": palette.common, "size": 8, "opacity": 1}
    texts = [words.hover(bar, view) for bar in slope.bars]
    return points("groups", [], [bar.value for bar in slope.bars], marker, texts) | {"x": middles}


def _layout(view: EquityView, slope: Slope, reach: Extent, palette: Palette) -> Figure:
    short = say.short_unit(view.indicator.unit)
    unit = note("" if short else view.indicator.unit, 0, 1, palette.muted, yref="paper", yanchor="bottom")
    text = words.ends_of_line(slope, view)
    labels = [Label(slope.at_last, text, say.value(slope.at_last, view.indicator), palette.ink)]
    above = unit | {"xshift": -44}
    up = ticks.of_values(reach, short, top=reach.high - 0.04 * (reach.high - reach.low))
    wide, narrow = (end_notes(labels, reach, short=is_short) for is_short in (False, True))
    return house_layout(
        palette,
        _at_width(with_room(MARGIN, up), [above, *wide, _below(view, palette, MARGIN)], slope, most=14),
        _at_width(with_room(NARROW, up), [above, *narrow, _below(view, palette, NARROW)], slope, most=6),
        xaxis={
            "type": "linear",
            "range": [0, 1],
            "showgrid": False,
            "zeroline": False,
            "linecolor": palette.rule_strong,
            "fixedrange": True,
        },
        yaxis=value_axis(palette, reach, up),
    )


def _below(view: EquityView, palette: Palette, margin: dict[str, int]) -> Figure:
    below = note(words.axis(view), 0, 0, palette.muted, yref="paper", yanchor="top")
    return below | {"yshift": 38 - margin["b"]}


def _at_width(margin: dict[str, int], notes: list[Figure], slope: Slope, *, most: int) -> Figure:
    """Name the groups, over as many lines as they have words where they are narrow."""
    is_room = len(slope.bars) <= most
    return {
        "margin": margin,
        "annotations": notes,
        "xaxis.tickvals": [(bar.start + bar.end) / 2 for bar in slope.bars],
        "xaxis.ticktext": [
            bar.label.replace(" ", BREAK) if is_room or at in (0, len(slope.bars) - 1) else ""
            for at, bar in enumerate(slope.bars)
        ],
    }
