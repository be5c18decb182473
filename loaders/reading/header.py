"""Find the heading of a table, and take the columns that are needed below it.

The heading is the first of the top rows that holds every column needed, so title rows do not matter.
It is checked before any row is read, and the message names all that is missing at once.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from loaders.problems import refuse
from loaders.reading.files import File
from loaders.reading.grids import Grid, grids
from loaders.reading.tables import Column, Table, clean
from quality.sources import SourceBase

Wanted = Callable[[str], bool]

HEADING_AT_MOST = 60  # letters of a heading that are repeated to people


@dataclass(frozen=True, slots=True)
class _Heading:
    names: list[str]
    skip: int  # rows down to the first row of data
    width: int  # cells, unnamed ones counted

    def position(self, name: str) -> int | None:
        """Where a column stands. One without a name is known as `column 1` by its place."""
        if name in self.names:
            return self.names.index(name)
        place = re.fullmatch(r"column (\d+)", name)
        at = int(place[1]) - 1 if place else -1
        return at if 0 <= at < len(self.names) and not self.names[at] else None


def read_table(file: File, source: SourceBase, needed: Sequence[str], also: Wanted | None = None) -> Table:
    """The columns `needed`, and those whose heading `also` wants (the periods of a wide table; at least
    one). No other column leaves this function: what the catalogue does not name is not read."""
    names = list(dict.fromkeys(clean(name) for name in needed))
    ways = grids(file, source.sheet, source.delimiter, source.encoding)
    for grid in ways:
        heading = _find(grid, source, names, also)
        if heading is not None:
            return _take(file, grid, heading, source, names, also)
    raise _no_heading(file, ways[0], source, names, also)


def _candidates(grid: Grid, source: SourceBase) -> list[_Heading]:
    head, depth = grid.head(), source.header_rows
    starts = range(len(head)) if source.header_row is None else [source.header_row - depth]
    return [
        _Heading(
            _joined(head[start : start + depth]), start + depth, max(map(len, head[start : start + depth]))
        )
        for start in starts
        if start >= 0 and start + depth <= len(head)
    ]


def _joined(rows: Sequence[Sequence[str]]) -> list[str]:
    """The names of columns. Over several rows, a merged cell holds for the columns to its right, until
    the next one; the last row speaks for its own column only."""
    width = max((len(row) for row in rows), default=0)
    filled = []
    for depth, row in enumerate(rows):
        cells = [clean(cell) for cell in row] + [""] * (width - len(row))
        if depth < len(rows) - 1:
            for at in range(1, width):  # StatsWales writes "." where a merged cell goes on
                cells[at] = cells[at - 1] if cells[at] in {"", "."} else cells[at]
        filled.append(cells)
    names = [clean(" ".join(parts)) for parts in zip(*filled, strict=True)]
    while names and not names[-1]:
        names.pop()
    return names


def _find(grid: Grid, source: SourceBase, needed: list[str], also: Wanted | None) -> _Heading | None:
    for heading in _candidates(grid, source):
        others = set(heading.names) - set(needed)
        has_all = all(heading.position(name) is not None for name in needed)
        if has_all and (also is None or any(also(name) for name in others)):
            return heading
    return None


def _take(
    file: File, grid: Grid, heading: _Heading, source: SourceBase, needed: list[str], also: Wanted | None
) -> Table:
    wanted = [*needed, *(n for n in heading.names if n not in needed and also is not None and also(n))]
    for name in wanted:
        if heading.names.count(name) > 1:
            places = ", ".join(str(i + 1) for i, n in enumerate(heading.names) if n == name)
            raise refuse(
                file.name, f"has the column `{name}` twice", "each needed column once", f"columns {places}"
            )
    positions = [at for name in wanted if (at := heading.position(name)) is not None]
    rows, cells = grid.columns(heading.skip, heading.width, positions, source.footer)
    columns = {name: Column.of(cells[at]) for name, at in zip(wanted, positions, strict=True)}
    table = Table(rows, columns)
    table = table.take(~_blank(table))
    file.reading.delimiter = getattr(grid, "delimiter", "")
    file.reading.took(heading.names, heading.skip, wanted, table)
    if not len(table):
        raise refuse(file.name, "holds a heading and nothing below it", "at least one row of data")
    return table


def _blank(table: Table) -> np.ndarray:
    """Rows without any needed cell: blank lines, and notes that stand in other columns."""
    blank = np.ones(len(table), dtype=bool)
    for column in table.columns.values():
        blank &= column.is_in([""])
    return blank


def _no_heading(
    file: File, grid: Grid, source: SourceBase, needed: list[str], also: Wanted | None
) -> Exception:
    candidates = _candidates(grid, source)
    best = max(candidates, key=lambda h: _likeness(h.names, needed), default=_Heading([], 0, 0))
    missing = [name for name in needed if name not in best.names]
    present = [name for name in best.names if name]
    if not missing and also is not None:
        words = "no column heading reads as a period"
        return refuse(file.name, words, f"headings written as {source.model_dump()['periods']['format']}")
    said = ", ".join(f"`{name}`{_nearest(name, present)}" for name in missing)
    where = f"row {source.header_row}" if source.header_row else f"one of the first {len(grid.head())} rows"
    found = ", ".join(map(_heading_like, present[:20])) + (" …" if len(present) > 20 else "")
    if len(present) == 1:
        found += " (one column only: is `delimiter` right?)"
    return refuse(file.name, f"lacks the column{'s'[: len(missing) > 1]} {said}", f"in {where}", found)


def _heading_like(name: str) -> str:
    """A cell as it is repeated to people. A file without a heading has somebody's record there: what is
    long, or holds a long number, is not repeated."""
    return "…" if len(name) > HEADING_AT_MOST or re.search(r"\d{5}", name) else name


def _likeness(names: Sequence[str], needed: Sequence[str]) -> tuple[int, int, int]:
    """How much a row looks like the heading: needed names, then nearly needed ones, then filled cells."""
    near = sum(bool(difflib.get_close_matches(n, names, 1, 0.7)) for n in needed)
    return len(set(needed).intersection(names)), near, sum(bool(n) for n in names)


def _nearest(name: str, present: Sequence[str]) -> str:
    by_lower = {p.lower(): p for p in present}
    near = difflib.get_close_matches(name.lower(), by_lower, 1, 0.6)
    return f" (is it `{by_lower[near[0]]}`?)" if near else ""
