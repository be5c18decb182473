"""Periods gathered into quarters and years that stand still."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from catalogue.fields.periods import Frequency, full_range
from quality.series.calendar_blocks import Grain, blocks


def test_blocks_are_whole_calendar_quarters_up_to_the_last_mature_period():
    months = tuple(full_range(date(2024, 2, 1), date(2025, 8, 1), Frequency.MONTHLY))
    mature = np.array([month < date(2025, 8, 1) for month in months])
    table = blocks(months, Frequency.MONTHLY, mature)
    assert (table.starts[0], table.ends[-1]) == (date(2024, 4, 1), date(2025, 6, 30))
    assert table.years == 2
    counts = np.ones((1, len(months)))
    assert table.quarters_of(counts).tolist() == [[3.0] * 5]
    assert table.years_of(counts).tolist() == [[12.0, 12.0]]


@pytest.mark.parametrize(
    ("frequency", "periods", "per_year", "years"),
    [(Frequency.WEEKLY, 60, 4, 1), (Frequency.QUARTERLY, 6, 4, 3), (Frequency.ANNUAL, 3, 1, 3)],
)
def test_every_frequency_has_its_blocks(frequency, periods, per_year, years):
    first = {Frequency.WEEKLY: date(2024, 1, 1)}.get(frequency, date(2023, 4, 1))
    starts = [first]
    while len(starts) < periods:
        starts = full_range(first, starts[-1], frequency)
        starts = [*starts, full_range(starts[-1], date(2031, 4, 1), frequency)[1]]
    table = blocks(tuple(starts), frequency, np.ones(periods, dtype=bool))
    assert table.per_year == per_year
    assert table.years == years


def test_a_quarter_of_weeks_is_called_by_its_months():
    weeks = tuple(full_range(date(2024, 1, 1), date(2025, 3, 31), Frequency.WEEKLY))
    table = blocks(weeks, Frequency.WEEKLY, np.ones(len(weeks), dtype=bool))
    assert any(start.day != 1 for start in table.starts)
    assert {(day.day, day.month % 3) for day in table.quarters} == {(1, 1)}


def test_grains_run_from_fine_to_coarse():
    assert list(Grain) == [Grain.PERIOD, Grain.QUARTER, Grain.YEAR]
