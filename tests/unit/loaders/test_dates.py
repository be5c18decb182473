"""Every way of writing a period that was met in NHS files."""

from __future__ import annotations

from datetime import date

import pytest

from loaders.meaning.dates import EXAMPLES, expected, is_boundary, reader
from quality.periods import Frequency


@pytest.mark.parametrize(
    ("written", "text", "first_day"),
    [
        ("date", "2016-04-01", date(2016, 4, 1)),
        ("date", "2024-05-25T16:06:00", date(2024, 5, 25)),
        ("date", "1970-04-14T11:34:37.478362+00:00", date(1970, 4, 14)),
        ("date", "2016-4-1", None),
        ("date", "01/04/2016", None),
        ("date", "", None),
        ("month-end", "2007-07-31", date(2007, 7, 1)),
        ("month-end", "2024-02-29", date(2024, 2, 1)),
        ("month-end", "2023-02-27", None),
        ("month-end Month to %d %b %Y", "Month to 31 Aug 2025", date(2025, 8, 1)),
        ("quarter-end Quarter to %d %b %Y", "Quarter to 30 Jun 2025", date(2025, 4, 1)),
        ("quarter-end", "2024-12-31", date(2024, 10, 1)),
        ("year-end Year to %d %b %Y", "Year to 31 Mar 2025", date(2024, 4, 1)),
        ("week-ending", "2020-01-05", date(2019, 12, 30)),
        ("week-ending %Y%m%d", "20200105", date(2019, 12, 30)),
        ("week-ending %d %b %Y", "20 Jun 2021", date(2021, 6, 14)),
        ("calendar-quarter", "2016Q4", date(2016, 10, 1)),
        ("calendar-quarter", "2016 Q1", date(2016, 1, 1)),
        ("calendar-quarter", "2016Q5", None),
        ("financial-quarter", "2017-18 Q4", date(2018, 1, 1)),
        ("financial-quarter", "2017/18 Q1", date(2017, 4, 1)),
        ("financial-quarter", "2017-19 Q1", None),
        ("financial-year", "2017-18", date(2017, 4, 1)),
        ("financial-year", "2007/08", date(2007, 4, 1)),
        ("financial-year", "1999-2000", date(1999, 4, 1)),
        ("financial-year", "2017-19", None),
        ("excel", "2010-08-01", date(2010, 8, 1)),
        ("excel", "40391", date(2010, 8, 1)),
        ("excel", "40391.5", date(2010, 8, 1)),
        ("%b-%y", "Jan-21", date(2021, 1, 1)),
        ("%B %Y", "January 2021", date(2021, 1, 1)),
        ("%Y%m", "200707", date(2007, 7, 1)),
        ("%Y", "2019", date(2019, 1, 1)),
        ("%b-%Y", "Dec-2011 (1)", date(2011, 12, 1)),
        ("%b-%y", "Mar-24 (p)", date(2024, 3, 1)),
        ("financial-year", "2019-20*", date(2019, 4, 1)),
        ("%d/%m/%Y", "31/02/2020", None),
    ],
)
def test_reader(written, text, first_day):
    assert reader(written)(text) == first_day


@pytest.mark.parametrize("written", [*EXAMPLES, "%b-%y", "month-end %Y%m%d", "week-ending %d/%m/%Y"])
def test_expected_shows_an_example_that_can_be_read(written):
    example = expected(written).rpartition("such as ")[2].partition(" (%")[0]
    if written not in {"excel", "week-ending %d/%m/%Y"}:
        assert reader(written)(example) is not None


@pytest.mark.parametrize(
    ("frequency", "start", "answer"),
    [
        (Frequency.DAILY, date(2026, 1, 17), True),
        (Frequency.WEEKLY, date(2026, 1, 12), True),
        (Frequency.WEEKLY, date(2026, 1, 13), False),
        (Frequency.MONTHLY, date(2026, 2, 1), True),
        (Frequency.MONTHLY, date(2026, 2, 2), False),
        (Frequency.QUARTERLY, date(2026, 4, 1), True),
        (Frequency.QUARTERLY, date(2026, 5, 1), False),
        (Frequency.ANNUAL, date(2027, 1, 1), True),
        (Frequency.ANNUAL, date(2026, 4, 1), False),
    ],
)
def test_is_boundary(frequency, start, answer):
    anchor = date(2026, 1, 5) if frequency is Frequency.WEEKLY else date(2026, 1, 1)
    assert is_boundary(start, frequency, anchor) is answer
