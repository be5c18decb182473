"""The groups year by year: a line a year, from the lowest group to the highest, with a dot for each group.

An equiplot stood on end, so that a group is followed by eye from year to year and named once, at the right.
"""

from __future__ import annotations

import numpy as np

from components.charts import scale, ticks
from components.charts.end_labels import Label, end_notes
from components.charts.layout import (
    Figure,
    house_layout,
    line,
    note,
    points,
    time_axis,
    value_axis,
    with_room,
)
from components.charts.scale import Extent
from components.theme import LIGHT, Palette
from components.words import say
from components.words.equity import years as words
from components.words.figure_text import BREAK, plain, strong
from quality.equity.panels import Spread, SpreadGroup
from quality.equity.view import EquityView

MARGIN = {"l": 56, "r": 200, "t": 32, "b": 60}
NARROW = {"l": 44, "r": 132, "t": 32, "b": 60}
MOST, MOST_NARROW = 8, 3
"""Times that are named where there is little room."""


def figure(view: EquityView, palette: Palette = LIGHT) -> Figure:
    """Return a plain dictionary for plotly.js."""
    spread = view.spread
    assert spread is not None
    values = [np.array([np.nan if v is None else v for v in one.values]) for one in spread.groups]
    reach = scale.extent(values)
    days = [day.isoformat() for day in spread.ends]
    ends = followed(view)
    traces = [
        line(
            one.label,
            days,
            own,
            {"color": palette.rule_strong if one.label in ends else palette.rule, "width": 1.5},
        )
        for one, own in zip(spread.groups, values, strict=True)
    ]
    traces += [_dots(one, view, days, palette, is_end=one.label in ends) for one in spread.groups]
    return {"data": traces, "layout": _layout(view, spread, reach, palette)}


def followed(view: EquityView) -> frozenset[str]:
    """Return the groups that are told apart by more than their place: those whose gap the page follows."""
    return frozenset((view.gap.first, view.gap.second)) if view.gap else frozenset()


def _dots(one: SpreadGroup, view: EquityView, days: list[str], palette: Palette, *, is_end: bool) -> Figure:
    assert view.spread is not None
    known = [at for at, value in enumerate(one.values) if value is not None]
    marker = {
        "symbol": "circle",
        "color": palette.ink if is_end else palette.common,
        "size": 11 if is_end else 8,
        "opacity": 1,
    }
    texts = [
        BREAK.join(
            [
                words.when(view.spread, at),
                f"{plain(one.label)}: {strong(say.value(one.values[at], view.indicator))}",
            ]
        )
        for at in known
    ]
    return points(one.label, [days[at] for at in known], [one.values[at] for at in known], marker, texts)


def _layout(view: EquityView, spread: Spread, reach: Extent, palette: Palette) -> Figure:
    labels = [_label(one, view, palette) for one in spread.groups]
    short = say.short_unit(view.indicator.unit)
    up = _ticks(reach, short, whole=view.is_count)
    above = note("" if short else view.indicator.unit, 0, 1, palette.muted, yref="paper", yanchor="bottom")
    unit = above | {"xshift": -44}
    return house_layout(
        palette,
        _at_width(with_room(MARGIN, up), [unit, *end_notes(labels, reach)], spread, MOST),
        _at_width(with_room(NARROW, up), [unit, *end_notes(labels, reach, short=True)], spread, MOST_NARROW),
        xaxis=time_axis(palette, spread.ends, spread.frequency),
        yaxis=value_axis(palette, reach, up),
        shapes=[_from_low_to_high(spread, at, palette) for at in range(len(spread.ends))],
    )


def _ticks(reach: Extent, unit: str, *, whole: bool) -> ticks.Ticks:
    """Leave out a tick so far up that it would stand in the words above."""
    return ticks.of_values(reach, unit, whole=whole, top=reach.high - 0.04 * (reach.high - reach.low))


def _label(one: SpreadGroup, view: EquityView, palette: Palette) -> Label:
    """Name a group where it lay last."""
    last = next(value for value in reversed(one.values) if value is not None)
    is_end = one.label in followed(view)
    text = strong(one.label) if is_end else plain(one.label)
    return Label(last, text, text, palette.ink if is_end else palette.muted)


def _from_low_to_high(spread: Spread, at: int, palette: Palette) -> Figure:
    low, high = (one.values[at] for one in spread.extremes(at))
    day = spread.ends[at].isoformat()
    style = {"color": palette.rule_strong, "width": 2}
    where = {"xref": "x", "x0": day, "x1": day, "y0": low, "y1": high}
    return {"type": "line", **where, "line": style, "layer": "below"}


def _at_width(margin: dict[str, int], notes: list[Figure], spread: Spread, most: int) -> Figure:
    """Name each time, or every second or third where there is no room; always the last."""
    every = -(-len(spread.ends) // most)
    at = range(len(spread.ends) - 1, -1, -every)[::-1]
    return {
        "margin": margin,
        "annotations": notes,
        "xaxis.tickvals": [spread.ends[i].isoformat() for i in at],
        "xaxis.ticktext": [words.tick(spread, i) for i in at],
    }
