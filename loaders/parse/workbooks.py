"""Workbooks: which of their sheets are meant, and their cells as text."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime, time
from fnmatch import fnmatchcase
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from catalogue.findings import one_of
from loaders.parse import percent_cells, uncalculated, workbook_size
from loaders.parse.files import File, Kind
from loaders.problems import refusal

_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
"""Name of the part that holds a whole workbook behind its password."""


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
            workbook_size.check(file.content, file.name, file.packed or len(file.content))
            file.opened["book"] = CalamineWorkbook.from_filelike(io.BytesIO(file.content))
        return file.opened["book"]
    except PasswordError:
        raise _protected(file) from None
    except CalamineError as error:
        if _ENCRYPTED in file.content:
            raise _protected(file) from None
        raise refusal(file.name, f"cannot be read as a workbook: {error}") from None


def _protected(file: File) -> Exception:
    expected = "a workbook saved without one (in Excel: File, Info, Protect Workbook, an empty password)"
    return refusal(file.name, "is protected by a password", expected)


def cell_text(value: Any) -> str:
    """Write a cell as text: whole numbers without `.0`, days without a time."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return str(value.date() if value.time() == time() else value)
    return "" if value is None else str(value)
