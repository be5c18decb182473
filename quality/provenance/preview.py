"""The outcome of a load, told before it is done: one value for the terminal, its JSON and the data page.

Made by `loaders.preview.build`. Whoever shows it shows all of it: what must not be seen is not in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Mapped:
    """A column of the file, the key of the catalogue that names it, and what became of its cells."""

    key: str
    column: str
    became: str


@dataclass(frozen=True, slots=True)
class FirstRow:
    """One row as it stands in the file, and as it was understood."""

    row: int
    cells: tuple[tuple[str, str], ...]
    """Column and cell; empty where the rows of a file are about single people."""
    place: tuple[str, ...]  # service, period and, unless it is everyone, group
    values: tuple[str, ...]
    """`Falls: 3 / 540 = 5.6 per 1,000 bed days`, for each indicator that takes the row."""


@dataclass(frozen=True, slots=True)
class ProblemGroup:
    """Alike problems: the same expectation of the same column."""

    column: str
    expected: str
    count: int
    rows: tuple[int, ...]  # the first few
    examples: tuple[str, ...]  # different things that were found

    def words(self, *, repeats_cells: bool = True) -> str:
        """Say ``2 rows (3, 4), column `falls`: expected a number; found many, lots``."""
        if not self.rows:
            return "; ".join([*self.examples, *([f"expected {self.expected}"] if self.expected else [])])
        rows = ", ".join(f"{row:,}" for row in self.rows) + (" …" if self.count > len(self.rows) else "")
        column = f", column `{self.column}`" if self.column else ""
        found = f"; found {', '.join(self.examples)}" if repeats_cells else ""
        return f"{self.count:,} row{'s'[: self.count != 1]} ({rows}){column}: expected {self.expected}{found}"


@dataclass(frozen=True, slots=True)
class Change:
    """A value, or the judgement of a series, that stands in the database and would become another."""

    place: tuple[str, ...]  # indicator, service and, of a value, period and group
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Effects:
    """The changes that would be made in the database."""

    noun: str  # what is counted: values, services, numbers of people
    new: int
    revised: int
    unchanged: int
    missing: int
    new_series: int
    sums: int  # values of services above that would be added up anew
    sum_services: int
    largest: tuple[Change, ...]  # the revisions that move a value most


@dataclass(frozen=True, slots=True)
class FilePreview:
    """One file of one source."""

    source: str
    file: str
    is_refused: bool
    facts: tuple[str, ...]  # what the file is, and where its table was found
    mapping: tuple[Mapped, ...]
    unused: tuple[str, ...]  # headings that the catalogue does not name. Their cells were not read
    first: tuple[FirstRow, ...]
    read: int
    dropped: int
    rejected: int
    left_out: tuple[str, ...]
    """By which rule of the catalogue, and how many rows; one row may be left out by several."""
    missing: tuple[str, ...]  # how often a mark in a column of numbers meant that there is no value
    problems: tuple[ProblemGroup, ...]
    notes: tuple[str, ...]
    effects: Effects | None  # None for a file that would be refused


@dataclass(frozen=True, slots=True)
class Preview:
    """The outcome that loading these files would have."""

    as_at: date
    files: tuple[FilePreview, ...] = ()
    turned: tuple[Change, ...] | None = ()
    """Series that would be judged otherwise; None where too many change to find out."""
    hides_groups: bool = False  # made for a page: numbers about groups of people are left out
    not_read: str = ""  # why some files were not looked at; empty when all were

    @property
    def is_refused(self) -> bool:
        return any(file.is_refused for file in self.files)
