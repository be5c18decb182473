"""The chart of a frozen series as a chart of the program that shows the slides: its numbers lie inside it and
can be edited there. Points of each kind are a series of their own with its shape: the legend names them.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_MARKER_STYLE
from pptx.enum.dml import MSO_LINE
from pptx.slide import Slide
from pptx.util import Length, Pt

from components.charts import scale
from components.charts.marks import Mark
from components.charts.svg_chart import LAST
from components.documents.as_xlsx import CONTROL
from components.documents.slide_text import FACE, colour, describe
from components.words import packs as words
from quality.packs.value import Entry, Numbers, Points

SHAPES = {
    Mark.CONCERN: (XL_MARKER_STYLE.DIAMOND, 9, "concern"),
    Mark.IMPROVEMENT: (XL_MARKER_STYLE.SQUARE, 8, "improvement"),
    Mark.NEUTRAL_HIGH: (XL_MARKER_STYLE.TRIANGLE, 9, "neutral"),
    Mark.NEUTRAL_LOW: (XL_MARKER_STYLE.TRIANGLE, 9, "neutral"),
    Mark.IMMATURE: (XL_MARKER_STYLE.CIRCLE, 8, "ground"),
    Mark.EXCLUDED: (XL_MARKER_STYLE.X, 8, "common"),
}


def add(slide: Slide, entry: Entry, left: Length, top: Length, width: Length, height: Length) -> None:
    """Draw the newest points of an indicator that has a series, with its lines."""
    points = entry.points
    assert points is not None
    lines, marked = _lines(points), _marked(points)
    data = CategoryChartData(number_format="General")
    data.categories = points.labels[-LAST:]
    named = [(words.MARKS[mark], kept) for mark, kept in marked]
    for name, values in [(words.VALUE, _joined(points)), *lines, *named]:
        data.add_series(name, values[-LAST:])
    frame = slide.shapes.add_chart(XL_CHART_TYPE.LINE_MARKERS, left, top, width, height, data)
    describe(frame, entry.alt)
    chart = frame.chart
    chart.font.size, chart.font.name, chart.has_title = Pt(11), FACE, bool(entry.finding)
    if entry.finding:
        _title(chart, entry.finding)
    chart.has_legend, chart.legend.position = True, XL_LEGEND_POSITION.BOTTOM
    chart.legend.include_in_layout = False
    _axis(chart.value_axis, [points.value, *(values for _, values in lines)], points.unit)
    first, *others = chart.plots[0].series
    _value(first)
    for series, (name, _) in zip(others, lines, strict=False):
        _line(series, name)
    for series, (mark, _) in zip(others[len(lines) :], marked, strict=True):
        series.smooth = False
        series.format.line.fill.background()
        _mark(series.marker, *SHAPES[mark])


def _title(chart: Any, text: str) -> None:
    """Write what the chart found over it: it stays with the chart wherever that is copied to."""
    frame = chart.chart_title.text_frame
    frame.text = CONTROL.sub("", text)
    font = frame.paragraphs[0].runs[0].font
    font.size, font.bold, font.color.rgb = Pt(14), True, colour("ink")
    chart.chart_title.include_in_layout = False


def _joined(points: Points) -> Numbers:
    """Return the values that the line goes through: a point that was left out stands beside it."""
    return tuple(
        None if mark == Mark.EXCLUDED else value
        for value, mark in zip(points.value, points.marks, strict=True)
    )


def _marked(points: Points) -> list[tuple[Mark, Numbers]]:
    """Return the points of each kind that is not common cause, gaps where others are."""
    found = []
    for mark in SHAPES:
        kept = tuple(
            value if mark == at else None for value, at in zip(points.value, points.marks, strict=True)
        )
        if any(one is not None for one in kept[-LAST:]):
            found.append((mark, kept))
    return found


def _axis(axis: Any, shown: list[Numbers], unit: str) -> None:
    """Let the axis begin where the process is, at round numbers, as on the pages."""
    parts = [
        np.array([np.nan if one is None else one for one in some[-LAST:]], dtype=float) for some in shown
    ]
    reach = scale.extent(parts, air=0.0)
    step = 10 ** math.floor(math.log10(reach.high - reach.low)) / 2
    axis.minimum_scale = float(f"{math.floor(reach.low / step) * step:.10g}")
    axis.maximum_scale = float(f"{math.ceil(reach.high / step) * step:.10g}")
    axis.major_gridlines.format.line.color.rgb = colour("rule")
    axis.has_title = True
    axis.axis_title.text_frame.text = unit


def _lines(points: Points) -> list[tuple[str, Numbers]]:
    """Return the lines that have any level, by the names that tables use."""
    known = (
        (words.CENTRE, points.centre), (words.LOWER, points.lower), (words.UPPER, points.upper),
        (words.TARGET, points.target), (words.PLAN, points.plan),
    )  # fmt: skip
    return [(name, values) for name, values in known if any(one is not None for one in values[-LAST:])]


def _value(series: Any) -> None:
    series.smooth = False
    series.format.line.width, series.format.line.color.rgb = Pt(1.5), colour("common")
    _mark(series.marker, XL_MARKER_STYLE.CIRCLE, 4, "common")


def _mark(marker: Any, style: Any, size: int, tone: str) -> None:
    marker.style, marker.size = style, size
    marker.format.fill.solid()
    marker.format.fill.fore_color.rgb = colour(tone)
    marker.format.line.color.rgb = colour("common" if tone == "ground" else tone)


def _line(series: Any, name: str) -> None:
    is_aim = name in (words.TARGET, words.PLAN)
    series.smooth, series.marker.style = False, XL_MARKER_STYLE.NONE
    line = series.format.line
    line.width, line.color.rgb = Pt(1.25), colour("target" if is_aim else "rule_strong")
    if is_aim:
        line.dash_style = MSO_LINE.DASH if name == words.TARGET else MSO_LINE.ROUND_DOT
