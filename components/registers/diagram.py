"""A diagram as a page, or a file, shows it."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from catalogue.registers.declared import Cell
from components.charts.scene import Scene
from components.exports.series_csv import harmless
from components.registers.diagrams import draw
from components.registers.shown import Shown
from components.words.registers import diagrams as words
from errors import NotFoundError
from quality.acts.ledger import LoggedAct
from quality.equity.pareto.part import ParetoPart
from quality.registers.outline import Item, drawn_from, versions
from quality.registers.record import Record
from quality.registers.tally import tally_of


@dataclass(frozen=True)
class Drawn:
    """One version of a diagram."""

    record: Record
    top: Item
    scene: Scene
    versions: Sequence[LoggedAct]
    """The newest first."""
    version: int
    cycles: Mapping[int, int]
    """Number of a PDSA cycle of the same project -> of its record."""

    @property
    def is_old(self) -> bool:
        return self.version != self.versions[0].id

    @property
    def heads(self) -> list[tuple[str, str]]:
        """Return the head of each column, and the class of its cells."""
        diagram = self.record.declared.diagram
        columns = diagram.columns if diagram else {}
        return [(head, "number" if kind is Cell.COUNT else "") for head, kind in columns.items()]

    @property
    def tally(self) -> Sequence[ParetoPart]:
        diagram = self.record.declared.diagram
        return tally_of(self.top, diagram) if diagram else ()


def diagram_of(record: Record, shown: Shown, version: int = 0) -> Drawn | None:
    """Return the diagram that a record is, as it is now or as a version of it was; None: it is none.
    NotFoundError: there is no such version."""
    known = versions(record)
    numbers = [act.id for act in known]
    if version and version not in numbers:
        raise NotFoundError(words.NO_VERSION.format(asked=version, known=", ".join(map(str, numbers))))
    top = drawn_from(record, shown.catalogue, version)
    if top is None or record.declared.diagram is None:
        return None
    scene = draw(top, record.declared.diagram, words.alt(record.declared, top))
    siblings = shown.registers.inside(record.parent, "cycle")
    cycles = {at: one.number for at, one in enumerate(siblings, 1)}
    return Drawn(record, top, scene, known, version or numbers[0], cycles)


def diagram_csv(drawn: Drawn) -> str:
    """Write a row for each line of the outline, after one for its head."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow([*words.CSV_HEAD, *(head for head, _ in drawn.heads)])
    diagram = drawn.record.declared.diagram
    assert diagram
    above = {id(child): one.number for one in drawn.top.walk() for child in one.below}
    for one in drawn.top.walk():
        cells = [
            str(one.number or ""), [*diagram.levels][one.depth], one.text, str(above.get(id(one)) or ""),
            one.measure, str(one.cycle or ""), *(one.cells or [""] * len(drawn.heads)),
        ]  # fmt: skip
        writer.writerow([harmless(cell) for cell in cells])
    return file.getvalue()
