"""Periods: neighbours, ends, labels, and when a period is complete."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.fields.periods import MONTHS, Frequency, end, full_range, index, is_immature, label, step

MONDAY = date(2026, 11, 9)


@pytest.mark.parametrize(
    ("frequency", "start", "after", "last", "words"),
    [
        (Frequency.DAILY, date(2024, 2, 28), date(2024, 2, 29), date(2024, 2, 28), "28 Feb 2024"),
        (Frequency.WEEKLY, MONDAY, date(2026, 11, 16), date(2026, 11, 15), "w/e 15 Nov 2026"),
        (Frequency.MONTHLY, date(2026, 12, 1), date(2027, 1, 1), date(2026, 12, 31), "Dec 2026"),
        (Frequency.QUARTERLY, date(2026, 10, 1), date(2027, 1, 1), date(2026, 12, 31), "Oct–Dec 2026"),
        (Frequency.ANNUAL, date(2026, 1, 1), date(2027, 1, 1), date(2026, 12, 31), "2026"),
        (Frequency.ANNUAL, date(2025, 4, 1), date(2026, 4, 1), date(2026, 3, 31), "Apr 2025–Mar 2026"),
    ],
)
def test_a_period_its_neighbour_its_end_and_its_name(frequency, start, after, last, words):
    assert step(start, frequency) == after
    assert step(after, frequency, -1) == start
    assert end(start, frequency) == last
    assert label(start, frequency) == words
    assert index(after, frequency) == index(start, frequency) + 1


@given(
    st.sampled_from(list(Frequency)),
    st.dates(date(1990, 1, 1), date(2080, 1, 1)),
    st.integers(0, 400),
)
def test_a_full_range_has_no_holes(frequency, day, count):
    if frequency in MONTHS:
        day = day.replace(day=1, month=1)
    last = step(day, frequency, count)
    periods = full_range(day, last, frequency)
    assert (periods[0], periods[-1], len(periods)) == (day, last, count + 1)
    assert all(end(a, frequency) + timedelta(days=1) == b for a, b in pairwise(periods))


@pytest.mark.parametrize(
    ("maturity", "as_at", "expected"),
    [
        (0, date(2026, 10, 31), True),
        (0, date(2026, 11, 1), False),
        (1, date(2026, 11, 30), True),
        (1, date(2026, 12, 1), False),
    ],
)
def test_october_is_immature_until_its_further_periods_have_passed(maturity, as_at, expected):
    october = date(2026, 10, 1)
    assert is_immature(october, Frequency.MONTHLY, maturity=maturity, as_at=as_at) is expected
