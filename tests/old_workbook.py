"""Old workbooks (`.xls`) for tests: numbers and texts each with a format, in as few records as will do."""

from __future__ import annotations

import struct
from collections.abc import Sequence

Cell = str | float | tuple[float, str]  # a text, a number, or a number and its format
_FREE, _END, _TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_SECTOR, _SMALL = 512, 64


def _record(kind: int, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack("<HH", kind, len(body)) + body


def _bof(what: int) -> bytes:
    return _record(0x0809, struct.pack("<HHHHII", 0x0600, what, 0x0DBB, 0x07CC, 0, 6))


def old_workbook(rows: Sequence[Sequence[Cell]], sheet: str = "Data") -> bytes:
    """One sheet with these cells from A1 on."""
    written = [cell[1] for row in rows for cell in row if isinstance(cell, tuple)]
    formats = {text: 164 + i for i, text in enumerate(dict.fromkeys(written))}
    styles = dict.fromkeys(["", *formats])
    head = _bof(0x0005)
    for text, number in formats.items():
        head += _record(0x041E, struct.pack("<HHB", number, len(text), 0), text.encode("latin-1"))
    for text in styles:
        head += _record(0x00E0, struct.pack("<HHH", 0, formats.get(text, 0), 0) + bytes(14))
    name = struct.pack("<BB", len(sheet), 0) + sheet.encode("latin-1")
    begins = len(head) + 4 + 6 + len(name) + 4
    head += _record(0x0085, struct.pack("<IBB", begins, 0, 0), name) + _record(0x000A)
    assert len(head) == begins
    numbered = {text: i for i, text in enumerate(styles)}
    cells = b"".join(_row(at, row, numbered) for at, row in enumerate(rows))
    size = struct.pack("<IIHHH", 0, len(rows), 0, max(map(len, rows)), 0)
    return _file_system(head + _bof(0x0010) + _record(0x0200, size) + cells + _record(0x000A))


def _row(at: int, row: Sequence[Cell], styles: dict[str, int]) -> bytes:
    found, column = b"", 0
    while column < len(row):
        cell = row[column]
        if isinstance(cell, str):
            said = struct.pack("<HB", len(cell), 0) + cell.encode("latin-1")
            found += _record(0x0204, struct.pack("<HHH", at, column, 0), said)
            column += 1
            continue
        run = [column]  # whole numbers side by side stand in one record
        while run[-1] + 1 < len(row) and _is_whole(cell) and _is_whole(row[run[-1] + 1]):
            run.append(run[-1] + 1)
        if len(run) > 1:
            parts = [struct.pack("<Hi", _style(row[c], styles), int(_value(row[c])) << 2 | 2) for c in run]
            found += _record(0x00BD, struct.pack("<HH", at, column), *parts, struct.pack("<H", run[-1]))
        else:
            found += _record(0x0203, struct.pack("<HHHd", at, column, _style(cell, styles), _value(cell)))
        column += len(run)
    return found


def _value(cell: Cell) -> float:
    assert not isinstance(cell, str)
    return cell[0] if isinstance(cell, tuple) else cell


def _style(cell: Cell, styles: dict[str, int]) -> int:
    return styles[cell[1]] if isinstance(cell, tuple) else 0


def _is_whole(cell: Cell) -> bool:
    return not isinstance(cell, str) and float(_value(cell)).is_integer()


def _file_system(stream: bytes) -> bytes:
    """The stream in the sectors of a compound file; a short one in the small sectors of its root."""
    is_small = len(stream) < 4096
    unit = _SMALL if is_small else _SECTOR
    padded = stream + bytes(-len(stream) % unit)
    count = len(padded) // unit
    chain = [*range(1, count), _END]
    body = padded + bytes(-len(padded) % _SECTOR)
    long = len(body) // _SECTOR
    # Sectors: the table of sectors, the directory, the small ones' table, then the stream.
    table = [_TABLE, _END, _END if is_small else _FREE]
    table += [3 + n for n in range(1, long)] + [_END]
    assert len(table) <= _SECTOR // 4
    table += [_FREE] * (_SECTOR // 4 - len(table))
    small = (chain if is_small else []) + [_FREE] * (_SECTOR // 4 - (len(chain) if is_small else 0))
    root = _entry("Root Entry", 5, 3 if is_small else _END, len(padded) if is_small else 0, child=1)
    book = _entry("Workbook", 2, 0 if is_small else 3, len(stream))
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(16)
        + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
        + bytes(6)
    )
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 2 if is_small else _END, int(is_small), _END, 0)
    header += struct.pack("<109I", 0, *[_FREE] * 108)
    sectors = struct.pack("<128I", *table) + root + book + bytes(256) + struct.pack("<128I", *small)
    return header + sectors + body


def _entry(name: str, kind: int, first: int, length: int, child: int = _FREE) -> bytes:
    letters = name.encode("utf-16-le") + b"\0\0"
    entry = letters.ljust(64, b"\0") + struct.pack("<HBBIII", len(letters), kind, 1, _FREE, _FREE, child)
    return entry + bytes(36) + struct.pack("<III", first, length, 0)
