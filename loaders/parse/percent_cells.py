"""Cells of a workbook that are shown as percentages: 0.934 that stands there as 93.4%.

What a cell holds is not enough: whoever describes a column has seen what the spreadsheet shows. The library
that reads the values gives them without their formats, so these are looked up by others: `xlrd` for `.xls`,
`openpyxl` for `.xlsx`; an `.ods` keeps the kind of value with each cell.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from itertools import product
from typing import Any
from xml.etree import ElementTree

import openpyxl
import xlrd

Place = tuple[int, int]  # row and column of a cell, counted from 0
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
"""In a format: text in quotes, a sign that is only shown, room for one, a colour or condition."""
_DIGIT = re.compile(r"[0#?]")
_MAY_BE_PERCENT = re.compile(rb"""%|numFmtId=["'](?:9|10)["']""")
"""In the styles of an `.xlsx`: 9 and 10 are 0% and 0.00%, which no file spells out."""
_STYLES, _OPENDOCUMENT = "xl/styles.xml", "content.xml"
_NAMES = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_TABLE, _OFFICE = _NAMES % "table", _NAMES % "office"


def is_percent(written: str) -> bool:
    """Tell whether a number format shows a hundred times the value and a percent sign. `0.0"%"` does not."""
    first = _LITERAL.sub("", written).split(";")[0]
    return first.count("%") == 1 and _DIGIT.search(first) is not None


def as_percent(value: float) -> str:
    """Write 0.934 as 93.4%: the digits that the cell holds, without those that a multiplication would add."""
    text = f"{Decimal(repr(value)).scaleb(2):f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) + "%"


def places(content: bytes, sheet: str, opened: dict[str, Any] | None = None) -> list[Place] | None:
    """Return the cells of this sheet that are shown as percentages; None where that cannot be known.

    opened: remembers the workbook for its next sheet
    """
    try:
        return list(_places(content, sheet, opened if opened is not None else {}))
    except Exception:  # damaged where the values are not: they are read all the same
        return None


def _places(content: bytes, sheet: str, opened: dict[str, Any]) -> Iterator[Place]:
    if not content.startswith(b"PK"):
        yield from _of_old_excel(content, sheet)
        return
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.namelist()
        if _OPENDOCUMENT in parts:
            yield from _of_opendocument(archive, sheet)
        elif "xl/workbook.xml" not in parts:
            raise ValueError("no `.xlsx`: its formats are not known")
        elif _STYLES in parts and _MAY_BE_PERCENT.search(archive.read(_STYLES)):
            yield from _of_excel(content, sheet, opened)


def _of_old_excel(content: bytes, sheet: str) -> Iterator[Place]:
    with xlrd.open_workbook(
        file_contents=content, formatting_info=True, on_demand=True, logfile=io.StringIO()
    ) as book:
        formats = [book.format_map[style.format_key].format_str for style in book.xf_list]
        styles = {number for number, written in enumerate(formats) if is_percent(written)}
        cells = book.sheet_by_name(sheet) if styles else None
        for row in range(cells.nrows if cells else 0):
            for column in range(cells.row_len(row)):
                if cells.cell_xf_index(row, column) in styles:
                    yield row, column


def _of_excel(content: bytes, sheet: str, opened: dict[str, Any]) -> Iterator[Place]:
    with warnings.catch_warnings(action="ignore"):  # of what openpyxl would lose by saving
        if "formats" not in opened:
            opened["formats"] = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
        cells = opened["formats"][sheet]
        cells.reset_dimensions()  # what a sheet says of its size may be wrong
        for row in cells.iter_rows():
            for cell in row:
                if cell.value is not None and is_percent(cell.number_format):
                    yield cell.row - 1, cell.column - 1


def _of_opendocument(archive: zipfile.ZipFile, sheet: str) -> Iterator[Place]:
    is_inside, row = False, 0
    with archive.open(_OPENDOCUMENT) as stream:
        for event, part in ElementTree.iterparse(stream, ("start", "end")):
            if event == "start" and part.tag == _TABLE + "table":
                is_inside, row = part.get(_TABLE + "name") == sheet, 0
            if event == "start" or part.tag != _TABLE + "table-row":
                continue
            times, column = int(part.get(_TABLE + "number-rows-repeated", 1)), 0
            for cell in part if is_inside else ():
                wide = int(cell.get(_TABLE + "number-columns-repeated", 1))
                if cell.get(_OFFICE + "value-type") == "percentage":
                    rows, columns = range(row, row + times), range(column, column + wide)
                    yield from product(rows, columns)
                column += wide
            row += times
            part.clear()
