"""Records that come in files that repeat each other."""

from __future__ import annotations

import pytest

from loaders.run.undo import undo
from tests.integration.observations.test_load_records import RECORDS
from tests.loading import Folder

HEAD = "stay,arrival,departure,ward,age,sex,tenth,died\n"
APRIL = [
    "s1,2026-01-01 08:00,2026-01-01 10:00,W1,17,F,01,0",
    "s2,2026-01-31 23:59,,W1,18,M,10,0",
    "s3,2026-01-15 12:00,2026-01-15 13:00,W2,65,F,2,0",
]
MAY = [
    "s2,2026-01-31 23:59,2026-02-01 09:00,W1,18,M,10,0",  # now they have left, after more than four hours
    "s3,2026-01-15 12:00,2026-01-15 13:00,W1,65,F,2,0",  # it was another ward
    "s4,2026-02-03 08:00,2026-02-03 09:00,W1,40,F,3,0",
]


@pytest.fixture
def ward(tmp_path, engine):
    folder = Folder(tmp_path, engine, RECORDS)
    folder.write("ed-2026-04.csv", HEAD + "\n".join(APRIL) + "\n")
    folder.write("ed-2026-05.csv", HEAD + "\n".join(MAY) + "\n")
    return folder


def once(ward, *columns):
    said = f"one_row_per: [{', '.join(columns)}]"
    ward.describe(RECORDS, ("period: arrival", f"{said}\n    period: arrival"))
    return ward.load("ed")


def everyone(ward):
    return {key: value for key, value in ward.values("in_4h").items() if not key[1]}


def test_the_newest_row_of_a_stay_is_the_one_that_counts(ward):
    report = once(ward, "stay")
    assert (report.read, report.dropped, report.rejected) == (6, 2, 0)
    assert "2 rows left out: a later one has the same `stay`, and counts" in report.notes
    assert everyone(ward) == {("W1", "", "2026-01"): (2, 3), ("W1", "", "2026-02"): (1, 1)}


def test_the_order_of_names_says_which_file_is_newer(ward):
    (ward.path / "ed-2026-05.csv").rename(ward.path / "ed-2026-03.csv")
    once(ward, "stay")
    assert everyone(ward)["W2", "", "2026-01"] == (1, 1)


def test_rows_without_a_key_agree_with_no_other(ward):
    blank = ",2026-02-05 08:00,2026-02-05 09:00,W2,40,F,3,0\n"
    ward.write("ed-2026-06.csv", HEAD + 2 * blank)
    report = once(ward, "stay")
    assert report.dropped == 2
    assert ward.values("in_4h")["W2", "", "2026-02"] == (2, 2)


def test_several_columns_may_tell_rows_apart(ward):
    report = once(ward, "stay", "ward")
    assert report.dropped == 1  # s3 stands in another ward
    assert "the same `stay`, `ward`" in report.notes[0]


def test_a_row_that_comes_twice_in_one_file_counts_once(ward):
    (ward.path / "ed-2026-04.csv").unlink()
    ward.write("ed-2026-05.csv", HEAD + "\n".join([*MAY, *MAY]) + "\n")
    assert once(ward, "stay").dropped == 3


def test_files_that_repeat_each_other_are_told_of(ward):
    ward.write("ed-2026-05.csv", HEAD + "\n".join([*APRIL[:2], *MAY[2:]]) + "\n")
    ward.describe(RECORDS)
    notes = " ".join(ward.load("ed").notes)
    assert "about 50% of the rows stand in several of these files" in notes
    assert "`one_row_per` says which rows are one" in notes


def test_files_that_do_not_are_not(ward):
    ward.write("ed-2026-05.csv", HEAD + MAY[2] + "\n")
    assert not any("one_row_per" in note for note in ward.load("ed").notes)


def test_the_columns_that_tell_rows_apart_are_never_shown(ward, caplog):
    ward.write("ed-2026-06.csv", HEAD + "943 476 5919,2026-02-05,,W9,x,F,3,0\n")
    report = once(ward, "stay")
    assert report.rejected
    assert "943 476 5919" not in caplog.text + str(report)
    ward.describe(RECORDS, ("period: arrival", "one_row_per: nhs_number\n    period: arrival"))
    assert "lacks the column `nhs_number`" in str(ward.load("ed").problems[0])


def after(ward, *rows):
    """Values of everyone once the list holds these rows and no others."""
    for file in ward.path.glob("ed*.csv"):
        file.unlink()
    ward.write("ed.csv", HEAD + "\n".join(rows) + "\n")
    ward.describe(RECORDS)
    report = ward.load("ed")
    return everyone(ward), report


def test_a_row_that_moved_counts_in_one_place_only(ward):
    here, _ = after(ward, *APRIL)
    assert here == {("W1", "", "2026-01"): (1, 1), ("W2", "", "2026-01"): (1, 1)}
    there, report = after(ward, APRIL[0], APRIL[2].replace("W2", "W1").replace(",F,", ",M,"))
    assert there == {("W1", "", "2026-01"): (2, 2), ("W2", "", "2026-01"): (None, None)}
    of_women = {key: value for key, value in ward.values("in_4h").items() if key[1] == "F"}
    assert of_women == {("W1", "F", "2026-01"): (1, 1), ("W2", "F", "2026-01"): (None, None)}
    assert any("of `in_4h` taken back, as no row stands for them any more: W2" in n for n in report.notes)


def test_a_period_that_the_list_has_no_row_of_stays_as_it_was(ward):
    after(ward, *APRIL)
    values, _ = after(ward, MAY[2])
    assert values["W2", "", "2026-01"] == (1, 1)
    assert values["W1", "", "2026-02"] == (1, 1)


def test_what_was_taken_back_comes_back_with_its_rows_or_by_undoing(ward):
    before, _ = after(ward, *APRIL)
    after(ward, APRIL[0])
    again, _ = after(ward, *APRIL)
    assert again == before
    after(ward, APRIL[0])
    undo(ward.engine, ward.catalogue, [ward.loads()[-1].id])
    assert everyone(ward) == before


def test_nothing_is_taken_back_where_the_new_value_is_refused(ward):
    change = ("numerator: minutes <= 240, denominator: 1", "numerator: minutes, denominator: age")
    for file in ward.path.glob("ed*.csv"):
        file.unlink()
    for row in (APRIL[2], APRIL[2].replace("13:00", "15:00")):  # 60 of 65, then 180 of 65
        ward.write("ed.csv", HEAD + row + "\n")
        ward.describe(RECORDS, change)
        report = ward.load("ed")
    assert report.rejected or report.is_refused
    assert ward.values("in_4h")["W2", "", "2026-01"] == (60, 65)


def test_what_another_source_gave_is_not_taken_back(ward):
    after(ward, *APRIL)
    other = RECORDS.replace("sources:", "sources:\n  by_hand: {shape: tidy, file: by_hand.csv, "
                            "period: {column: month}, service: ward}", 1).replace(
        "data: {source: ed, numerator: died}",
        "data: [{source: ed, numerator: died}, {source: by_hand, numerator: died}]")  # fmt: skip
    ward.describe(other)
    ward.write("by_hand.csv", "month,ward,died\n2026-02-01,W2,3\n")
    ward.load("by_hand")
    ward.write("ed.csv", HEAD + "\n".join([*APRIL, MAY[2]]) + "\n")
    ward.load("ed")
    assert ward.values("deaths")["W2", "", "2026-02"] == (3, None)
