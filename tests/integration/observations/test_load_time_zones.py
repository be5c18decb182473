"""Times with an offset from Greenwich: counted on the day it was where the service is, or asked about."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import duckdb
import pytest
import yaml
from sqlalchemy import create_engine, text

from tests.loading import CATALOGUE, Folder
from tests.reading import Desk

LONDON = ZoneInfo("Europe/London")
RECORDS = """\
  stays:
    shape: records
    file: stays.csv
    reads: {at: date, left: date, ward: text}
    period: {column: at, time_zone: Europe/London}
    service: ward
"""
INDICATORS = """\
  stays:
    title: Stays
    data: {source: stays, numerator: 1}
    unit: stays
    chart: c
    frequency: daily
  hours:
    title: Hours
    data: {source: stays, numerator: hours between at and left, denominator: 1}
    unit: hours
    chart: u
    frequency: daily
  nights:
    title: Nights
    data: {source: stays, numerator: days between date of at and date of left, denominator: 1}
    unit: nights
    chart: u
    frequency: daily
"""
# Written → the day in London, by hand.
TIMES = {
    "2026-03-29T00:30:00+00:00": "2026-03-29",
    "2026-03-29T23:30:00+00:00": "2026-03-30",
    "2025-10-25T23:30:00+00:00": "2025-10-26",
    "2024-02-29T23:59:59Z": "2024-02-29",
    "2024-06-30T23:30:00Z": "2024-07-01",
    "2024-07-02T10:00:00Z": "2024-07-02",
    "2024-07-03 00:30:00+01:00": "2024-07-03",
    "2024-07-03T23:30:00-05:00": "2024-07-04",
    "2024-07-05 23:30:00.250 +00": "2024-07-06",
    "2024-07-08T00:15:00.123Z": "2024-07-08",
    "2024-07-09 23:30": "2024-07-09",  # no offset: of this zone
    "2024-07-10": "2024-07-10",
}
# Those of which a clock in Britain showed another time: no summer time in February.
ASKED = [
    time
    for time in TIMES
    if "2024-02" not in time
    and "+01:00" not in time
    and time != "2026-03-29T00:30:00+00:00"
    and ":" in time
    and (time.endswith("Z") or time[19:].strip(" .0123456789"))
]


def catalogue(*changes):
    text_ = CATALOGUE.replace("indicators:\n", f"{RECORDS}indicators:\n{INDICATORS}", 1)
    for old, new in changes:
        assert old in text_
        text_ = text_.replace(old, new)
    return text_


def days(desk, code="stays"):
    values = desk.found.get(code)
    return {} if values is None else {
        str(day): top for day, top in zip(values.period.tolist(), values.numerator.tolist(), strict=True)
    }  # fmt: skip


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path, catalogue())


def stays(desk, *times, left="2026-11-01"):
    rows = (f"{time},{left if isinstance(left, str) else left[at]},W1\n" for at, time in enumerate(times))
    desk.write("stays.csv", "at,left,ward\n" + "".join(rows))
    return desk.load("stays", as_at=date(2026, 11, 20))


def test_records_fall_on_the_day_it_was_there(desk):
    report = stays(desk, *TIMES)
    assert report.problems == ()
    assert days(desk) == dict.fromkeys(TIMES.values(), 1)


@pytest.mark.parametrize("time", ASKED)
def test_records_with_an_offset_are_asked_whose_day_is_meant(desk, time):
    desk.describe(catalogue((", time_zone: Europe/London", "")))
    report = stays(desk, "2024-07-01", time)
    assert report.is_refused
    (problem,) = report.problems
    assert "has times in `at` with an offset" in problem.found
    assert time in problem.found
    line = problem.expected.split("`")[1]
    desk.describe(catalogue(("period: {column: at, time_zone: Europe/London}", line)))
    assert not stays(desk, "2024-07-01", time).is_refused
    assert days(desk)[TIMES[time]] == 1 + (TIMES[time] == "2024-07-01")


def test_another_time_of_the_record_is_asked_about_too(desk):
    desk.describe(catalogue((", time_zone: Europe/London", "")))
    report = stays(desk, "2024-07-01 10:00", left="2024-07-01T23:30:00Z")
    assert "has times in `left` with an offset" in report.problems[0].found


def test_times_as_a_clock_in_britain_showed_them_are_taken_so(desk):
    desk.describe(catalogue((", time_zone: Europe/London", "")))
    report = stays(desk, "2026-01-15T23:30:00Z", "2024-07-03 00:30:00+01:00", "2026-03-29T00:59:00+00:00")
    assert not report.is_refused
    assert days(desk) == {"2026-01-15": 1, "2024-07-03": 1, "2026-03-29": 1}


def test_midnights_are_days_as_written(desk):
    desk.describe(catalogue((", time_zone: Europe/London", "")))
    report = stays(desk, "2024-07-01T00:00:00Z", "2024-07-02 00:00:00+00", "2024-07-03T00:00:00.000+01:00")
    assert not report.is_refused
    assert days(desk) == {"2024-07-01": 1, "2024-07-02": 1, "2024-07-03": 1}


def test_hours_are_those_that_passed_and_days_those_of_the_calendar(desk):
    """The clock jumps on 29 March, and the hour from 1 to 2 on 25 October comes twice."""
    begins = ["2026-03-28T23:00:00Z", "2026-03-28", "2026-10-25T00:30:00Z"]
    ends = ["2026-03-29T05:00:00Z", "2026-03-30", "2026-10-25T01:30:00Z"]
    stays(desk, *begins, left=ends)
    assert days(desk, "hours") == {"2026-03-28": 6 + 47, "2026-10-25": 1}
    assert days(desk, "nights") == {"2026-03-28": 1 + 2, "2026-10-25": 0}


def test_every_hour_of_two_days_of_change_agrees_with_python(desk):
    begin = [datetime.fromisoformat(f"{day}T00:15:00+00:00") for day in ("2026-03-28", "2026-10-24")]
    moments = [start + timedelta(hours=hour) for start in begin for hour in range(48)]
    stays(desk, *(moment.isoformat() for moment in moments))
    expected = [str(moment.astimezone(LONDON).date()) for moment in moments]
    assert days(desk) == {day: expected.count(day) for day in expected}


@pytest.mark.parametrize(
    ("written", "time"),
    [
        ("%d/%m/%Y %H:%M:%S%z", "30/06/2024 23:30:00+0000"),
        ("%d/%m/%Y %H:%M:%S%z", "30/06/2024 23:30:00Z"),
        ("%Y-%m-%dT%H:%M:%SZ", "2024-06-30T23:30:00Z"),
        ("%d/%m/%Y %H:%M", "01/07/2024 00:30"),
    ],
)
def test_patterns_of_records(desk, written, time):
    desk.describe(catalogue(("reads: {at: date,", f"reads: {{at: '{written}',")))
    stays(desk, time)
    assert days(desk) == {"2024-07-01": 1}


def test_parquet_that_keeps_instants(desk):
    desk.describe(catalogue(("stays.csv", "stays.parquet")))
    query = "SELECT TIMESTAMPTZ '2024-06-30 23:30:00+00' AS at, '2024-07-09' AS \"left\", 'W1' AS ward"
    duckdb.sql(f"COPY ({query}) TO '{desk.path / 'stays.parquet'}' (FORMAT parquet)")
    desk.load("stays")
    assert days(desk) == {"2024-07-01": 1}


def test_query_whose_times_have_an_offset(desk, monkeypatch):
    address = f"sqlite:///{desk.path / 'there.db'}"
    monkeypatch.setenv("THERE", address)
    with create_engine(address).begin() as connection:
        connection.execute(text("CREATE TABLE stays (at TEXT, left TEXT, ward TEXT)"))
        connection.execute(text("INSERT INTO stays VALUES ('2024-06-30 23:30:00+00:00', '2024-07-09', 'W1')"))
    desk.describe(
        catalogue(
            ("file: stays.csv", 'query: "SELECT * FROM stays", database: THERE'.replace(", d", "\n    d"))
        )
    )
    desk.load("stays")
    assert days(desk) == {"2024-07-01": 1}


# -- the other shapes ------------------------------------------------------------------------------

TIDY = "{shape: tidy, file: falls.csv, period: {column: month}, service: ward}"
DAILY = "    title: Falls\n"


def tidy(source, zone):
    period = f"period: {{column: month{', time_zone: Europe/London' * zone}"
    return CATALOGUE.replace(TIDY, source.replace("period: {column: month", period)).replace(
        DAILY, DAILY + "    frequency: daily\n"
    )


@pytest.mark.parametrize("time", [each for each in TIMES if " +" not in each])
def test_tidy_table(tmp_path, time):
    desk = Desk(tmp_path, tidy(TIDY, True))
    desk.falls(f"{time},W1,3,540")
    assert days(desk, "falls") == {TIMES[time]: 3}
    desk.describe(tidy(TIDY, False))
    report = desk.falls(f"{time},W1,3,540")
    assert report.is_refused is (time in ASKED)
    if report.is_refused:
        entries = yaml.safe_load(tidy(TIDY, False))
        entries["sources"]["falls"] |= yaml.safe_load(report.problems[0].expected.split("`")[1])
        desk.describe(yaml.safe_dump(entries, sort_keys=False))
        desk.falls(f"{time},W1,3,540")
        assert days(desk, "falls") == {TIMES[time]: 3}


@pytest.mark.parametrize(
    ("written", "time"),
    [
        ("%d/%m/%Y %H:%M %z", "30/06/2024 23:30 +0000"),
        ("%d/%m/%Y %I:%M %p %z", "30/06/2024 11:30 PM +00:00"),
        ("%Y-%m-%dT%H:%M:%SZ", "2024-06-30T23:30:00Z"),
        ("%Y%m%dT%H%M%z", "20240630T2330Z"),
    ],
)
def test_patterns_of_tables(tmp_path, written, time):
    source = TIDY.replace("{column: month}", f"{{column: month, format: '{written}'}}")
    desk = Desk(tmp_path, tidy(source, True))
    desk.falls(f"{time},W1,3,540")
    assert days(desk, "falls") == {"2024-07-01": 3}
    desk.describe(tidy(source, False))
    assert desk.falls(f"{time},W1,3,540").is_refused


def test_events(tmp_path, sqlite_engine):
    source = TIDY.replace("tidy", "events")
    change = (
        "data: {source: falls, numerator: falls, denominator: bed_days}",
        "data: {source: falls, numerator: falls}",
    )
    chart = ("unit: per 1,000 bed days\n    per: 1000\n    chart: u", "unit: days\n    chart: t")
    folder = Folder(tmp_path, sqlite_engine, CATALOGUE.replace(TIDY, source).replace(*change).replace(*chart))
    report = folder.falls("2026-06-30T23:30:00Z,W1,1,9")
    assert "has times in `month` with an offset" in report.problems[0].found
    zone = source.replace("{column: month}", "{column: month, time_zone: Europe/London}")
    folder.describe(CATALOGUE.replace(TIDY, zone).replace(*change).replace(*chart))
    report = folder.falls("2026-06-30T23:30:00Z,W1,1,9")
    assert (report.status, str(report.data_from)) == ("done", "2026-07-01")


def test_services(tmp_path, sqlite_engine):
    tree = "level: level, parent: parent"
    folder = Folder(tmp_path, sqlite_engine, CATALOGUE.replace(tree, f"{tree}, closed: closed"), services="")
    rows = "code,name,level,parent,closed\nB,North,board,,2026-03-31T23:00:00Z\n"
    folder.write("services.csv", rows)
    report = folder.load("tree")
    assert report.is_refused
    assert "`time_zone: Europe/London`" in report.problems[0].expected
    folder.describe(CATALOGUE.replace(tree, f"{tree}, closed: closed, time_zone: Europe/London"))
    assert folder.load("tree").status == "done"
    assert [row for row in folder.everything()["service"] if date(2026, 4, 1) in row]
