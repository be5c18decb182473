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

from datetime import datetime, time
from typing import Any

import numpy as np

from catalogue.fields.qualifiers import meaning
from components.charts import scale, ticks
from components.charts.annotations import flags
from components.charts.data_table import point_words
from components.charts.end_labels import end_labels, end_notes
from components.charts.layout import (
    Figure,
    at_width,
    house_layout,
    line,
    note,
    points,
    step,
    time_axis,
    value_axis,
    with_room,
)
from components.charts.marks import Mark, colour
from components.charts.scale import Extent, Floats
from components.charts.svg_chart import banded, marks_of, on_line
from components.theme import LIGHT, Palette
from components.words import chart_sentence, say
from components.words import charts as words
from components.words.figure_text import BREAK, plain, strong
from components.words.series import alternatives, rare_events
from quality.signals.results import SeriesResult, Variation
from stats.arrays import Bools

MARGIN = {"l": 48, "r": 168, "t": 40, "b": 44}
NARROW = {"l": 40, "r": 96, "t": 40, "b": 44}
"""Below 35 rem of width: short labels (assets/brightspot.js applies `layout.meta.narrow`)."""


def figure(result: SeriesResult, palette: Palette = LIGHT, *, is_explored: bool = True) -> Figure:
    """Draw one series as a figure. Everything in it is said by the result; nothing is judged here.

    is_explored: somebody may point at what is drawn, and reads what each point is.
    """
    marks = marks_of(result)
    reach = scale.extent([result.values, result.lower, result.upper, result.target, result.plan])
    dates = [day.isoformat() for day in result.periods]
    own = {"color": palette.common, "width": 1.5}
    traces = [
        *_limits(result, palette),
        *_steps(result, "target", result.target, None, palette.target, 2, "8px 5px"),
        *_plan(result, dates, palette),
        line("values", dates, on_line(result.values, marks), own) | {"connectgaps": False},
        _points(result, dates, marks, palette, is_explored=is_explored),
        *_explained_gaps(result, dates, marks, reach, palette),
    ]
    return {"data": traces, "layout": _layout(result, marks, reach, palette)}


# -- traces ---------------------------------------------------------------------------------------


def _limits(result: SeriesResult, palette: Palette) -> list[Figure]:
    traces = []
    is_banded = banded(result)
    has_limits = ~np.isnan(result.lower) & ~np.isnan(result.upper)
    for part in scale.runs(has_limits, result.phase):
        provisional = result.phases[int(result.phase[part.start])].is_provisional
        dash = "4px 4px" if provisional else "solid"
        edge = {"color": palette.rule_strong, "width": 1, "shape": "hvh", "dash": dash}
        lower, upper = (
            line(name, *_level(result, values, part), edge)
            for name, values in ((words.LOWER_LIMIT, result.lower), (words.UPPER_LIMIT, result.upper))
        )
        if is_banded[part].all():
            traces += [lower, upper | {"fill": "tonexty", "fillcolor": palette.band}]
        else:
            traces += [*_band(result, is_banded, part, palette), lower, upper]
    traces += _steps(
        result, words.CENTRE_LINE, result.centre, result.phase, palette.rule_strong, 1.5, "solid"
    )
    return traces


def _level(result: SeriesResult, values: Floats, part: slice) -> tuple[list[str], Floats]:
    """Return where a level is drawn. A line needs two ends: that of one period is as wide as the period."""
    periods = result.periods[part]
    if len(periods) > 1:
        return [day.isoformat() for day in periods], values[part]
    middle = datetime.combine(periods[0], time())
    half = step(result.periods, result.indicator.frequency) / 2
    return [(middle - half).isoformat(), (middle + half).isoformat()], np.repeat(values[part], 2)


def _band(result: SeriesResult, is_banded: Bools, part: slice, palette: Palette) -> list[Figure]:
    """Draw the band between the limits, only over the points that set them; the lines go on."""
    inside = np.zeros_like(is_banded)
    inside[part] = is_banded[part]
    none = {"color": palette.band, "width": 0, "shape": "hvh"}
    traces = []
    for own in scale.runs(inside):
        low, high = (
            line("band", *_level(result, level, own), none) for level in (result.lower, result.upper)
        )
        traces += [low, high | {"fill": "tonexty", "fillcolor": palette.band}]
    return traces


def _steps(
    result: SeriesResult, name: str, values: Floats, group: Any, ink: str, width: float, dash: str
) -> list[Figure]:
    style = {"color": ink, "width": width, "shape": "hvh", "dash": dash}
    return [line(name, *_level(result, values, part), style) for part in scale.runs(~np.isnan(values), group)]


def _plan(result: SeriesResult, dates: list[str], palette: Palette) -> list[Figure]:
    """Draw the plan from point to point, not in steps: between two of its dates the way is a straight
    line."""
    dots = {"color": palette.target, "width": 1.5, "dash": "dot"}
    plan = result.plan
    return [line("plan", dates[part], plan[part], dots) for part in scale.runs(~np.isnan(plan))]


def _points(
    result: SeriesResult, dates: list[str], marks: tuple[Mark, ...], palette: Palette, *, is_explored: bool
) -> Figure:
    """Draw special points after the others, so that none is hidden."""
    known = [i for i, mark in enumerate(marks) if mark is not Mark.MISSING]
    known.sort(key=lambda i: marks[i].is_special)
    size = 7 if len(known) <= 60 else 5
    shown = [marks[i] for i in known]
    marker = {
        "symbol": [mark.symbol for mark in shown],
        "color": [colour(mark, palette) for mark in shown],
        "size": [_size(mark, size) for mark in shown],
        "opacity": 1,
        "line": {
            "width": [{Mark.IMMATURE: 2, Mark.EXCLUDED: 1.5}.get(mark, 0) for mark in shown],
            "color": palette.common,
        },
    }
    texts = [_hover(result, i, marks[i]) for i in known] if is_explored else []
    values = [float(result.values[i]) for i in known]
    return points("points", [dates[i] for i in known], values, marker, texts)


def _explained_gaps(
    result: SeriesResult, dates: list[str], marks: tuple[Mark, ...], reach: Extent, palette: Palette
) -> list[Figure]:
    """Draw a small cross at the foot of each gap whose reason is known; the line stays broken above it."""
    gaps = [i for i, mark in enumerate(marks) if mark is Mark.MISSING and result.said_of(i)]
    if not gaps:
        return []
    frequency = result.indicator.frequency
    marker = {"symbol": "x-thin-open", "color": palette.muted, "size": 7}
    texts = [
        BREAK.join([say.period(result.periods[i], frequency), plain(point_words(result, i, marks[i]))])
        for i in gaps
    ]
    return [points(words.NO_VALUE, [dates[i] for i in gaps], [reach.low] * len(gaps), marker, texts)]


def _size(mark: Mark, size: int) -> float:
    return {Mark.CONCERN: size * 1.85, Mark.IMMATURE: size * 1.3, Mark.EXCLUDED: size * 1.7}.get(
        mark, size * 1.5 if mark.is_special else size
    )


def _hover(result: SeriesResult, i: int, mark: Mark) -> str:
    """Say the point in words: period, value with n/d, what it is."""
    indicator = result.indicator
    said = rare_events.value_words(result, i) if indicator.is_rare_event else None
    value = said or say.value_with_unit(float(result.values[i]), indicator)
    counted = say.counted(float(result.numerator[i]), float(result.denominator[i]), indicator)
    behind = f" ({counted})" if counted else ""
    rule = result.rule[i]
    if mark is Mark.EXCLUDED:
        note = plain(point_words(result, i, mark))
    elif mark is Mark.IMMATURE:
        note = words.not_judged(is_silence=rare_events.is_silence(result, i))
    elif mark.is_special and rule is not None:
        label = chart_sentence.variation_label(Variation(mark.value), int(result.direction[i]))
        note = f"{label}: {chart_sentence.rule_name(rule).lower()}"
    else:
        note = words.COMMON_CAUSE if mark is Mark.COMMON_CAUSE else words.TOO_FEW
    if mark is not Mark.EXCLUDED and (beside := rare_events.ties_words(result, i)):
        note = BREAK.join([beside, note])
    if mark is not Mark.EXCLUDED and (said := meaning(result.said_of(i))):
        note = BREAK.join([note, said])
    return BREAK.join([say.period(result.periods[i], indicator.frequency), f"{strong(value)}{behind}", note])


# -- layout ---------------------------------------------------------------------------------------


def _layout(result: SeriesResult, marks: tuple[Mark, ...], reach: Extent, palette: Palette) -> Figure:
    lines, wide, narrow = flags(result, palette)
    labels = end_labels(result, marks, palette)
    indicator, periods = result.indicator, result.periods
    across = time_axis(palette, periods, indicator.frequency)
    # What cannot be is no tick: half a fall, or more than all.
    known = result.values[~np.isnan(result.values)]
    is_count = indicator.is_count and bool((known == np.round(known)).all())
    top = indicator.per if indicator.is_proportion else np.inf
    least = 0.0 if not (result.values < 0).any() else -np.inf
    up = ticks.of_values(reach, say.short_unit(indicator.unit), whole=is_count, least=least, top=top)
    margin, narrow_margin = with_room(MARGIN, up), with_room(NARROW, up)
    unit = [*_unit(result, palette, margin), *_not_official(result, palette, margin)]
    return house_layout(
        palette,
        at_width(margin, [*end_notes(labels, reach), *unit, *wide], periods, 10),
        at_width(narrow_margin, [*end_notes(labels, reach, short=True), *unit, *narrow], periods, 4),
        xaxis=across | {"hoverformat": "%b %Y"},
        yaxis=value_axis(palette, reach, up),
        shapes=lines,
    )


def _unit(result: SeriesResult, palette: Palette, margin: dict[str, int]) -> list[Figure]:
    """Write what the axis counts above it, read from left to right."""
    unit = result.indicator.unit.strip()
    return [] if unit in ("", "%") else [_above(unit, palette.muted, 6, margin)]


def _not_official(result: SeriesResult, palette: Palette, margin: dict[str, int]) -> list[Figure]:
    """Say in the picture itself that it is another view, since pictures are saved and sent on."""
    if result.view is None:
        return []
    return [_above(alternatives.prefix(result).strip(), palette.ink, 24, margin)]


def _above(text: str, ink: str, up: int, margin: dict[str, int]) -> Figure:
    corner = note(plain(text), 0, 1, ink, yref="paper", yanchor="bottom")
    return corner | {"xshift": 8 - margin["l"], "yshift": up}
