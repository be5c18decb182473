"""The control chart as a small picture: huddle cards, tiles, small multiples, matrix cells, print.

Draws the same thing as `components.charts.control_chart` (same marks, same vertical scale, same phases)
without words, which stand beside it in the page: text inside an image neither grows with the reader's
settings nor is found by a search.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catalogue.fields.periods import Frequency
from components.charts import scale, svg
from components.charts.old_marks import Mark, draw
from components.charts.scale import Extent, Floats
from components.charts.svg import element
from components.theme import LIGHT, Palette
from quality.signals.results import SeriesResult, Status


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """The parts of a series that are drawn, whether from a whole result or from a stored status."""

    values: Floats
    centre: Floats
    lower: Floats
    upper: Floats
    target: Floats
    phase: NDArray[np.intp]
    marks: tuple[Mark, ...]
    is_provisional: bool = False
    plan: Floats | None = None
    """A planned path, where there is one."""
    is_banded: NDArray[np.bool_] | None = None
    """Where the band between the limits is drawn; None: wherever there are limits."""


@dataclass(frozen=True, slots=True)
class Size:
    """In pixels of the drawing; CSS scales it."""

    width: float
    height: float
    radius: float = 1.9
    stroke: float = 1.3


TILE = Size(280, 72, radius=2.3, stroke=1.4)
CARD = Size(420, 132, radius=3.0, stroke=1.6)
WALL_CARD = Size(560, 118, radius=3.2, stroke=1.8)


def from_status(status: Status, frequency: Frequency) -> Trace:
    """Trace the recent points a status keeps, with the limits in force now: earlier points had others, so the
    lines start where a person last recalculated them."""
    values = np.array([np.nan if v is None else v for v in status.recent], dtype=np.float64)
    in_force = status.phase_run if status.phase_since else values.size

    def level(amount: float | None, since: int = values.size) -> Floats:
        line = np.full(values.size, np.nan if amount is None else amount)
        line[: max(0, values.size - since)] = np.nan
        return line

    return Trace(
        values=values,
        centre=level(status.centre, in_force),
        lower=level(status.lower, in_force),
        upper=level(status.upper, in_force),
        target=level(status.target),
        phase=np.zeros(values.size, dtype=np.intp),
        marks=tuple(Mark(name) for name in status.recent_variation),
        is_provisional=status.is_provisional,
    )


def from_result(result: SeriesResult, *, last: int | None = None) -> Trace:
    """Trace a whole series, or its last points."""
    part = slice(-last if last else None, None)
    return Trace(
        values=result.values[part],
        centre=result.centre[part],
        lower=result.lower[part],
        upper=result.upper[part],
        target=result.target[part],
        plan=result.plan[part],
        phase=result.phase[part],
        marks=marks_of(result)[part],
        is_provisional=result.status.is_provisional,
        is_banded=banded(result)[part],
    )


def banded(result: SeriesResult) -> NDArray[np.bool_]:
    """Mark where the soft band lies: not where limits only go on from a fixed baseline."""
    where = np.ones(len(result.periods), dtype=np.bool_)
    for number, phase in enumerate(result.phases):
        if fixed := phase.baseline:
            inside = [fixed.first_period <= period <= fixed.last_period for period in result.periods]
            where &= (result.phase != number) | np.array(inside)
    return where


def marks_of(result: SeriesResult) -> tuple[Mark, ...]:
    """Return one mark per period: why a point is not judged comes before what it was judged."""
    marks = [Mark(variation.value) for variation in result.variation]
    stronger_last = (
        (result.is_immature, Mark.IMMATURE),
        (result.is_excluded, Mark.EXCLUDED),
        (np.isnan(result.values), Mark.MISSING),
    )
    for where, mark in stronger_last:
        for i in np.flatnonzero(where):
            marks[i] = mark
    return tuple(marks)


def sparkline(status: Status, frequency: Frequency, size: Size = TILE, palette: Palette = LIGHT) -> str:
    """Draw the stored recent points as SVG text; `svg.image(sparkline(…), alt=…)` puts it on a page."""
    return chart(from_status(status, frequency), size, palette)


def chart(trace: Trace, size: Size = CARD, palette: Palette = LIGHT, *, title: str = "") -> str:
    """Draw the picture as SVG text."""
    plan = () if trace.plan is None else (trace.plan,)
    reach = scale.extent([trace.values, trace.lower, trace.upper, trace.target, *plan], air=0.04)
    return svg.document(size.width, size.height, *layers(trace, reach, size, palette), title=title)


def layers(trace: Trace, reach: Extent, size: Size, palette: Palette) -> list[str]:
    """Draw what the picture is made of, from the ground up: several traces may share one."""
    count = trace.values.size
    margin = size.radius * 3
    x = np.linspace(margin, size.width - margin, count) if count > 1 else np.array([size.width / 2])

    def y(values: Floats) -> Floats:
        return reach.place(values, margin, size.height - margin)

    half = (x[1] - x[0]) / 2 if count > 1 else size.width / 4
    return [
        *_band(trace, x, y(trace.lower), y(trace.upper), half, palette),
        *_lines(trace, x, half, y, size, palette),
        *([] if trace.plan is None else _plan(x, y(trace.plan), size, palette)),
        *_joined(x, y(on_line(trace.values, trace.marks)), size, palette),
        *_points(trace, x, y(trace.values), size, palette),
    ]


def _band(trace: Trace, x: Floats, lower: Floats, upper: Floats, half: float, palette: Palette) -> list[str]:
    """Draw soft ground between the limits, broken where a phase ends."""
    parts = []
    is_banded = ~np.isnan(lower) & ~np.isnan(upper)
    if trace.is_banded is not None:
        is_banded &= trace.is_banded
    for part in scale.runs(is_banded, trace.phase):
        xs, top, bottom = _steps(x[part], half), np.repeat(upper[part], 2), np.repeat(lower[part], 2)
        outline = _path(xs, top) + "L" + _path(xs[::-1], bottom[::-1])[1:] + "Z"
        parts.append(element("path", d=outline, fill=palette.band))
    return parts


def _lines(trace: Trace, x: Floats, half: float, y, size: Size, palette: Palette) -> list[str]:
    thin = size.stroke * 0.7
    dash = f"{size.stroke * 2} {size.stroke * 2}" if trace.is_provisional else None
    styles = (
        (trace.lower, palette.rule_strong, thin, dash),
        (trace.upper, palette.rule_strong, thin, dash),
        (trace.centre, palette.rule_strong, thin * 1.4, None),
        (trace.target, palette.target, size.stroke, f"{size.stroke * 4} {size.stroke * 2.6}"),
    )
    parts = []
    for values, colour, width, dashes in styles:
        group = None if values is trace.target else trace.phase
        for part in scale.runs(~np.isnan(values), group):
            path = _path(_steps(x[part], half), np.repeat(y(values)[part], 2))
            parts.append(_stroke(path, colour, width, dashes))
    return parts


def _plan(x: Floats, y: Floats, size: Size, palette: Palette) -> list[str]:
    dots = f"{size.stroke:g} {size.stroke * 2:g}"
    return [
        _stroke(_path(x[part], y[part]), palette.target, size.stroke, dots)
        for part in scale.runs(~np.isnan(y))
    ]


def on_line(values: Floats, marks: Sequence[Mark]) -> Floats:
    """Return the values the line goes through: a ghost stands beside it, as no pattern of points goes on
    through it."""
    is_ghost = np.array([mark is Mark.EXCLUDED for mark in marks], dtype=np.bool_)
    return np.where(is_ghost, np.nan, values)


def _joined(x: Floats, y: Floats, size: Size, palette: Palette) -> list[str]:
    stretches = scale.runs(~np.isnan(y))
    return [_stroke(_path(x[part], y[part]), palette.common, size.stroke, None) for part in stretches]


def _points(trace: Trace, x: Floats, y: Floats, size: Size, palette: Palette) -> list[str]:
    """Draw special points last, so that they lie on top; in dense pictures only they and the newest show."""
    spacing = x[1] - x[0] if len(x) > 1 else size.width
    known = [i for i, mark in enumerate(trace.marks) if mark is not Mark.MISSING]
    is_dense = spacing < size.radius * 2.4
    shown = [
        i for i in known if not is_dense or trace.marks[i].is_special or i == known[-1]
        or trace.marks[i] in (Mark.IMMATURE, Mark.EXCLUDED)
    ]  # fmt: skip
    shown.sort(key=lambda i: trace.marks[i].is_special)
    return [
        draw(trace.marks[i], float(x[i]), float(y[i]), size.radius * (1.25 if i == known[-1] else 1), palette)
        for i in shown
    ]


def _steps(x: Floats, half: float) -> Floats:
    """Turn each period into a tread from half a step before to half a step after it."""
    return np.column_stack([x - half, x + half]).ravel()


def _path(x: Floats, y: Floats) -> str:
    return "M" + "L".join(f"{a:.1f} {b:.1f}" for a, b in zip(x, y, strict=True))


def _stroke(path: str, colour: str, width: float, dashes: str | None) -> str:
    return element(
        "path", d=path, fill="none", stroke=colour, stroke_width=round(width, 2), stroke_dasharray=dashes
    )
