"""Counts that a team made by hand, as Pareto charts: one for each column. They are no numbers of the data."""

from __future__ import annotations

from catalogue.registers.declared import Cell, Diagram
from quality.equity.pareto.part import ParetoPart, part_of
from quality.registers.outline import Item


def tally_of(top: Item, diagram: Diagram) -> tuple[ParetoPart, ...]:
    """Return the charts of an outline whose columns hold counts."""
    columns = [
        (place, head) for place, (head, kind) in enumerate(diagram.columns.items()) if kind is Cell.COUNT
    ]
    labels = [one.text for one in top.below]
    return tuple(
        part_of(head, labels, [float(one.cells[place] or 0) for one in top.below]) for place, head in columns
    )
