"""Files with the periods across: read as if they were tidy, reported by the row they stand in."""

from __future__ import annotations

from datetime import date

import pytest

from errors import CatalogueError
from tests.loading import CATALOGUE
from tests.reading import Desk

MEASURES = "{shape: wide, file: falls.csv, service: ward, period: {format: '%b-%y'}, measures: measure}"
ONE = "{shape: wide, file: falls.csv, service: ward, period: {format: '%b-%y'}}"
SOURCE = "{shape: tidy, file: falls.csv, period: {column: month}, service: ward}"


@pytest.fixture
def folder(tmp_path):
    return Desk(tmp_path, CATALOGUE.replace(SOURCE, MEASURES))


def load(folder, *rows):
    folder.write("falls.csv", "\n".join(rows) + "\n")
    return folder.load("falls", as_at=date(2026, 11, 20))


def test_measures_down_and_periods_across(folder):
    report = load(
        folder,
        "Falls by ward,,,,",
        "ward,measure,Total,Jan-26,Feb-26 (p),Mar-26",
        "W1,falls,9,3,*,",
        "W1,bed_days,9,540,498,",
        'W2,bed_days,9,"1,200",,600',
        "W2,falls,9,1,,2",
        "W2,beds,9,1,1,1",
    )
    assert folder.values("falls") == {
        ("W1", "", "2026-01"): (3, 540),
        ("W1", "", "2026-02"): (None, 498),
        ("W2", "", "2026-01"): (1, 1200),
        ("W2", "", "2026-03"): (2, 600),
    }
    assert (report.read, report.new, report.rejected) == (5, 4, 0)


def test_measures_may_be_chosen_by_keep_and_drop(folder):
    rows = ("ward,measure,Jan-26", "W1,falls,3", "W1,bed_days,540", "W1,beds,9")
    for key in ("only: {measure: [falls, bed_days]}", "drop: {measure: beds}"):
        folder.describe(CATALOGUE.replace(SOURCE, MEASURES.replace("shape: wide,", f"shape: wide, {key},")))
        report = load(folder, *rows)
        assert (report.status, report.dropped) == ("done", 1)
        assert folder.values("falls") == {("W1", "", "2026-01"): (3, 540)}


def test_problems_name_the_row_they_stand_in(folder):
    report = load(
        folder,
        "ward,measure,Jan-26,Feb-26",
        "W1,bed_days,540,many",
        "W1,falls,lots,3",
        "W9,falls,1,1",
    )
    found = {(p.row, p.column, p.found) for p in report.problems}
    assert {(3, "falls", "lots"), (2, "bed_days", "many"), (4, "ward", "W9")} <= found


def test_row_that_stands_twice_is_refused(folder):
    report = load(folder, "ward,measure,Jan-26", "W1,falls,3", "W1,falls,4", "W2,falls,1", "W2,bed_days,9")
    assert [(p.row, p.found) for p in report.problems] == [
        (2, "the same again in row 3"),
        (3, "the same again in row 2"),
    ]
    assert set(folder.values("falls")) == {("W2", "", "2026-01")}


def test_future_periods_that_stand_empty_are_no_rows(folder):
    report = load(folder, "ward,measure,Jan-26,Dec-26", "W1,falls,3,", "W1,bed_days,540,")
    assert (report.new, report.rejected) == (1, 0)


def test_period_to_come_with_a_value_is_refused(folder):
    report = load(folder, "ward,measure,Jan-26,Dec-26", "W1,falls,3,1", "W1,bed_days,540,")
    assert "a period that has begun by 2026-11-20" in report.problems[0].expected


def test_missing_measure_is_named(folder):
    report = load(folder, "ward,measure,Jan-26", "W1,fall,3")
    assert report.is_refused
    assert "lacks the measure `falls`, `bed_days`" in report.problems[0].found


def test_heading_without_a_period_is_refused(folder):
    report = load(folder, "ward,measure,January 2026", "W1,falls,3")
    assert report.is_refused
    assert "no column heading reads as a period" in report.problems[0].found
    assert "%b-%y" in report.problems[0].expected


def test_one_measure_for_all_rows(folder):
    catalogue = CATALOGUE.replace(SOURCE, ONE)
    folder.describe(
        catalogue, (", denominator: bed_days", ""), ("chart: u", "chart: c"), ("per 1,000 bed days", "falls")
    )
    load(folder, "ward,Jan-26,Feb-26", "W1,3,4", "W2,,1")
    assert set(folder.values("falls")) == {
        ("W1", "", "2026-01"),
        ("W1", "", "2026-02"),
        ("W2", "", "2026-02"),
    }


def test_headings_may_be_written_in_several_ways(folder):
    several = MEASURES.replace("'%b-%y'", "[date, '%b-%y']")
    folder.describe(CATALOGUE.replace(SOURCE, several))
    load(folder, "ward,measure,2026-01-01,Feb-26", "W1,falls,3,1", "W1,bed_days,540,498")
    assert folder.values("falls") == {("W1", "", "2026-01"): (3, 540), ("W1", "", "2026-02"): (1, 498)}


def test_each_measure_down_keeps_its_own_qualifier(folder):
    keys = "shape: wide, qualifiers: {note: [falls, bed_days]},"
    folder.describe(CATALOGUE.replace(SOURCE, MEASURES.replace("shape: wide,", keys)))
    load(folder, "ward,measure,note,Jan-26", "W1,falls,p,3", "W1,bed_days,,540")
    assert folder.values("falls") == {("W1", "", "2026-01"): (3, 540)}
    assert folder.qualifiers("falls") == {("W1", "", "2026-01"): "provisional"}


@pytest.mark.parametrize("written", ["[auto, '%b-%y']", "years"])
def test_ways_to_write_headings_that_cannot_be(folder, written):
    with pytest.raises(CatalogueError):
        folder.describe(CATALOGUE.replace(SOURCE, MEASURES.replace("'%b-%y'", written)))
