"""Ways to draw an outline, one module each: a new diagram is a declaration and, at most, a layout here."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from catalogue.registers.declared import Diagram, Layout
from components.charts.scene import Scene
from components.registers.diagrams.fishbone import fishbone
from components.registers.diagrams.flow import flow
from components.registers.diagrams.grid import grid
from components.registers.diagrams.tally import tally_scene
from components.registers.diagrams.tree import tree
from quality.registers.outline import Item

LAYOUTS: Mapping[Layout, Callable[[Item, Diagram, str], Scene]] = {
    Layout.TREE: tree,
    Layout.FISHBONE: fishbone,
    Layout.FLOW: flow,
    Layout.GRID: grid,
    Layout.PARETO: tally_scene,
}


def draw(top: Item, diagram: Diagram, alt: str) -> Scene:
    """Draw an outline as its kind is declared. alt: the text of the picture."""
    return LAYOUTS[diagram.layout](top, diagram, alt)
