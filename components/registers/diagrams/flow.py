"""A flow chart from the top down: steps in boxes, decisions in diamonds with their branches side by side.

A line that ends in a question mark is a decision; what is below it are its branches, `yes: …` and `no: …`.
What follows joins them again. A line that begins with `End` or `Back to 3` joins nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from catalogue.registers.declared import Diagram
from components.charts.scene import LINE, Point, Scene, Shape, Words, lines_of, rectangle, wrapped
from quality.registers.outline import Item

WIDTH, PAD, GAP, BESIDE = 210, 10, 40, 30
DIAMOND = 300
ARROW = 6


@dataclass(frozen=True, slots=True)
class _Block:
    """A part of the chart: it is entered at the top, at `middle`, and left from its `ends`."""

    scene: Scene
    middle: float
    ends: tuple[Point, ...]

    def moved(self, x: float, y: float) -> _Block:
        ends = tuple((a + x, b + y) for a, b in self.ends)
        return _Block(self.scene.moved(x, y), self.middle + x, ends)


def flow(top: Item, diagram: Diagram, alt: str) -> Scene:
    """Draw what begins it, then every step in order."""
    head = _box(replace(top, below=[]))
    return replace(_joined([head, *(_part(one) for one in top.below)]).scene.moved(2, 2), alt=alt)


def branch_of(item: Item) -> tuple[str, str]:
    """Return the answer that leads to a branch, and its first step: `yes: Call the doctor`."""
    answer, sign, step = item.text.partition(":")
    return (answer.strip(), step.strip()) if sign and len(answer) <= 24 else ("", item.text)


def is_decision(item: Item) -> bool:
    return item.depth > 0 and item.text.endswith("?") and bool(item.below)


def _part(item: Item) -> _Block:
    if is_decision(item):
        return _decision(item)
    return _joined([_box(item), *(_part(one) for one in item.below)]) if item.below else _box(item)


def _box(item: Item) -> _Block:
    text = f"{item.number}. {item.text}" if item.number else item.text
    lines = wrapped(text, WIDTH - 2 * PAD)
    height = len(lines) * LINE + 2 * PAD
    kind = "strong" if not item.depth or item.is_last else "box"
    if item.is_way_back:
        kind = "soft"
    shape = rectangle(kind, 0, 0, WIDTH, height)
    if kind == "strong":
        shape = Shape(kind, _rounded(WIDTH, height), True)
    scene = Scene(WIDTH, height, (shape,), tuple(lines_of(lines, WIDTH / 2, PAD - 3, "middle")))
    return _Block(scene, WIDTH / 2, () if item.is_last else ((WIDTH / 2, height),))


def _rounded(width: float, height: float) -> tuple[Point, ...]:
    r = min(height / 2, 12)
    return ((r, 0), (width - r, 0), (width, r), (width, height - r), (width - r, height), (r, height),
            (0, height - r), (0, r))  # fmt: skip


def _decision(item: Item) -> _Block:
    """Draw a diamond, and its branches below it, each from its own answer."""
    lines = wrapped(f"{item.number}. {item.text}", DIAMOND / 2 + 10)
    height = max(len(lines) * LINE * 1.9, 76)
    blocks = [_branch(one) for one in item.below]
    width = max(sum(one.scene.width for one in blocks) + BESIDE * (len(blocks) - 1), DIAMOND)
    middle, x = width / 2, (width - sum(one.scene.width for one in blocks) - BESIDE * (len(blocks) - 1)) / 2
    left, right, half = middle - DIAMOND / 2, middle + DIAMOND / 2, height / 2
    shapes = [Shape("box", ((middle, 0), (right, half), (middle, height), (left, half)), True)]
    words = lines_of(lines, middle, half - len(lines) * LINE / 2 - 1, "middle")
    ends: list[Point] = []
    bottom = height
    for (answer, _), block in zip(map(branch_of, item.below), blocks, strict=True):
        placed = block.moved(x, height + GAP + LINE)
        turn = height + 10
        shapes += _arrow((middle, height), (placed.middle, height + GAP + LINE), turn)
        words.append(Words(placed.middle + 8, height + GAP + 6, answer, is_bold=True))
        shapes += placed.scene.shapes
        words += placed.scene.words
        ends += placed.ends
        bottom = max(bottom, placed.scene.height)
        x += block.scene.width + BESIDE
    scene = Scene(width, bottom, tuple(shapes), tuple(words))
    return _Block(scene, middle, tuple(ends))


def _branch(item: Item) -> _Block:
    step = branch_of(item)[1]
    first = [_part(replace(item, text=step, below=item.below if step.endswith("?") else []))] if step else []
    rest = [] if step.endswith("?") else [_part(one) for one in item.below]
    return _joined([*first, *rest]) if first or rest else _box(item)


def _joined(blocks: Sequence[_Block]) -> _Block:
    """Put blocks below each other, their entries in one line, and lead from each to the next."""
    middle = max(one.middle for one in blocks)
    width = middle + max(one.scene.width - one.middle for one in blocks)
    shapes: list[Shape] = []
    words: list[Words] = []
    y, ends = 0.0, tuple[Point, ...]()
    for at, block in enumerate(blocks):
        y += GAP if at else 0
        placed = block.moved(middle - block.middle, y)
        for end in ends:
            shapes += _arrow(end, (middle, y), y - GAP / 2)
        shapes += placed.scene.shapes
        words += placed.scene.words
        y, ends = placed.scene.height, placed.ends
    return _Block(Scene(width, y, tuple(shapes), tuple(words)), middle, ends)


def _arrow(start: Point, end: Point, turn: float) -> list[Shape]:
    """Draw a line that turns at a height, with a head."""
    x, y = end
    head = ((x - ARROW, y - 1.6 * ARROW), (x + ARROW, y - 1.6 * ARROW), (x, y))
    return [Shape("line", (start, (start[0], turn), (x, turn), (x, y - ARROW))), Shape("dot", head, True)]
