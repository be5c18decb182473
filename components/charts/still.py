"""A large chart as HTML and SVG, to be read at once: without a script, on paper and at any width.

It is made from the same figure that plotly.js draws where somebody explores it. Lines lie in a picture of
1,000 × 1,000 that is stretched over the plot; their widths and the points are not. Words are text of the page
beside it. Only what our figures use is known here (`components.charts.layout`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from html import unescape
from itertools import pairwise
from typing import Any

from components.charts.layout import Figure
from components.charts.marks import SYMBOLS, outline
from components.theme import LIGHT
from components.words.figure_text import BREAK

SIDE = 1000
DENSE = 60
_DASHES = {"solid": "", "dot": "1.5 3"}
# By name and not by number, so that the colours a reader has chosen reach the lines too.
_COLOURS = {colour: f"var(--{name.replace('_', '-')})" for name, colour in asdict(LIGHT).items()}
_SHIFTS = {"left": "0", "top": "0", "center": "-50%", "middle": "-50%", "bottom": "-100%"}


@dataclass(frozen=True, slots=True)
class Line:
    data: str
    stroke: str = "none"
    width: float = 0
    dash: str = ""
    fill: str = "none"
    opacity: float = 1


@dataclass(frozen=True, slots=True)
class Note:
    """Words at a place in per cent of the plot, moved by pixels. `parts`: text, and if it is bold."""

    style: str
    parts: tuple[tuple[str, bool], ...]
    title: str
    width: str
    """Shown in a `wide` or a `narrow` chart only; empty in both."""


@dataclass(frozen=True, slots=True)
class Still:
    style: str
    lines: tuple[Line, ...]
    shapes: tuple[tuple[str, str], ...]
    """Kinds of points that are no discs, and how each is drawn."""
    points: tuple[tuple[str, str, str], ...]
    """Place in per cent of the plot, and kind."""
    across: tuple[tuple[str, tuple[str, ...], str], ...]
    """Place, lines of text and width of each tick on the axis of time."""
    up: tuple[tuple[str, str], ...]
    notes: tuple[Note, ...]
    is_dense: bool
    """So many points that they would cover each other in a narrow chart."""


def still(figure: Figure) -> Still:
    """Draw the figure."""
    layout = figure["layout"]
    place = _Place(layout)
    wide, narrow = (layout["meta"][width] for width in ("wide", "narrow"))
    margins = {f"--{side}": f"{px}px" for side, px in wide["margin"].items()}
    margins |= {f"--n{side}": f"{px}px" for side, px in narrow["margin"].items()}
    shared = [note for note in wide["annotations"] if note in narrow["annotations"]]
    return Still(
        style=";".join(f"{name}:{px}" for name, px in margins.items()),
        lines=(
            *_shapes(layout, place, "line"),
            *_lines(figure["data"], place),
            *_shapes(layout, place, "rect"),
            *_discs(figure["data"], place),
        ),
        shapes=tuple(_shapes_of_points(figure["data"], place).items()),
        points=tuple(
            (f"{x / 10:.2f}%", f"{y / 10:.2f}%", _kind(symbol))
            for x, y, symbol, _, _ in _marked(figure["data"], place)
            if symbol != "circle"
        ),
        across=(*_across(wide, place, "wide"), *_across(narrow, place, "narrow")),
        up=tuple(
            (f"{place.up(at) / 10:.2f}%", text)
            for at, text in zip(layout["yaxis"]["tickvals"], layout["yaxis"]["ticktext"], strict=True)
        ),
        notes=tuple(
            _note(one, place, width)
            for width, entries in (
                ("", shared),
                ("wide", [one for one in wide["annotations"] if one not in shared]),
                ("narrow", [one for one in narrow["annotations"] if one not in shared]),
            )
            for one in entries
        ),
        is_dense=sum(len(trace["x"]) for trace in figure["data"] if trace["mode"] == "markers") > DENSE,
    )


class _Place:
    """From days (or sizes) and amounts to places in the stretched picture."""

    def __init__(self, layout: Figure) -> None:
        self.first, last = map(_instant, layout["xaxis"]["range"])
        self.span = last - self.first
        self.low, self.high = layout["yaxis"]["range"]

    def across(self, at: str | float) -> float:
        return SIDE * ((_instant(at) - self.first) / self.span)

    def up(self, value: float) -> float:
        return SIDE * (self.high - value) / (self.high - self.low)

    def x(self, at: Any, ref: str = "x") -> float:
        return SIDE * at if ref == "paper" else self.across(at)

    def y(self, at: float, ref: str = "y") -> float:
        return SIDE * (1 - at) if ref == "paper" else self.up(at)


def _instant(at: str | float) -> float:
    if not isinstance(at, str):
        return float(at)
    return datetime.fromisoformat(at).replace(tzinfo=UTC).timestamp()


# -- lines ----------------------------------------------------------------------------------------


def _shapes(layout: Figure, place: _Place, kind: str) -> Iterator[Line]:
    for shape in layout.get("shapes", ()):
        x0, x1 = (place.x(shape[end], shape["xref"]) for end in ("x0", "x1"))
        y0, y1 = (place.y(shape[end], shape.get("yref", "y")) for end in ("y0", "y1"))
        if shape["type"] != kind:
            continue
        if kind == "rect":
            data = _join([(x0, y0), (x1, y0), (x1, y1), (x0, y1)])
            yield Line(f"M{data}Z", fill=_COLOURS[shape["fillcolor"]], opacity=shape["opacity"])
        else:
            yield _line([(x0, y0), (x1, y1)], shape["line"])


def _lines(traces: Sequence[Figure], place: _Place) -> Iterator[Line]:
    """Draw lines, and the bands below them: a band lies under every line."""
    drawn: list[Line] = []
    before: list[list[tuple[float, float]]] = []
    for trace in traces:
        if trace["mode"] != "lines":
            continue
        stretches = list(_stretches(trace, place))
        if trace.get("fill") == "tonexty":
            for upper, lower in zip(stretches, before, strict=True):
                yield Line(f"M{_join(upper)}L{_join(lower[::-1])}Z", fill=_COLOURS[trace["fillcolor"]])
        before = stretches
        drawn += [_line(stretch, trace["line"]) for stretch in stretches if trace["line"]["width"]]
    yield from drawn


def _stretches(trace: Figure, place: _Place) -> Iterator[list[tuple[float, float]]]:
    """Break the line where a value is missing."""
    is_stepped = trace["line"].get("shape") == "hvh"
    stretch: list[tuple[float, float]] = []
    for day, value in [*zip(trace["x"], trace["y"], strict=True), (None, None)]:
        if value is not None:
            stretch.append((place.across(day), place.up(value)))
        elif stretch:
            yield _steps(stretch) if is_stepped else stretch
            stretch = []


def _steps(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Step halfway between two points; of a level stretch only the ends are named."""
    steps = [points[0]]
    for (x0, y0), (x1, y1) in pairwise(points):
        if y0 != y1:
            steps += [((x0 + x1) / 2, y0), ((x0 + x1) / 2, y1)]
    return [*steps, points[-1]]


def _line(points: list[tuple[float, float]], style: Figure) -> Line:
    dash = style.get("dash", "solid")
    dashes = _DASHES.get(dash, dash.replace("px", ""))
    return Line("M" + _join(points), _COLOURS[style["color"]], style["width"], dashes)


def _join(points: list[tuple[float, float]]) -> str:
    return "L".join(f"{x:.1f} {y:.1f}" for x, y in points)


# -- points ---------------------------------------------------------------------------------------


def _discs(traces: Sequence[Figure], place: _Place) -> Iterator[Line]:
    """Draw all discs of one size as one line without length: its round ends are not stretched."""
    found: dict[tuple[str, float], str] = {}
    for x, y, symbol, colour, size in _marked(traces, place):
        if symbol == "circle":
            found[colour, size] = found.get((colour, size), "") + f"M{x:.1f} {y:.1f}h0"
    for (colour, size), data in found.items():
        yield Line(data, _COLOURS[colour], size)


def _shapes_of_points(traces: Sequence[Figure], place: _Place) -> dict[str, str]:
    """Draw each kind of point once: all points of a kind have one size."""
    found = {}
    for _, _, symbol, _, size in _marked(traces, place):
        if symbol in SYMBOLS:
            scale = {"concern": 1.85, "immature": 1.3, "excluded": 1.7}.get(_kind(symbol), 1.5)
            found[_kind(symbol)] = outline(SYMBOLS[symbol], 0, 0, size / scale / 2)
        elif symbol != "circle":
            found[_kind(symbol)] = "M-3-3L3 3M3-3L-3 3"
    return found


def _kind(symbol: str) -> str:
    return SYMBOLS[symbol].value if symbol in SYMBOLS else "gap"


def _marked(traces: Sequence[Figure], place: _Place) -> Iterator[tuple[float, float, str, str, float]]:
    for trace in traces:
        if trace["mode"] == "markers":
            look = [_each(trace["marker"][name], len(trace["x"])) for name in ("symbol", "color", "size")]
            for day, value, symbol, colour, size in zip(trace["x"], trace["y"], *look, strict=True):
                yield place.across(day), place.up(value), symbol, colour, size


def _each(value: Any, count: int) -> list[Any]:
    return value if isinstance(value, list) else [value] * count


# -- words ----------------------------------------------------------------------------------------


def _across(at_width: Figure, place: _Place, width: str) -> Iterator[tuple[str, tuple[str, ...], str]]:
    for day, text in zip(at_width["xaxis.tickvals"], at_width["xaxis.ticktext"], strict=True):
        yield f"{place.across(day) / 10:.2f}%", tuple(text.split(BREAK)), width


def _note(note: Figure, place: _Place, width: str) -> Note:
    x, y = place.x(note["x"], note["xref"]), place.y(note["y"], note["yref"])
    moved = f"{_SHIFTS[note['xanchor']]} {_SHIFTS[note['yanchor']]}"
    style = f"left:{x / 10:.2f}%;top:{y / 10:.2f}%;translate:{moved};color:{_COLOURS[note['font']['color']]}"
    right, up = note.get("xshift", 0), note.get("yshift", 0)
    if right:
        style += f";margin-left:{right}px"
    if up:
        style += f";margin-top:{-up}px"
    if not note["x"]:  # above the plot: over two lines where it is narrow
        style += ";right:0;white-space:normal"
    if "bgcolor" in note:
        style += f";background:{_COLOURS[note['bgcolor']]}"
    parts = [
        (unescape(text), bool(at % 2)) for at, text in enumerate(re.split(r"</?b>", note["text"])) if text
    ]
    return Note(style, tuple(parts), unescape(note.get("hovertext", "").replace(BREAK, "\n")), width)
