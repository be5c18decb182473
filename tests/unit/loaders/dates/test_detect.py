"""`format: auto`: certain, or asked; never guessed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.fields.periods import Frequency
from loaders.dates import patterns
from loaders.dates.detect import detect, looks_like_a_period, several
from loaders.dates.reader import for_format

DAILY, WEEKLY, MONTHLY = Frequency.DAILY, Frequency.WEEKLY, Frequency.MONTHLY
QUARTERLY, ANNUAL = Frequency.QUARTERLY, Frequency.ANNUAL
QUARTERS = {"calendar-quarter", "financial-quarter-by-first-year", "financial-quarter-by-last-year"}


@pytest.mark.parametrize(
    ("texts", "frequency", "heading", "written"),
    [
        (["2016-04-01", "2016-05-01"], MONTHLY, "", "date"),
        (["2007-07-31", "2007-08-31"], MONTHLY, "", "month-end"),
        (["2007-06-30", "2007-09-30"], QUARTERLY, "", "quarter-end"),
        (["200707", "200708"], MONTHLY, "", "%Y%m"),
        (["20200105", "20200112"], WEEKLY, "WeekEnding", "week-ending %Y%m%d"),
        (["01/06/2020", "15/06/2020"], WEEKLY, "W/C", "%d/%m/%Y"),
        (["2017-18 Q4"], QUARTERLY, "", "financial-quarter"),
        (["2017-18", "2018-19"], ANNUAL, "", "financial-year"),
        (["2007/08", "2008/09"], ANNUAL, "", "financial-year"),
        (["Jan-21", "Feb-21"], MONTHLY, "", "%b-%y"),
        (["Jan-21", "June-21"], MONTHLY, "", "%B-%y"),
        (["April 2021"], MONTHLY, "", "%B %Y"),
        (["Month to 31 Aug 2025"], MONTHLY, "", "month-end %d %b %Y"),
        (["Quarter to 30 Jun 2025"], QUARTERLY, "", "quarter-end %d %b %Y"),
        (["Year to 31 Mar 2025"], ANNUAL, "", "year-end %d %b %Y"),
        (["Week ending Friday 5 June 2020"], WEEKLY, "", "week-ending %A %d %B %Y"),
        (["07_2015"], MONTHLY, "", "%m_%Y"),
        (["9/30/14", "10/1/13"], DAILY, "", "%m/%d/%y"),
        (["29/12/2020", "11/12/2020"], DAILY, "", "%d/%m/%Y"),
        (["Dec-2011 (1)", "Jan-2012"], MONTHLY, "", "%b-%Y"),
        (["1970-03-24T11:34:37.478362+00:00"], DAILY, "", "date"),
        (["31/01/2020 23:59:00"], DAILY, "", "%d/%m/%Y %H:%M:%S"),
        (["01JAN2020", "01FEB2020"], MONTHLY, "", "%d%b%Y"),
        (["40391", "40422"], MONTHLY, "", "excel"),
        (["Jun-20", "Sep-20"], QUARTERLY, "", "quarter-end %b-%y"),
        (["April - June 2015"], QUARTERLY, "", "quarter-months"),
        (["RTT-April-2022"], MONTHLY, "", "RTT-%B-%Y"),
        (["Month 1 2022/23"], MONTHLY, "", "financial-month"),
        (["Mar 2022 2021/22"], MONTHLY, "", "financial-month"),
        (["2020-W05"], WEEKLY, "", "iso-week"),
        (["01/01/2020"], DAILY, "", "%d/%m/%Y"),
    ],
)
def test_what_is_certain(texts, frequency, heading, written):
    assert detect(texts, frequency, heading).written == written


@pytest.mark.parametrize("frequency", Frequency)
def test_a_column_of_empty_cells_names_no_day(frequency):
    assert {reading.days for reading in detect(["", ""], frequency).readings} == {()}


@pytest.mark.parametrize(
    ("texts", "frequency", "readings"),
    [
        (["01/02/2020", "01/03/2020"], DAILY, {"%d/%m/%Y", "%m/%d/%Y"}),
        (["01/02/2020", "01/03/2020"], MONTHLY, {"%d/%m/%Y", "%m/%d/%Y"}),
        (["02/01/2020", "03/01/2020"], MONTHLY, {"%d/%m/%Y", "%m/%d/%Y"}),
        (["10/1/13"], DAILY, {"%d/%m/%y", "%m/%d/%y", "%y/%m/%d"}),
        (["5 Jun 20"], DAILY, {"%d %b %y"}),
        (["Q1 2015"], QUARTERLY, QUARTERS),
        (["2013", "2014"], ANNUAL, {"%Y", "financial-year-by-first-year", "financial-year-by-last-year"}),
        (["2020-01-05", "2020-01-12"], WEEKLY, {"date", "week-ending"}),
        (["200708"], MONTHLY, {"%Y%m"}),
        (["200708"], ANNUAL, {"%Y%m", "year-end %Y%m", "financial-year"}),
        (["2007/08"], ANNUAL, {"%Y/%m", "year-end %Y/%m", "financial-year"}),
        (["Mar 2020"], ANNUAL, {"%b %Y", "year-end %b %Y"}),
    ],
)  # fmt: skip
def test_what_must_be_asked(texts, frequency, readings):
    assert {reading.written for reading in detect(texts, frequency).readings} == readings


def test_two_ways_in_one_column_are_no_way():
    found = detect(["2016-04-01", "2016-05-01", "01/06/2016"], MONTHLY)
    assert found.readings == ()
    assert found.odd == ("01/06/2016",)


@pytest.mark.parametrize(
    ("texts", "written"),
    [
        (["2020H1", "2020H2"], "half-year"),
        (["2020-S1", "2020-S2"], "half-year"),
        (["Jan-Jun 2020", "Jul-Dec 2020"], "half-year"),
        (["2019/20 H1", "2019/20 H2"], "financial-half-year"),
        (["Apr-Sep 2019/20", "Oct-Mar 2019/20"], "financial-half-year"),
        (["Jan-193", "Feb-193"], "%b-%y"),
        (["Jan 20193", "Feb 2019"], "%b %Y"),
    ],
)
def test_half_years_and_digits_of_footnotes(texts, written):
    found = detect(texts, Frequency.MONTHLY if "%" in written else Frequency.HALF_YEARLY)
    assert found.readings[0].written == written


def test_half_of_which_year_is_asked():
    found = detect(["2020H1", "2020H2"], Frequency.HALF_YEARLY).readings
    assert [reading.days[0] for reading in found] == [date(2020, 1, 1), date(2020, 4, 1), date(2019, 4, 1)]


@pytest.mark.parametrize(
    "texts", [["E01", "E02"], ["W1", "W2"], ["X12020"], ["E01000001"], ["RAL01", "RAL26"]]
)
def test_codes_are_no_periods(texts):
    assert detect(texts).readings == ()
    assert not any(map(looks_like_a_period, texts))


def test_two_ways_in_one_column_are_named_together():
    found = several(["2020H1", "2020H2", "2021"], Frequency.HALF_YEARLY)
    assert [readings[0].written for readings in found] == ["half-year", "%Y"]
    assert several(["2020H1", "lots"], Frequency.HALF_YEARLY) == []


def test_it_says_what_decided():
    assert detect(["05/01/2020", "31/01/2020"], DAILY).why == "31/01/2020 cannot be `%m/%d/%Y`"
    assert detect(["2020-01-31"], MONTHLY).why == "a month begins on each, as the indicator asks"


@given(
    st.lists(st.dates(date(1990, 1, 1), date(2037, 12, 31)), min_size=1, max_size=30, unique=True),
    st.sampled_from(["%d/%m/%Y", "%m/%d/%Y", "%d/%m/%y", "%m/%d/%y", "%d.%m.%y", "%d %b %Y", "%Y-%m-%d"]),
)
def test_the_true_reading_is_never_ruled_out(days, pattern):
    texts = [patterns.write(day, pattern) for day in days]
    found = detect(texts, DAILY)
    assert tuple(days) in {reading.days for reading in found.readings}
    if found.written is not None:
        assert [for_format(found.written)(text) for text in texts] == days
