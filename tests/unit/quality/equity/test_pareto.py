"""Pareto charts of groups: the time that they are of, and the words about them."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from catalogue.fields.periods import Frequency, step
from components.words.equity import pareto as words
from quality.equity.pareto.build import _windows
from quality.equity.pareto.part import part_of
from quality.series.calendar_blocks import blocks

PERIODS = tuple(step(date(2024, 1, 1), Frequency.MONTHLY, at) for at in range(30))
QUARTERS = blocks(PERIODS, Frequency.MONTHLY, np.ones(30, dtype=np.bool_))


@pytest.mark.parametrize(
    ("around", "expected"),
    [
        (None, [slice(2, 6), slice(6, 10)]),
        (date(2025, 7, 1), [slice(2, 6), slice(6, 10)]),
        (date(2026, 1, 1), [slice(6, 8), slice(8, 10)]),
        (date(2026, 1, 2), [slice(7, 8), slice(9, 10)]),  # its quarter is neither before nor after
        (date(2024, 4, 1), [slice(0, 1), slice(1, 2)]),
        (date(2024, 1, 1), []),
        (date(2026, 7, 1), []),
    ],
)
def test_time_is_cut_at_a_day_into_stretches_of_one_length(around, expected):
    assert _windows(QUARTERS, around) == expected


def test_few_are_named_and_many_are_not():
    few = part_of("", ["a", "b", "c", "d"], [60, 25, 10, 5])
    assert words.told(few, "group") == "2 of 4 groups make 85% of all 100: “a” and “b”."
    even = part_of("", ["a", "b", "c"], [10, 10, 10])
    assert words.told(even, "group") == "no few stand out: it takes 3 of 3 groups to reach 80% of all 30."


def test_what_is_hidden_is_never_told():
    part = part_of("", ["a", "b", "c", "d"], [30, None, None, 10], total=60)
    assert [bar.label for bar in part.bars] == ["a", "d", "b", "c"]
    assert [words.together(bar) for bar in part.bars] == ["50%", "67% to 83%", "hidden", "hidden"]
    assert words.told(part, "group") == "the 2 groups shown make 67% of all 60."
    assert "no sum is shown" in words.told(part_of("", ["a", "b"], [30, None]), "group")
