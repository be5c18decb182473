"""Rows that were refused, gathered without stopping and without a Python object per row until shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from catalogue import identifiers
from errors import LoadRefusedError, Problem
from quality.disclosure.redaction import redact

ROWS_OF_A_SHEET = 10_000_000
"""The rows of a workbook's second sheet are counted on from here, those of its third from twice that: one
number says which sheet and row. No spreadsheet has as many rows."""
FOUND_AT_MOST = 120  # letters of a cell that are repeated to people; a whole letter may hide in one
REFUSAL_AT_MOST = 600  # letters of one part of a refusal: it may list headings, or what stands for one


@dataclass(frozen=True, slots=True)
class RowProblem:
    row: int | None
    column: str | None
    expected: str
    found: str

    def __str__(self) -> str:
        place = [f"row {self.row:,}" if self.row else "", f"column `{self.column}`" if self.column else ""]
        where = ", ".join(part for part in place if part) or "the file"
        if not self.expected:
            return f"{where} {self.found}"
        return f"{where}: expected {self.expected}, found {self.found}"


@dataclass
class Problems:
    """Gathers refused rows. Each batch is one column and one expectation with many rows."""

    # A row number of 0 is no row: a sum that stands in none.
    batches: list[tuple[np.ndarray, str | None, Sequence[str], Sequence[str]]] = field(default_factory=list)
    further: int = 0
    """Rows refused beside those named in the batches: of a million alike, the first say what is wrong."""
    is_about_groups: bool = False
    """The file's numbers are about groups of people: a refused one may be small, and what is told here
    goes round the disclosure gate."""
    sheets: Sequence[str] = ()  # names of the sheets that are read, where they are several

    def add(
        self, rows: np.ndarray, column: str | None, expected: str | Sequence[str], found: Sequence[str]
    ) -> None:
        if len(rows):
            words = [expected] * len(rows) if isinstance(expected, str) else expected
            self.batches.append((rows, column, words, found))

    def add_numbers(
        self, rows: np.ndarray, column: str | None, expected: str | Sequence[str], found: Sequence[str]
    ) -> None:
        """Add cells that count people: of groups, row and column are told, not the number."""
        found = [redact(cell) if self.is_about_groups else identifiers.count(cell) for cell in found]
        self.add(rows, column, expected, found)

    @property
    def rows(self) -> np.ndarray:
        """Return row numbers with at least one problem, each once."""
        return np.unique(np.concatenate([b[0] for b in self.batches])) if self.batches else np.array([], int)

    def __len__(self) -> int:
        return sum(len(rows) for rows, *_ in self.batches)

    def __iter__(self) -> Iterator[RowProblem]:
        return self._first(None)

    def _first(self, limit: int | None) -> Iterator[RowProblem]:
        """Yield the first so many of each batch; rows stand in the order of the file there."""
        for rows, column, expected, found in self.batches:
            for row, words, cell in zip(rows[:limit].tolist(), expected, found, strict=False):
                sheet, row = divmod(row, ROWS_OF_A_SHEET) if self.sheets else (0, row)
                where = f"sheet {self.sheets[sheet]}" if self.sheets and row else ""
                named = ", ".join(filter(None, (where, column))) or None
                yield RowProblem(row or None, named, identifiers.masked(words), shown(cell))

    def place(self, row: int) -> str:
        """Return a row as people are told of it."""
        if not self.sheets:
            return f"row {row:,}"
        return f"row {row % ROWS_OF_A_SHEET:,} of sheet {self.sheets[row // ROWS_OF_A_SHEET]}"

    def distinct(self, limit: int | None = None) -> list[RowProblem]:
        """Return each once, in the order of the file: two indicators may object to the same cell."""
        found = dict.fromkeys(self._first(limit))
        return sorted(found, key=lambda p: (p.row or 0, p.column or ""))[:limit]


def shown(cell: str) -> str:
    """Return a cell as it is repeated to people."""
    cell = cell.replace("\x00", "␀")  # PostgreSQL stores no text with it
    if not cell:
        return "nothing"
    return shortened(identifiers.cell(cell), FOUND_AT_MOST)


def summary(problems: Iterable[RowProblem]) -> list[tuple[int, RowProblem]]:
    """Group problems of one column and expectation: an example with a count, the most frequent first."""
    counts: Counter[tuple[str | None, str]] = Counter()
    examples: dict[tuple[str | None, str], RowProblem] = {}
    for problem in problems:
        key = (problem.column, problem.expected)
        counts[key] += 1
        examples.setdefault(key, problem)
    return [(count, examples[key]) for key, count in counts.most_common()]


def refusal(file: str, what: str, expected: str = "", found: str = "") -> LoadRefusedError:
    """Return the error for a file that is refused whole: `raise refusal(…)`."""
    texts = (shortened(identifiers.masked(text), REFUSAL_AT_MOST) for text in (what, expected, found))
    return LoadRefusedError([Problem(identifiers.masked(file), *texts)])


def shortened(text: str, at_most: int) -> str:
    return text if len(text) <= at_most else text[: at_most - 1] + "…"


def many(count: int, one: str, more: str = "") -> str:
    """Return a count with its noun.

    >>> many(1, "value"), many(2000, "value"), many(2, "name is", "names are")
    ('1 value', '2,000 values', '2 names are')
    """
    return f"{count:,} {one if count == 1 else more or one + 's'}"


def some(names: Sequence[str], at_most: int = 10) -> str:
    """Return the first of these names.

    >>> some(["a", "", "c"], 2)
    'a, nothing …'
    """
    return ", ".join(name or "nothing" for name in names[:at_most]) + " …" * (len(names) > at_most)
