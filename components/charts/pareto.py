"""A Pareto chart as a picture: bars from the largest, a line that adds them up, and the line at 80%.

What is hidden has a dashed place and the word in it, no height. Where it could change the sum, the most that
the sum may be stands as a dotted line above the least.
"""

from __future__ import annotations

from collections.abc import Sequence

from components.charts import ticks
from components.charts.scale import Extent
from components.charts.scene import LINE, Point, Scene, Shape, Words, beside, lines_of, rectangle, wrapped
from components.words.equity import pareto as said
from quality.equity.pareto.part import Bar, ParetoPart
from stats.pareto import MOST

BAR, GAP, HEIGHT = 74, 12, 230
LEFT, RIGHT, TOP = 52, 52, 62
"""Room for the two axes, and for the title above."""
EMPTY = 26
"""Height of the place of what is hidden."""
MOST_BARS = 24
"""Bars that are drawn; the table has them all."""


def pareto_scene(parts: Sequence[ParetoPart], titles: Sequence[str], alt: str) -> Scene:
    """Draw charts beside each other, on one scale."""
    highest = max((bar.count or 0.0 for part in parts for bar in part.bars), default=0.0) or 1.0
    return beside([_chart(*one, highest) for one in zip(parts, titles, strict=True)], alt=alt)


def _chart(part: ParetoPart, title: str, highest: float) -> Scene:
    bars = part.bars[:MOST_BARS]
    width = LEFT + max(len(bars), 3) * (BAR + GAP) + GAP + RIGHT
    base = TOP + HEIGHT
    words = lines_of(wrapped(title, width), 0, 0, is_bold=True)
    shapes: list[Shape] = []
    top = highest * 1.06
    _axes(shapes, words, [at for at, _ in ticks.of_values(Extent(0, top), whole=True)], top, width)
    for at, bar in enumerate(bars):
        _bar(shapes, words, bar, LEFT + GAP + at * (BAR + GAP), base, top)
    _sums(shapes, words, bars, base)
    lowest = max(one.y for one in words)
    return Scene(width, lowest + 6, tuple(shapes), tuple(words))


def _axes(shapes: list[Shape], words: list[Words], steps: Sequence[float], top: float, width: float) -> None:
    base, right = TOP + HEIGHT, width - RIGHT
    for step in steps:
        y = base - HEIGHT * step / top
        shapes.append(Shape("grid", ((LEFT, y), (right, y))))
        words.append(Words(LEFT - 8, y + 5, said.number(step), "end"))
    words += [Words(right + 8, base - HEIGHT * share + 5, said.percent(share)) for share in (0, 0.5, 1)]
    y = base - HEIGHT * MOST
    shapes.append(Shape("most", ((LEFT, y), (right, y))))
    words.append(Words(right + 8, y + 5, said.percent(MOST), is_bold=True))
    shapes.append(Shape("axis", ((LEFT, TOP), (LEFT, base), (right, base), (right, TOP))))


def _bar(shapes: list[Shape], words: list[Words], bar: Bar, x: float, base: float, top: float) -> None:
    if bar.count is None:
        shapes.append(rectangle("hidden", x, base - EMPTY, BAR, EMPTY))
        words.append(Words(x + BAR / 2, base - 8, said.HIDDEN, "middle"))
    else:
        height = HEIGHT * bar.count / top
        if height:
            shapes.append(rectangle("unknown" if bar.is_unknown else "bar", x, base - height, BAR, height))
        words.append(Words(x + BAR / 2, base + LINE, said.number(bar.count), "middle", is_bold=True))
    words += lines_of(wrapped(bar.label, BAR + GAP), x + BAR / 2, base + LINE + 4, "middle")


def _sums(shapes: list[Shape], words: list[Words], bars: Sequence[Bar], base: float) -> None:
    """Draw the line of the least sums, with a dot for each; and that of the most, where they differ."""
    places = [LEFT + GAP + at * (BAR + GAP) + BAR / 2 for at in range(len(bars))]

    def line(values: Sequence[float | None]) -> tuple[Point, ...]:
        pairs = zip(places, values, strict=True)
        return tuple((x, base - HEIGHT * value) for x, value in pairs if value is not None)

    least, most = line([bar.lower for bar in bars]), line([bar.upper for bar in bars])
    if len(least) > 1:
        shapes.append(Shape("sum", least))
    shapes += [rectangle("dot", x - 3, y - 3, 6, 6) for x, y in least]
    if most != least and len(most) > 1:
        shapes.append(Shape("range", most))
