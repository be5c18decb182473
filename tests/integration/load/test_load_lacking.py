"""Values of which a part was refused, or stands nowhere: never stored, in any shape."""

from __future__ import annotations

from datetime import date

import pytest

from tests.loading import CATALOGUE, Folder
from tests.reading import Desk

TIDY = "{shape: tidy, file: falls.csv, period: {column: month}, service: ward}"
WIDE = TIDY.replace("shape: tidy", "shape: wide").replace("{column: month}", "{format: '%b-%y'}")
SHAPES = {
    "wide": WIDE.replace("}", "}, measures: measure", 1),
    "long": TIDY.replace("ward}", "ward, measures: {column: measure, value: value}}"),
    "measures down, periods in headings": TIDY.replace(
        "{column: month}", "{column: month, format: '%b-%y'}, headings: {read: '{month}'}, measures: measure"
    ),
}
GOOD = ("W1,falls,3,1", "W1,bed_days,540,498", "W2,falls,1,2", "W2,bed_days,99,98")
FIRST = {
    ("W1", "", "2026-01"): (3, 540),
    ("W1", "", "2026-02"): (1, 498),
    ("W2", "", "2026-01"): (1, 99),
    ("W2", "", "2026-02"): (2, 98),
}


def written(shape: str, *rows: str) -> str:
    """Write the rows `ward,measure,January,February` as the shape has them."""
    if shape != "long":
        return "\n".join(["ward,measure,Jan-26,Feb-26", *rows])
    cells = [row.split(",") for row in rows]
    months = enumerate(("2026-01-01", "2026-02-01"), start=2)
    return "\n".join(
        [
            "ward,measure,month,value",
            *(f"{r[0]},{r[1]},{month},{r[at]}" for at, month in months for r in cells),
        ]
    )


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(
    ("was", "row"),
    [
        ("W1,falls,3,1", "W1,fals,3,1"),  # a label that nobody asked for
        ("W1,bed_days,540,498", "W1,beddays,540,498"),
        ("W1,falls,3,1", "W9,falls,3,1"),  # half of the pair is refused
        ("W1,bed_days,540,498", ",bed_days,540,498"),  # a ward in a merged cell
        ("W1,falls,3,1", "W1,falls,lots,many"),
        ("W1,falls,3,1", "W1,falls,3,1\nW1,falls,4,2"),
    ],
)
def test_problem_of_a_row_leaves_what_was_known(tmp_path, sqlite_engine, shape, was, row):
    folder = Folder(tmp_path, sqlite_engine, CATALOGUE.replace(TIDY, SHAPES[shape]))
    folder.write("falls.csv", written(shape, *GOOD))
    folder.load("falls")
    assert folder.values("falls") == FIRST
    bad = [
        line
        for good in GOOD
        for line in (row if good == was else good).replace("W2,falls,1", "W2,falls,2").split("\n")
    ]
    folder.write("falls.csv", written(shape, *bad))
    report = folder.load("falls")
    assert report.rejected
    assert report.problems
    assert folder.values("falls") == FIRST | {("W2", "", "2026-01"): (2, 99)}


def test_heading_that_nobody_asked_for_is_no_missing_value(tmp_path):
    shape = TIDY.replace(
        "{column: month}", "{column: month, format: '%b-%y'}, headings: {read: '{month} {measure}'}"
    )
    desk = Desk(tmp_path, CATALOGUE.replace(TIDY, shape))
    desk.write("falls.csv", "ward,Jan-26 falls,Jan-26 bed_days,Feb-26 fals,Feb-26 bed_days\nW1,3,540,1,50\n")
    report = desk.load("falls")
    assert desk.values("falls") == {("W1", "", "2026-01"): (3, 540)}
    assert [(p.column, p.found) for p in report.problems] == [("falls", "none in the file")]


def test_empty_cell_of_a_row_is_a_missing_value(tmp_path):
    """The file speaks of it, as a tidy one does: only months that are empty as a whole are still to come."""
    desk = Desk(tmp_path, CATALOGUE.replace(TIDY, SHAPES["wide"]))
    desk.write("falls.csv", written("wide", "W1,falls,,", "W1,bed_days,540,"))
    report = desk.load("falls")
    assert desk.values("falls") == {("W1", "", "2026-01"): (None, 540)}
    assert not report.problems


def test_optional_measure_is_missing_where_a_file_lacks_it(tmp_path):
    shape = SHAPES["long"].replace("ward,", "ward, optional: falls,")
    desk = Desk(tmp_path, CATALOGUE.replace(TIDY, shape))
    desk.write("falls.csv", "ward,measure,month,value\nW1,bed_days,2026-01-01,540\n")
    desk.load("falls")
    assert desk.values("falls") == {("W1", "", "2026-01"): (None, 540)}


@pytest.mark.parametrize("bad", ["2026-01-01,W1,lots,40", "2026-01-01,W1,-1,40", "2026-01-01,W1,1.5,40"])
def test_sum_of_rows_lacks_none_of_them(tmp_path, bad):
    desk = Desk(tmp_path, CATALOGUE.replace(TIDY, TIDY.replace("ward}", "ward, combine: sum}")))
    report = desk.falls("2026-01-01,W1,3,540", bad, "2026-01-01,W2,3,540", "2026-01-01,W2,4,1")
    assert desk.values("falls") == {("W2", "", "2026-01"): (7, 541)}
    assert any("left" in note or "stays" in note for note in report.notes)


@pytest.mark.parametrize("bad", ["M,lots,40", "M,50,40", "male,5,40"])
def test_everyone_lacks_no_group(tmp_path, bad):
    desk = Desk(tmp_path)
    report = desk.by_sex("2026-01-01,W1,F,3,540", f"2026-01-01,W1,{bad}", "2026-01-01,W2,F,3,540")
    assert desk.values("answered") == {
        ("W1", "F", "2026-01"): (3, 540),
        ("W2", "F", "2026-01"): (3, 540),
        ("W2", "", "2026-01"): (3, 540),
    }
    assert "row 3" in report.notes[0]


def test_row_of_an_unknown_group_may_be_part_of_any_sum(tmp_path):
    by_sex = "everyone: sum of groups}\n"
    desk = Desk(tmp_path, CATALOGUE.replace(by_sex, f"{by_sex}    combine: sum\n", 1))
    desk.by_sex("2026-01-01,W1,F,3,540", "2026-01-01,W1,f.,2,5", "2026-02-01,W1,F,1,2")
    assert set(desk.values("answered")) == {("W1", "F", "2026-02"), ("W1", "", "2026-02")}


def test_row_of_a_longer_period_is_part_of_no_month(tmp_path):
    desk = Desk(
        tmp_path,
        CATALOGUE.replace(
            "{column: month}, service: ward}", "{column: month, format: [date, '%Y']}, service: ward}"
        ),
    )
    desk.write("falls.csv", "month,ward,falls,bed_days\n2025-01-01,W1,3,540\n2025,W1,36,6000\n")
    report = desk.load("falls", as_at=date(2026, 11, 20))
    assert report.rejected == 1
    assert desk.values("falls") == {("W1", "", "2025-01"): (3, 540)}


@pytest.mark.parametrize("bad", ["lots", ""])
def test_population_of_everyone_lacks_no_group(tmp_path, sqlite_engine, bad):
    breakdown = "breakdown: {dimension: sex, column: sex}\nind"
    catalogue = CATALOGUE.replace(breakdown, breakdown.replace("sex}", "sex, everyone: sum of groups}"))
    assert catalogue != CATALOGUE
    folder = Folder(tmp_path, sqlite_engine, catalogue)
    for men, women in ((90, 100), (bad, 101)):
        folder.write("people.csv", f"code,year,sex,people\nW1,2025,F,{women}\nW1,2025,M,{men}\n")
        report = folder.load("people")
    assert [row[3] for row in folder.everything()["population"]] == [190, 101, 90]
    assert "stays" in report.notes[0]


PARTS = CATALOGUE.replace(TIDY, TIDY[:-1] + ", combine: sum}")


def test_sum_that_an_empty_part_takes_away_is_named(tmp_path, sqlite_engine):
    folder = Folder(tmp_path, sqlite_engine, PARTS)
    folder.write(
        "falls.csv", "month,ward,falls,bed_days\n2026-01-01,W1,3,500\n2026-01-01,W1,,\n2026-01-01,W2,1,99\n"
    )
    notes = " ".join(folder.load("falls").notes)
    assert "Falls: 1 sum is missing, as a part has no number" in notes
    assert "Ward 1, Jan 2026 (row 3)" in notes
    assert "Ward 2" not in notes


@pytest.mark.parametrize(
    ("ward", "hospital", "told"),
    [
        ("W1,,", "H1,40,600", "40; no number from Ward 1; the other services inside come to 1, 39 less"),
        (
            "W1,,",
            "H1,4,600",
            "4; no number from Ward 1; the other services inside come to fewer than 10 less",
        ),
        ("W1,[x],[x]", "H1,4,600", "4; no number from Ward 1; the other services inside come to 1, 3 less"),
        ("W1,*,500", "H1,4,600", ""),  # somebody hid it: the difference would say it
        ("W9,,", "H1,4,600", ""),
        ("W1,3,500", "H1,4,600", ""),
    ],
)
def test_difference_from_a_published_total_is_told_of_whom_no_number_came(
    tmp_path, sqlite_engine, ward, hospital, told
):
    folder = Folder(tmp_path, sqlite_engine, CATALOGUE)
    rows = (ward, "W2,1,100", hospital)
    folder.write("falls.csv", "month,ward,falls,bed_days\n" + "".join(f"2026-01-01,{row}\n" for row in rows))
    notes = " ".join(folder.load("falls").notes)
    assert told in notes if told else "no number from" not in notes
