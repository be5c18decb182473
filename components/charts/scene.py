"""A picture with words in it: boxes, lines and texts at places in pixels. One value makes the SVG of a page,
the file of it (`charts/scene.html`) and the PNG (`components.charts.scene_png`).

Each shape has a kind, and `LOOKS` says what a kind looks like, by the names of colours.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from components.theme import LIGHT

FONT_SIZE, LINE = 15, 19
"""Pixels of a letter, and from one line of text to the next."""
LETTER = 7.6
"""Pixels that a letter takes, on average: what is wider is put on a new line."""
Point = tuple[float, float]
Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True, slots=True)
class Look:
    """Names of colours of `components.theme.Palette`; empty: none."""

    fill: str = ""
    stroke: str = ""
    width: float = 1
    dash: tuple[float, ...] = ()


LOOKS = {
    "box": Look("ground", "ink"),
    "strong": Look("ground", "ink", 2.5),
    "soft": Look("panel", "rule_strong"),
    "line": Look("", "ink"),
    "spine": Look("", "ink", 3),
    "axis": Look("", "rule_strong"),
    "grid": Look("", "rule"),
    "bar": Look("rule", "rule_strong"),
    "unknown": Look("ground", "rule_strong", 1, (4, 3)),
    "hidden": Look("", "rule_strong", 1, (2, 4)),
    "sum": Look("", "ink", 2),
    "range": Look("", "ink", 1, (2, 3)),
    "most": Look("", "ink", 1.5, (8, 5)),
    "dot": Look("ink", "ink"),
}


@dataclass(frozen=True, slots=True)
class Shape:
    """A line through points; closed, it is an area."""

    kind: str
    points: tuple[Point, ...]
    is_closed: bool = False

    @property
    def look(self) -> Look:
        return LOOKS[self.kind]

    @property
    def data(self) -> str:
        """Return the path as SVG writes it."""
        joined = "L".join(f"{x:.1f} {y:.1f}" for x, y in self.points)
        return f"M{joined}{'Z' if self.is_closed else ''}"


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text. y: where its letters stand."""

    x: float
    y: float
    text: str
    anchor: Anchor = "start"
    is_bold: bool = False


@dataclass(frozen=True, slots=True)
class Scene:
    """A picture, and the text that says what it shows to whoever does not see it."""

    width: float
    height: float
    shapes: tuple[Shape, ...]
    words: tuple[Words, ...]
    alt: str = ""

    def moved(self, x: float, y: float) -> Scene:
        """Return it further to the right and down, in a picture that is as much larger."""
        shapes = tuple(
            replace(one, points=tuple((a + x, b + y) for a, b in one.points)) for one in self.shapes
        )
        words = tuple(replace(one, x=one.x + x, y=one.y + y) for one in self.words)
        return Scene(self.width + x, self.height + y, shapes, words, self.alt)


def beside(scenes: Sequence[Scene], gap: float = 32, alt: str = "") -> Scene:
    """Put pictures beside each other, as one."""
    x, placed = 0.0, []
    for one in scenes:
        placed.append(one.moved(x, 0))
        x = placed[-1].width + gap
    return Scene(
        max(one.width for one in placed),
        max(one.height for one in placed),
        tuple(shape for one in placed for shape in one.shapes),
        tuple(words for one in placed for words in one.words),
        alt or " ".join(one.alt for one in scenes),
    )


def rectangle(kind: str, x: float, y: float, width: float, height: float) -> Shape:
    return Shape(kind, ((x, y), (x + width, y), (x + width, y + height), (x, y + height)), True)


def wrapped(text: str, width: float) -> list[str]:
    """Return the lines of a text that is to be as wide as so many pixels at most."""
    return textwrap.wrap(text, max(int(width / LETTER), 4)) or [""]


def lines_of(
    lines: Sequence[str], x: float, y: float, anchor: Anchor = "start", *, is_bold: bool = False
) -> list[Words]:
    """Return lines of text below each other, the top of the first at y."""
    return [Words(x, y + FONT_SIZE + at * LINE, text, anchor, is_bold) for at, text in enumerate(lines)]


def colour(name: str, *, alone: bool) -> str:
    """Return a colour: for a file that stands alone as it is on light ground, on a page as its ground has
    it."""
    if not name:
        return "none"
    return getattr(LIGHT, name) if alone else f"var(--{name.replace('_', '-')})"
