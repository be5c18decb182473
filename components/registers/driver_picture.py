"""The picture of a driver diagram: boxes from the aim to the ideas, with lines between. The outline beside it
says the same in words."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

from quality.registers.drivers import DEEPEST, Driver

WIDTH, GAP, LINE, PAD, BETWEEN = 220, 44, 19, 10, 14
LETTERS = 26
"""Letters of a line in a box."""


@dataclass(frozen=True, slots=True)
class Box:
    """One box: its place, and its text line by line."""

    x: float
    y: float
    height: float
    lines: tuple[str, ...]
    depth: int

    @property
    def middle(self) -> float:
        return self.y + self.height / 2


@dataclass(frozen=True, slots=True)
class Picture:
    """Boxes and the lines between them, in pixels of the drawing."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    links: tuple[tuple[float, float, float, float], ...]


def driver_picture(top: Driver) -> Picture:
    """Place every box: those without anything below under each other, the others beside the middle of
    theirs."""
    boxes: list[Box] = []
    links: list[tuple[float, float, float, float]] = []
    end = _place(top, 0.0, boxes, links)[1]
    deepest = max(one.depth for one in top.walk())
    width = (deepest + 1) * WIDTH + deepest * GAP
    return Picture(width + 2, max(end - BETWEEN, 0) + 2, tuple(boxes), tuple(links))


def _place(
    one: Driver, top: float, boxes: list[Box], links: list[tuple[float, float, float, float]]
) -> tuple[Box, float]:
    """Place a box and all below it; return it, and where the next may begin."""
    assert one.depth <= DEEPEST
    lines = tuple(textwrap.wrap(one.text, LETTERS)) or ("",)
    height = len(lines) * LINE + 2 * PAD
    at, below = top, []
    for child in one.below:
        box, at = _place(child, at, boxes, links)
        below.append(box)
    end = max(at, top + height + BETWEEN)
    middle = (below[0].middle + below[-1].middle) / 2 if below else top + height / 2
    y = max(middle - height / 2, top)
    made = Box(one.depth * (WIDTH + GAP) + 1, y + 1, height, lines, one.depth)
    boxes.append(made)
    links += [(made.x + WIDTH, made.middle, box.x, box.middle) for box in below]
    return made, max(end, y + height + BETWEEN)
