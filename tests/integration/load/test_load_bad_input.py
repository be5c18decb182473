"""What people send instead of what was agreed: a clear message, and nothing half-loaded."""

from __future__ import annotations

import gzip
import io

import pytest
from openpyxl import Workbook

from loaders.job import LoadReport
from quality.disclosure.redaction import NOT_REPEATED
from tests.loading import CATALOGUE, HEADER, SERVICES, Folder

ROW = "2026-01-01,W1,3,540"


@pytest.fixture
def folder(tmp_path, sqlite_engine):
    return Folder(tmp_path, sqlite_engine)


def workbook(**sheets: list[list[object]]) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def words(report: LoadReport) -> str:
    return "\n".join(str(problem) for problem in report.problems)


# -- files that are refused whole ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", "is empty"),
        ("\n\n \n", "is empty"),
        ("\ufeff", "is empty"),
        (HEADER, "a heading and nothing below it"),
        ("month,ward,fals,bed_days\n" + ROW, "lacks the column `falls` (is it `fals`?)"),
        ("Month,place\n" + ROW, "lacks the columns `month` (is it `Month`?), `ward`, `falls`, `bed_days`"),
        ("month,ward,falls,falls,bed_days\n2026-01-01,W1,3,3,540\n", "has the column `falls` twice"),
        (f"{HEADER}2026-01-01,W1,3,540,9\n", "row 2 has more cells than the heading"),
        (f'{HEADER}2026-01-01,"W1,3,540\n', "a quotation mark that is opened and never closed"),
        (b"%PDF-1.7 \x00\x01", "is a PDF document"),
        (b"\x89PNG\r\n\x1a\n", "is a picture (PNG)"),
        (b"SQLite format 3\x00", "is a SQLite database"),
        (b"\x00\x01\x02\x03" * 9, "is a binary file of an unknown kind"),
        ("<!DOCTYPE html><html>Not found</html>", "is a web page"),
        (workbook(Data=[["month"]]), "is called .csv, but it is an Excel workbook"),
        (b"PK\x03\x04broken", "is a damaged zip file or workbook"),
        (gzip.compress(HEADER.encode())[:-9], "is a damaged gzip file"),
        (f"{HEADER}{ROW[:-3]}lots\n", "no row that can be used: all 1 were refused"),
    ],
)
def test_file_is_refused_whole(folder, content, expected):
    folder.write("falls.csv", content)
    before = folder.everything()
    report = folder.load("falls")
    assert report.is_refused
    assert expected in words(report)
    assert folder.everything() == before
    assert folder.loads()[-1].status == "refused"
    assert expected in "\n".join(f"{p.found} {p.expected}" for p in folder.problems())


def test_file_that_is_not_there(folder):
    report = folder.load("falls")
    assert report.is_refused
    assert "is not there" in words(report)
    assert folder.loads()[-1].status == "refused"


def test_glob_that_finds_nothing(folder):
    folder.describe(CATALOGUE, ("file: falls.csv", "file: falls/*.csv"))
    said = words(folder.load("falls"))
    assert "at least one file like falls/*.csv in the data folder" in said
    assert str(folder.path) not in said, "everybody may read it on the data page"


def test_one_bad_file_does_not_stop_the_others(folder):
    from loaders.run.load import run

    folder.describe(CATALOGUE, ("file: falls.csv", "file: falls/*.csv"))
    folder.write("falls/1.csv", f"{HEADER}{ROW}\n")
    folder.write("falls/2.csv", b"%PDF")
    folder.write("falls/3.csv", f"{HEADER}{ROW.replace('-01-01', '-02-01')}\n")
    reports = run(folder.engine, folder.catalogue, ["falls"], folder=folder.path)
    assert [r.status for r in reports] == ["done", "refused", "done"]
    assert len(folder.values("falls")) == 2


def test_wrong_delimiter_in_the_catalogue(folder):
    folder.describe(CATALOGUE, ("file: falls.csv,", 'file: falls.csv, delimiter: ";",'))
    report = folder.falls(ROW)
    assert "one column only: is `delimiter` right?" in words(report)


def test_missing_sheet_names_the_nearest(folder):
    folder.describe(CATALOGUE, ("file: falls.csv,", "file: falls.xlsx, sheet: Activty,"))
    folder.write("falls.xlsx", workbook(Front=[["x"]], Activity=[["month"]]))
    report = folder.load("falls")
    assert "has no sheet `Activty`" in words(report)
    assert "did you mean `Activity`?" in words(report)


def test_services_above_themselves(folder):
    folder.write("services.csv", SERVICES.replace("B,Northfield,board,", "B,Northfield,board,W1"))
    report = folder.load("tree")
    assert report.is_refused
    assert "above themselves" in words(report)


def test_keep_that_leaves_nothing(folder):
    folder.describe(CATALOGUE, ("file: falls.csv,", "file: falls.csv, only: {ward: Wrad},"))
    assert "`only` and `drop` leave none of them" in words(folder.falls(ROW))


# -- rows that are refused -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("2026-02-01,W1,many,540", "row 3, column `falls`: expected a number, found many"),
        ("2026-02-01,W1,47.8%,540", "found 47.8%"),
        ("2026-02-01,W1,-1,540", "row 3, column `falls`: expected 0 or more, found -1"),
        ("2026-02-01,W1,1.5,540", "column `falls`: expected a whole number"),
        ("2026-02-01,W1,inf,540", "expected a number, found inf"),
        ("2026-02-01,W1,1e999,540", "expected a number, found 1e999"),
        ("2026-02-01,W1,NaN,540", "expected a number, found NaN"),
        ("2026-02-01,W1,,-5", "column `bed_days`: expected 0 or more, found -5"),
        ('2026-02-01,W1,"1,5",540', 'say `decimal: ","` in the source if the comma stands before a fraction'),
        ("2026-02-01,W1,1.234,540", 'say `decimal: ","` in the source if the dots part thousands'),
        ("2026-02-01,W1,1,1.234.567", 'say `decimal: ","` in the source if the dots part thousands'),
        (
            "2026-02-01,W33,1,540",
            "column `ward`: expected the code of a known service (nearest: W3 Ward 3), found W33",
        ),
        (
            "2026-02-01,,1,540",
            "column `ward`: expected the code of a known service; the cell above holds for these rows too",
        ),
        (
            "2026-01-01,,1,540",
            "column `ward`: expected the code of a known service; rows that are about none",
        ),
        ("2026-02-30,W1,1,540", "column `month`: expected a date such as 2016-04-01, found 2026-02-30"),
        ("01/02/2026,W1,1,540", "found 01/02/2026"),
        ("2026-02-02,W1,1,540", "expected the first day of a month, as Falls is monthly, found 2026-02-02"),
        ("2027-01-01,W1,1,540", "expected a period that has begun by 2026-11-20, found 2027-01-01"),
        ("9999-12-31,W1,1,540", "expected a period that has begun by 2026-11-20"),
        (" , , ,x", "column `ward`"),
    ],
)
def test_row_is_refused_and_the_others_load(folder, row, expected):
    report = folder.falls(ROW, row)
    assert expected in words(report)
    assert (report.status, report.rejected, report.new) == ("done", 1, 1)
    assert set(folder.values("falls")) == {("W1", "", "2026-01")}
    assert folder.problems()[0].row == 3


def test_numerator_above_denominator(folder):
    report = folder.by_sex("2026-01-01,W1,F,3,4", "2026-01-01,W1,M,5,4", "2026-01-01,W2,M,5,5")
    problem = "row 3, column `answered`: expected no more than the denominator (received), found "
    assert words(report) == problem + NOT_REPEATED  # it is about one sex
    assert ("W1", "M", "2026-01") not in folder.values("answered")


def test_unknown_group(folder):
    report = folder.by_sex("2026-01-01,W1,F,3,4", "2026-01-01,W1,Other,1,4")
    assert "row 3, column `sex`: expected a group of sex, or one of its aliases, found Other" in words(report)


def test_duplicate_rows_name_each_other(folder):
    report = folder.falls(ROW, "2026-02-01,W1,1,540", "2026-01-01,W1,4,540", ROW)
    found = [(p.row, p.found) for p in report.problems]
    assert found == [
        (2, "the same again in row 4"),
        (4, "the same again in row 2"),
        (5, "the same again in row 2"),
    ]
    assert set(folder.values("falls")) == {("W1", "", "2026-02")}


def test_duplicate_rows_are_added_up_where_the_source_says_so(folder):
    folder.describe(CATALOGUE, ("file: falls.csv,", "file: falls.csv, combine: sum,"))
    report = folder.falls(ROW, "2026-01-01,W1,4,60", "2026-02-01,W1,4,60", "2026-02-01,W1,*,60")
    assert report.rejected == 0
    assert folder.values("falls") == {
        ("W1", "", "2026-01"): (7, 600),
        ("W1", "", "2026-02"): (None, 120),  # 4 and unknown is unknown, not 4
    }


def test_unknown_services_are_reported_together(folder):
    report = folder.falls(ROW, *(f"2026-01-01,Z{i},1,1" for i in range(30)))
    assert report.notes[0].startswith("30 unknown services: Z0 (1 row, first in row 3), Z1 (1 row, ")
    assert report.rejected == len(folder.problems()) == 30


def test_every_problem_of_a_row_is_reported(folder):
    report = folder.falls(ROW, "2026-13-01,W9,many,-1")
    assert [p.column for p in report.problems] == ["falls", "month", "ward"]
    assert report.rejected == 1


def test_row_of_services_is_refused_with_what_hangs_below_it(folder):
    folder.write(
        "services.csv", SERVICES + "H3,East,hospital,Q\nW4,Ward 4,ward,H3\nW5,Ward 5,bay,H1\n,x,ward,H1\n"
    )
    report = folder.load("tree")
    assert [(p.row, p.column) for p in report.problems] == [
        (8, "parent"),
        (9, "parent"),
        (10, "level"),
        (11, "code"),
    ]
    assert (report.unchanged, report.rejected) == (6, 4)


def test_values_after_a_service_closed_are_noted(folder):
    folder.describe(CATALOGUE, ("parent: parent}", "parent: parent, closed: closed}"))
    rows = [
        line + ("closed" if i == 0 else "2025-12-31" if "W1" in line else "")
        for i, line in enumerate(f"{line}," for line in SERVICES.splitlines())
    ]
    folder.write("services.csv", "\n".join(rows))
    folder.load("tree")
    report = folder.falls(ROW)
    assert report.notes == ("values after the closing day of W1",)
    assert report.new == 1


def test_only_that_means_no_row_is_noted(folder):
    folder.describe(CATALOGUE, ("denominator: bed_days}", "denominator: bed_days, only: {ward: W7}}"))
    report = folder.falls(ROW)
    assert "no row is meant for `Falls`" in report.notes[0]


def test_columns_that_are_not_named_are_never_kept(folder):
    folder.write(
        "falls.csv",
        "month,ward,patient,falls,bed_days\n2026-01-01,W1,Jane Doe,nine,540\n"
        + "2026-01-01,W2,Jane Doe,1,540\n",
    )
    report = folder.load("falls")
    assert report.new == 1
    assert "Jane" not in words(report) + repr(folder.everything())


def test_a_refused_number_about_a_group_is_not_repeated(folder):
    """The report and the data page would otherwise tell what the disclosure gate hides."""
    report = folder.by_sex(
        "2026-01-01,W1,F,40,41",
        "2026-01-01,W1,M,3,2",
        "2026-02-01,W1,M,6x,9",
        "2026-03-01,W1,M,-4,9",
        "2026-04-01,W1,M,many,9",
    )
    assert report.rejected == 4
    found = [problem.found for problem in report.problems]
    assert found.count(NOT_REPEATED) == 3
    assert "many" in found
    assert {problem.row for problem in report.problems} == {3, 4, 5, 6}
    assert {problem.found for problem in folder.problems()} == {NOT_REPEATED, "many"}


def test_a_refused_number_about_everybody_is_repeated(folder):
    report = folder.falls(ROW, "2026-02-01,W1,3x,540")
    assert [problem.found for problem in report.problems] == ["3x"]


# -- nothing of it can be used, in every shape ------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "content"),
    [
        ("shape: wide, measures: measure, period: {format: '%b-%y'}, service: ward",
         "ward,measure,Jan-26\nQ1,falls,3\nQ1,bed_days,5\nQ1,other,7\n"),
        ("shape: wide, measures: measure, period: {format: '%b-%y'}, service: ward",
         "ward,measure,Jan-26\nQ1,falls,3\nQ1,bed_days,5\nQ2,falls,\n"),
        ("shape: tidy, period: {column: month}, service: ward", f"{HEADER}2026-01-01,Q1,3,540\n"),
    ],
)  # fmt: skip
def test_file_with_unknown_services_only_is_refused_whole(folder, source, content):
    tidy = "shape: tidy, file: falls.csv, period: {column: month}, service: ward"
    folder.describe(CATALOGUE.replace(tidy, f"file: falls.csv, {source}"))
    folder.write("falls.csv", content)
    report = folder.load("falls")
    assert report.is_refused
    assert "has no row that can be used" in words(report)


def test_tree_without_a_usable_row_is_refused_whole(folder):
    folder.write("services.csv", "code,name,level,parent\nQ,Q,planet,\n")
    assert folder.load("tree").is_refused


def test_workbook_with_a_password_says_how_to_take_it_away(folder):
    folder.describe(CATALOGUE.replace("file: falls.csv", "file: falls.xlsx"))
    folder.write(
        "falls.xlsx",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le"),
    )
    report = folder.load("falls")
    assert "is protected by a password" in words(report)
    assert "Protect Workbook" in words(report)


def test_percentages_above_a_hundred_without_a_denominator_are_noted(folder):
    before = (
        "numerator: falls, denominator: bed_days}\n    unit: per 1,000 bed days\n    per: 1000\n    chart: u"
    )
    after = 'numerator: falls}\n    unit: "%"\n    chart: xmr\n    additive: false'
    folder.describe(CATALOGUE.replace(before, after))
    report = folder.falls("2026-01-01,W1,98,9", "2026-02-01,W1,120,9")
    assert any("is in %, and 1 value is above 100 (first: row 3)" in note for note in report.notes)


@pytest.mark.parametrize("shape", ["tidy", "records"])
def test_a_table_without_a_heading_keeps_its_first_row(folder, shape):
    rows = "2026-01-01,W1,3,540\n2026-02-01,W1,5,510\n"
    falls = "falls: {shape: tidy, file: falls.csv, period: {column: month}, service: ward}"
    by_letter = "period: {column: column A}, service: column B"
    numbers = (
        "numerator: falls, denominator: bed_days",
        "numerator: '`column C`', denominator: '`column D`'",
    )
    entry = f"falls: {{shape: tidy, file: falls.csv, {by_letter}, header: none}}"
    if shape == "records":
        reads = "reads: [column A, column B, column C, column D]"
        place = "period: column A, service: column B"
        entry = f"falls: {{shape: records, file: falls.csv, {place}, {reads}, header: none}}"
    folder.write("falls.csv", rows)
    folder.describe(CATALOGUE, (falls, entry), numbers)
    assert folder.load("falls").problems == ()
    assert folder.values("falls") == {("W1", "", "2026-01"): (3, 540), ("W1", "", "2026-02"): (5, 510)}
    folder.describe(CATALOGUE, (falls, entry.replace(", header: none", "")), numbers)
    said = str(folder.load("falls").problems)
    assert "`header: none` if it is data already" in said


COUNTED = """Staff,Question A,,Question B,
,Yes,Base,Yes,Base
,%,n,%,n
W1,10,200,60,300
"""


@pytest.mark.parametrize(
    ("base", "is_asked"),
    [("n (2)", False), ("n (1)", True)],
)
def test_columns_named_by_counting_say_what_stands_above_them(folder, base, is_asked):
    falls = "falls: {shape: tidy, file: falls.csv, period: {column: month}, service: ward}"
    entry = (
        "falls: {shape: tidy, file: falls.csv, period: {always: 2026-01-01}, service: column 1, header: 3}"
    )
    numbers = f"numerator: '`% (2)`', denominator: '`{base}`'"
    folder.describe(CATALOGUE, (falls, entry), ("numerator: falls, denominator: bed_days", numbers))
    folder.write("falls.csv", COUNTED)
    notes = " ".join(folder.load("falls").notes)
    assert "`% (2)` stands below “Question B / Yes”" in notes
    assert ("stand below different headings" in notes) == is_asked
