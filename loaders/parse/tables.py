"""A table as it was read: text in columns, each row with the number a person sees in the file.

A column holds each distinct text once and, per row, which of them it is. So whatever must be understood
(a number, a month, a ward) is understood once per distinct text, never once per row: that is what makes
a million rows quick without giving up plain Python for the understanding.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd


@dataclass(frozen=True, eq=False)
class Column:
    codes: np.ndarray  # per row: position in texts
    texts: list[str]  # stripped; "" where the cell was empty

    @classmethod
    def of(cls, cells: Any) -> Column:
        """Make a column from its cells, in order. Blanks around a text are no part of it."""
        if isinstance(cells, cls):
            return cells
        codes, found = pd.factorize(np.asarray(cells, dtype=object), use_na_sentinel=False)
        texts = ["" if text is None or text != text else str(text).strip() for text in found]
        return cls.of_codes(codes, texts)

    @classmethod
    def of_codes(cls, codes: np.ndarray, texts: Sequence[str]) -> Column:
        """Make a column from numbered texts, of which some may be there twice: `A` and `A `, stripped."""
        renumber, found = pd.factorize(np.asarray(texts, dtype=object))
        return cls(renumber[codes], found.tolist())

    @classmethod
    def constant(cls, text: str, rows: int) -> Column:
        return cls(np.zeros(rows, dtype=np.int64), [text])

    def take(self, mask: np.ndarray) -> Column:
        return Column(self.codes[mask], self.texts)

    def map(self, understand: Callable[[str], Any], dtype: Any) -> np.ndarray:
        """Return per row what `understand` makes of its text; ask once per distinct text."""
        return np.array([understand(text) for text in self.texts], dtype=dtype)[self.codes]

    def is_in(self, wanted: Iterable[str]) -> np.ndarray:
        known = {text.strip() for text in wanted}
        return self.map(known.__contains__, bool)

    def fits(self, wanted: Iterable[str]) -> np.ndarray:
        """Match as `is_in`, where `*` in a text stands for any letters; alone it is itself, a common mark."""
        known = {text.strip() for text in wanted}
        with_gaps = [text for text in known if "*" in text and any(letter.isalnum() for letter in text)]
        patterns = [re.escape(text).replace(r"\*", ".*") for text in with_gaps]
        fits = re.compile("|".join(patterns) or r"(?!)", re.DOTALL).fullmatch
        return self.map(lambda text: text in known or fits(text) is not None, bool)

    def cells(self, rows: np.ndarray) -> list[str]:
        """Return the texts of some rows, given by position."""
        return [self.texts[code] for code in self.codes[rows]]


@dataclass(frozen=True, eq=False)
class Table:
    """The columns a source needs, of one file."""

    rows: np.ndarray  # row number in the file, counting from 1, headings counted
    columns: Mapping[str, Column]
    own_rows: Mapping[str, np.ndarray] = field(default_factory=dict)
    """Row numbers of columns whose cells come from other rows than the rest (a wide table turned)."""
    is_turned: bool = False  # one row of the file may have become several here, or the other way round
    absent: Mapping[str, np.ndarray] = field(default_factory=dict)
    """By column, which cells stand nowhere in the file. It says nothing of them, where an empty cell does."""

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def lines(self) -> int:
        """Count how many rows of the file these are: what people are told."""
        return len(np.unique(self.rows)) if self.is_turned else len(self.rows)

    def take(self, mask: np.ndarray) -> Table:
        if mask.all():
            return self
        columns = {name: column.take(mask) for name, column in self.columns.items()}
        own_rows = {name: rows[mask] for name, rows in self.own_rows.items()}
        absent = {name: cells[mask] for name, cells in self.absent.items()}
        return Table(self.rows[mask], columns, own_rows, self.is_turned, absent)

    def with_column(self, name: str, column: Column) -> Table:
        return replace(self, columns={**self.columns, name: column})

    def is_blank(self, names: Iterable[str]) -> np.ndarray:
        """Tell which rows have nothing in any of these columns."""
        blank = np.ones(len(self), dtype=bool)
        for name in names:
            blank &= self.columns[name].is_in([""])
        return blank

    def where_empty(self, columns: Container[str]) -> Table:
        """Return the table with the absent cells of these columns taken for empty ones."""
        return replace(self, absent={n: cells for n, cells in self.absent.items() if n not in columns})

    def is_absent(self, column: str) -> np.ndarray:
        return self.absent.get(column, np.zeros(len(self), dtype=bool))

    def rows_for(self, column: str) -> np.ndarray:
        return self.own_rows.get(clean(column), self.rows)


def kept_rows(
    table: Table, keep: Mapping[str, Sequence[str]], drop: Mapping[str, Sequence[str]] | None = None
) -> np.ndarray:
    """Tell which rows `keep` and `drop` (column → values) leave."""
    mask = np.ones(len(table), dtype=bool)
    for name, wanted in keep.items():
        mask &= table.columns[clean(name)].fits(wanted)
    for name, unwanted in (drop or {}).items():
        mask &= ~table.columns[clean(name)].fits(unwanted)
    return mask


def clean(name: object) -> str:
    """Write a name without line breaks and doubled or outer blanks: files are careless with them."""
    return " ".join(str(name).split())


def distinct_rows(table: Table) -> Iterator[tuple[int, dict[str, str]]]:
    """Return what the rows say, each different row once with its number: files repeat themselves."""
    frame = pd.DataFrame({name: column.codes for name, column in table.columns.items()})
    first = np.flatnonzero(~frame.duplicated().to_numpy())
    cells = {name: column.cells(first) for name, column in table.columns.items()}
    for at, row in enumerate(table.rows[first].tolist()):
        yield row, {name: column[at] for name, column in cells.items()}
