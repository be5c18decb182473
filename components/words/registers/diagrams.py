"""Texts of diagrams: what a picture holds, and the outline that says the same."""

from __future__ import annotations

from catalogue.registers.declared import Diagram, Layout, RecordKind
from components.words import say
from components.words.equity import pareto
from quality.acts.ledger import LoggedAct
from quality.equity.pareto.part import ParetoPart
from quality.registers.outline import Item
from quality.registers.tally import tally_of

TITLE = "Diagrams"
OUTLINE, PICTURE = "The same in words", "Picture: {name}"
VERSIONS = "Versions"
NOT_NEWEST = "This is an earlier version."
SEE_NEWEST = "See the newest"
CYCLE = "PDSA cycle {number}"
BY_HAND = "Counted by the team, by hand: these are no numbers of the data."
CSV_HEAD = ("Line", "Level", "Text", "Below line", "Measure", "PDSA cycle")
NO_VERSION = "This record has no version {asked!r}. It has {known}."


def alt(kind: RecordKind, top: Item) -> str:
    """Say what the picture holds; the words below it say the rest."""
    assert kind.diagram
    if kind.diagram.layout is Layout.PARETO:
        said = [sentence(part) for part in tally_of(top, kind.diagram)]
        return f"{say.capital(kind.name)}, “{top.text}”. {' '.join(said)}"
    depths = [one.depth for one in top.walk()]
    levels = list(kind.diagram.levels.items())[1:]
    counts = [
        say.plural(depths.count(depth), say.inside(one), say.inside(many))
        for depth, (one, many) in enumerate(levels, 1)
        if depths.count(depth) or depth == 1
    ]
    return f"{say.capital(kind.name)}, “{top.text}”: {say.listed(counts)}. The words below say the same."


def sentence(part: ParetoPart) -> str:
    """Say which few causes make most of a column."""
    return f"{part.title}: {pareto.told(part, 'cause')}"


def counted(top: Item, part: ParetoPart) -> str:
    return f"{top.text}. {part.title}: {pareto.whole(part)}"


def level(one: Item, diagram: Diagram) -> str:
    """Name what a line is: `Primary driver`, or `Step 3` where lines have numbers."""
    name = [*diagram.levels][one.depth]
    return f"{name} {one.number}" if diagram.is_numbered and one.number else name


def version(act: LoggedAct) -> str:
    return f"{say.day(act.at.date())}, {act.actor}"
