"""Two by two: what stands in each line, by the two columns of low and high."""

from __future__ import annotations

from catalogue.registers.declared import Cell, Diagram
from components.charts.scene import LINE, Scene, Words, lines_of, rectangle, wrapped
from quality.registers.outline import LEVELS, Item

WIDTH, PAD, FEWEST = 270, 12, 5
"""Pixels of a field, its air; lines that it has at least."""


def grid(top: Item, diagram: Diagram, alt: str) -> Scene:
    """Draw the first such column upwards, the second to the right."""
    at = [place for place, kind in enumerate(diagram.columns.values()) if kind is Cell.LEVEL]
    heads = [[*diagram.columns][place] for place in at]
    fields: dict[tuple[str, str], list[str]] = {}
    for one in top.below:
        levels = one.cells[at[0]].casefold(), one.cells[at[1]].casefold()
        fields.setdefault(levels, []).extend(wrapped(f"• {one.text}", WIDTH - 2 * PAD))
    shapes, words, y = [], list[Words](lines_of([top.text], 0, 0, is_bold=True)), LINE * 2.0
    for up in LEVELS[::-1]:
        rows = max([FEWEST, *(len(fields.get((up, right), ())) for right in LEVELS)])
        height = rows * LINE + 2 * PAD + LINE
        for x, right in ((0, LEVELS[0]), (WIDTH, LEVELS[1])):
            shapes.append(rectangle("box", x, y, WIDTH, height))
            name = f"{heads[0]} {up}, {heads[1].lower()} {right}"
            words += lines_of([name], x + PAD, y + PAD - 4, is_bold=True)
            words += lines_of(fields.get((up, right), []), x + PAD, y + PAD + LINE)
        y += height
    return Scene(2 * WIDTH, y, tuple(shapes), tuple(words), alt).moved(2, 2)
