"""Counts of a team as Pareto charts beside each other."""

from __future__ import annotations

from catalogue.registers.declared import Diagram
from components.charts.pareto import pareto_scene
from components.charts.scene import Scene
from components.words.registers import diagrams as words
from quality.registers.outline import Item
from quality.registers.tally import tally_of


def tally_scene(top: Item, diagram: Diagram, alt: str) -> Scene:
    """Draw a chart for each column of counts."""
    parts = tally_of(top, diagram)
    return pareto_scene(parts, [words.counted(top, part) for part in parts], alt)
