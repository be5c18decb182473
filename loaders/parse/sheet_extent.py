"""Finds how far the cells of a sheet reach, in the XML of many rows at once: millions of cells in a second.

<row r="7"><c r="B7"><v>3</v></c><c r="D7"/></row>   →   row 7, column 4, 2 cells
"""

from __future__ import annotations

import re

import numpy as np
from openpyxl.utils.cell import column_index_from_string

_ROW = re.compile(rb"<(?:\w+:)?row\b")
_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_ADDRESS = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{0,3})(\d{1,7})["']""")
_CELLS_BEGIN, _ROWS_BEGIN = b'<c r="', b'<row r="'
_LETTERS, _DIGITS = 3, 7
_ENDS = tuple(b"\t\n\r />")


def row_starts(text: bytes) -> np.ndarray:
    """Return where rows begin."""
    if b":row" in text:
        return np.array([found.start() for found in _ROW.finditer(text)], dtype=np.int64)
    return _tags(np.frombuffer(text, dtype=np.uint8), b"row")


def _tags(letters: np.ndarray, name: bytes) -> np.ndarray:
    """Return where tags of this name begin."""
    most = len(letters) - len(name) - 1
    at = np.flatnonzero(letters[: max(0, most)] == ord("<"))
    for step, letter in enumerate(name, start=1):
        at = at[letters[at + step] == letter]
    return at[np.isin(letters[at + len(name) + 1], _ENDS)]


def extent(text: bytes, rows: np.ndarray) -> tuple[int, int, int]:
    """Return the last row and column that cells of these rows name, or fill one after the other; and how many
    cells there are. `rows` are where the rows begin."""
    letters = np.frombuffer(text + b" " * (_LETTERS + _DIGITS + len(_ROWS_BEGIN)), dtype=np.uint8)
    cells = _tags(letters, b"c")
    if b":c" in text or not (_begin(letters, cells, _CELLS_BEGIN) and _begin(letters, rows, _ROWS_BEGIN)):
        return _by_search(text, rows)
    in_row = np.bincount(np.searchsorted(rows, cells)) if len(cells) else np.zeros(1, dtype=int)
    last, column = _addresses(letters, cells + len(_CELLS_BEGIN))
    return (
        max(last, _addresses(letters, rows + len(_ROWS_BEGIN))[0]),
        max(column, int(in_row.max())),
        len(cells),
    )


def _begin(letters: np.ndarray, at: np.ndarray, words: bytes) -> bool:
    return all(bool((letters[at + i] == letter).all()) for i, letter in enumerate(words))


def _addresses(letters: np.ndarray, at: np.ndarray) -> tuple[int, int]:
    """Return the largest row and column of the addresses that begin there."""
    row, column = np.zeros(len(at), dtype=np.int64), np.zeros(len(at), dtype=np.int64)
    is_letter, is_digit = np.ones(len(at), dtype=bool), np.ones(len(at), dtype=bool)
    for step in range(_LETTERS + _DIGITS):
        letter = letters[at + step].astype(np.int64)
        is_letter &= (letter | 32 >= ord("a")) & (letter | 32 <= ord("z"))
        column[is_letter] = column[is_letter] * 26 + (letter[is_letter] | 32) - ord("a") + 1
        is_digit &= is_letter | ((letter >= ord("0")) & (letter <= ord("9")))
        is_row = is_digit & ~is_letter
        row[is_row] = row[is_row] * 10 + letter[is_row] - ord("0")
    return int(row.max(initial=0)), int(column.max(initial=0))


def _by_search(text: bytes, rows: np.ndarray) -> tuple[int, int, int]:
    """Do the same for cells that are written in another way, slowly."""
    found = _ADDRESS.findall(text)
    cells = np.array([cell.start() for cell in _CELL.finditer(text)], dtype=np.int64)
    widest = int(np.bincount(np.searchsorted(rows, cells)).max()) if len(cells) else 0
    columns = (column_index_from_string(c.decode().upper()) for c in {c for c, _ in found if c})
    return max(map(int, {row for _, row in found}), default=0), max([widest, *columns]), len(cells)
