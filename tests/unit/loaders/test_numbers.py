"""What is a number, what is missing, what is neither."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.meaning.numbers import read
from loaders.reading.tables import Column

MISSING = ("", "*", "-", "N/A")


def one(text, scale=None):
    values, refused = read(Column.of([text]), MISSING, scale)
    return "refused" if refused[0] else None if np.isnan(values[0]) else values[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3", 3),
        ("-3.5", -3.5),
        (" 12 ", 12),
        ("1e3", 1000),
        ("1,273", 1273),
        ("1,234,567.5", 1234567.5),
        ("0", 0),
        ("", None),
        ("  ", None),
        ("*", None),
        ("N/A", None),
        ("n/a", "refused"),
        ("1,27", "refused"),
        ("1,5", "refused"),
        ("12,3456", "refused"),
        ("47.8%", "refused"),
        ("nan", "refused"),
        ("inf", "refused"),
        ("1e999", "refused"),
        ("0x1F", "refused"),
        ("True", "refused"),
        ("1_000", "refused"),
        ("£3", "refused"),
        ("<5", "refused"),
        ("300 or more", "refused"),
    ],
)
def test_read(text, expected):
    assert one(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("47.8%", 0.478), ("47.8 %", 0.478), ("50", 0.5), ("*", None), ("%", "refused")],
)
def test_scaled_column_reads_percentages(text, expected):
    found = one(text, scale=0.01)
    assert found == (pytest.approx(expected) if isinstance(expected, float) else expected)


@settings(deadline=None)
@given(
    st.lists(
        st.one_of(st.floats(-1e12, 1e12).map(repr), st.sampled_from(["*", "x", "1,000", ""])), min_size=1
    )
)
def test_column_reads_as_its_cells_do(cells):
    """Once per distinct text gives what cell by cell gives."""
    values, refused = read(Column.of(cells), MISSING, None)
    for cell, value, bad in zip(cells, values, refused, strict=True):
        expected = one(cell)
        assert ("refused" if bad else None if np.isnan(value) else value) == expected
