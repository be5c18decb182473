"""The funnel of one group in many services: value against size, with limits of two tiers."""

from __future__ import annotations

import numpy as np

from components.charts import scale, ticks
from components.charts.end_labels import Label, end_notes
from components.charts.layout import (
    Figure,
    bottom_axis,
    house_layout,
    line,
    note,
    points,
    value_axis,
    with_room,
)
from components.charts.marks import Mark, colour
from components.charts.scale import Extent, Floats
from components.theme import LIGHT, Palette
from components.words import say
from components.words.equity import service_funnel as words
from quality.equity.service_funnel import ServiceFunnel

MARGIN = {"l": 56, "r": 150, "t": 32, "b": 64}
NARROW = {"l": 44, "r": 78, "t": 32, "b": 64}


def figure(view: ServiceFunnel, palette: Palette = LIGHT) -> Figure:
    """Return a plain dictionary for plotly.js."""
    sizes = [size for size, _, _ in view.curve]
    inner, outer = (
        np.array([[np.nan if limit is None else limit for limit in tiers[at]] for tiers in view.curve]).T
        for at in (1, 2)
    )
    values = np.array([one.value for one in view.points])
    assert view.average is not None
    reach = scale.extent([values, inner.ravel(), outer[:, -1], np.array([view.average])])
    edge = {"color": palette.rule_strong, "width": 1}
    traces = [
        line("outer-low", sizes, _inside(outer[0], reach), edge | {"dash": "4px 4px"}),
        line("outer-high", sizes, _inside(outer[1], reach), edge | {"dash": "4px 4px"}),
        line("inner-low", sizes, inner[0], edge),
        line("inner-high", sizes, inner[1], edge) | {"fill": "tonexty", "fillcolor": palette.band},
        line(
            "average", sizes, np.full(len(sizes), view.average), {"color": palette.rule_strong, "width": 1.5}
        ),
        _points(view, palette),
    ]
    return {"data": traces, "layout": _layout(view, inner, outer, reach, palette)}


def _inside(limit: Floats, reach: Extent) -> Floats:
    """Leave out what of a limit lies beyond the picture."""
    with np.errstate(invalid="ignore"):
        return np.where((limit >= reach.low) & (limit <= reach.high), limit, np.nan)


def _points(view: ServiceFunnel, palette: Palette) -> Figure:
    marks = [Mark(one.judged.value) for one in view.points]
    marker = {
        "symbol": [mark.symbol for mark in marks],
        "color": [colour(mark, palette) for mark in marks],
        "size": [13 if mark is Mark.CONCERN else 10.5 if mark.is_special else 8 for mark in marks],
        "opacity": 1,
    }
    texts = [words.hover(one, view) for one in view.points]
    sizes, values = ([getattr(one, name) for one in view.points] for name in ("denominator", "value"))
    return points("points", sizes, values, marker, texts)


def _layout(view: ServiceFunnel, inner: Floats, outer: Floats, reach: Extent, palette: Palette) -> Figure:
    labels = _labels(view, inner, outer, reach, palette)
    unit = note(view.indicator.unit, 0, 1, palette.muted, yref="paper", yanchor="bottom") | {"xshift": -44}
    title = note(words.axis(view), 0, 0, palette.muted, yref="paper", yanchor="top") | {"yshift": -26}
    up = ticks.of_values(reach, say.short_unit(view.indicator.unit))
    last = view.curve[-1][0]
    air = 0.03 * last
    return house_layout(
        palette,
        _at_width(with_room(MARGIN, up), [unit, title, *end_notes(labels, reach)], last, 6),
        _at_width(with_room(NARROW, up), [unit, title, *end_notes(labels, reach, short=True)], last, 3),
        xaxis=bottom_axis(palette, [0.0, last + air]),
        yaxis=value_axis(palette, reach, up),
        shapes=[],
    )


def _at_width(margin: dict[str, int], annotations: list[Figure], last: float, most: int) -> Figure:
    sizes = ticks.of_values(Extent(0.0, last), most=most, whole=True)
    return {
        "margin": margin,
        "annotations": annotations,
        "xaxis.tickvals": [at for at, _ in sizes],
        "xaxis.ticktext": [text for _, text in sizes],
    }


def _labels(
    view: ServiceFunnel, inner: Floats, outer: Floats, reach: Extent, palette: Palette
) -> list[Label]:
    """Put words at the right end instead of a legend."""
    assert view.average is not None
    amount = say.value(view.average, view.indicator)
    found = [Label(view.average, f"{words.LABELS['average']} {amount}", amount, palette.ink, is_fixed=True)]
    for name, limits in (("inner", inner), ("outer", outer)):
        ends = [level for level in limits[:, -1].tolist() if reach.low <= level <= reach.high]
        found += [Label(level, words.LABELS[name], words.LABELS[name], palette.muted) for level in ends]
    return found
