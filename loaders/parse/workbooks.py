"""Workbooks: which of their sheets are meant, and their cells as text."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import datetime, time
from fnmatch import fnmatchcase
from typing import Any

from openpyxl.utils.cell import column_index_from_string
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from catalogue.findings import one_of
from loaders.parse import percent_cells, uncalculated
from loaders.parse.archives import whole_zip
from loaders.parse.files import File, Kind
from loaders.problems import refusal

CELLS_AT_MOST = 30_000_000
"""From the first to the last cell of a sheet, empty ones counted: more would not fit into memory."""
_ADDRESS = re.compile(rb' r="([A-Z]{1,3})(\d{1,7})"')
_REPEATED = re.compile(rb'table:number-(columns|rows)-repeated="(\d+)"')
_CHUNK = 2**22


def sheets(file: File, wanted: Sequence[str] | None) -> Sequence[str | None]:
    """Return the sheets of a workbook that are meant, in its order; [None] for what has no sheets."""
    if file.kind is not Kind.EXCEL:
        return [None]
    book = _open(file)
    seen = [
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.visible is SheetVisibleEnum.Visible and sheet.typ is SheetTypeEnum.WorkSheet
    ]
    if not book.sheet_names:
        raise refusal(file.name, "is a workbook without a sheet", "at least one")
    if wanted is None:  # the first sheet that people see: workbooks keep look-up tables in hidden ones
        return [(seen or book.sheet_names)[0]]
    chosen: set[str] = set()
    for pattern in wanted:
        fitting = [name for name in seen if fnmatchcase(name.strip(), pattern)]
        fitting += [name for name in book.sheet_names if name.strip() == pattern]  # hidden ones by name
        if not fitting:
            raise refusal(file.name, f"has no sheet `{pattern}`", one_of(book.sheet_names, pattern))
        chosen |= set(fitting)
    return [name for name in book.sheet_names if name in chosen]


def cells(file: File, sheet: str | None, *, as_shown: bool = False) -> list[list[str]]:
    """Read the cells of a sheet. `as_shown`: a cell of 0.934 formatted as a percentage is 93.4%."""
    _check_size(file)
    book = _open(file)
    name = sheet or str(sheets(file, None)[0])
    try:
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except CalamineError as error:
        raise refusal(file.name, f"cannot be read as a workbook: {error}") from None
    texts = [[cell_text(value) for value in row] for row in rows]
    if as_shown:
        _show_percentages(file, name, rows, texts)
    uncalculated.mark(texts, file.content, name)
    return texts


def _show_percentages(file: File, sheet: str, rows: list[list[Any]], texts: list[list[str]]) -> None:
    places = percent_cells.places(file.content, sheet, file.opened)
    file.reading.formats_unknown |= places is None
    for row, column in places or ():
        if row < len(rows) and column < len(rows[row]) and type(rows[row][column]) in (int, float):
            texts[row][column] = percent_cells.as_percent(rows[row][column])


def _open(file: File) -> CalamineWorkbook:
    try:
        if "book" not in file.opened:
            file.opened["book"] = CalamineWorkbook.from_filelike(io.BytesIO(file.content))
        return file.opened["book"]
    except PasswordError:
        raise refusal(file.name, "is protected by a password", "a workbook saved without one") from None
    except CalamineError as error:
        raise refusal(file.name, f"cannot be read as a workbook: {error}") from None


def _check_size(file: File) -> None:
    """Look before reading: two cells at opposite corners of a sheet ask for all the memory there is."""
    if not file.content.startswith(b"PK") or "size" in file.opened:
        return  # .xls has at most 65,536 rows of 256 cells
    with whole_zip(file.content, file.name) as archive:
        parts = archive.namelist()
        sheets = [part for part in parts if part.startswith("xl/worksheets/") and part.endswith(".xml")]
        sizes = [_extent(archive, part) for part in sheets]
        sizes += [_repeats(archive, part) for part in parts if part == "content.xml"]
    for rows, columns in sizes:
        if rows * columns > CELLS_AT_MOST:
            what = f"has a sheet of {rows:,} rows and {columns:,} columns"
            expected = f"at most {CELLS_AT_MOST:,} cells; delete what stands far from the table"
            raise refusal(file.name, what, expected)
    file.opened["size"] = True


def _extent(archive: zipfile.ZipFile, part: str) -> tuple[int, int]:
    last_row, letters = 0, {b"A"}
    for chunk in _chunks(archive, part):
        found = _ADDRESS.findall(chunk)
        letters.update(column for column, _ in found)
        last_row = max([last_row, *(int(row) for row in {row for _, row in found})])
    return last_row, max(column_index_from_string(column.decode()) for column in letters)


def _repeats(archive: zipfile.ZipFile, part: str) -> tuple[int, int]:
    """Measure an OpenDocument sheet: a cell with a value may say that it stands many times."""
    rows = columns = 1
    for chunk in _chunks(archive, part):
        for element in re.findall(rb"<table:table-cell[^>]*office:value[^>]*>", chunk):
            for _, times in _REPEATED.findall(element):
                columns = max(columns, int(times))
        for element in re.findall(rb"<table:table-row[^>]*>\s*<table:table-cell[^>]*office:value", chunk):
            for _, times in _REPEATED.findall(element.partition(b">")[0]):
                rows = max(rows, int(times))
    return rows, columns


def _chunks(archive: zipfile.ZipFile, part: str) -> Any:
    rest = b""
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            yield rest + chunk
            rest = chunk[-200:]


def cell_text(value: Any) -> str:
    """Write a cell as text: whole numbers without `.0`, days without a time."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return str(value.date() if value.time() == time() else value)
    return "" if value is None else str(value)
