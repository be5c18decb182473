"""Texts of the grid of indicators and services."""

from __future__ import annotations

from functools import lru_cache

from catalogue.models import Indicator
from components.words import chart_sentence, say
from quality.board.services_grid import MOST_SERVICES, Cell, ServicesGrid
from quality.signals.results import Variation
from stats import Assurance

TITLE = "Board by service: {service}"
LINK = "Every indicator at every service inside"
ONE = "The board of {service} alone"
NAME = "Indicators by service"
CAPTION = "Where each indicator stands at each service, at its newest complete period"
INDICATOR = "Indicator"
FIND, FIND_HINT = "Find an indicator or a service", "Falls, Ward 4 …"
SHOW, SORT = "Show", "Order"
ROWS = (("", "Every indicator"), ("concern", "With a concern"), ("fails", "That will fail its target"))
ORDERS = (
    ("", "As in the catalogue"),
    ("concern", "Most concerns first"),
    ("fails", "Most that will fail first"),
)
KEYS = (
    "Arrow keys move between cells, Enter opens the chart. Services stand in the order of the tree: none is "
    "ranked."
)
NOTHING = ("Nothing to show", "No service inside has data for an indicator of the board.")
ONLY_CHILDREN = f"More than {MOST_SERVICES} services are inside: only those just inside are shown."
LATE = "data late"
_CLASSES = {
    Variation.CONCERN: "c",
    Variation.IMPROVEMENT: "i",
    Variation.NEUTRAL_HIGH: "n",
    Variation.NEUTRAL_LOW: "n",
    Variation.COMMON_CAUSE: "o",
    Variation.TOO_FEW: "t",
}
_LETTERS = {Assurance.PASSING: "P", Assurance.FAILING: "F", Assurance.HIT_OR_MISS: "Q"}
LEGEND = (
    ("c h", "Concern, high (H) or low (L)"),
    ("i l", "Improvement"),
    ("n h", "Change, neither good nor bad"),
    ("o", "Common cause"),
    ("t", "Too few points"),
    ("o P", "Will pass its target"),
    ("o F", "Will fail it"),
    ("o Q", "Hit or miss"),
    ("o late", "Data late"),
)


def css(cell: Cell) -> str:
    """Return the classes that draw a cell: twelve thousand drawings would be a megabyte."""
    return _css(cell.variation, cell.direction, cell.assurance, cell.is_late)


@lru_cache(maxsize=256)
def _css(variation: Variation, direction: int, assurance: Assurance, is_late: bool) -> str:
    height = {1: "h", -1: "l"}.get(direction, "") if variation.is_special else ""
    letter = "" if variation is Variation.TOO_FEW else _LETTERS.get(assurance, "")
    return " ".join(filter(None, (_CLASSES[variation], height, letter, "late" if is_late else "")))


def said(cell: Cell, indicator: Indicator) -> str:
    """Say what a cell shows: `91.4%, concern, low, will fail`."""
    return say.value(cell.value, indicator) + _said(
        cell.variation, cell.direction, cell.assurance, cell.is_late
    )


@lru_cache(maxsize=256)
def _said(variation: Variation, direction: int, assurance: Assurance, is_late: bool) -> str:
    words = [chart_sentence.variation_label(variation, direction)]
    if assurance in chart_sentence.JUDGED and variation is not Variation.TOO_FEW:
        words.append(chart_sentence.assurance_label(assurance))
    words += [LATE] if is_late else []
    return "".join(f", {word.lower()}" for word in words)


def counted(grid: ServicesGrid) -> str:
    """Count what is shown: `21 indicators at 28 services. 14 concerns, 6 improvements.`"""
    rows = grid.rows
    concerns, better = (
        sum(row.count(one) for row in rows) for one in (Variation.CONCERN, Variation.IMPROVEMENT)
    )
    shown = f"{say.plural(len(rows), 'indicator')} at {say.plural(len(grid.services), 'service')}"
    return f"{shown}: {say.plural(concerns, 'concern')}, {say.plural(better, 'improvement')}."
