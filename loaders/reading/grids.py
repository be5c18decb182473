"""A file as rows of cells, before anybody knows where its heading is.

    Grid.head()      the first rows, to look for the heading
    Grid.columns()   some columns below the heading, as text, with their row numbers

Three kinds: `CsvGrid` leaves the cells to pandas' C parser and never makes a row in Python (a million rows
must load in seconds); `ParquetGrid` leaves them to DuckDB; `CellGrid` holds them all and is for spreadsheets,
files with a footer, and CSV files whose rows are not all alike.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice
from typing import Any, Protocol

import duckdb
import numpy as np
import pandas as pd
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from loaders.problems import refuse
from loaders.reading.files import File, Kind, decode
from quality.catalogue_rules import one_of

HEAD = 40
"""How far down a heading is looked for. The longest preamble seen in NHS files is 17 rows."""
_DELIMITERS = (",", ";", "\t", "|", "¬")

Columns = tuple[np.ndarray, dict[int, Any]]  # row numbers, position → cells


class Grid(Protocol):
    def head(self) -> list[list[str]]: ...

    def columns(self, skip: int, width: int, positions: Sequence[int], footer: str | None) -> Columns: ...


@dataclass(frozen=True, slots=True)
class CellGrid:
    """All cells in memory."""

    cells: list[list[str]]

    def head(self) -> list[list[str]]:
        return self.cells[:HEAD]

    def columns(self, skip: int, width: int, positions: Sequence[int], footer: str | None) -> Columns:
        body = self.cells[skip:]
        if footer is not None:
            ends = (i for i, row in enumerate(body) if _first_filled(row).startswith(footer))
            body = body[: next(ends, len(body))]
        rows = np.arange(len(body)) + skip + 1
        return rows, {at: [row[at] if at < len(row) else "" for row in body] for at in positions}


def _first_filled(row: list[str]) -> str:
    return next((cell.strip() for cell in row if cell.strip()), "")


@dataclass(frozen=True, slots=True)
class CsvGrid:
    file: File
    text: str
    delimiter: str

    def head(self) -> list[list[str]]:
        return list(islice(self._reader(), HEAD))

    def _reader(self) -> Any:
        csv.field_size_limit(2**27)
        return csv.reader(io.StringIO(self.text, newline=""), delimiter=self.delimiter)

    def columns(self, skip: int, width: int, positions: Sequence[int], footer: str | None) -> Columns:
        if footer is not None or ord(self.delimiter) > 127:  # the C parser knows neither
            return self._slowly(skip, width, positions, footer)
        # One unnamed cell beyond the heading stands guard: what is in it has slipped. The parser counts the
        # columns in the first row it sees, hence a row of blanks before all others.
        blanks = self.delimiter * width + "\n"
        try:
            frame = pd.read_csv(
                io.StringIO(blanks + self.text),
                header=None,
                names=range(width + 1),
                usecols=[*positions, width],
                skiprows=range(1, skip + 1),
                dtype=str,
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
            raise refuse(self.file.name, what, 'a closing " for each opening one') from None
        if (frame[width] != "").any():
            return self._slowly(skip, width, positions, footer)
        return np.arange(len(frame)) + skip + 1, {at: frame[at].to_numpy(dtype=object) for at in positions}

    def _slowly(self, skip: int, width: int, positions: Sequence[int], footer: str | None) -> Columns:
        """Row by row in Python. A row longer than the heading is cut where the heading ends only if what
        is cut off is empty (some programs end every line with a comma); otherwise its cells have slipped."""
        cells = list(self._reader())
        for number, row in enumerate(cells[skip:], start=skip + 1):
            if any(cell.strip() for cell in row[width:]):
                what = f"row {number:,} has more cells than the heading"
                hint = f"{width}; does a text with a {self.delimiter!r} in it lack its quotes?"
                raise refuse(self.file.name, what, hint, str(len(row)))
        return CellGrid(cells).columns(skip, width, positions, footer)


@dataclass(frozen=True, slots=True)
class ParquetGrid:
    """Only the columns needed leave the file, all as text: one way to understand a number for all files.
    There is no heading among the rows, so the first row is row 1."""

    file: File

    def head(self) -> list[list[str]]:
        return [list(self._read().columns)]

    def columns(self, skip: int, width: int, positions: Sequence[int], footer: str | None) -> Columns:
        relation = self._read()
        names = [relation.columns[at].replace('"', '""') for at in positions]
        texts = ", ".join(f'CAST("{name}" AS VARCHAR) AS c{i}' for i, name in enumerate(names))
        with self._readable():  # what is damaged deep inside shows only now
            cells = relation.project(texts).fetchnumpy()
        found = {at: np.ma.filled(cells[f"c{i}"], "") for i, at in enumerate(positions)}
        return np.arange(len(relation)) + 1, found

    def _read(self) -> duckdb.DuckDBPyRelation:
        with self._readable():
            return duckdb.connect().read_parquet(str(self.file.path))

    @contextmanager
    def _readable(self) -> Iterator[None]:
        try:
            yield
        except (duckdb.Error, RuntimeError, ValueError) as error:  # the last two for names that are no text
            said = str(error).splitlines()[0].replace(str(self.file.path), self.file.name)
            what = f"cannot be read as Parquet: {said}"
            raise refuse(self.file.name, what, "a whole file: was the download cut off?") from None


def grids(file: File, sheet: str | None, delimiter: str | None, encoding: str | None) -> list[Grid]:
    """The ways a file can be read as rows: one per plausible delimiter, the likeliest first."""
    if file.kind is Kind.PARQUET:
        return [ParquetGrid(file)]
    if file.kind is Kind.EXCEL:
        return [CellGrid(_sheet(file, sheet))]
    text = decode(file, encoding)
    if delimiter is not None:
        return [CsvGrid(file, text, {"\\t": "\t", "tab": "\t"}.get(delimiter, delimiter))]
    lines = text[:65536]
    likely = sorted((d for d in _DELIMITERS if d in lines), key=lambda d: -lines.count(d))
    return [CsvGrid(file, text, d) for d in (likely or [","])]


def _sheet(file: File, wanted: str | None) -> list[list[str]]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(file.content))
        name = wanted or _only_sheet(book)
        if name not in book.sheet_names:
            raise refuse(file.name, f"has no sheet `{name}`", one_of(book.sheet_names, name))
        cells = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        file.reading.sheet = name
    except CalamineError as error:
        raise refuse(file.name, f"cannot be read as a workbook: {error}") from None
    return [[_cell(value) for value in row] for row in cells]


def _only_sheet(book: CalamineWorkbook) -> str:
    """The first sheet that people see: workbooks keep look-up tables in hidden ones."""
    seen = [
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.visible is SheetVisibleEnum.Visible and sheet.typ is SheetTypeEnum.WorkSheet
    ]
    return (seen or book.sheet_names)[0]


def _cell(value: Any) -> str:
    """A cell as text: whole numbers without `.0`, days without a time."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
