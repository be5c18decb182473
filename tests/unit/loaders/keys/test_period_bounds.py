"""Rows that begin inside a period, and rows that only seem to be about a whole one."""

from __future__ import annotations

import numpy as np
import pytest

from catalogue.fields.periods import Frequency
from loaders.keys.period_bounds import misplaced

MONTHLY, QUARTERLY, ANNUAL, WEEKLY = (
    Frequency.MONTHLY,
    Frequency.QUARTERLY,
    Frequency.ANNUAL,
    Frequency.WEEKLY,
)


def told(days, frequency, services=None):
    """Per row `w`hole, `o`ff or `p`artial."""
    service = np.array(services or [1] * len(days))
    found = misplaced(service, np.zeros(len(days), int), np.array(days, dtype="datetime64[D]"), frequency)
    pairs = zip(*found, strict=True)
    return "".join("o" if off else "p" if partial else "w" for off, partial in pairs)


@pytest.mark.parametrize(
    ("days", "frequency", "expected"),
    [
        (["2026-01-01", "2026-02-01"], MONTHLY, "ww"),
        (["2026-01-01", "2026-01-02", "2026-02-01"], MONTHLY, "pow"),
        (["2026-01-01", "2026-02-15"], MONTHLY, "wo"),
        (["2026-01-01", "2026-02-01", "2026-03-01", "2026-04-01"], QUARTERLY, "poow"),
        (["2025-04-01", "2025-04-01", "2025-07-01", "2026-04-01"], ANNUAL, "ppow"),
        (["2025-04-01", "2025-04-01", "2026-01-01", "2026-04-01"], ANNUAL, "ppow"),
        (["2026-01-05", "2026-01-05", "2026-01-06", "2026-01-12"], WEEKLY, "ppow"),
        (["2026-01-01", "2026-01-02"], Frequency.DAILY, "ww"),
        ([], MONTHLY, ""),
    ],
)
def test_what_a_row_is_about(days, frequency, expected):
    assert told(days, frequency) == expected


def test_days_of_one_service_say_nothing_of_another():
    assert told(["2026-01-01", "2026-01-02", "2026-01-01"], MONTHLY, [1, 1, 2]) == "pow"
