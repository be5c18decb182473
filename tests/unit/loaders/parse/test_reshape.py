"""Headings, sheets, names and title rows that become columns: small files by hand, and what comes of them."""

from __future__ import annotations

import pytest
from openpyxl import Workbook
from pydantic import ValidationError

from catalogue.sources import MeasurementSource
from errors import LoadRefusedError
from loaders.parse import files
from loaders.parse.headings import read_table
from loaders.problems import ROWS_OF_A_SHEET


def entry(name="f.csv", **keys):
    keys = {"file": name, "period": {"column": "month", "format": "%b-%y"}, "service": "ward"} | keys
    return MeasurementSource(shape="tidy", **keys)


def read(folder, content, needed, name="f.csv", **keys):
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, dict):
        workbook(content).save(file)
    else:
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_table(files.read(file, folder), entry(name, **keys), needed.split(", "))


def workbook(sheets):
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name.strip("~"))
        sheet.sheet_state = "hidden" if name.startswith("~") else "visible"
        for row in rows.splitlines():
            sheet.append([cell or None for cell in row.split(",")])
    return book


def cells(table, needed):
    columns = [table.columns[name] for name in needed.split(", ")]
    return sorted(" ".join(c.texts[c.codes[i]] or "-" for c in columns) for i in range(len(table)))


def refused(folder, content, needed, **keys):
    with pytest.raises(LoadRefusedError) as refusal:
        read(folder, content, needed, **keys)
    return str(refusal.value)


# -- across ----------------------------------------------------------------------------------------

PAIRED = "ward,stress_base,stress_rate,burned_out_base,burned_out_rate,comment\nW1,10,50,20,5,x\nW2,4,,,,\n"


def test_paired_columns(tmp_path):
    needed = "ward, topic, base, rate"
    across = {"read": "{topic}_{measure}", "words": {"measure": ["base", "rate"]}}
    table = read(tmp_path, PAIRED, needed, headings=across)
    assert cells(table, needed) == ["W1 burned_out 20 5", "W1 stress 10 50", "W2 stress 4 -"]
    assert table.lines == 2


def test_measures_that_each_write_their_headings_in_a_way_of_their_own(tmp_path):
    content = "ward,Black,White,Black_total,White_total\nW1,3,40,30,400\n"
    across = {"read": {"with": "{group}", "all": "{group}_total"}}
    assert cells(
        read(tmp_path, content, "ward, group, with, all", headings=across), "ward, group, with, all"
    ) == [
        "W1 Black 3 30",
        "W1 White 40 400",
    ]
    assert cells(read(tmp_path, content, "ward, group, with", headings=across), "ward, group, with") == [
        "W1 Black 3",
        "W1 White 40",
    ], "the total of a group is no group, though nobody asks for it"


def test_a_way_of_writing_that_names_nothing_is_refused():
    with pytest.raises(ValidationError, match="at least one"):
        entry(headings={"read": {"all": "Total"}})


def test_a_measure_that_nobody_asks_for_is_not_read(tmp_path):
    across = {"read": "{topic}_{measure}", "words": {"measure": ["base", "rate"]}}
    table = read(tmp_path, PAIRED, "ward, topic, base", headings=across)
    assert set(table.columns) == {"ward", "topic", "base"}


def test_headings_that_can_be_read_in_two_ways_are_refused(tmp_path):
    content = "ward,stress_low_base,stress_base\nW1,1,2\n"
    said = refused(tmp_path, content, "ward, topic, level, value", headings={"read": "{topic}_{level}"})
    assert "`stress_low_base` can be read in more than one way" in said
    assert "`words`" in said
    words = {"level": ["base", "low_base"]}
    said = refused(tmp_path, content, "ward, value", headings={"read": "{topic}_{level}", "words": words})
    assert "topic: stress; level: low_base or topic: stress_low; level: base" in said


def test_a_measure_that_is_needed_decides_between_readings(tmp_path):
    needed = "ward, topic, base"
    table = read(tmp_path, PAIRED, needed, headings={"read": "{topic}_{measure}"})
    assert cells(table, needed) == ["W1 burned_out 20", "W1 stress 10", "W2 stress 4"]


def test_groups_across(tmp_path):
    content = "month,ward,Women,Men,Not known\nJan-26,W1,5,6,\nFeb-26,W1,7,8,1\n"
    needed = "month, ward, sex, value"
    across = {"read": "{sex}", "words": {"sex": ["Women", "Men", "Not known"]}}
    table = read(tmp_path, content, needed, headings=across)
    assert cells(table, needed) == [
        "Feb-26 W1 Men 8",
        "Feb-26 W1 Not known 1",
        "Feb-26 W1 Women 7",
        "Jan-26 W1 Men 6",
        "Jan-26 W1 Women 5",
    ]
    assert table.rows.tolist() == [2, 3, 2, 3, 3]  # the rows a person sees


def test_services_across_and_months_down(tmp_path):
    table = read(tmp_path, "month,W1,W2\nJan-26,5,6\n", "month, ward, value", headings={"read": "{ward}"})
    assert cells(table, "month, ward, value") == ["Jan-26 W1 5", "Jan-26 W2 6"]


def test_measures_and_months_across(tmp_path):
    content = "ward,In time Jan-26,All seen Jan-26,In time Feb-26,All seen Feb-26,Note (1)\nW1,4,5,6,7,x\n"
    needed = "month, ward, In time, All seen"
    table = read(tmp_path, content, needed, headings={"read": "{measure} {month}"})
    assert cells(table, needed) == ["Feb-26 W1 6 7", "Jan-26 W1 4 5"]


def test_headings_over_several_rows(tmp_path):
    content = (
        '"","Up to 26 weeks",".",".","Over 26 weeks",".","All"\n'
        '"","0 to 13 weeks","13 to 26 weeks",".","26 to 36 weeks",".","."\n'
        '"Jan-26",5,6,11,3,3,14\n'
    )
    needed = "column 1, band, weeks, value"
    rows = {"read": ["{band}", "{weeks}"]}
    table = read(tmp_path, content, needed, headings=rows)
    assert cells(table, needed) == [
        "Jan-26 Over 26 weeks 26 to 36 weeks 3",
        "Jan-26 Up to 26 weeks 0 to 13 weeks 5",
        "Jan-26 Up to 26 weeks 13 to 26 weeks 6",
    ]
    totals = read(tmp_path, content, "column 1, value", headings={"read": ["{band}", ""]})
    assert cells(totals, "value") == ["11", "14", "3"]
    assert cells(read(tmp_path, content, "column 1, Over 26 weeks, All", header="2 rows"), "All") == ["14"]


def test_no_heading_that_reads_so(tmp_path):
    said = refused(tmp_path, "ward,a,b\nW1,1,2\n", "ward, sex, value", headings={"read": "{sex} only"})
    assert "no column heading reads as `headings` says" in said
    assert "{sex} only" in said


@pytest.mark.parametrize(
    ("missing", "expected"),
    [({}, ["W1 Men 1", "W2 Women 2"]), ({"": "zero"}, ["W1 Men 1", "W1 Women -", "W2 Men -", "W2 Women 2"])],
)
def test_an_empty_cell_is_a_row_only_where_it_says_something(tmp_path, missing, expected):
    content = "ward,Men,Women,Others\nW1,1,,\nW2,,2,\n"
    table = read(tmp_path, content, "ward, sex, value", headings={"read": "{sex}"}, missing=missing)
    assert cells(table, "ward, sex, value") == expected  # nobody filled in `Others`: still to come


def test_a_heading_twice(tmp_path):
    said = refused(tmp_path, "ward,Men,Men\nW1,1,2\n", "ward, sex, value", headings={"read": "{sex}"})
    assert "heading `Men` twice" in said


# -- down ------------------------------------------------------------------------------------------


def test_measures_down(tmp_path):
    content = (
        "Month,Ward,Measure,Number\nJan-26,W1,Falls,3\nJan-26,W1,Bed days,540\n"
        "Feb-26,W1,Bed days,500\nFeb-26,W1,Meals,9\n"
    )
    needed = "Month, Ward, Falls, Bed days"
    table = read(tmp_path, content, needed, measures={"column": "Measure", "value": "Number"})
    assert cells(table, needed) == ["Feb-26 W1 - 500", "Jan-26 W1 3 540"]
    assert table.rows_for("Bed days").tolist() == [4, 3] or table.rows_for("Bed days").tolist() == [3, 4]


def test_measures_chosen_by_keep_still_become_columns_of_one_row(tmp_path):
    """MHSDS: who says which measures to keep must not be told that every row is there twice."""
    content = (
        "Month,Ward,Measure,Number\nJan-26,W1,Falls,3\nJan-26,W1,Bed days,540\nJan-26,W1,Meals,9\n"
        "Jan-26,W2,Bed days,500\n"
    )
    needed = "Month, Ward, Measure, Falls, Bed days"
    table = read(
        tmp_path, content, needed,
        measures={"column": "Measure", "value": "Number"}, only={"Measure": ["Falls", "Bed*"]},
    )  # fmt: skip
    assert cells(table, "Month, Ward, Falls, Bed days") == ["Jan-26 W1 3 540", "Jan-26 W2 - 500"]
    table = read(
        tmp_path, content, needed,
        measures={"column": "Measure", "value": "Number"}, drop={"Measure": ["Meals"]},
    )  # fmt: skip
    assert cells(table, "Month, Ward, Falls, Bed days") == ["Jan-26 W1 3 540", "Jan-26 W2 - 500"]


def test_a_measure_that_no_row_names(tmp_path):
    content = "Month,Ward,Measure,Number\nJan-26,W1,Falls,3\n"
    said = refused(tmp_path, content, "Month, Ward, Fall", measures={"column": "Measure", "value": "Number"})
    assert "`Fall` (is it `Falls`?)" in said


def test_one_sheet_per_measure_with_months_across(tmp_path):
    sheets = {"Seen": "ward,Jan-26,Feb-26\nW1,5,6", "In time": "ward,Jan-26,Feb-26\nW1,4,3"}
    needed = "month, ward, Seen, In time"
    table = read(
        tmp_path, sheets, needed, name="f.xlsx", sheet="*",
        headings={"read": "{month}"}, measures={"column": "(sheet)"},
    )  # fmt: skip
    assert cells(table, needed) == ["Feb-26 W1 6 3", "Jan-26 W1 5 4"]


# -- sheets, names, titles -------------------------------------------------------------------------

SHEETS = {
    "A-lung": "month,ward,n\nJan-26,W1,1",
    "A-skin": "n,ward,month\n2,W1,Jan-26",
    "~A-old": "x",
    "Notes": "y",
}


def test_several_sheets_and_what_their_names_say(tmp_path):
    needed = "month, ward, n, cancer"
    table = read(tmp_path, SHEETS, needed, name="f.xlsx", sheet="A-{cancer}")
    assert cells(table, needed) == ["Jan-26 W1 1 lung", "Jan-26 W1 2 skin"]
    assert table.rows.tolist() == [2, ROWS_OF_A_SHEET + 2]
    listed = read(tmp_path, SHEETS, "n, (sheet)", name="f.xlsx", sheet=["A-skin", "A-lung"])
    assert cells(listed, "n, (sheet)") == ["1 A-lung", "2 A-skin"]


def test_a_sheet_without_the_table(tmp_path):
    said = refused(tmp_path, SHEETS, "month, ward, n", name="f.xlsx", sheet="*")
    assert "f.xlsx, sheet Notes: lacks the columns `month`, `ward`, `n`" in said
    table = read(tmp_path, SHEETS, "n", name="f.xlsx", sheet="*", optional="(sheet)")
    assert len(table) == 2
    said = refused(tmp_path, SHEETS, "nobody", name="f.xlsx", sheet="*", optional="(sheet)")
    assert "has no sheet with the columns of this source" in said


def test_no_such_sheet(tmp_path):
    assert "has no sheet `B-*`" in refused(tmp_path, SHEETS, "n", name="f.xlsx", sheet="B-*")


def test_a_hidden_sheet_by_its_name(tmp_path):
    sheets = SHEETS | {"~A-old": "n\n7"}
    assert cells(read(tmp_path, sheets, "n", name="f.xlsx", sheet="A-old"), "n") == ["7"]


def test_what_the_name_of_a_file_says(tmp_path):
    needed = "hospital, indicator, n"
    table = read(
        tmp_path, "n\n5\n", needed, name="2021/hospital 3 - ind 15.csv",
        file="hospital {hospital} - ind {indicator}.csv",
    )  # fmt: skip
    assert cells(table, needed) == ["3 15 5"]
    table = read(tmp_path, "n\n5\n", "year, ward, n", name="ae/2021/W1.csv", file="ae/{year}/{ward}.csv")
    assert cells(table, "year, ward, n") == ["2021 W1 5"]
    said = refused(tmp_path, "n\n5\n", "year, n", name="x/W1.csv", file="x/{year}_{ward}.csv")
    assert "x/W1.csv: has a name that the entry cannot read; expected {year}_{ward}.csv" in said


def test_what_stands_above_the_table(tmp_path):
    content = "Falls,,\nPeriod:,,Jan-26\n,Trust: R1X,\nQ1 2026 (a b),,\n\nward,n\nW1,5\n"
    needed = "month, trust, quarter, title, ward, n"
    above = {"month": "Period:", "trust": "Trust:", "quarter": "{quarter} (*)", "title": "A1"}
    table = read(tmp_path, content, needed, above=above)
    assert cells(table, needed) == ["Jan-26 R1X Q1 2026 Falls W1 5"]
    said = refused(tmp_path, content, "board, n", above={"board": "Board:"})
    assert "does not say its `board` above the table; expected a cell that reads `Board:`" in said
    assert "in the cell C1" in refused(tmp_path, content, "board, n", above={"board": "C1"})


# -- rows ------------------------------------------------------------------------------------------


def test_labels_are_filled_down_and_end_with_the_one_above(tmp_path):
    content = "region,trust,ward,n\nNorth,T1,W1,1\n,,W2,2\n,T2,W3,3\nSouth,,,4\n,T3,W5,5\n"
    needed = "region, trust, n"
    table = read(tmp_path, content, needed, fill_down=["region", "trust"])
    assert cells(table, needed) == ["North T1 1", "North T1 2", "North T2 3", "South - 4", "South T3 5"]


STACKED = (
    "Waits,,\nPART A: ADMITTED,,\n,people,\nward,n,late\nW1,1,0\nW2,2,0\n,,\n"
    "PART B: OTHERS,,\n,people,\nward,n,late\nW1,3,1\n,,\nSource: trusts,,\n"
)


def test_tables_below_each_other(tmp_path):
    needed = "part, ward, n"
    table = read(tmp_path, STACKED, needed, sections="PART {part}: *", ends_at="Source", drop={"ward": ""})
    assert [c for c in cells(table, needed) if "people" not in c] == ["A W1 1", "A W2 2", "B W1 3"]
    assert cells(read(tmp_path, STACKED, "ward, n", ends_at="blank row"), "ward, n") == ["W1 1", "W2 2"]
    second = read(tmp_path, STACKED, "ward, n", after="PART B", ends_at="blank row")
    assert (cells(second, "ward, n"), second.rows.tolist()) == (["W1 3"], [11])
    assert "no row that starts with `PART C`" in refused(tmp_path, STACKED, "ward, n", after="PART C")


def test_a_column_by_whichever_name(tmp_path):
    columns = {"hospital": ["FACID", "Facility ID"]}
    for content in ("FACID,n\n7,1\n", "n,Facility  ID\n1,7\n", "Facility ID,FACID,n\n7,,1\n"):
        assert cells(read(tmp_path, content, "hospital, n", columns=columns), "hospital, n") == ["7 1"]
    assert "lacks the column `hospital`" in refused(tmp_path, "x,n\n1,2\n", "hospital, n", columns=columns)


def test_optional_columns(tmp_path):
    table = read(tmp_path, "ward,n\nW1,1\n", "ward, n, late", optional="late")
    assert cells(table, "ward, n, late") == ["W1 1 -"]


def test_the_second_of_two_columns_with_one_name(tmp_path):
    content = "ward,n,n\nW1,1,2\n"
    assert cells(read(tmp_path, content, "ward, n (2)"), "n (2)") == ["2"]
    assert cells(read(tmp_path, content, "ward, column C"), "column C") == ["2"]
    assert "`n (1)`, `n (2)`" in refused(tmp_path, content, "ward, n")


# -- what an entry may not say -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"headings": {"words": {}}}, "headings.read"),
        ({"headings": {"read": "all"}}, "at least one {part}"),
        ({"headings": {"read": "{a}", "words": {"b": "x"}}}, "{b}, which is no part"),
        ({"sections": "PART"}, "says nothing"),
        ({"above": {"a": "{b} x"}}, "a text with {a} in it"),
        ({"file": "{a}.csv", "sheet": "{a}"}, "`a` is made twice"),
        ({"file": "{a}{b}.csv"}, "between two parts"),
        ({"query": "SELECT 1"}, "either `file` or `query`"),
        ({"file": None, "query": "SELECT 1"}, "belong together"),
        ({"file": None, "query": "DELETE FROM x", "database": "X"}, "it may only read"),
        ({"file": None, "query": "SELECT 1", "database": "postgresql://a:secret@b/c"}, "no address"),
    ],
)  # fmt: skip
def test_entries_that_make_no_sense(keys, said):
    with pytest.raises(ValidationError) as error:
        MeasurementSource(**{"shape": "tidy", "file": "f", "period": {"column": "m"}, "service": "w"} | keys)
    assert said in str(error.value)
