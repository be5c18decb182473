"""Lists of rare events: what is stored, what a newer list changes, what is refused, and what stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from math import exp

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from data.models import Event, EventCoverage, Service
from quality.board.board_calls import Mark, marks_of
from quality.huddle import huddle
from quality.provenance.lateness import read_feeds
from quality.series.key import SeriesKey
from quality.signals.read import read_series, read_statuses
from quality.signals.since_last_event import time_since_last_event
from tests.loading import CATALOGUE, SERVICES, TODAY, Folder

EVENTS = CATALOGUE.replace(
    "indicators:\n",
    """\
  arrests: {shape: events, file: arrests.csv, period: {column: date}, service: ward, complete_to: loaded}
  surgery:
    shape: events
    file: surgery.csv
    period: {column: date, format: "%d/%m/%Y"}
    service: ward
    complete_to: {column: known_to, format: "%d/%m/%Y"}
indicators:
  arrests:
    title: Days between cardiac arrests
    data: {source: arrests, numerator: arrests}
    unit: days
    chart: t
    improvement: increase
  infections:
    title: Operations between infections
    data: {source: surgery, numerator: 1, denominator: operations}
    unit: operations
    chart: g
    improvement: increase
    additive: false
""",
)


@pytest.fixture
def folder(tmp_path, engine):
    return Folder(tmp_path, engine, catalogue=EVENTS)


def arrests(folder: Folder, *rows: str, as_at: date = TODAY):
    folder.write("arrests.csv", "date,ward,arrests\n" + "".join(f"{row}\n" for row in rows))
    return folder.load("arrests", as_at=as_at)


def surgery(folder: Folder, *rows: str):
    folder.write("surgery.csv", "date,ward,operations,known_to\n" + "".join(f"{row}\n" for row in rows))
    return folder.load("surgery")


def standing(folder: Folder) -> dict[tuple[str, str], int]:
    """Ward and day of the events that stand → how many."""
    query = (
        select(Service.code, Event.happened_on, Event.count)
        .join(Service, Service.id == Event.service_id)
        .where(Event.superseded_by.is_(None))
    )
    with Session(folder.engine) as session:
        return {(code, str(day)): count for code, day, count in session.execute(query)}


def superseded(folder: Folder) -> list[tuple[str, int, int]]:
    """Day, count and the load that ended each event that stands no more."""
    query = select(Event.happened_on, Event.count, Event.superseded_by).where(
        Event.superseded_by.is_not(None)
    )
    with Session(folder.engine) as session:
        return sorted((str(day), count, load) for day, count, load in session.execute(query))


def coverage(folder: Folder) -> dict[str, tuple[str, str]]:
    query = select(Service.code, EventCoverage.complete_from, EventCoverage.complete_to).join(
        Service, Service.id == EventCoverage.service_id
    )
    with Session(folder.engine) as session:
        return {code: (str(first), str(last)) for code, first, last in session.execute(query)}


def test_rows_of_one_day_are_added_up_and_the_span_is_known(folder):
    report = arrests(folder, "2026-03-03,W1,1", "2026-04-13,W1,1", "2026-04-13,W1,2", "2026-01-01,W2,0")
    assert (report.read, report.new, report.revised, report.rejected) == (4, 2, 0, 0)
    assert standing(folder) == {("W1", "2026-03-03"): 1, ("W1", "2026-04-13"): 3}
    # Nothing happened in W2, and that is known; the day of the load itself is not over.
    assert coverage(folder) == {"W1": ("2026-01-01", "2026-11-19"), "W2": ("2026-01-01", "2026-11-19")}
    assert (report.data_from, report.data_to) == (date(2026, 1, 1), date(2026, 11, 19))


def test_the_same_list_twice_changes_nothing(folder):
    rows = ("2026-03-03,W1,1", "2026-04-13,W1,2", "2026-11-20,W2,1")
    arrests(folder, *rows)
    before = standing(folder), coverage(folder)
    report = arrests(folder, *rows)
    assert (report.new, report.revised, report.unchanged) == (0, 0, 3)
    assert (standing(folder), coverage(folder), superseded(folder)) == (*before, [])


def test_what_a_newer_list_changes_or_leaves_out_is_kept(folder):
    arrests(folder, "2026-03-03,W1,1", "2026-04-13,W1,2", "2026-05-01,W2,1")
    report = arrests(folder, "2026-03-03,W1,1", "2026-04-13,W1,1", "2026-06-09,W1,1")
    assert (report.new, report.revised, report.unchanged) == (1, 2, 1)
    assert standing(folder) == {("W1", "2026-03-03"): 1, ("W1", "2026-04-13"): 1, ("W1", "2026-06-09"): 1}
    newest = folder.loads()[-1].id
    # W2 is not named any more, but this source spoke for it: its event was taken back.
    assert superseded(folder) == [("2026-04-13", 2, newest), ("2026-05-01", 1, newest)]


def test_what_lies_before_the_span_of_a_list_stays(folder):
    arrests(folder, "2025-03-03,W1,1", "2026-04-13,W1,1")
    arrests(folder, "2026-04-13,W1,1", "2026-06-09,W1,1")
    assert ("W1", "2025-03-03") in standing(folder)
    assert coverage(folder)["W1"] == ("2025-03-03", "2026-11-19")


def test_files_of_a_glob_speak_for_the_services_and_days_in_them(folder):
    folder.describe(EVENTS, ("file: arrests.csv", "file: arrests/*.csv"), (", complete_to: loaded", ""))
    head = "date,ward,arrests\n"
    folder.write("arrests/2025.csv", head + "2025-03-03,W1,1\n2025-12-30,W1,1\n")
    folder.write("arrests/2026.csv", head + "2026-02-03,W1,1\n2026-08-01,W2,1\n")
    from loaders.run.load import run

    for _ in range(2):
        run(folder.engine, folder.catalogue, ["arrests"], folder=folder.path, as_at=TODAY)
        assert len(standing(folder)) == 4
        assert superseded(folder) == []
        assert coverage(folder)["W1"] == ("2025-03-03", "2026-08-01")


def test_cases_between_stay_apart_in_the_order_of_the_file(folder):
    report = surgery(
        folder,
        "03/03/2026,W1,120,31/10/2026",
        "13/04/2026,W1,85,31/10/2026",
        "13/04/2026,W1,0,31/10/2026",
        "20/05/2026,W1,*,31/10/2026",
    )
    assert (report.new, report.missing) == (4, 1)
    query = select(Event.position, Event.count, Event.opportunities).order_by(
        Event.happened_on, Event.position
    )
    with Session(folder.engine) as session:
        assert session.execute(query).all() == [(0, 1, 120), (0, 1, 85), (1, 1, 0), (0, 1, None)]
    assert coverage(folder) == {"W1": ("2026-03-03", "2026-10-31")}


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("2026-11-21,W1,1", "a period that has begun by 2026-11-20"),
        ("3 March,W1,1", "a date such as 2016-04-01"),
        ("2026-03-04,W9,1", "the code of a known service"),
        ("2026-03-04,W1,1.5", "a whole number, 0 or more"),
        ("2026-03-04,W1,-1", "a whole number, 0 or more"),
        ("2026-03-04,W1,one", "a number"),
        ("2026-03-04,W1,5000", "at most 100 a day"),
    ],
)
def test_a_row_is_refused_with_its_reason_and_nothing_is_taken_away(folder, row, expected):
    arrests(folder, "2026-03-03,W1,1", "2026-03-04,W1,1")
    report = arrests(folder, "2026-03-03,W1,1", row)
    assert report.rejected == 1
    (problem,) = folder.problems()
    assert problem.row == 3
    assert expected in problem.expected
    # The refused row may be the very event that seems to be gone.
    assert ("W1", "2026-03-04") in standing(folder)
    assert any("no event was taken away" in note for note in report.notes)


def test_more_than_one_event_in_a_row_with_cases_is_refused(folder):
    folder.describe(EVENTS, ("numerator: 1, denominator", "numerator: events, denominator"))
    head = "date,ward,events,operations,known_to\n"
    folder.write("surgery.csv", head + "03/03/2026,W1,2,120,31/10/2026\n04/03/2026,W1,1,1.5,31/10/2026\n")
    assert folder.load("surgery").is_refused
    said = " ".join(p.expected for p in folder.problems())
    assert "a row for each event" in said
    assert "a whole number of cases" in said


def test_a_list_that_is_complete_to_a_day_to_come_is_refused(folder):
    folder.describe(EVENTS, ("complete_to: loaded", "complete_to: 2027-01-01"))
    assert arrests(folder, "2026-03-03,W1,1").is_refused
    assert standing(folder) == {}


def test_a_rehearsal_writes_nothing(folder):
    folder.write("arrests.csv", "date,ward,arrests\n2026-03-03,W1,1\n")
    assert folder.load("arrests", check=True).new == 1
    assert standing(folder) == {}


# -- judged ----------------------------------------------------------------------------------------


def status_of(folder: Folder, service: str):
    with Session(folder.engine) as session:
        return {s.key.service: s for s in read_statuses(session, indicators=["arrests"])}[service]


def result_of(folder: Folder, service: str):
    with Session(folder.engine) as session:
        return read_series(session, folder.catalogue, SeriesKey("arrests", service))


def monthly(year: int, *days: int) -> list[str]:
    return [f"{year}-{month:02d}-{day:02d},W1,1" for month, day in enumerate(days, 1)]


TWO_YEARS = (
    *monthly(2024, 3, 9, 2, 28, 14, 5, 19, 30, 1, 11, 6, 2),
    *monthly(2025, 25, 3, 14, 9, 30, 8, 12, 2, 27, 5, 19, 21),
)


def test_a_list_is_judged_and_stored_as_its_chart_shows_it(folder):
    arrests(folder, *TWO_YEARS, "2026-03-03,W3,1")
    ward, hospital, board = (status_of(folder, code) for code in ("W1", "H1", "B"))
    assert (ward.points, ward.period, ward.received_to) == (23, date(2025, 12, 21), date(2026, 11, 19))
    assert (ward.value, ward.immature, ward.missing) == (32, 1, 0)
    assert ward == result_of(folder, "W1").status
    assert replace(hospital, key=ward.key) == ward  # the sum of one ward
    assert (board.points, board.period, board.value) == (24, date(2026, 3, 3), 72)


def test_a_later_load_lengthens_the_silence_and_nothing_else(folder):
    arrests(folder, *TWO_YEARS, as_at=date(2026, 2, 1))
    before = status_of(folder, "W1")
    assert arrests(folder, *TWO_YEARS, as_at=date(2026, 3, 1)).unchanged == 24
    after = status_of(folder, "W1")
    assert (before.received_to, after.received_to) == (date(2026, 1, 31), date(2026, 2, 28))
    assert before.recent[-1] == 41
    assert after.recent[-1] == 69
    assert replace(after, received_to=None, last_period=None, recent=()) == replace(
        before, received_to=None, last_period=None, recent=()
    )
    assert status_of(folder, "H1").received_to == date(2026, 2, 28)


def test_silence_is_not_claimed_past_the_last_date_of_a_list_that_does_not_say(folder):
    folder.describe(EVENTS, (", complete_to: loaded", ""))
    arrests(folder, *TWO_YEARS, "2026-03-03,W2,1")
    found = time_since_last_event(result_of(folder, "W1"))
    assert (found.days, found.known_to) == (72, date(2026, 3, 3))


def test_a_ward_that_moves_takes_its_events_along(folder):
    arrests(folder, *TWO_YEARS)
    folder.write("services.csv", SERVICES.replace("W1,Ward 1,ward,H1", "W1,Ward 1,ward,H2"))
    folder.load("tree")
    with Session(folder.engine) as session:
        assert {s.key.service for s in read_statuses(session, indicators=["arrests"])} == {"W1", "H2", "B"}


def test_the_silence_is_measured_against_the_usual_gap(folder):
    arrests(folder, *TWO_YEARS)
    found = time_since_last_event(result_of(folder, "W1"))
    usual = (date(2025, 12, 21) - date(2024, 1, 3)).days / 23
    assert (found.days, found.last, found.known_to) == (333, date(2025, 12, 21), date(2026, 11, 19))
    assert (found.usual_gap, found.gaps) == (pytest.approx(usual), 23)
    assert found.chance == pytest.approx(exp(-333 / usual))
    assert found.chance < found.chance_if_uncertain < 0.001


def test_none_at_all_is_known_too(folder):
    arrests(folder, "2026-01-01,W2,0", "2026-03-03,W1,1")
    found = time_since_last_event(result_of(folder, "W2"))
    assert (found.days, found.last, found.usual_gap, found.chance) == (323, None, None, None)
    assert status_of(folder, "W2").received_to == date(2026, 11, 19)


@pytest.mark.parametrize(
    ("today", "is_late"), [(date(2026, 11, 20), False), (date(2027, 1, 11), False), (date(2027, 1, 12), True)]
)
def test_a_list_is_late_by_what_it_covers_and_not_by_what_happened(folder, today, is_late):
    """Complete to 30 November: the next list covers December, and is due ten days after it."""
    arrests(folder, "2024-03-03,W1,1", "2024-05-03,W1,1", as_at=date(2026, 12, 1))
    with Session(folder.engine) as session:
        (feed,) = [f for f in read_feeds(session, folder.catalogue, today) if f.source == "arrests"]
    assert (feed.is_late, feed.data_to, feed.due) == (is_late, date(2026, 11, 30), date(2027, 1, 11))
    status = status_of(folder, "W1")
    marks = set(marks_of(status, folder.catalogue.indicators["arrests"], today))
    assert (Mark.LATE in marks) == is_late
    assert not marks & {Mark.MISSING, Mark.IMMATURE}


def test_a_huddle_counts_from_the_list_where_the_harm_has_one(folder):
    folder.describe(EVENTS, ("    chart: t\n", "    chart: t\n    harm: true\n"))
    arrests(folder, *TWO_YEARS)
    with Session(folder.engine) as session:
        found = huddle(session, folder.catalogue, "W1", today=TODAY).days_since
    assert found is not None
    assert (found.code, found.days, found.last) == ("arrests", 333, date(2025, 12, 21))
    assert found.known_to == date(2026, 11, 19)
