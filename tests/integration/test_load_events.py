"""Lists of rare events: what is stored, what a newer list changes, what is refused, and what stays."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from data.models import Event, EventCoverage, Service
from tests.loading import CATALOGUE, TODAY, Folder

EVENTS = CATALOGUE.replace(
    "indicators:\n",
    """\
  arrests: {shape: events, file: arrests.csv, date: {column: date}, service: ward}
  surgery:
    shape: events
    file: surgery.csv
    date: {column: date, format: "%d/%m/%Y"}
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
    folder.describe(EVENTS, ("file: arrests.csv", "file: arrests/*.csv"))
    head = "date,ward,arrests\n"
    folder.write("arrests/2025.csv", head + "2025-03-03,W1,1\n2025-12-30,W1,1\n")
    folder.write("arrests/2026.csv", head + "2026-02-03,W1,1\n2026-08-01,W2,1\n")
    from loaders.load import run

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
    folder.describe(EVENTS, ("file: arrests.csv,", "file: arrests.csv, complete_to: 2027-01-01,"))
    assert arrests(folder, "2026-03-03,W1,1").is_refused
    assert standing(folder) == {}


def test_a_rehearsal_writes_nothing(folder):
    folder.write("arrests.csv", "date,ward,arrests\n2026-03-03,W1,1\n")
    assert folder.load("arrests", check=True).new == 1
    assert standing(folder) == {}
