"""The control chart: the hero of a page, as a plain dictionary that plotly.js draws.

Plain dictionaries cost 0.3 ms where `go.Figure` costs 8.7; tests hold them against `go.Figure`.

    flags A B C at the top       what happened when; the list beneath the chart says it in full
    soft band, thin grey lines   control limits of each phase; dashed where they are provisional, without the
                                 band where they only go on from a fixed baseline (the bracket above it)
    line with shapes             points, as `components.charts.marks` has them; gaps stay gaps
    dark dashed line             target
    dotted sloping line          plan (trajectory)
    small crosses at the foot    gaps of which the file said why
    words at the right           what each line is, and the latest value (`components.charts.end_labels`)
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from html import escape
from typing import Any

import numpy as np

from catalogue.fields.periods import PER_YEAR
from catalogue.fields.qualifiers import meaning
from components.charts import scale
from components.charts.annotations import flags
from components.charts.data_table import point_words
from components.charts.end_labels import end_labels, spread
from components.charts.layout import Figure, house_layout, time_axis
from components.charts.marks import Mark, colour
from components.charts.scale import Extent, Floats
from components.charts.svg_chart import banded, marks_of, on_line
from components.theme import LIGHT, Palette
from components.words import alternatives, chart_sentence, rare_events, say
from components.words import charts as words
from quality.signals.results import SeriesResult, Variation
from stats.arrays import Bools

MARGIN = {"l": 48, "r": 168, "t": 40, "b": 44}
NARROW = {"l": 40, "r": 96, "t": 40, "b": 44}
"""Below 35 rem of width: short labels (assets/brightspot.js applies `layout.meta.narrow`)."""


def figure(result: SeriesResult, palette: Palette = LIGHT) -> Figure:
    """Draw one series as a figure. Everything in it is said by the result; nothing is judged here."""
    marks = marks_of(result)
    reach = scale.extent([result.values, result.lower, result.upper, result.target, result.plan])
    dates = [day.isoformat() for day in result.periods]
    traces = [
        *_limits(result, dates, palette),
        *_steps("target", dates, result.target, None, palette.target, 2, "8px 5px"),
        *_plan(result, dates, palette),
        _line(dates, on_line(result.values, marks), palette),
        _points(result, dates, marks, palette),
        *_explained_gaps(result, dates, marks, reach, palette),
    ]
    return {"data": traces, "layout": _layout(result, marks, reach, palette)}


# -- traces ---------------------------------------------------------------------------------------


def _limits(result: SeriesResult, dates: list[str], palette: Palette) -> list[Figure]:
    traces = []
    is_banded = banded(result)
    has_limits = ~np.isnan(result.lower) & ~np.isnan(result.upper)
    for part in scale.runs(has_limits, result.phase):
        provisional = result.phases[int(result.phase[part.start])].is_provisional
        dash = "4px 4px" if provisional else "solid"
        edge = {"color": palette.rule_strong, "width": 1, "shape": "hvh", "dash": dash}
        lower = _quiet(words.LOWER_LIMIT, dates[part], result.lower[part], edge)
        upper = _quiet(words.UPPER_LIMIT, dates[part], result.upper[part], edge)
        if is_banded[part].all():
            traces += [lower, upper | {"fill": "tonexty", "fillcolor": palette.band}]
        else:
            traces += [*_band(result, dates, is_banded, part, palette), lower, upper]
    traces += _steps(words.CENTRE_LINE, dates, result.centre, result.phase, palette.rule_strong, 1.5, "solid")
    return traces


def _band(
    result: SeriesResult, dates: list[str], is_banded: Bools, part: slice, palette: Palette
) -> list[Figure]:
    """Draw the band between the limits, only over the points that set them; the lines go on."""
    inside = np.zeros_like(is_banded)
    inside[part] = is_banded[part]
    none = {"color": palette.band, "width": 0, "shape": "hvh"}
    traces = []
    for own in scale.runs(inside):
        low, high = (_quiet("band", dates[own], level[own], none) for level in (result.lower, result.upper))
        traces += [low, high | {"fill": "tonexty", "fillcolor": palette.band}]
    return traces


def _steps(
    name: str, dates: list[str], values: Floats, group: Any, ink: str, width: float, dash: str
) -> list[Figure]:
    line = {"color": ink, "width": width, "shape": "hvh", "dash": dash}
    return [_quiet(name, dates[part], values[part], line) for part in scale.runs(~np.isnan(values), group)]


def _plan(result: SeriesResult, dates: list[str], palette: Palette) -> list[Figure]:
    """Draw the plan from point to point, not in steps: between two of its dates the way is a straight
    line."""
    line = {"color": palette.target, "width": 1.5, "dash": "dot"}
    return [
        _quiet("plan", dates[part], result.plan[part], line) for part in scale.runs(~np.isnan(result.plan))
    ]


def _quiet(name: str, dates: list[str], values: Floats, line: Figure) -> Figure:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "x": dates,
        "y": values.tolist(),
        "line": line,
        "hoverinfo": "skip",
    }


def _line(dates: list[str], values: Floats, palette: Palette) -> Figure:
    line = {"color": palette.common, "width": 1.5}
    return _quiet("values", dates, values, line) | {"y": _plain(values), "connectgaps": False}


def _points(result: SeriesResult, dates: list[str], marks: tuple[Mark, ...], palette: Palette) -> Figure:
    """Draw special points after the others, so that none is hidden."""
    known = [i for i, mark in enumerate(marks) if mark is not Mark.MISSING]
    known.sort(key=lambda i: marks[i].is_special)
    size = 7 if len(known) <= 60 else 5
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "points",
        "x": [dates[i] for i in known],
        "y": [float(result.values[i]) for i in known],
        "marker": {
            "symbol": [marks[i].symbol for i in known],
            "color": [colour(marks[i], palette) for i in known],
            "size": [_size(marks[i], size) for i in known],
            "opacity": 1,
            "line": {
                "width": [{Mark.IMMATURE: 2, Mark.EXCLUDED: 1.5}.get(marks[i], 0) for i in known],
                "color": palette.common,
            },
        },
        "text": [_hover(result, i, marks[i]) for i in known],
        "hovertemplate": "%{text}<extra></extra>",
        "cliponaxis": False,
    }


def _explained_gaps(
    result: SeriesResult, dates: list[str], marks: tuple[Mark, ...], reach: Extent, palette: Palette
) -> list[Figure]:
    """Draw a small cross at the foot of each gap whose reason is known; the line stays broken above it."""
    gaps = [i for i, mark in enumerate(marks) if mark is Mark.MISSING and result.said_of(i)]
    if not gaps:
        return []
    frequency = result.indicator.frequency
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "name": words.NO_VALUE,
            "x": [dates[i] for i in gaps],
            "y": [reach.low] * len(gaps),
            "marker": {"symbol": "x-thin-open", "color": palette.muted, "size": 7},
            "text": [
                f"{say.period(result.periods[i], frequency)}<br>{point_words(result, i, marks[i])}"
                for i in gaps
            ],
            "hovertemplate": "%{text}<extra></extra>",
            "cliponaxis": False,
        }
    ]


def _size(mark: Mark, size: int) -> float:
    return {Mark.CONCERN: size * 1.85, Mark.IMMATURE: size * 1.3, Mark.EXCLUDED: size * 1.7}.get(
        mark, size * 1.5 if mark.is_special else size
    )


def _hover(result: SeriesResult, i: int, mark: Mark) -> str:
    """Say the point in words: period, value with n/d, what it is."""
    indicator = result.indicator
    # plotly.js reads a little HTML in its texts; what people wrote is not HTML.
    said = rare_events.value_words(result, i) if indicator.is_rare_event else None
    value = escape(said or say.value_with_unit(float(result.values[i]), indicator), quote=False)
    counted = say.counted(float(result.numerator[i]), float(result.denominator[i]), indicator)
    behind = f" ({counted})" if counted else ""
    rule = result.rule[i]
    if mark is Mark.EXCLUDED:
        note = escape(point_words(result, i, mark), quote=False)
    elif mark is Mark.IMMATURE:
        note = words.not_judged(is_silence=rare_events.is_silence(result, i))
    elif mark.is_special and rule is not None:
        label = chart_sentence.variation_label(Variation(mark.value), int(result.direction[i]))
        note = f"{label}: {chart_sentence.rule_name(rule).lower()}"
    else:
        note = words.COMMON_CAUSE if mark is Mark.COMMON_CAUSE else words.TOO_FEW
    if mark is not Mark.EXCLUDED and (beside := rare_events.ties_words(result, i)):
        note = f"{beside}<br>{note}"
    if mark is not Mark.EXCLUDED and (said := meaning(result.said_of(i))):
        note = f"{note}<br>{said}"
    return f"{say.period(result.periods[i], indicator.frequency)}<br><b>{value}</b>{behind}<br>{note}"


def _plain(values: Floats) -> list[float | None]:
    return [None if np.isnan(value) else float(value) for value in values]


# -- layout ---------------------------------------------------------------------------------------


def _layout(result: SeriesResult, marks: tuple[Mark, ...], reach: Extent, palette: Palette) -> Figure:
    lines, wide, narrow = flags(result, palette)
    unit = [*_unit(result, palette), *_not_official(result, palette)]
    wide_words = [*_ends(result, marks, reach, palette), *unit, *wide]
    narrow_words = [*_ends(result, marks, reach, palette, short=True), *unit, *narrow]
    return {
        **house_layout(palette, MARGIN),
        "xaxis": _x_axis(result, palette),
        "yaxis": _y_axis(result, reach, palette),
        "shapes": lines,
        "annotations": wide_words,
        "meta": {
            "wide": {"margin": MARGIN, "annotations": wide_words, "xaxis.nticks": 10},
            "narrow": {"margin": NARROW, "annotations": narrow_words, "xaxis.nticks": 5},
        },
    }


def _x_axis(result: SeriesResult, palette: Palette) -> Figure:
    tickformat = "%b<br>%Y" if len(result.periods) < 500 else "%Y"
    return time_axis(palette, _with_half_steps(result), tickformat) | {"hoverformat": "%b %Y"}


def _with_half_steps(result: SeriesResult) -> list[str]:
    """Add air at both ends, so that the first and last point are not cut."""
    first, last = result.periods[0], result.periods[-1]
    days = (last - first).days / max(len(result.periods) - 1, 1) or 365 / PER_YEAR[result.indicator.frequency]
    air = timedelta(hours=days * 24 * 0.6)
    ends = datetime.combine(first, time()) - air, datetime.combine(last, time()) + air
    return [end.isoformat() for end in ends]


def _y_axis(result: SeriesResult, reach: Extent, palette: Palette) -> Figure:
    return {
        "range": [reach.low, reach.high],
        "showgrid": False,
        "zeroline": False,
        "nticks": 6,
        "ticksuffix": say.short_unit(result.indicator.unit),
        "tickcolor": palette.rule,
        "fixedrange": True,
        "automargin": True,
    }


def _unit(result: SeriesResult, palette: Palette) -> list[Figure]:
    """Write what the axis counts above it, read from left to right."""
    unit = escape(result.indicator.unit.strip(), quote=False)
    if unit in ("", "%"):
        return []
    corner = {"xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "bottom"}
    return [_note(unit, 0, 1, colour=palette.muted, **corner) | {"xshift": -40, "yshift": 6}]


def _not_official(result: SeriesResult, palette: Palette) -> list[Figure]:
    """Say in the picture itself that it is another view, since pictures are saved and sent on."""
    if result.view is None:
        return []
    text = escape(alternatives.prefix(result).strip(), quote=False)
    corner = {"xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "bottom"}
    return [_note(text, 0, 1, colour=palette.ink, **corner) | {"xshift": -40, "yshift": 24}]


def _ends(
    result: SeriesResult, marks: tuple[Mark, ...], reach: Extent, palette: Palette, *, short: bool = False
) -> list[Figure]:
    labels = end_labels(result, marks, palette)
    return [
        _note(
            label.short if short else label.text,
            1,
            height,
            xref="paper",
            yref="y",
            xanchor="left",
            yanchor="middle",
            colour=label.colour,
        )
        | {"xshift": 6}
        for label, height in zip(labels, spread(labels, reach), strict=True)
    ]


def _note(text: str, x: Any, y: Any, *, colour: str, **where: str) -> Figure:
    return {
        "text": text,
        "x": x,
        "y": y,
        "showarrow": False,
        "align": "left",
        "font": {"size": 14, "color": colour},
        **where,
    }
