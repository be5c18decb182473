"""The layout common to every large chart, as plain dictionaries for plotly.js."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np

from catalogue.fields.periods import PER_YEAR, Frequency
from components.charts import ticks
from components.charts.scale import Extent, Floats
from components.theme import FONT, Palette
from components.words.figure_text import BREAK

Figure = dict[str, Any]
"""A new line in plotly's texts."""


def house_layout(palette: Palette, wide: Figure, narrow: Figure, **parts: Any) -> Figure:
    """Return our layout, not plotly's: no legend, no dragging, words in our own type on our own ground.
    `wide` and `narrow` are what differs by the room there is (assets/brightspot.js applies `meta.narrow`)."""
    return {
        "font": {"family": FONT, "size": 14, "color": palette.muted},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "margin": wide["margin"],
        "annotations": wide["annotations"],
        "meta": {"wide": wide, "narrow": narrow},
        **parts,
        "xaxis": {**parts["xaxis"], **{name: wide[f"xaxis.{name}"] for name in ("tickvals", "ticktext")}},
        "showlegend": False,
        "hovermode": "closest",
        "hoverdistance": 30,
        "dragmode": False,
        "hoverlabel": {
            "bgcolor": palette.ground,
            "bordercolor": palette.rule_strong,
            "font": {"family": FONT, "size": 15, "color": palette.ink},
            "align": "left",
        },
    }


def at_width(margin: dict[str, int], annotations: list[Figure], periods: Sequence[date], most: int) -> Figure:
    """Return what differs by width; `most` is the number of ticks there is room for."""
    days = ticks.of_days(periods, most)
    return {
        "margin": margin,
        "annotations": annotations,
        "xaxis.tickvals": [day.isoformat() for day, _ in days],
        "xaxis.ticktext": [BREAK.join(lines) for _, lines in days],
    }


def bottom_axis(palette: Palette, ends: Sequence[float | str]) -> Figure:
    """Lay values along the bottom: ticks outside, no grid, no zooming."""
    return {
        "range": list(ends),
        "showgrid": False,
        "zeroline": False,
        "linecolor": palette.rule_strong,
        "ticks": "outside",
        "ticklen": 5,
        "tickcolor": palette.rule_strong,
        "fixedrange": True,
    }


def time_axis(palette: Palette, periods: Sequence[date], frequency: Frequency) -> Figure:
    """Lay time along the bottom: ticks outside, no grid, no zooming, and air at both ends, so that the first
    and last point are not cut."""
    air = step(periods, frequency) * 0.6
    ends = datetime.combine(periods[0], time()) - air, datetime.combine(periods[-1], time()) + air
    found = bottom_axis(palette, [end.isoformat() for end in ends])
    return found | {"type": "date", "tickangle": 0}


def step(periods: Sequence[date], frequency: Frequency) -> timedelta:
    """Return the time from one period to the next."""
    span = periods[-1] - periods[0]
    return span / max(len(periods) - 1, 1) or timedelta(days=365 / PER_YEAR[frequency])


def with_room(margin: dict[str, int], found: ticks.Ticks) -> dict[str, int]:
    """Widen the left margin to what the longest of its words needs."""
    return margin | {"l": max(margin["l"], 13 + 8 * max((len(text) for _, text in found), default=0))}


def value_axis(palette: Palette, reach: Extent, found: ticks.Ticks) -> Figure:
    return {
        "range": [reach.low, reach.high],
        "showgrid": False,
        "zeroline": False,
        "tickvals": [at for at, _ in found],
        "ticktext": [text for _, text in found],
        "tickcolor": palette.rule,
        "fixedrange": True,
        "automargin": True,
    }


def line(name: str, dates: list[Any], values: Floats, style: Figure) -> Figure:
    """Draw a line that says nothing when it is pointed at."""
    return {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "x": dates,
        "y": [None if np.isnan(value) else float(value) for value in values],
        "line": style,
        "hoverinfo": "skip",
    }


def points(name: str, dates: list[Any], values: list[Any], marker: Figure, texts: list[str]) -> Figure:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "x": dates,
        "y": values,
        "marker": marker,
        "text": texts,
        "hovertemplate": "%{text}<extra></extra>",
        "cliponaxis": False,
    }


def note(text: str, x: float, y: float, ink: str, *, yref: str = "y", yanchor: str = "middle") -> Figure:
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
