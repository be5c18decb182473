"""Notes of the stages of a load about one file: refused rows, notes, counts, names, places of values.

A stage that has something to say is handed the log beside what it works on; one that is not cannot say
anything (docs/decisions.md).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from loaders.parse.tables import Table, clean
from loaders.problems import Problems


@dataclass(frozen=True, eq=False)
class LoadLog:
    """Gathers it. A stage adds to it and reads nothing of it but how many rows were refused."""

    problems: Problems = field(default_factory=Problems)
    notes: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=lambda: {"read": 0, "dropped": 0, "missing": 0})
    qualifiers: Counter[str] = field(default_factory=Counter)
    """Of the values that will be stored: how often each qualifier, and how often none was given."""
    names_met: dict[tuple[int, str], None] = field(default_factory=dict)
    """Service and name, of the names the file gives services that go by another."""
    spoken: dict[str, list[tuple[np.ndarray, ...]]] = field(default_factory=dict)
    """By code of an indicator: service, category and period that the file speaks of, even if only to be
    refused, and the row that first does (0 where none does alone)."""
    period_formats: dict[str, frozenset[str]] = field(default_factory=dict)
    """By column, how its periods may be written in all files of this source in this run: they must agree."""

    def refuse_cells(
        self,
        table: Table,
        column: str,
        is_refused: np.ndarray,
        expected: str | Callable[[str], str],
        *,
        counts_people: bool = False,
    ) -> None:
        """Refuse what stands in these rows of a column; `expected` may depend on what stands there."""
        at = np.flatnonzero(is_refused)
        found = table.columns[clean(column)].cells(at)
        words = expected if isinstance(expected, str) else [expected(text) for text in found]
        add = self.problems.add_numbers if counts_people else self.problems.add
        add(table.rows_for(column)[at], column, words, found)

    def refuse_numbers(
        self, table: Table, column: str, is_refused: np.ndarray, expected: str, values: np.ndarray
    ) -> None:
        """Refuse the numbers that were made of these rows."""
        at = np.flatnonzero(is_refused)
        found = [f"{value:.12g}" for value in values[at]]
        self.problems.add_numbers(table.rows_for(column)[at], column, expected, found)

    def note(self, text: str) -> None:
        """Say it once, however many indicators meet it."""
        if text not in self.notes:
            self.notes.append(text)
