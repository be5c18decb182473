"""Ticks stand for what can be, and for no time finer than the periods."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from components.charts import ticks
from components.charts.scale import Extent

MONTHS = [date(2025, month, 1) for month in range(1, 13)]


def texts(periods, most=10):
    return [" ".join(lines) for _, lines in ticks.of_days(periods, most)]


@pytest.mark.parametrize(
    ("periods", "expected"),
    [
        (MONTHS[3:4], ["Apr 2025"]),
        (MONTHS[:2], ["Jan 2025", "Feb 2025"]),
        (MONTHS[::3], ["Jan 2025", "Apr 2025", "Jul 2025", "Oct 2025"]),
        ([date(year, 1, 1) for year in (2021, 2022, 2023)], ["2021", "2022", "2023"]),
        ([date(2025, 3, 3 + at) for at in range(3)], ["3 Mar 2025", "4 Mar 2025", "5 Mar 2025"]),
        ([date(2025, 3, 3), date(2025, 3, 10)], ["3 Mar 2025", "10 Mar 2025"]),
    ],
    ids=["one month", "two months", "quarters", "years", "days", "weeks"],
)
def test_no_tick_is_finer_than_the_periods(periods, expected):
    assert texts(periods) == expected


def test_where_points_are_days_a_tick_names_its_day():
    days = [date(2025, 1, 15) + timedelta(at) for at in range(120)]
    assert texts(days) == ["1 Feb 2025", "1 Mar 2025", "1 Apr 2025", "1 May 2025"]
    weeks = [date(2025, 1, 13) + timedelta(7 * at) for at in range(17)]
    assert texts(weeks) == ["Feb 2025", "Mar 2025", "Apr 2025", "May 2025"]


def test_there_are_never_more_than_asked_for():
    for years in range(1, 60):
        periods = [date(2000 + at // 12, at % 12 + 1, 1) for at in range(12 * years)]
        assert 1 <= len(texts(periods, 4)) <= 4


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, ["−10", "0", "10", "20"]),
        ({"least": 0.0}, ["0", "10", "20"]),
        ({"least": 0.0, "top": 15}, ["0", "10"]),
    ],
)
def test_what_cannot_be_is_no_tick(asked, expected):
    assert [text for _, text in ticks.of_values(Extent(-12, 25), most=4, **asked)] == expected


def test_of_counts_there_are_no_halves():
    assert [text for _, text in ticks.of_values(Extent(0, 2), whole=True)] == ["0", "1", "2"]
