"""Periods as files write them: in several columns, in several ways, found out, and windows that roll."""

from __future__ import annotations

import pytest
import yaml

from tests.loading import CATALOGUE
from tests.reading import Desk

TIDY = "{shape: tidy, file: falls.csv, period: {column: month}, service: ward}"
QUARTERLY = ("    chart: u\n", "    chart: u\n    frequency: quarterly\n")


def described(folder, period, *changes, file="falls.csv"):
    source = f"{{shape: tidy, file: '{file}', period: {period}, service: ward}}"
    folder.describe(CATALOGUE, (TIDY, source), *changes)


@pytest.fixture
def ward(tmp_path):
    return Desk(tmp_path)


def months(ward):
    return {month: value[0] for (_, _, month), value in ward.values("falls").items()}


def words(report):
    return [f"{p.expected} | {p.found}" for p in report.problems]


def test_month_and_financial_year_in_columns_of_their_own(ward):
    described(ward, "{column: [Month, Year], format: financial-month}")
    ward.write(
        "falls.csv", "Month,Year,ward,falls,bed_days\nMar,2021/22,W1,1,9\nApril,2022/23,W1,2,9\nMay,,W1,3,9\n"
    )
    report = ward.load("falls")
    assert months(ward) == {"2022-03": 1, "2022-04": 2}
    assert [(p.row, p.column, p.found) for p in report.problems] == [(4, "Month + Year", "May")]


def test_several_ways_in_one_column(ward):
    described(ward, "{column: month, format: [month-end, '%b-%y']}")
    ward.falls("2026-01-31,W1,3,540", "Feb-26,W1,1,498", "03/2026,W1,1,498")
    ward.load("falls")
    assert months(ward) == {"2026-01": 3, "2026-02": 1}


@pytest.mark.parametrize(
    ("first", "second", "note"),
    [
        ("2026-01-31", "2026-02-28", "`month-end`: a month begins on each"),
        ("Jan-26", "Feb-26", "`%b-%y`"),
        ("RTT-January-2026", "RTT-February-2026", "`RTT-%B-%Y`"),
        ("46023", "46054", "`excel`"),
    ],
)
def test_auto_finds_out_and_says_so(ward, first, second, note):
    described(ward, "{column: month, format: auto}")
    report = ward.falls(f"{first},W1,3,540", f"{second},W1,1,498")
    assert months(ward) == {"2026-01": 3, "2026-02": 1}
    assert any(f"periods in `month` read as {note}" in said for said in report.notes)


def test_auto_never_guesses_between_day_and_month(ward):
    described(ward, "{column: month, format: auto}")
    report = ward.falls("01/02/2026,W1,3,540", "01/03/2026,W1,1,498")
    assert report.is_refused
    assert words(report) == [
        'in `period`, format: "%d/%m/%Y" (01/02/2026 begins on 1 Feb 2026), or '
        'format: "%m/%d/%Y" (01/02/2026 begins on 2 Jan 2026) | '
        "has periods in `month` that can be read in 2 ways: 01/02/2026"
    ]
    assert months(ward) == {}


def test_auto_wants_one_way_in_the_whole_column(ward):
    described(ward, "{column: month, format: auto}")
    report = ward.falls("2026-01-01,W1,3,540", "2026-02-01,W1,1,498", "March,W1,1,498")
    assert report.is_refused
    assert "no one way of writing reads: March" in words(report)[0]


def test_files_of_one_source_are_written_alike(ward):
    described(ward, "{column: month, format: auto}", file="falls*.csv")
    head = "month,ward,falls,bed_days\n"
    ward.write("falls1.csv", head + "2026-01-31,W1,3,540\n")
    ward.write("falls2.csv", head + "2026-02-01,W1,3,540\n")
    reports = ward.load_all("falls")
    assert [report.is_refused for report in reports] == [False, True]
    assert 'format: ["month-end", "date"]' in words(reports[1])[0]


def test_auto_across(ward):
    wide = "{shape: wide, file: falls.csv, service: ward, period: {format: auto}, measures: measure}"
    ward.describe(CATALOGUE, (TIDY, wide))
    ward.write("falls.csv", "ward,measure,Jan-26,Feb-26\nW1,falls,3,1\nW1,bed_days,540,498\n")
    ward.load("falls")
    assert months(ward) == {"2026-01": 3, "2026-02": 1}


def test_a_year_is_no_month(ward):
    described(ward, "{column: month, format: year-end}")
    report = ward.falls("2026-03-31,W1,3,540")
    assert report.is_refused, "kept as April 2025 it would be twelve times too high"
    assert any("a period no longer than a month (or `rolling: true`" in said for said in words(report))


def test_a_day_is_no_month_where_other_days_stand_beside_it(ward):
    """The number of the first of January would have been kept as January's."""
    rows = [f"2026-01-{day:02},W1,1,20" for day in range(1, 32)]
    report = ward.falls(*rows, "2026-01-01,W2,3,540")
    assert ward.values("falls") == {("W2", "", "2026-01"): (3, 540)}
    assert report.rejected == 31
    assert any("a whole month, as Falls is monthly" in said for said in words(report))


def test_windows_that_roll_stand_at_their_end(ward):
    described(ward, "{column: month, format: year-end, rolling: true}", QUARTERLY)
    report = ward.falls("Year to 31 Mar 2026,W1,3,540", "2026-06-30,W1,4,540", "2026-05-31,W1,9,540")
    assert months(ward) == {"2026-01": 3, "2026-04": 4}, "the quarter that ends with the window"
    assert [p.found for p in report.problems] == ["2026-03-01"], "a year to May ends no quarter"


def test_years_taken_together_stand_at_the_last(ward):
    annual = (QUARTERLY[0], "    chart: u\n    frequency: annual\n")
    described(ward, "{column: month, format: years, rolling: true}", annual)
    report = ward.falls("2021 - 23,W1,3,540", "2022-24,W1,4,540", "2024,W1,9,540")
    assert months(ward) == {"2023-01": 3, "2024-01": 4}
    assert [p.found for p in report.problems] == ["2024"]


def test_a_number_in_a_column_of_its_own(ward):
    described(ward, "{column: [Year, Period], format: financial-month}")
    ward.write("falls.csv", "Year,Period,ward,falls,bed_days\n2024-25,12,W1,3,9\n2025-26,1,W1,4,9\n")
    ward.load("falls")
    assert months(ward) == {"2025-03": 3, "2025-04": 4}


def test_windows_must_not_be_shorter_than_the_period(ward):
    described(ward, "{column: month, format: month-end, rolling: true}", QUARTERLY)
    assert ward.falls("2026-03-31,W1,3,540").is_refused


def test_two_columns_that_disagree(ward):
    """KH03: the dates of every fourth quarter are a year too early, the label is right."""
    other = "must_agree_with: start"
    described(ward, f"{{column: month, format: financial-quarter, {other}}}", QUARTERLY)
    head = "month,start,ward,falls,bed_days\n"
    rows = "2017-18 Q3,2017-10-01,W1,1,9\n2017-18 Q4,2017-01-01,W1,2,9\n"
    ward.write("falls.csv", head + rows)
    report = ward.load("falls")
    assert months(ward) == {"2017-10": 1}
    assert words(report) == ["the same period as `start` names: 2017-01-01 | 2017-18 Q4"]


@pytest.mark.parametrize(
    "period",
    [
        "{column: month, format: mnth-end}",
        "{column: month, always: 2026-01-01}",
        "{format: date}",
        "{column: month, format: auto, rolling: true}",
        "{column: month, format: date, rolling: true}",
        "{column: month, format: [auto, date]}",
        "{column: month, format: years}",
        "{column: month, time_zone: Europe/Nowhere}",
        "{column: month, must_agree_with: {x: auto}}",
    ],
)
def test_what_the_catalogue_refuses(ward, period):
    from errors import CatalogueError

    with pytest.raises(CatalogueError):
        described(ward, period)


def test_midnights_that_a_database_moved_are_asked_about(ward):
    """Midnight in London is 23:00 in summer where a database keeps Greenwich time."""
    load = "2026-06-30 23:00:00+00,W1,3,540"
    report = ward.falls("2026-01-01 00:00:00+00,W1,2,500", load)
    assert report.status == "refused"
    assert "`period: {column: [month], time_zone: Europe/London}`" in str(report.problems[0])
    ward.describe(CATALOGUE, ("{column: month}", "{column: month, time_zone: Europe/London}"))
    ward.falls("2026-01-01 00:00:00+00,W1,2,500", load)
    assert ward.values("falls") == {("W1", "", "2026-01"): (2, 500), ("W1", "", "2026-07"): (3, 540)}


HALVES = ("2020H1,W1,3,500", "2020H2,W1,5,510", "2021,W1,9,1020")


def test_half_years_beside_whole_years(ward):
    for frequency, expected in (("half-yearly", {"2020-01": 3, "2020-07": 5}), ("annual", {"2021-01": 9})):
        own = (QUARTERLY[0], QUARTERLY[1].replace("quarterly", frequency))
        described(ward, "{column: month, format: [half-year, '%Y']}", own)
        report = ward.falls(*HALVES)
        assert months(ward) == expected
        assert report.rejected == 3 - len(expected)


def test_half_a_year_is_no_year_even_alone(ward):
    described(
        ward,
        "{column: month, format: half-year}",
        (QUARTERLY[0], QUARTERLY[1].replace("quarterly", "annual")),
    )
    report = ward.falls("2020H1,W1,3,500")
    assert report.is_refused
    assert words(report)[1] == "a whole year, as Falls is annual | 2020H1"


def test_years_among_half_years_are_asked_about_with_the_line_to_write(ward):
    described(ward, "{column: month}", (QUARTERLY[0], QUARTERLY[1].replace("quarterly", "half-yearly")))
    (said,) = words(ward.falls(*HALVES))
    assert said.startswith("`period: {column: month, format: [half-year, '%Y']}`, if that is right")


@pytest.mark.parametrize("frequency", ["monthly", "quarterly", "annual"])
@pytest.mark.parametrize(
    ("cells", "apart", "kept"),
    [
        (("Year to 31 Mar 2024", "Year to 30 Jun 2024", "Year to 30 Sep 2024"), "quarterly", "2024-01"),
        (
            ("12 months to March 2024", "12 months to April 2024", "12 months to May 2024"),
            "monthly",
            "2024-03",
        ),
        (("April 2023 to March 2024", "July 2023 to June 2024"), "quarterly", "2024-01"),
    ],
)
def test_windows_that_roll_are_named_so(ward, frequency, cells, apart, kept):
    rows = [f"{cell},W1,{3 + at},100" for at, cell in enumerate(cells)]
    described(
        ward,
        "{column: month, format: year-end}",
        (QUARTERLY[0], QUARTERLY[1].replace("quarterly", frequency)),
    )
    report = ward.falls(*rows)
    assert report.is_refused
    (said,) = words(report)
    assert f"with `frequency: {apart}` of the indicator" in said
    line = yaml.safe_load(said.split("`")[1])["period"]
    described(
        ward,
        yaml.safe_dump(line, default_flow_style=True),
        (QUARTERLY[0], QUARTERLY[1].replace("quarterly", apart)),
    )
    assert not ward.falls(*rows).is_refused
    assert months(ward)[kept] == 3
    assert len(months(ward)) == len(cells)


def test_years_that_follow_each_other_do_not_roll(ward):
    described(
        ward, "{column: month, format: year-end}", (QUARTERLY[0], QUARTERLY[1].replace("quarterly", "annual"))
    )
    ward.falls("2023-03-31,W1,3,9", "2024-03-31,W1,4,9", "2025-03-31,W2,4,9")
    assert months(ward) == {"2022-04": 3, "2023-04": 4, "2024-04": 4}
