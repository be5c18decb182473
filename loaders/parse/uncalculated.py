"""Formulas of a workbook that no spreadsheet has calculated: a program wrote them, and they have no result.

The library that reads the values gives an empty cell, or the 0 that some programs write in its place.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any
from xml.etree import ElementTree

from openpyxl.utils.cell import column_index_from_string, coordinate_from_string

from loaders.parse.tables import Table
from loaders.problems import many, refusal

MARK = "(a formula that was never calculated)"
"""The text of such a cell from here on."""

Place = tuple[int, int]  # row and column of a cell, counted from 0
_CELL = re.compile(
    rb"<(?:\w+:)?c\b([^>]*)>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v[^>]*/>|<(?:\w+:)?v[^>]*>([^<]*)</(?:\w+:)?v>)?"
)
_PLACE, _IS_TEXT = re.compile(rb'\br="([A-Z]+\d+)"'), re.compile(rb'\bt="str"')
_ASKS_FOR_IT = re.compile(rb'fullCalcOnLoad="(1|true)"')
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_REPEATED_AT_MOST = 100_000


def mark(texts: list[list[str]], content: bytes, sheet: str) -> None:
    """Put the mark into every such cell of a sheet."""
    for row, column in places(content, sheet):
        while len(texts) <= row:
            texts.append([])
        texts[row].extend([""] * (column + 1 - len(texts[row])))
        texts[row][column] = MARK


def refuse(name: str, table: Table, headings: Sequence[str]) -> None:
    """Refuse a table with such a cell in a column that is read: nobody knows what it is. Columns are known
    by their position."""
    rows = {int(at): table.rows[cells.is_in([MARK])] for at, cells in table.columns.items()}
    found = {at: rows[at] for at in sorted(rows) if at >= 0 and len(rows[at])}
    if not found:
        return
    first = min(found)
    called = headings[first] if first < len(headings) and headings[first] else f"column {first + 1}"
    what = f"has {many(sum(map(len, found.values())), 'cell')} with a formula that was never calculated"
    expected = (
        "the workbook opened in a spreadsheet and saved, which calculates them; or values in their place"
    )
    raise refusal(name, what, expected, f"the first in column `{called}`, row {found[first][0]:,}")


def places(content: bytes, sheet: str) -> list[Place]:
    """Return these cells of a sheet; none where they cannot be looked for."""
    if not content.startswith(b"PK"):
        return []
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            is_opendocument = "content.xml" in archive.namelist()
            return list((_of_opendocument if is_opendocument else _of_excel)(archive, sheet))
    except (KeyError, ValueError, ElementTree.ParseError, zipfile.BadZipFile):  # read all the same
        return []


def _of_excel(archive: zipfile.ZipFile, sheet: str) -> Iterator[Place]:
    """Find formulas with no result, or with 0 where the file asks for all to be calculated."""
    book = archive.read("xl/workbook.xml")
    are_asked_for = _ASKS_FOR_IT.search(book) is not None
    cells = archive.read(_part(archive, book, sheet))
    for found in _CELL.finditer(cells) if b"<f" in cells or b":f" in cells else ():
        said, place = found[2], _PLACE.search(found[1])
        is_open = not said or (are_asked_for and said == b"0")
        if place is not None and is_open and not _IS_TEXT.search(found[1]):
            letters, row = coordinate_from_string(place[1].decode())
            yield row - 1, column_index_from_string(letters) - 1


def _part(archive: zipfile.ZipFile, book: bytes, sheet: str) -> str:
    """Return the part of the archive that holds a sheet."""
    named = {each.get("name"): each.get(_RELATION) for each in ElementTree.fromstring(book).iter()}
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {each.get("Id"): each.get("Target", "") for each in relations}
    target = targets[named[sheet]]
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def _of_opendocument(archive: zipfile.ZipFile, sheet: str) -> Iterator[Place]:
    is_inside, row = False, 0
    with archive.open("content.xml") as stream:
        for event, part in ElementTree.iterparse(stream, ("start", "end")):
            if event == "start" and part.tag == _TABLE + "table":
                is_inside, row = part.get(_TABLE + "name") == sheet, 0
            if event == "start" or part.tag != _TABLE + "table-row":
                continue
            times = int(part.get(_TABLE + "number-rows-repeated", 1))
            yield from _of_row(part, row, times) if is_inside else ()
            row += times
            part.clear()


def _of_row(part: Any, row: int, times: int) -> Iterator[Place]:
    column = 0
    for cell in part:
        wide = int(cell.get(_TABLE + "number-columns-repeated", 1))
        if cell.get(_TABLE + "formula") and not cell.get(_OFFICE + "value-type"):
            rows, columns = range(row, row + times), range(column, column + wide)
            yield from list(product(rows, columns))[:_REPEATED_AT_MOST]
        column += wide
