"""The control chart as a small picture: huddle cards, tiles, small multiples, matrix cells, print.

Draws the same thing as `components.charts.control_chart` (same marks, same vertical scale, same phases)
without words, which stand beside it in the page: text inside an image neither grows with the reader's
settings nor is found by a search.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from components.charts import scale
from components.charts.drawing import Drawing, Path, line, points
from components.charts.marks import Mark
from components.charts.scale import Extent, Floats
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
    """The place of the band between the limits; None: wherever there are limits."""


@dataclass(frozen=True, slots=True)
class Size:
    """In pixels of the drawing; CSS scales it."""

    width: float
    height: float
    radius: float = 1.9
    stroke: float = 1.3


TILE = Size(280, 72, radius=2.3, stroke=1.4)
CARD = Size(420, 132, radius=3.0, stroke=1.6)
PANEL = Size(720, 240, radius=3.2, stroke=1.6)
SPARK = Size(168, 40, radius=1.7, stroke=1.2)
WALL_CARD = Size(560, 118, radius=3.2, stroke=1.8)

LAST = 36
"""Points of a card or panel: three years of months; the chart page shows everything."""


def from_status(status: Status) -> Trace:
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


def sparkline(status: Status, size: Size = TILE) -> Drawing:
    """Draw the stored recent points."""
    return chart(from_status(status), size)


def chart(trace: Trace, size: Size = CARD) -> Drawing:
    plan = () if trace.plan is None else (trace.plan,)
    reach = scale.extent([trace.values, trace.lower, trace.upper, trace.target, *plan], air=0.04)
    return layers([trace], reach, size)


def layers(traces: Iterable[Trace], reach: Extent, size: Size) -> Drawing:
    """Draw one or more traces on one scale, each from the ground up."""
    paths = tuple(path for trace in traces for path in _layers(trace, reach, size))
    return Drawing(size.width, size.height, paths, size.stroke, size.radius)


def _layers(trace: Trace, reach: Extent, size: Size) -> list[Path]:
    count = trace.values.size
    margin = size.radius * 3
    x = np.linspace(margin, size.width - margin, count) if count > 1 else np.array([size.width / 2])

    def y(values: Floats) -> Floats:
        return reach.place(values, margin, size.height - margin)

    half = (x[1] - x[0]) / 2 if count > 1 else size.width / 4
    plan = np.full(0, np.nan) if trace.plan is None else trace.plan
    return [
        *_band(trace, x, y(trace.lower), y(trace.upper), half),
        *_lines(trace, x, half, y),
        *_joined("plan", x, y(plan)),
        *_joined("line", x, y(on_line(trace.values, trace.marks))),
        *_points(trace, x, y(trace.values), size),
    ]


def _band(trace: Trace, x: Floats, lower: Floats, upper: Floats, half: float) -> list[Path]:
    """Draw soft ground between the limits, broken where a phase ends."""
    is_banded = ~np.isnan(lower) & ~np.isnan(upper)
    if trace.is_banded is not None:
        is_banded &= trace.is_banded
    found = []
    for part in scale.runs(is_banded, trace.phase):
        xs, top, bottom = _steps(x[part], half), np.repeat(upper[part], 2), np.repeat(lower[part], 2)
        found.append(line(xs, top) + "L" + line(xs[::-1], bottom[::-1])[1:] + "Z")
    return _path("band", found)


def _lines(trace: Trace, x: Floats, half: float, y: Callable[[Floats], Floats]) -> list[Path]:
    limit = "limit provisional" if trace.is_provisional else "limit"
    styles = ((trace.lower, limit), (trace.upper, limit), (trace.centre, "centre"), (trace.target, "target"))
    paths = []
    for values, kind in styles:
        group = None if values is trace.target else trace.phase
        found = [
            line(_steps(x[part], half), np.repeat(y(values)[part], 2))
            for part in scale.runs(~np.isnan(values), group)
        ]
        paths += _path(kind, found)
    return paths


def on_line(values: Floats, marks: Sequence[Mark]) -> Floats:
    """Return the values the line goes through: a ghost stands beside it, as no pattern of points goes on
    through it."""
    is_ghost = np.array([mark is Mark.EXCLUDED for mark in marks], dtype=np.bool_)
    return np.where(is_ghost, np.nan, values)


def _joined(kind: str, x: Floats, y: Floats) -> list[Path]:
    return _path(kind, [line(x[part], y[part]) for part in scale.runs(~np.isnan(y))])


def _path(kind: str, parts: list[str]) -> list[Path]:
    return [Path(kind, "".join(parts))] if parts else []


def _points(trace: Trace, x: Floats, y: Floats, size: Size) -> list[Path]:
    """Draw special points last, so that they lie on top; in dense pictures only they and the newest show."""
    spacing = x[1] - x[0] if len(x) > 1 else size.width
    known = [i for i, mark in enumerate(trace.marks) if mark is not Mark.MISSING]
    is_dense = spacing < size.radius * 2.4
    shown = [
        i for i in known if not is_dense or trace.marks[i].is_special or i == known[-1]
        or trace.marks[i] in (Mark.IMMATURE, Mark.EXCLUDED)
    ]  # fmt: skip
    places = [(trace.marks[i], float(x[i]), float(y[i])) for i in shown]
    newest = points(places[-1:], size.radius * 1.25)
    return [*points(places[:-1], size.radius), *(Path(f"{path.kind} newest", path.data) for path in newest)]


def _steps(x: Floats, half: float) -> Floats:
    """Turn each period into a tread from half a step before to half a step after it."""
    return np.column_stack([x - half, x + half]).ravel()
