"""How far cells reach, however they are written: the quick way says what a search says."""

from __future__ import annotations

import numpy as np
import pytest

from loaders.parse import sheet_extent
from loaders.parse.sheet_extent import extent, row_starts

ROWS = b'<row r="1"><c r="A1"><v>1</v></c><c r="C1"/></row><row r="2"><c r="B2"><v>2</v></c></row>'


def found(text):
    return extent(text, row_starts(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (ROWS, (2, 3, 3)),
        (ROWS.replace(b"B2", b"XFD1048576"), (1048576, 16384, 3)),
        (ROWS.replace(b'row r="2"', b'row r="900000"'), (900000, 3, 3)),  # cells stand where their row says
        (ROWS.replace(b'<row r="1">', b'<row r="700000"/><row>'), (700000, 3, 3)),
        (ROWS.replace(b"<c r=", b'<c s="1" r='), (2, 3, 3)),
        (ROWS.replace(b"<c ", b"<x:c ").replace(b"<row", b"<x:row"), (2, 3, 3)),
        (ROWS.replace(b'"', b"'"), (2, 3, 3)),
        (ROWS.replace(b'r="C1"', b'r = "c1"'), (2, 3, 3)),
        (b"<row><c/><c/><c><v>1</v></c></row><row><c/></row>", (0, 3, 4)),
        (b"<sheetData>", (0, 0, 0)),
        (b'<cols><col min="1" max="3"/></cols>' + ROWS, (2, 3, 3)),
        (b"", (0, 0, 0)),
        (b"<row", (0, 0, 0)),
        (b'<row r="1"><c r="', (1, 1, 1)),
    ],
)
def test_last_row_last_column_and_cells(text, expected):
    assert found(text) == expected


def test_quick_way_says_what_a_search_says():
    generator = np.random.default_rng(3)
    for _ in range(50):
        rows = []
        for row in sorted(generator.integers(1, 2000, 6).tolist()):
            columns = generator.choice(["A", "Z", "AA", "BX", "ZZ", "AAA"], 3)
            cells = "".join(f'<c r="{column}{row}"><v>{row}</v></c>' for column in columns)
            rows.append(f'<row r="{row}">{cells}</row>')
        text = "".join(rows).encode()
        assert found(text) == sheet_extent._by_search(text, row_starts(text))
