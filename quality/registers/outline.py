"""An outline read into a tree: one value for the picture, the words beside it and the files.

    - Risks are known [falls_harm]
    -- Sedatives are few
    --- Pharmacist on the round [pdsa 2]

or, where there is one level below the head, rows with columns:

    Carers' forum | tells what matters | high | low
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from catalogue.models import Catalogue
from catalogue.registers.declared import Cell, Diagram
from errors import Problem
from quality.acts.ledger import LoggedAct
from quality.registers.record import Record, said_by

LEVELS = ("low", "high")
MOST_LINES = 120
_LINE = re.compile(r"^(-+)\s*(.*)$", re.DOTALL)
_END, _BACK = (re.compile(rf"{words}\b", re.IGNORECASE) for words in ("end", "back to"))
_LINK = re.compile(r"^(.*?)\s*\[(?:pdsa ([1-9]\d?)|([a-z0-9_]+))\]$", re.DOTALL | re.IGNORECASE)


@dataclass(slots=True)
class Item:
    """The head, or one line, with what is below it."""

    text: str
    depth: int = 0
    """0 the head; else the number of its dashes."""
    number: int = 0
    """Place among all lines, from 1; 0 of the head."""
    measure: str = ""
    """Code of the measure that shows it; nothing where none, or none of that code, was named."""
    cycle: int = 0
    """Number of the PDSA cycle that tests it; 0 where none was named."""
    cells: tuple[str, ...] = ()
    """One for each column of its diagram."""
    below: list[Item] = field(default_factory=list)

    @property
    def is_way_back(self) -> bool:
        """Tell if a line of a flow chart leads back to another."""
        return bool(_BACK.match(self.text))

    @property
    def is_last(self) -> bool:
        """Tell if nothing follows a line of a flow chart."""
        return self.is_way_back or bool(_END.match(self.text))

    def walk(self) -> Iterator[Item]:
        """Yield it and all that is below, from the top down."""
        yield self
        for one in self.below:
            yield from one.walk()


def drawn_from(record: Record, catalogue: Catalogue, version: int = 0) -> Item | None:
    """Return the tree of a record, as it is now or as an act of it said; None: its kind is no diagram."""
    if (diagram := record.declared.diagram) is None:
        return None
    said: Mapping[str, Any] = next(
        (said_by(act) for act in versions(record) if act.id == version), record.said
    )
    return read_outline(str(said[diagram.top]), str(said[diagram.outline]), diagram, catalogue)


def versions(record: Record) -> list[LoggedAct]:
    """Return the acts that drew a record, the newest first."""
    diagram = record.declared.diagram
    drew = (act for act in record.acts if diagram and {diagram.top, diagram.outline} <= {*said_by(act)})
    return [*drew][::-1]


def read_outline(top: str, outline: str, diagram: Diagram, catalogue: Catalogue) -> Item:
    """Return the tree of an outline. A line without a dash goes on with the one before, but is a row where
    there is one level alone; one that is deeper than it may be is taken one step below the one before."""
    path, lines = [Item(top)], islice(_lines(outline, len(diagram.levels) - 1), MOST_LINES)
    for number, (depth, text) in enumerate(lines, 1):
        one = _item(text, min(depth, len(path)), number, diagram, catalogue)
        del path[one.depth :]
        path[-1].below.append(one)
        path.append(one)
    return path[0]


def outline_problems(diagram: Diagram | None, said: Mapping[str, Any]) -> list[Problem]:
    """Return what is wrong with the columns of an outline, line by line."""
    if diagram is None or not isinstance(outline := said.get(diagram.outline), str):
        return []
    lines, found = list(_lines(outline, len(diagram.levels) - 1)), []
    if not lines:
        found.append(Problem(diagram.outline, "it has no line", "a line for each, such as - one thing"))
    if len(lines) > MOST_LINES:
        found.append(Problem(diagram.outline, "it is too long", f"{MOST_LINES} lines", str(len(lines))))
    for number, (_, text) in enumerate(lines[:MOST_LINES], 1):
        cells = _cells(_LINK.sub(r"\1", text), diagram)[1]
        for cell, (head, kind) in zip(cells, diagram.columns.items(), strict=True):
            if (wanted := _wanted(kind, cell)) is not None:
                where = f"line {number}, column “{head}”"
                found.append(
                    Problem(diagram.outline, f"{where} is not given as it should be", wanted, repr(cell[:40]))
                )
    return found


def _wanted(kind: Cell, cell: str) -> str | None:
    """Return what a cell should be, where it is something else."""
    if kind is Cell.LEVEL and cell.casefold() not in LEVELS:
        return "low or high"
    is_number = cell.isascii() and cell.isdigit() and len(cell) < 8
    return "a whole number, such as 12" if kind is Cell.COUNT and not is_number else None


def _lines(outline: str, deepest: int) -> Iterator[tuple[int, str]]:
    """Yield depth and text of each line."""
    found: list[tuple[int, list[str]]] = []
    for line in filter(None, map(str.strip, outline.splitlines())):
        if begun := _LINE.match(line):
            found.append((min(len(begun[1]), deepest), [begun[2].strip()]))
        elif deepest == 1:
            found.append((1, [line]))
        elif found:
            found[-1][1].append(line)
    texts = ((depth, " ".join(parts).strip()) for depth, parts in found)
    yield from ((depth, text) for depth, text in texts if text)


def _item(text: str, depth: int, number: int, diagram: Diagram, catalogue: Catalogue) -> Item:
    measure, cycle = "", 0
    if found := _LINK.match(text):
        if found[2]:
            text, cycle = found[1], int(found[2])
        elif found[3] in catalogue.indicators:
            text, measure = found[1], found[3]
    text, cells = _cells(text, diagram)
    return Item(text, depth, number, measure, cycle, cells)


def _cells(text: str, diagram: Diagram) -> tuple[str, tuple[str, ...]]:
    if not diagram.columns:
        return text, ()
    first, *others = (part.strip() for part in text.split("|"))
    size = len(diagram.columns)
    cells = [*others[: size - 1], " | ".join(others[size - 1 :])] if len(others) >= size else others
    return first, (*cells, *[""] * (size - len(cells)))
