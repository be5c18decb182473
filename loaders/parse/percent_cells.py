"""Which cells of a workbook are shown as percentages: 0.934 that stands there as 93.4%.

What a cell holds is not enough: whoever describes a column has seen what the spreadsheet shows. The library
that reads workbooks gives values without their formats, so these are looked up here: `.xlsx` keeps the number
of a style with each cell, `.ods` the kind of value, `.xls` (`biff`) the number of a style again.
"""

from __future__ import annotations

import html
import io
import posixpath
import re
import zipfile
from collections.abc import Iterator, Sequence
from decimal import Decimal

import numpy as np

from loaders.parse import xls_formats
from loaders.parse.archives import ZIP_ERRORS

WIDE = 2**20
"""More columns than any sheet has: a place is row × WIDE + column, both counted from 0."""
BUILT_IN = frozenset({9, 10})
"""Numbers of the formats 0% and 0.00%, which no file spells out."""
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
"""In a format: text in quotes, a sign that is only shown, room for one, a colour or condition."""
_DIGIT = re.compile(r"[0#?]")
_CHUNK = 2**20
_PART_AT_MOST = 2**26
_LINKS, _STYLES, _BOOK = "xl/_rels/workbook.xml.rels", "xl/styles.xml", "xl/workbook.xml"
_REST = r"""(?:[^>"']|"[^"]*"|'[^']*')*"""


def is_percent(written: str) -> bool:
    """Whether a number format shows a hundred times the value, with a percent sign. `0.0"%"` does not."""
    first = _LITERAL.sub("", written).split(";")[0]
    return first.count("%") == 1 and _DIGIT.search(first) is not None


def as_percent(value: float) -> str:
    """0.934 as 93.4%: the digits that the cell holds, without those that a multiplication would add."""
    text = f"{Decimal(repr(value)).scaleb(2):f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) + "%"


def places(content: bytes, sheet: str, names: Sequence[str]) -> np.ndarray | None:
    """The places of the cells in this sheet that are shown as percentages; None where that cannot be known.
    `names`: of all sheets, as the workbook has them."""
    try:
        if not content.startswith(b"PK"):
            found = xls_formats.cells(content, names.index(sheet), len(names), is_percent, BUILT_IN)
            return None if found is None else _numbered(found)
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.namelist()
            if "content.xml" in parts:
                return _numbered(_of_opendocument(archive, sheet))
            return _of_excel(archive, sheet) if _BOOK in parts else None
    except (*ZIP_ERRORS, *xls_formats.ERRORS):
        return None  # damaged in a place where the values are not: they are read all the same


def _numbered(cells: Iterator[tuple[int, int]]) -> np.ndarray:
    return np.fromiter((row * WIDE + column for row, column in cells), dtype=np.int64)


# -- Excel's .xlsx ----------------------------------------------------------------------------------------


def _of_excel(archive: zipfile.ZipFile, sheet: str) -> np.ndarray | None:
    styles = _percent_styles(_text(archive, _STYLES)) if _STYLES in archive.namelist() else set()
    if not styles:
        return np.zeros(0, dtype=np.int64)
    part = _part_of(archive, sheet)
    return None if part is None else _numbered(_styled(archive, part, styles))


def _percent_styles(text: str) -> set[int]:
    """Numbers of the cell styles that show a percentage."""
    formats = dict.fromkeys(BUILT_IN, True)
    for tag in _found("numFmt", text):
        formats[int(_attribute(tag, "numFmtId"))] = is_percent(_attribute(tag, "formatCode"))
    inside = re.search(r"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", text, re.DOTALL)
    used = _found("xf", inside[0]) if inside else []
    return {i for i, tag in enumerate(used) if formats.get(int(_attribute(tag, "numFmtId") or 0), False)}


def _part_of(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """The part of the archive that holds a sheet."""
    for tag in _found("sheet", _text(archive, _BOOK)):
        wanted = re.search(r"""\s\w+:id=["']([^"']*)""", tag)
        if wanted is None or _attribute(tag, "name") != sheet:
            continue
        for link in _found("Relationship", _text(archive, _LINKS)):
            if _attribute(link, "Id") == wanted[1]:
                return posixpath.normpath(posixpath.join("/xl", _attribute(link, "Target"))).lstrip("/")
    return None


def _styled(archive: zipfile.ZipFile, part: str, styles: set[int]) -> Iterator[tuple[int, int]]:
    """Cells of these styles. One that names no style has the first one."""
    numbers = b"|".join(b"%d" % style for style in sorted(styles))
    wanted = rb"""[^>]*?\ss=["'](?:%s)["']""" % numbers
    if 0 in styles:
        wanted = rb"""(?:%s|(?![^>]*?\ss=))""" % wanted
    columns: dict[bytes, int] = {}
    for match in _tags(archive, part, re.compile(rb"<(?:\w+:)?c(?=[\s/>])" + wanted + rb"[^>]*>")):
        place = _ADDRESS.search(match[0])
        if place is None:
            raise ValueError("cells without their places would have to be counted")
        letters = place[1]
        column = columns.get(letters)
        if column is None:
            column = columns[letters] = _column(letters)
        yield int(place[2]) - 1, column


_ADDRESS = re.compile(rb"""\sr=["']([A-Z]{1,3})(\d{1,7})["']""")


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _found(name: str, text: str) -> list[str]:
    return re.findall(rf"<(?:\w+:)?{name}(?=[\s/>]){_REST}>", text)


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf"""\s{name}=("[^"]*"|'[^']*')""", tag)
    return html.unescape(found[1][1:-1]) if found else ""


def _text(archive: zipfile.ZipFile, part: str) -> str:
    with archive.open(part) as stream:
        return stream.read(_PART_AT_MOST).decode("utf-8-sig")


# -- OpenDocument -----------------------------------------------------------------------------------------

_PERCENTAGE = re.compile(rb"""<[^>]*value-type=["']percentage["']""")
_TABLES = re.compile(
    rb"<(/?)table:(table|table-row|table-cell|covered-table-cell)(?=[\s/>])((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>"
)


def _of_opendocument(archive: zipfile.ZipFile, sheet: str) -> Iterator[tuple[int, int]]:
    if next(_tags(archive, "content.xml", _PERCENTAGE), None) is None:
        return
    is_inside, row, column, times = False, 0, 0, 1
    for match in _tags(archive, "content.xml", _TABLES):
        ends, what, rest = bool(match[1]), match[2], match[3].decode()
        if what == b"table":
            is_inside, row = not ends and _attribute(rest, "table:name") == sheet, 0
        elif not is_inside:
            continue
        elif what == b"table-row":
            times = times if ends else _repeated(rest, "rows")
            row, column = row + times * (ends or rest.endswith("/")), 0
        elif not ends:
            wide = _repeated(rest, "columns")
            if _attribute(rest, "office:value-type") == "percentage":
                yield from ((row + down, column + right) for down in range(times) for right in range(wide))
            column += wide


def _repeated(rest: str, what: str) -> int:
    return int(_attribute(rest, f"table:number-{what}-repeated") or 1)


# -- a part of an archive, a piece at a time ----------------------------------------------------------------


def _tags(archive: zipfile.ZipFile, part: str, wanted: re.Pattern[bytes]) -> Iterator[re.Match[bytes]]:
    """The tags that fit, in their order. A `<` always begins one, so that is where pieces are cut."""
    rest = b""
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            rest += chunk
            cut = max(rest.rfind(b"<"), 0)
            yield from wanted.finditer(rest[:cut])
            rest = rest[cut:]
    yield from wanted.finditer(rest)
