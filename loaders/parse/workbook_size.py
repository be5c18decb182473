"""Measures how much a workbook would ask for, before it is read.

Two cells at opposite corners, a row that says it stands a million times, or one long text that a million
cells point to: a small file asks for all the memory there is. A cell that is really there takes two bytes of
the packed file or more, even where all are alike; small workbooks may have `CELLS_FREE` all the same.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

import xlrd
from xlrd.compdoc import CompDoc, CompDocError

from loaders.parse.archives import PACKED_AT_MOST, UNPACKED_FREE, explained, whole_zip
from loaders.parse.sheet_extent import extent, row_starts
from loaders.problems import refusal

CELLS_AT_MOST = 30_000_000
"""From the first to the last cell of a sheet, empty ones counted: more would not fit into memory."""
CELLS_FREE = 2_500_000
OTHERS_FREE = 500_000
"""Records of an `.xlsb` that are neither rows, cells nor texts: of more than these there are fewer than of
others."""
_SHARED = re.compile(rb"""\st\s*=\s*["']s["'][^>]*>\s*<(?:\w+:)?v>(\d+)<""")
_TEXT = re.compile(rb"<(?:\w+:)?si\b")
_OPEN = re.compile(rb"<(/?)(?:\w+:)?(table-row|table-cell|covered-table-cell|table)\b([^>]*)>")
_REPEATED = re.compile(rb"""number-(columns|rows)-repeated\s*=\s*["'](\d+)["']""")
_CHUNK = 2**22
_CHUNK_OF_RECORDS = 2**20
_TOO_LONG = "has a row or a text longer than any spreadsheet writes"


@dataclass
class _Measure:
    """Adds up what a workbook asks for, and refuses it as soon as that is too much."""

    name: str
    packed: int
    lengths: list[int] = field(default_factory=list)
    """Letters of each text that cells point to."""
    letters: int = 0

    def extent(self, rows: int, columns: int) -> None:
        most = min(CELLS_AT_MOST, max(CELLS_FREE, self.packed // 2))
        if rows * columns > most:
            what = f"has a sheet of {rows:,} rows and {columns:,} columns"
            expected = f"at most {most:,} cells in a file of its size; delete what stands far from the table"
            raise refusal(self.name, what, expected)

    def points_to(self, text: int) -> None:
        self.writes(self.lengths[text] if text < len(self.lengths) else 0)

    def writes(self, letters: int) -> None:
        self.letters += letters
        if self.letters > explained(self.packed):
            what = f"has cells with more than {self.letters / 1e6:,.0f} million letters"
            raise refusal(self.name, what, f"at most {PACKED_AT_MOST} times its size: save the table as CSV")


def check(content: bytes, name: str, packed: int) -> None:
    """Refuse a workbook that would take more memory than its size can explain."""
    measure = _Measure(name, packed)
    if not content.startswith(b"PK"):
        with suppress(struct.error):  # cut off in a record
            _old_excel(content, measure)
        return
    with whole_zip(content, name) as archive:
        parts = archive.namelist()
        for part in parts:
            with archive.open(part) as stream:
                if part.endswith(".xml") and re.search(rb"<!(DOCTYPE|ENTITY)", stream.read(2**16)):
                    raise refusal(
                        name, "has words of its own for texts (`<!ENTITY`)", "a workbook without them"
                    )
        if "content.xml" in parts:
            _opendocument(archive, measure)
        if "xl/sharedStrings.xml" in parts:
            measure.lengths = [len(piece) for piece in _pieces(archive, "xl/sharedStrings.xml", _TEXT, name)][
                1:
            ]
        if "xl/sharedStrings.bin" in parts:
            records = _records(archive, "xl/sharedStrings.bin", measure)
            measure.lengths = [
                int.from_bytes(said[1:5], "little") for kind, said in records if kind == _TEXT_ITEM
            ]
        sheets = [part for part in parts if part.startswith("xl/worksheets/")]
        for part in sheets:
            if part.endswith(".xml"):
                _sheet(archive, part, measure)
            elif part.endswith(".bin"):
                _binary_sheet(archive, part, measure)


def _sheet(archive: zipfile.ZipFile, part: str, measure: _Measure) -> None:
    longest = max(measure.lengths, default=0)
    rows = columns = cells = begun = 0
    for text in _whole_rows(archive, part, measure.name):
        starts = row_starts(text)
        begun += len(starts)
        last, widest, here = extent(text, starts)
        rows, columns, cells = max(rows, begun, last), max(columns, widest), cells + here
        measure.extent(rows, columns)
        if cells * longest > UNPACKED_FREE:
            for found in _SHARED.findall(text):
                measure.points_to(int(found))


def _whole_rows(archive: zipfile.ZipFile, part: str, name: str) -> Iterator[bytes]:
    """Give a sheet in parts of many rows, each of which is whole."""
    rest = b""
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            text = rest + chunk
            last = next(reversed(row_starts(text[-_CHUNK:]).tolist()), 0)
            cut = max(0, len(text) - _CHUNK) + last if last else 0
            if cut:
                yield text[:cut]
            rest = text[cut:]
            if len(rest) > UNPACKED_FREE:
                raise refusal(name, _TOO_LONG, "the table as CSV")
    yield rest


def _pieces(archive: zipfile.ZipFile, part: str, start: re.Pattern[bytes], name: str) -> Iterator[bytes]:
    """Give a part of an archive in the pieces that begin so; first what stands before them."""
    rest = b""
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            *pieces, rest = start.split(rest + chunk)
            yield from pieces
            if len(rest) > UNPACKED_FREE:
                raise refusal(name, _TOO_LONG, "the table as CSV")
    yield rest


def _opendocument(archive: zipfile.ZipFile, measure: _Measure) -> None:
    """Add up repeats: those of empty cells at the end of a row, or of empty rows, ask for nothing."""
    row_times, times, width, filled, rows, columns = 1, 1, 0, 0, 0, 0
    rest, before, began, below = b"", 0, 0, 0
    with archive.open("content.xml") as stream:
        while chunk := stream.read(_CHUNK):
            text = rest + chunk
            cut = text.rfind(b"<") if len(chunk) == _CHUNK else len(text)
            for found in _OPEN.finditer(text, 0, cut):
                closes, what, said = found.groups()
                if what == b"table":
                    rows = columns = below = 0
                elif what == b"table-row" and not closes:
                    row_times, width, filled = _times(said), 0, 0
                elif what == b"table-row":
                    below += row_times
                    if filled:
                        rows, below = rows + below, 0
                elif closes:
                    measure.writes((before + found.start() - began) * times * row_times)
                else:
                    times, began = _times(said), before + found.end()
                    width += times
                    if b"value" in said or b"formula" in said:
                        filled = width
                        columns = max(columns, filled)
                        measure.extent(rows + below + row_times, columns)
            before, rest = before + cut, text[cut:]


def _times(said: bytes) -> int:
    return next((int(n[:12]) for _, n in _REPEATED.findall(said)), 1)  # more digits are as many as these


def _binary_sheet(archive: zipfile.ZipFile, part: str, measure: _Measure) -> None:
    """Walk through the records of a sheet of an `.xlsb`: rows, and cells in them."""
    rows = columns = cells = 0
    for kind, said in _records(archive, part, measure):
        if kind == _ROW_OF_CELLS and len(said) >= 4:
            rows = max(rows, int.from_bytes(said[:4], "little") + 1)
        elif 1 <= kind <= _LAST_CELL and len(said) >= 4:
            columns, cells = max(columns, int.from_bytes(said[:4], "little") + 1), cells + 1
            if kind == _POINTS_TO:
                measure.points_to(int.from_bytes(said[8:12], "little"))
        else:
            continue
        measure.extent(rows, columns)
        measure.extent(cells, 1)


def _records(archive: zipfile.ZipFile, part: str, measure: _Measure) -> Iterator[tuple[int, bytes]]:
    """Give the records of a part of an `.xlsb`: their kinds, and how they begin."""
    rest, count, others = b"", 0, 0
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK_OF_RECORDS):
            text, at = rest + chunk, 0
            end = len(text)
            while at + 1 < end:
                kind, size, begins = text[at], text[at + 1], at + 2
                if kind > 127 or size > 127:  # longer numbers
                    kind, begins = _packed(text, at, 2)
                    size, begins = _packed(text, begins, 4)
                if (ends := begins + size) > end:
                    break
                count += 1
                if kind in _MEASURED:
                    yield kind, text[begins : min(ends, begins + _BEGINS_WITH)]
                else:
                    others += 1
                at = ends
            measure.extent(count // 2, 1)  # a row and a cell
            if others > count - others + OTHERS_FREE:
                what = f"has more than {OTHERS_FREE:,} records that are neither rows, cells nor texts"
                raise refusal(measure.name, what, "fewer of them than of cells: save the table as CSV")
            rest = text[at:]
            if len(rest) > UNPACKED_FREE:
                raise refusal(measure.name, _TOO_LONG, "the table as CSV")


_ROW_OF_CELLS, _LAST_CELL, _POINTS_TO, _TEXT_ITEM, _BEGINS_WITH = 0, 11, 7, 19, 12
_MEASURED = {*range(_LAST_CELL + 1), _TEXT_ITEM}


def _packed(content: bytes, at: int, most: int) -> tuple[int, int]:
    """Return a number of which each byte holds seven bits, and where it ends."""
    number = 0
    for turn in range(most):
        byte = content[at] if at < len(content) else 0
        at += 1
        number |= (byte & 127) << (7 * turn)
        if byte < 128:
            break
    return number, at


def _old_excel(content: bytes, measure: _Measure) -> None:
    """Walk through the records of an `.xls`: what says where a cell is, and which text it points to."""
    longest = 0
    try:
        with xlrd.open_workbook(file_contents=content, on_demand=True, logfile=io.StringIO()) as book:
            measure.lengths = [len(text) for text in getattr(book, "_sharedstrings", ())]
            stream, at = bytes(book.mem[book.base : book.base + book.stream_len]), 0
    except (
        _UNREADABLE
    ):  # another program may be able to read it: whatever a cell points to may be the longest
        stream, at, longest = _stream(content), 0, _LONGEST_TEXT
    rows = columns = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        at += 4
        if kind in _BEGINS:
            rows = columns = 0
        elif kind == _PASSWORD:
            return
        elif kind in _CELLS and size >= 6:
            row, column = struct.unpack_from("<HH", stream, at)
            if kind in _SEVERAL:
                column = struct.unpack_from("<H", stream, at + size - 2)[0]
            rows, columns = max(rows, row + 1), max(columns, column + 1)
            measure.extent(rows, columns)
            if kind == _POINTS and longest:
                measure.writes(min(longest, len(stream)))
            elif kind == _POINTS and size >= 10:
                measure.points_to(struct.unpack_from("<I", stream, at + 6)[0])
        at += size


def _stream(content: bytes) -> bytes:
    """Return the workbook inside a compound document; nothing of what is none, or too damaged."""
    with suppress(*_UNREADABLE):
        found = CompDoc(content, logfile=io.StringIO())
        return next((bytes(s) for name in ("Workbook", "Book") if (s := found.get_named_stream(name))), b"")
    return b""


_UNREADABLE = (xlrd.XLRDError, CompDocError, struct.error, IndexError, AssertionError, UnicodeError, KeyError)
_LONGEST_TEXT = 32_767
_PASSWORD = 0x2F
_BEGINS, _POINTS, _SEVERAL = {0x809, 0x009, 0x209, 0x409}, 0xFD, {0xBD, 0xBE}
_CELLS = {
    _POINTS,
    *_SEVERAL,
    0x06,
    0x01,
    0x02,
    0x03,
    0x04,
    0x05,
    0x201,
    0x203,
    0x204,
    0x205,
    0x27E,
    0xD6,
    0x406,
}
