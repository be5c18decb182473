"""Boxes from the head on the left to the last level on the right, with lines between."""

from __future__ import annotations

from dataclasses import dataclass

from catalogue.registers.declared import Diagram
from components.charts.scene import LINE, Scene, Shape, Words, lines_of, rectangle, wrapped
from quality.registers.outline import Item

WIDTH, GAP, PAD, BETWEEN = 220, 44, 10, 14


@dataclass(frozen=True, slots=True)
class _Box:
    x: float
    y: float
    height: float

    @property
    def middle(self) -> float:
        return self.y + self.height / 2


def tree(top: Item, diagram: Diagram, alt: str) -> Scene:
    """Place every box: those without anything below under each other, the others beside the middle of
    theirs."""
    shapes: list[Shape] = []
    words: list[Words] = []
    end = _place(top, 0.0, shapes, words)[1]
    deepest = max(one.depth for one in top.walk())
    width = (deepest + 1) * WIDTH + deepest * GAP
    return Scene(width + 2, max(end - BETWEEN, 0) + 2, tuple(shapes), tuple(words), alt)


def _place(one: Item, top: float, shapes: list[Shape], words: list[Words]) -> tuple[_Box, float]:
    """Place a box and all below it; return it, and where the next may begin."""
    lines = wrapped(one.text, WIDTH - 2 * PAD)
    height = len(lines) * LINE + 2 * PAD
    at, below = top, []
    for child in one.below:
        box, at = _place(child, at, shapes, words)
        below.append(box)
    end = max(at, top + height + BETWEEN)
    middle = (below[0].middle + below[-1].middle) / 2 if below else top + height / 2
    made = _Box(one.depth * (WIDTH + GAP) + 1, max(middle - height / 2, top) + 1, height)
    shapes.append(rectangle("strong" if one.depth == 0 else "box", made.x, made.y, WIDTH, height))
    words += lines_of(lines, made.x + PAD, made.y + PAD - 3)
    right, half = made.x + WIDTH, made.x + WIDTH + GAP / 2
    for box in below:
        corners = ((right, made.middle), (half, made.middle), (half, box.middle), (box.x, box.middle))
        shapes.append(Shape("line", corners))
    return made, max(end, made.y - 1 + height + BETWEEN)
