"""The layout common to every large chart, as plain dictionaries for plotly.js."""

from __future__ import annotations

from typing import Any

from components.theme import FONT, Palette

Figure = dict[str, Any]


def house_layout(palette: Palette, margin: dict[str, int]) -> Figure:
    """Return our layout, not plotly's: no legend, no dragging, words in our own type on our own ground."""
    return {
        "font": {"family": FONT, "size": 14, "color": palette.muted},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "margin": margin,
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


def time_axis(palette: Palette, first_and_last: list[str], tickformat: str = "%b<br>%Y") -> Figure:
    """Lay time along the bottom: ticks outside, no grid, no zooming."""
    return {
        "type": "date",
        "range": first_and_last,
        "showgrid": False,
        "zeroline": False,
        "linecolor": palette.rule_strong,
        "ticks": "outside",
        "ticklen": 5,
        "tickcolor": palette.rule_strong,
        "tickformat": tickformat,
        "tickangle": 0,
        "nticks": 10,
        "fixedrange": True,
    }
