"""The findings about a file on the way from its bytes to its values, for whoever asks to see it (`python -m
loaders check`).

A load keeps a few words of it: which heading, which delimiter. Rows are kept only where somebody said how
many are wanted, so that a million of them cost a load nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from loaders.parse.tables import Table


@dataclass(frozen=True, slots=True, eq=False)
class Keyed:
    """Rows of a table and what their service, group and period were taken for (-1, NaT: for nothing)."""

    table: Table
    service: np.ndarray
    category: np.ndarray
    period: np.ndarray


@dataclass(frozen=True, slots=True, eq=False)
class Understood:
    """The first rows that an indicator took, with its two numbers."""

    indicator: Any  # catalogue.models.Indicator; None where people are counted
    rows: np.ndarray
    service: np.ndarray
    category: np.ndarray
    period: np.ndarray
    numerator: np.ndarray
    denominator: np.ndarray


@dataclass
class Reading:
    """Filled in where a file is read; each part is optional, as not every kind of file has it."""

    rows_wanted: int = 0  # how many first rows somebody wants to see; 0 is a load, which keeps none
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    headings: Sequence[str] = ()  # every heading of the table, used or not
    heading_row: int | None = None  # the last row of the heading, as a spreadsheet counts
    used: Sequence[str] = ()
    counted: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Columns that the entry names by counting (`% (8)`), and what stands above each, from the top."""
    formats_unknown: bool = False
    """A workbook of a kind that does not tell which of its cells are shown as percentages."""
    table: Table | None = None
    keyed: list[Keyed] = field(default_factory=list)
    understood: list[Understood] = field(default_factory=list)

    def took(self, headings: Sequence[str], row: int, used: Sequence[str], table: Table) -> None:
        """Note that a table was found below this heading, and that these of its columns were taken."""
        self.headings, self.heading_row, self.used = tuple(headings), row, tuple(used)
        if self.rows_wanted:
            self.table = table

    def key(self, table: Table, service: np.ndarray, category: np.ndarray, period: np.ndarray) -> None:
        if self.rows_wanted:
            self.keyed.append(Keyed(table, service, category, period))

    def understand(
        self,
        indicator: Any,
        good: np.ndarray,
        rows: np.ndarray,
        keys: Sequence[np.ndarray],
        numbers: Sequence[np.ndarray],
    ) -> None:
        """Keep first rows. `keys`: service, category and period; `numbers`: numerator and denominator."""
        if self.rows_wanted:
            at = np.flatnonzero(good)[: self.rows_wanted]
            self.understood.append(
                Understood(indicator, rows[at], *(k[at] for k in keys), *(n[at] for n in numbers))
            )
