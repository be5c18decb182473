"""Days in columns, each once."""

from __future__ import annotations

import numpy as np
import pytest

from data.write.days import distinct_days


@pytest.mark.parametrize(
    "written",
    [
        [],
        ["2026-01-01"],
        ["2026-02-01", "2026-01-01", "2026-02-01", "1969-12-31"],
        ["0001-01-01", "9999-12-31", "0001-01-01"],  # too far apart to be counted through
        ["2026-01-01", "NaT", "2026-01-01"],
    ],
)
def test_gives_what_sorting_gives(written: list[str]) -> None:
    days = np.array(written, dtype="datetime64[D]")
    found, which = distinct_days(days)
    expected, expected_which = np.unique(days, return_inverse=True)
    assert found.dtype == expected.dtype
    np.testing.assert_array_equal(found, expected)
    np.testing.assert_array_equal(which, expected_which)
