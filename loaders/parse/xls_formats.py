"""Old workbooks (`.xls`): which of their cells have a number format of some kind.

An `.xls` is a small file system with one stream of records: the workbook's first (formats, then the styles
that refer to them, then where each sheet begins), then those of each sheet, cell by cell with the number of
its style.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Sequence

ERRORS = (struct.error, ValueError, IndexError, KeyError, UnicodeError)
_FREE = 0xFFFFFFFA
"""Sector numbers from here on are no sectors."""
_SHORTEST_LONG = 4096
"""Bytes from which on a stream has sectors of its own; shorter ones share them."""
_LATER, _EARLIER = 0x0600, 0x0500
"""Versions: from Excel 97, and before it."""
_BOF, _EOF, _SHEET, _FORMAT, _STYLE = 0x0809, 0x000A, 0x0085, 0x041E, 0x00E0
_NUMBER, _SHORT_NUMBER, _FORMULA, _NUMBERS = 0x0203, 0x027E, 0x0006, 0x00BD


def cells(
    content: bytes, sheet: int, sheets: int, fits: Callable[[str], bool], built_in: frozenset[int]
) -> Iterator[tuple[int, int]] | None:
    """Row and column of the numbers in a sheet (the first is 0) whose format fits; None if the workbook is
    of a kind that is not known."""
    stream = _stream(content)
    kind, _, version = struct.unpack_from("<HHH", stream)
    if kind != _BOF or version not in (_LATER, _EARLIER):
        return None
    formats = dict.fromkeys(built_in, True)
    used: list[int] = []
    begins: list[int] = []
    for kind, at, length in _records(stream, 0):
        if kind == _FORMAT:
            number, written = _format(stream[at : at + length], version)
            formats[number] = fits(written)
        elif kind == _STYLE:
            used.append(struct.unpack_from("<H", stream, at + 2)[0])
        elif kind == _SHEET:
            begins.append(struct.unpack_from("<I", stream, at)[0])
    if len(begins) != sheets:
        return None
    styles = {number for number, written in enumerate(used) if formats.get(written, False)}
    return _fitting(stream, begins[sheet], styles) if styles else iter(())


def _fitting(stream: bytes, begins: int, styles: set[int]) -> Iterator[tuple[int, int]]:
    for kind, at, length in _records(stream, begins):
        if kind in (_NUMBER, _SHORT_NUMBER, _FORMULA):
            row, column, style = struct.unpack_from("<HHH", stream, at)
            if style in styles:
                yield row, column
        elif kind == _NUMBERS:
            row, first = struct.unpack_from("<HH", stream, at)
            for i in range((length - 6) // 6):
                if struct.unpack_from("<H", stream, at + 4 + 6 * i)[0] in styles:
                    yield row, first + i


def _records(stream: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """Kind, place and length of each record, to the end of this part. A part may hold others (charts)."""
    depth = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        depth += (kind == _BOF) - (kind == _EOF)
        if depth <= 0:
            return
        if depth == 1:
            yield kind, at + 4, length
        at += 4 + length


def _format(record: bytes, version: int) -> tuple[int, str]:
    """The number of a format, and how it is written."""
    if version == _LATER:
        number, letters, flags = struct.unpack_from("<HHB", record)
        return number, record[5:].decode("utf-16-le" if flags & 1 else "latin-1")[:letters]
    number, letters = struct.unpack_from("<HB", record)
    return number, record[3 : 3 + letters].decode("latin-1")


# -- the file system ------------------------------------------------------------------------------------


def _stream(content: bytes) -> bytes:
    """The stream of records."""
    size, small_size = (1 << power for power in struct.unpack_from("<HH", content, 30))
    tables, directory = struct.unpack_from("<II", content, 44)
    small_table, _, more, _ = struct.unpack_from("<4I", content, 60)
    at = list(struct.unpack_from("<109I", content, 76))
    while more < _FREE and len(at) < tables:
        *further, more = struct.unpack_from(f"<{size // 4}I", content, (more + 1) * size)
        at += further
    following = [n for place in at[:tables] for n in _numbers(content[(place + 1) * size :][:size])]

    def long(first: int) -> bytes:
        return b"".join(content[(n + 1) * size : (n + 2) * size] for n in _chain(first, following))

    entries = long(directory)
    found = {}
    for begins in range(0, len(entries) - 127, 128):
        entry = entries[begins : begins + 128]
        letters = struct.unpack_from("<H", entry, 64)[0]
        found[entry[: max(letters - 2, 0)].decode("utf-16-le")] = struct.unpack_from("<II", entry, 116)
    first, length = found.get("Workbook") or found["Book"]
    if length >= _SHORTEST_LONG:
        return long(first)[:length]
    small, next_small = long(found["Root Entry"][0]), _numbers(long(small_table))
    parts = (small[n * small_size : (n + 1) * small_size] for n in _chain(first, next_small))
    return b"".join(parts)[:length]


def _numbers(block: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(block) // 4}I", block[: len(block) // 4 * 4])


def _chain(first: int, following: Sequence[int]) -> Iterator[int]:
    """Sectors one after the other; never more than there are, whatever a damaged file says."""
    for _ in range(len(following)):
        if first >= _FREE:
            return
        yield first
        first = following[first]
