"""Several files of one source: the order in which they revise each other, and a run that is repeated."""

from __future__ import annotations

import io
import zipfile

import pytest

from loaders.run.load import run
from loaders.run.undo import undo
from tests.loading import CATALOGUE, HEADER, TODAY, Folder

W1 = ("W1", "", "2026-01")
FILES = {
    "falls January 2026.csv": "2026-01-01,W1,3,540\n2026-01-01,W2,1,500\n",
    "falls January 2026-revised.csv": "2026-01-01,W1,4,540\n",
    "falls February 2026.csv": "2026-02-01,W1,2,500\n",
}


@pytest.fixture
def folder(tmp_path, engine):
    made = Folder(tmp_path, engine)
    made.describe(CATALOGUE, ("file: falls.csv", 'file: "falls*.csv"'))
    for name, rows in FILES.items():
        made.write(name, HEADER + rows)
    return made


def load(folder):
    return run(folder.engine, folder.catalogue, ["falls"], folder=folder.path, as_at=TODAY)


def test_the_revised_file_wins(folder):
    assert [report.file for report in load(folder)] == list(FILES)
    assert folder.values("falls")[W1] == (4, 540)
    assert folder.revisions("falls") == [(W1, (3, 540))]


def test_loading_all_of_them_again_changes_nothing(folder):
    load(folder)
    before = folder.everything()
    reports = load(folder)
    assert [(report.new, report.revised) for report in reports] == [(0, 0)] * 3
    assert reports[0].notes == ("1 value of Falls left as falls January 2026-revised.csv gives them",)
    assert folder.everything() == before


def test_a_later_file_that_says_it_no_more_is_not_waited_for(folder):
    load(folder)
    folder.write("falls January 2026-revised.csv", HEADER + "2026-01-01,W2,1,500\n")
    load(folder)
    assert folder.values("falls")[W1] == (3, 540)
    (folder.path / "falls January 2026-revised.csv").unlink()
    load(folder)
    assert folder.values("falls")[W1] == (3, 540)


def test_an_older_file_that_was_corrected_still_speaks_where_no_later_one_does(folder):
    load(folder)
    folder.write("falls January 2026.csv", HEADER + "2026-01-01,W1,9,540\n2026-01-01,W2,7,500\n")
    load(folder)
    assert folder.values("falls")[W1] == (4, 540)
    assert folder.values("falls")["W2", "", "2026-01"] == (7, 500)


WHOLE = ("period: {column: month}", "each_file_is_whole: true, period: {column: month}")
W2 = ("W2", "", "2026-01")


@pytest.fixture
def whole(folder):
    folder.describe(CATALOGUE, ("file: falls.csv", 'file: "falls*.csv"'), WHOLE)
    return folder


def test_what_a_whole_revised_file_lacks_is_taken_back(whole):
    reports = load(whole)
    assert whole.values("falls")[W1] == (4, 540)
    assert whole.values("falls")[W2] == (None, None)
    assert whole.values("falls")["W1", "", "2026-02"] == (2, 500)
    assert (W2, (1, 500)) in whole.revisions("falls")
    assert "1 value of `falls` taken back, as no row stands for it any more: W2" in reports[1].notes


def test_loading_whole_files_again_changes_nothing(whole):
    load(whole)
    before = whole.everything()
    assert [(report.new, report.revised) for report in load(whole)] == [(0, 0)] * 3
    assert whole.everything() == before


def test_a_whole_file_with_a_refused_row_takes_nothing_back(whole):
    whole.write("falls January 2026-revised.csv", HEADER + "2026-01-01,W1,4,540\n2026-01-01,W9,1,500\n")
    reports = load(whole)
    assert reports[1].rejected == 1
    assert "nothing was taken back" in " ".join(reports[1].notes)
    assert whole.values("falls")[W2] == (1, 500)


def test_undoing_a_whole_file_brings_back_what_it_took(whole):
    load(whole)
    (revised,) = (one.id for one in whole.loads() if one.file_name.endswith("revised.csv"))
    undo(whole.engine, whole.catalogue, [revised])
    assert (whole.values("falls")[W1], whole.values("falls")[W2]) == ((3, 540), (1, 500))


def test_tables_of_an_archive_with_the_month_in_their_names(tmp_path, engine):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("falls_Jan_26.csv", "ward,falls,bed_days\nW1,3,540\nW2,many,500\n")
        archive.writestr("falls_Feb_26.csv", "bed_days,ward,falls\n498,W1,1\n")
        archive.writestr("read me.txt", "two tables")
    folder = Folder(tmp_path, engine)
    folder.describe(
        CATALOGUE,
        (
            "file: falls.csv, period: {column: month}",
            'file: falls.zip/falls_*.csv, sheet: "falls_{when}.csv", period: {column: when, format: "%b_%y"}',
        ),
    )
    folder.write("falls.zip", packed.getvalue())
    report = folder.load("falls")
    assert folder.values("falls") == {W1: (3, 540), ("W1", "", "2026-02"): (1, 498)}
    [problem] = report.problems
    assert (problem.column, problem.row) == ("sheet falls_Jan_26.csv, falls", 3)
    assert folder.load("falls").new == 0
