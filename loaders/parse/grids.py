"""A file as rows of cells, before anybody knows where its heading is.

Three kinds: `CsvGrid` leaves the cells to pandas' C parser and never makes a row in Python (a million rows
must load in seconds); `ParquetGrid` leaves them to DuckDB; `CellGrid` holds them all and is for spreadsheets,
files with a footer, and CSV files whose rows are not all alike.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, Protocol

import duckdb
import numpy as np
import pandas as pd

from loaders.parse import workbooks
from loaders.parse.archives import PACKED_AT_MOST, UNPACKED_FREE
from loaders.parse.files import File, Kind, decode
from loaders.parse.tables import Column
from loaders.problems import refusal

HEAD = 40  # how far down a heading is looked for. The longest preamble seen in NHS files is 17 rows.
_SAMPLE = 1 << 17
"""Letters in which the rows where a heading is looked for nearly always fit, and some thousand others."""
FIRST_FILLED = -1
"""Position that stands for the first filled cell of each row, wherever it is (`CellGrid` only)."""
_DELIMITERS = (",", ";", "\t", "|", "¬")

Columns = tuple[np.ndarray, dict[int, Any]]  # row numbers, position → cells


class Grid(Protocol):
    @property
    def start(self) -> int:
        """Return how many rows a heading is not looked for in."""

    def head(self) -> list[list[str]]: ...

    def all_cells(self) -> list[list[str]]: ...

    def columns(self, skip: int, width: int, positions: Sequence[int], footer: str | None) -> Columns: ...


@dataclass(frozen=True, slots=True)
class CellGrid:
    """All cells in memory."""

    cells: list[list[str]]
    start: int = 0
    ends_at_blank_row: bool = False

    def head(self) -> list[list[str]]:
        return self.cells[: self.start + HEAD]

    def all_cells(self) -> list[list[str]]:
        return self.cells

    def below(self, text: str | None, name: str) -> CellGrid:
        """Return the same, but with the heading below the row that starts so."""
        if text is None:
            return self
        starts = (i for i, row in enumerate(self.cells) if _first_filled(row).startswith(text))
        start = next(starts, None)
        if start is None:
            raise refusal(name, f"has no row that starts with `{text}`", "one above the table (`after`)")
        return replace(self, start=start + 1)

    def columns(self, skip: int, width: int, positions: Sequence[int], footer: str | None) -> Columns:
        body = self.cells[skip:]
        if footer is not None:
            ends = (i for i, row in enumerate(body) if _first_filled(row).startswith(footer))
            body = body[: next(ends, len(body))]
        if self.ends_at_blank_row:
            begins = next((i for i, row in enumerate(body) if _first_filled(row)), 0)
            ends = (i for i, row in enumerate(body) if i > begins and not _first_filled(row))
            body = body[: next(ends, len(body))]
        rows = np.arange(len(body)) + skip + 1
        return rows, {at: [_cell_at(row, at) for row in body] for at in positions}


def _cell_at(row: list[str], at: int) -> str:
    if at == FIRST_FILLED:
        return _first_filled(row)
    return row[at] if at < len(row) else ""


def _first_filled(row: list[str]) -> str:
    return next((cell.strip() for cell in row if cell.strip()), "")


@dataclass(frozen=True, slots=True)
class CsvGrid:
    file: File
    text: str
    delimiter: str
    start: int = 0

    def all_cells(self) -> list[list[str]]:
        return list(self._reader(self.text))

    def head(self) -> list[list[str]]:
        first = list(islice(self._reader(self.text[:_SAMPLE]), HEAD + 1))
        if len(first) > HEAD:  # so that no row among them was cut off
            return first[:HEAD]
        return list(islice(self._reader(self.text), HEAD))

    def _reader(self, text: str) -> Any:
        csv.field_size_limit(2**27)
        return csv.reader(io.StringIO(text, newline=""), delimiter=self.delimiter)

    def columns(self, skip: int, width: int, positions: Sequence[int], footer: str | None) -> Columns:
        self._refuse_cut_off(width)
        if footer is not None or ord(self.delimiter) > 127:  # the C parser knows neither
            return self._slowly(skip, width, positions, footer)
        # One unnamed cell beyond the heading stands guard: what is in it has slipped. The parser counts the
        # columns in the first row it sees, hence a row of blanks before all others.
        blanks = self.delimiter * width + "\n"
        repeated = self._repeated(skip)
        kinds = {at: "category" if at in repeated else object for at in positions}
        try:
            frame = pd.read_csv(
                io.StringIO(blanks + self.text),
                header=None,
                names=range(width + 1),
                usecols=[*positions, width],
                skiprows=range(1, skip + 1),
                dtype={**kinds, width: "category"},
                keep_default_na=False,
                na_filter=False,
                skip_blank_lines=False,  # a blank line is a row to whoever counts rows
                index_col=False,
                sep=self.delimiter,
                engine="c",
            )[1:]
        except pd.errors.ParserError as error:
            if "EOF inside string" not in str(error):
                return self._slowly(skip, width, positions, footer)
            what = "has a quotation mark that is opened and never closed"
            raise refusal(self.file.name, what, 'a closing " for each opening one') from None
        if any(text != "" for text in frame[width].cat.categories):
            return self._slowly(skip, width, positions, footer)
        return np.arange(len(frame)) + skip + 1, {at: _cells(frame[at]) for at in positions}

    def _repeated(self, skip: int) -> set[int]:
        """Return the positions whose texts repeat themselves, as far as the first rows tell. The parser
        numbers them while it reads, which is quick; where most texts differ it would sort them all, which
        is not."""
        rows = list(islice(self._reader(self.text[:_SAMPLE]), skip, None))
        width = max(map(len, rows), default=0)
        texts = ({row[at] for row in rows if at < len(row)} for at in range(width))
        return {at for at, found in enumerate(texts) if len(found) <= len(rows) / 2}

    def _refuse_cut_off(self, width: int) -> None:
        """Refuse a last row that is shorter than the one before and has no line end. It was cut off on the
        way: its last number may have lost digits, and rows behind it are missing."""
        if self.text.endswith(("\n", "\r")) or width < 3:
            return
        before, last = (self.text[-65536:].splitlines() or [""])[-2:] if "\n" in self.text else ("", "")
        if '"' in before + last:
            return
        cells = last.count(self.delimiter) + 1
        if 1 < cells < width <= before.count(self.delimiter) + 1:
            expected = f"{width} cells in its last row, or a line end: was the download cut off?"
            raise refusal(self.file.name, "ends in the middle of a row", expected, str(cells))

    def _slowly(self, skip: int, width: int, positions: Sequence[int], footer: str | None) -> Columns:
        """Read row by row in Python. A row longer than the heading is cut where the heading ends only if
        what is cut off is empty (some programs end every line with a comma); otherwise its cells have
        slipped."""
        cells = list(self._reader(self.text))
        for number, row in enumerate(cells[skip:], start=skip + 1):
            if any(cell.strip() for cell in row[width:]):
                what = f"row {number:,} has more cells than the heading"
                hint = f"{width}; does a text with a {self.delimiter!r} in it lack its quotes?"
                raise refusal(self.file.name, what, hint, str(len(row)))
        return CellGrid(cells).columns(skip, width, positions, footer)


def _cells(found: pd.Series) -> Any:
    """Return a column as the parser gave it, the texts in the order in which they first stand."""
    if not isinstance(found.dtype, pd.CategoricalDtype):
        return found.to_numpy(dtype=object)
    codes, used = pd.factorize(found.cat.codes.to_numpy())
    return Column.of_codes(codes, found.cat.categories.take(used).str.strip().tolist())


@dataclass(frozen=True, slots=True)
class ParquetGrid:
    """Only the columns needed leave the file, all as text: one way to understand a number for all files.
    There is no heading among the rows, so the first row is row 1."""

    file: File
    start: int = 0

    def head(self) -> list[list[str]]:
        return [list(self._read().columns)]

    def all_cells(self) -> list[list[str]]:
        what = "is Parquet, which has no title rows, sections or blank rows"
        raise refusal(self.file.name, what, "an entry without `after`, `sections` and `ends_at: blank row`")

    def columns(self, skip: int, width: int, positions: Sequence[int], footer: str | None) -> Columns:
        relation = self._read()
        names = [relation.columns[at].replace('"', '""') for at in positions]
        texts = ", ".join(f'CAST("{name}" AS VARCHAR) AS c{i}' for i, name in enumerate(names))
        with self._readable():  # what is damaged deep inside shows only now
            self._refuse_too_long(relation, names)
            cells = relation.project(texts).fetchnumpy()
        found = {at: np.ma.filled(cells[f"c{i}"], "") for i, at in enumerate(positions)}
        return np.arange(len(relation)) + 1, found

    def _refuse_too_long(self, relation: duckdb.DuckDBPyRelation, names: Sequence[str]) -> None:
        """Refuse a file whose cells would be far longer as text than it is itself: DuckDB counts them in
        little memory."""
        most = max(UNPACKED_FREE, PACKED_AT_MOST * self.file.path.stat().st_size)
        if len(relation) * len(names) > most // 4:  # a cell takes more memory than its letters
            what = f"has {len(relation):,} rows, far more than its size explains"
            raise refusal(self.file.name, what, "rows that differ; or `shape: records`, which counts them")
        letters = " + ".join(f'coalesce(sum(strlen(CAST("{name}" AS VARCHAR))), 0)' for name in names)
        found = relation.aggregate(letters).fetchall()[0][0] if names else 0
        if found > most:
            what = f"has {found / 1e6:,.0f} million letters, far more than its size explains"
            raise refusal(self.file.name, what, "shorter texts, or the table as CSV")

    def _read(self) -> duckdb.DuckDBPyRelation:
        with self._readable():
            connection = duckdb.connect(config={"memory_limit": "400MB"})
            return connection.read_parquet(str(self.file.path))

    @contextmanager
    def _readable(self) -> Iterator[None]:
        try:
            yield
        except (duckdb.Error, RuntimeError, ValueError) as error:  # the last two for names that are no text
            said = str(error).splitlines()[0].replace(str(self.file.path), self.file.name)
            what = f"cannot be read as Parquet: {said}"
            raise refusal(self.file.name, what, "a whole file: was the download cut off?") from None


def grids(
    file: File, sheet: str | None, delimiter: str | None, encoding: str | None, *, as_shown: bool = False
) -> list[Grid]:
    """Return the ways a file can be read as rows: one per plausible delimiter, the likeliest first.
    `as_shown` is about workbooks (`books.cells`)."""
    if file.kind is Kind.QUERY:
        return [file.result]
    if file.kind is Kind.PARQUET:
        return [ParquetGrid(file)]
    if file.kind is Kind.EXCEL:
        return [CellGrid(workbooks.cells(file, sheet, as_shown=as_shown))]
    return list(text_grids(file, decode(file, encoding), delimiter))


def text_grids(file: File, text: str, delimiter: str | None) -> Sequence[CsvGrid]:
    """Return the ways to part a text into columns, the likeliest first."""
    if delimiter is not None:
        return [CsvGrid(file, text, {"\\t": "\t", "tab": "\t"}.get(delimiter, delimiter))]
    lines = text[:65536]
    likely = sorted((d for d in _DELIMITERS if d in lines), key=lambda d: -lines.count(d))
    return [CsvGrid(file, text, d) for d in (likely or [","])]
