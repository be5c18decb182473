"""Every way of writing a period that was met in NHS files."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.fields.period_formats import ENDINGS, WORDS, length, mistake
from catalogue.fields.periods import Frequency, end
from loaders.dates import patterns
from loaders.dates.reader import expected, for_format, is_boundary


@pytest.mark.parametrize(
    ("written", "text", "first_day"),
    [
        ("date", "2016-04-01", date(2016, 4, 1)),
        ("date", "2024-05-25T16:06:00", date(2024, 5, 25)),
        ("date", "1970-04-14T11:34:37.478362+00:00", date(1970, 4, 14)),
        ("date", "2016-4-1", None),
        ("date", "01/04/2016", None),
        ("date", "", None),
        ("date", "1899-12-31", None),
        ("date", "2101-01-01", None),
        ("month-end", "2007-07-31", date(2007, 7, 1)),
        ("quarter-end", "December 2019-20", date(2019, 10, 1)),
        ("quarter-end", "March 2019-20", date(2020, 1, 1)),
        ("quarter-end", "March 2019-21", None),
        ("week-ending", "March 2019-20", None),
        ("month-end", "2024-02-29", date(2024, 2, 1)),
        ("month-end", "2023-02-27", None),
        ("month-end", "Month to 31 Aug 2025", date(2025, 8, 1)),
        ("month-end", "Quarter to 30 Jun 2025", None),
        ("month-end Month to %d %b %Y", "Month to 31 Aug 2025", date(2025, 8, 1)),
        ("month-end %d %b %Y", "Month to 31 Aug 2025", date(2025, 8, 1)),
        ("quarter-end Quarter to %d %b %Y", "Quarter to 30 Jun 2025", date(2025, 4, 1)),
        ("quarter-end", "Quarter ending June 2025", date(2025, 4, 1)),
        ("quarter-end", "2024-12-31", date(2024, 10, 1)),
        ("quarter-end %b-%y", "Jun-25", date(2025, 4, 1)),
        ("year-end Year to %d %b %Y", "Year to 31 Mar 2025", date(2024, 4, 1)),
        ("year-end", "12 months to 31 March 2025", date(2024, 4, 1)),
        ("year-end", "Month to 31 Mar 2025", None),
        ("week-ending", "2020-01-05", date(2019, 12, 30)),
        ("week-ending %Y%m%d", "20200105", date(2019, 12, 30)),
        ("week-ending %d %b %Y", "20 Jun 2021", date(2021, 6, 14)),
        ("week-ending %d/%m/%y", "w/e 05/06/20", date(2020, 5, 30)),
        ("week-ending", "Week ending Friday 5 June 2020", date(2020, 5, 30)),
        ("week-ending", "Week ending Friday 6 June 2020", None),
        ("week-commencing %d/%m/%Y", "w/c 01/06/2020", date(2020, 6, 1)),
        ("calendar-quarter", "2016Q4", date(2016, 10, 1)),
        ("calendar-quarter", "2016 Q1", date(2016, 1, 1)),
        ("calendar-quarter", "2016Q5", None),
        ("financial-quarter", "2017-18 Q4", date(2018, 1, 1)),
        ("financial-quarter", "2017/18 Q1", date(2017, 4, 1)),
        ("financial-quarter", "Q1 2015-16", date(2015, 4, 1)),
        ("financial-quarter", "Quarter 1 2015/16", date(2015, 4, 1)),
        ("financial-quarter", "Quarter One 2015-2016", date(2015, 4, 1)),
        ("financial-quarter", "2017-19 Q1", None),
        ("financial-quarter", "Q1 2015", None),
        ("financial-quarter", "2017-18 Q4 (Apr-Jun)", None),
        ("financial-quarter-by-first-year", "Q1 2015", date(2015, 4, 1)),
        ("financial-quarter-by-last-year", "Q1 2015", date(2014, 4, 1)),
        ("calendar-quarter", "FY16 Q1", None),
        ("quarter-months", "April - June 2015", date(2015, 4, 1)),
        ("quarter-months", "Jan to Mar 2015/16", date(2016, 1, 1)),
        ("quarter-months", "Feb-Apr 2015", None),
        ("financial-year", "2017-18", date(2017, 4, 1)),
        ("financial-year", "2007/08", date(2007, 4, 1)),
        ("financial-year", "1999-2000", date(1999, 4, 1)),
        ("financial-year", "202223", date(2022, 4, 1)),
        ("financial-year", "2017-19", None),
        ("financial-year", "200207", None),
        ("financial-month", "Month 12 2022/23", date(2023, 3, 1)),
        ("financial-month", "Month 13 2022/23", None),
        ("financial-month", "2022-23 Apr", date(2022, 4, 1)),
        ("financial-month", "Mar 2022 2021/22", date(2022, 3, 1)),
        ("financial-month", "Mar 2021 2021/22", None),
        ("iso-week", "2020-W53", date(2020, 12, 28)),
        ("iso-week", "2021-W53", None),
        ("excel", "2010-08-01", date(2010, 8, 1)),
        ("excel", "40391", date(2010, 8, 1)),
        ("excel", "40391.5", date(2010, 8, 1)),
        ("%b-%y", "Jan-21", date(2021, 1, 1)),
        ("%b-%y", "Sept-20", date(2020, 9, 1)),
        ("%B %Y", "january 2021", date(2021, 1, 1)),
        ("%b %Y", "SEPT 2020", date(2020, 9, 1)),
        ("%b %Y", "Ma 2020", None),
        ("%b %Y", "Märt 2020", None),
        ("%d %B %Y", "1st April 2015", date(2015, 4, 1)),
        ("%m_%Y", "07_2015", date(2015, 7, 1)),
        ("%m/%d/%y", "10/1/13", date(2013, 10, 1)),
        ("RTT-%B-%Y", "RTT-April-2022", date(2022, 4, 1)),
        ("MSitAE-%B-%Y", "MSitAE-APRIL-2022", date(2022, 4, 1)),
        ("%Y%m", "200707", date(2007, 7, 1)),
        ("%Y%m%d", "2020111", None),
        ("%Y", "2019", date(2019, 1, 1)),
        ("%b-%Y", "Dec-2011 (1)", date(2011, 12, 1)),
        ("%b-%y", "Mar-24 (p)", date(2024, 3, 1)),
        ("%b %Y", "Mar 2024 [note 3]", date(2024, 3, 1)),
        ("financial-year", "2019-20*", date(2019, 4, 1)),
        ("year-end", "January 2022 to December 2022", date(2022, 1, 1)),
        ("year-end", "1 April 2022 – 31 March 2023", date(2022, 4, 1)),
        ("year-end", "2022-04-01 to 2023-03-31", date(2022, 4, 1)),
        ("year-end", "January 2022 to March 2023", None),  # fifteen months
        ("year-end %b%y", "Feb22-Jan23", date(2022, 2, 1)),
        ("quarter-end", "April to June 2023", date(2023, 4, 1)),
        ("quarter-end", "April to July 2023", None),
        ("%d/%m/%Y", "31/02/2020", None),
        ("%d/%m/%Y %H:%M", "31/01/2020 23:59", date(2020, 1, 31)),
    ],
)
def test_reader(written, text, first_day):
    assert for_format(written)(text) == first_day


@pytest.mark.parametrize(
    ("word", "text", "first_day"),
    [(name, text, word.begins) for name, word in WORDS.items() for text in (word.example, *word.also)],
)
def test_the_examples_in_the_manual_are_read(word, text, first_day):
    assert for_format(word)(text) == first_day


@pytest.mark.parametrize("written", [*WORDS, "%b-%y", "month-end %Y%m%d", "week-ending %d/%m/%Y"])
def test_expected_shows_an_example_that_can_be_read(written):
    example = expected(written).rpartition("such as ")[2].partition(" (%")[0].partition(" (month")[0]
    assert for_format(written)(example.partition(" (week")[0]) is not None


def test_the_language_of_the_machine_does_not_matter(monkeypatch):
    monkeypatch.setattr("calendar.month_abbr", ["", "janv.", *["?"] * 11])
    assert for_format("%b %Y")("Feb 2021") == date(2021, 2, 1)
    assert for_format("%b %Y")("févr. 2021") is None


def test_several_formats_in_one_column():
    read = for_format(["month-end", "%b-%y"])
    assert read("2021-01-31") == read("Jan-21") == date(2021, 1, 1)
    both_ways = for_format(["%d/%m/%Y", "%m/%d/%Y"])
    assert both_ways("13/01/2020") == both_ways("01/13/2020") == date(2020, 1, 13)
    assert both_ways("02/01/2020") is None, "two formats of the list read it differently"
    assert both_ways("01/01/2020") == date(2020, 1, 1)


@pytest.mark.parametrize(
    ("text", "zone", "day"),
    [
        ("2024-07-01T23:30:00+00:00", None, date(2024, 7, 1)),
        ("2024-07-01T23:30:00+00:00", "Europe/London", date(2024, 7, 2)),
        ("2024-07-01T23:30:00Z", "Europe/London", date(2024, 7, 2)),
        ("2024-01-01 23:30:00+0000", "Europe/London", date(2024, 1, 1)),
        ("2024-07-01T23:30:00", "Europe/London", date(2024, 7, 1)),
        ("2024-07-01", "Europe/London", date(2024, 7, 1)),
    ],
)
def test_the_day_of_a_timestamp(text, zone, day):
    assert for_format("date", zone=zone)(text) == day


DAYS = st.dates(date(1970, 1, 1), date(2037, 12, 31))


@given(
    DAYS, st.sampled_from(["%d/%m/%Y", "%d %B %Y", "%A %d %b %y", "%Y%m%d", "%m/%d/%y", "%d%b%Y", "%Y-%j"])
)
def test_what_a_pattern_writes_it_reads(day, pattern):
    assert for_format(pattern)(patterns.write(day, pattern)) == day


@given(DAYS, st.sampled_from(["%b-%y", "%B %Y", "%Y%m", "%m_%Y", "RTT-%B-%Y"]))
def test_what_a_pattern_of_months_writes_it_reads(day, pattern):
    assert for_format(pattern)(patterns.write(day, pattern)) == day.replace(day=1)


@given(DAYS, st.sampled_from(ENDINGS), st.sampled_from(["", " %d/%m/%Y", " %Y%m%d", " %d %b %Y"]))
def test_an_ending_finds_the_first_day(day, ending, pattern):
    span = WORDS[ending].length
    start = day if ending.startswith("week") else day.replace(day=1)
    last = start if ending == "week-commencing" else end(start, span)
    last += timedelta(days=ending.endswith("-until"))
    said = patterns.write(last, pattern.strip() or "%Y-%m-%d")
    assert for_format(ending + pattern)(said) == start


@given(DAYS)
def test_quarters_and_years_by_every_name(day):
    year = day.year if day.month > 3 else day.year - 1
    quarter = (day.month - 4) % 12 // 3 + 1
    begun = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    two = f"{year}-{(year + 1) % 100:02}"
    assert for_format("financial-quarter")(f"Q{quarter} {two}") == begun
    assert for_format("financial-quarter-by-first-year")(f"{year} Q{quarter}") == begun
    assert for_format("financial-quarter-by-last-year")(f"{year + 1} Q{quarter}") == begun
    assert for_format("calendar-quarter")(f"{day.year}Q{(day.month + 2) // 3}") == begun
    assert for_format("financial-month")(f"Month {(day.month - 4) % 12 + 1} {two}") == day.replace(day=1)
    assert for_format("financial-month")(f"{day:%B} {two}") == day.replace(day=1)
    assert for_format("financial-year")(two) == date(year, 4, 1)
    week = day.isocalendar()
    assert for_format("iso-week")(f"{week.year}-W{week.week:02}") == day - timedelta(days=day.weekday())


@pytest.mark.parametrize(
    ("written", "what"),
    [
        ("mnth-end", "did you mean `month-end`?"),
        ("%d/%m", "names no year"),
        ("%d %Y", "names a day but no month"),
        ("%Y-%q", "`%q` in `%Y-%q` is unknown"),
        ("%Y %Y", "names %Y twice"),
        ("whenever", "is no way to write a period"),
    ],
)
def test_a_format_that_is_none(written, what):
    assert what in mistake(written)


@pytest.mark.parametrize("written", [*WORDS, "auto", "%b-%y", "month-end %Y%m%d", "Month to %d %b %Y"])
def test_a_format_that_is_one(written):
    assert mistake(written) is None


@pytest.mark.parametrize(
    ("written", "span"),
    [
        ("%d/%m/%Y", None),
        ("%b-%y", Frequency.MONTHLY),
        ("%Y", Frequency.ANNUAL),
        ("quarter-end %d/%m/%Y", Frequency.QUARTERLY),
        ("date", None),
    ],
)
def test_how_long_a_period_is(written, span):
    assert length(written) is span


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


@pytest.mark.parametrize(
    ("written", "text", "first_day"),
    [
        ("financial-month", "11 2022-23", date(2023, 2, 1)),
        ("financial-month", "2022/23 1", date(2022, 4, 1)),
        ("financial-month", "13 2022-23", None),
        ("financial-quarter", "4 2022-23", date(2023, 1, 1)),
        ("calendar-quarter", "2022 4", date(2022, 10, 1)),
        ("iso-week", "2020 53", date(2020, 12, 28)),
        ("iso-week", "2021 53", None),
    ],
)
def test_a_number_alone_says_which_only_in_a_column_of_its_own(written, text, first_day):
    assert for_format(written, of_columns=True)(text) == first_day
    assert for_format(written)(text) is None


@pytest.mark.parametrize(
    ("written", "text", "first_day"),
    [
        ("years", "2017 - 19", date(2019, 1, 1)),
        ("years", "1999-2001", date(2001, 1, 1)),
        ("years", "1999 - 01", None),  # nobody knows which century
        ("years", "2019 - 17", None),
        ("years", "2017", None),
        ("financial-years", "2016/17 - 2018/19", date(2018, 4, 1)),
        ("financial-years", "2016/17", None),
        ("financial-years", "2016/18 - 2018/19", None),
    ],
)
def test_several_years_are_named_by_the_first_and_the_last(written, text, first_day):
    assert for_format(written)(text) == first_day
