"""Finding the heading and the columns below it, in every kind of file."""

from __future__ import annotations

import gzip
import io

import duckdb
import pandas as pd
import pytest
from openpyxl import Workbook

from catalogue.sources import MeasurementSource
from errors import LoadRefusedError
from loaders.parse import files
from loaders.parse.headings import read_table

PLAIN = "month,ward,falls\n2026-01-01,W1,3\n2026-02-01,Wärd,*\n"


def read(folder, content, needed=("month", "ward", "falls"), name="f.csv", **source):
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    entry = MeasurementSource(shape="tidy", file=name, period={"column": "month"}, service="ward", **source)
    return read_table(files.read(folder / name, folder), entry, list(needed))


def cells(table):
    rows = range(len(table))
    return [tuple(c.texts[c.codes[i]] for c in table.columns.values()) for i in rows], table.rows.tolist()


EXPECTED = ([("2026-01-01", "W1", "3"), ("2026-02-01", "Wärd", "*")], [2, 3])


@pytest.mark.parametrize(
    "content",
    [
        PLAIN,
        PLAIN.replace("\n", "\r\n"),
        "\ufeff" + PLAIN,
        PLAIN.replace(",", ";"),
        PLAIN.replace(",", "\t"),
        PLAIN.replace(",", "|"),
        PLAIN.replace(",", "¬"),
        PLAIN.replace(",", "¬").encode("cp1252"),
        PLAIN.encode("cp1252"),
        PLAIN.encode("utf-16"),
        gzip.compress(PLAIN.encode()),
        PLAIN.replace("falls", " falls\u00a0 "),
        PLAIN.replace("\n", ",\n"),
        PLAIN.replace("month,", '"month" ,').replace("W1", '" W1"'),
        PLAIN + "\n\n",
        PLAIN + ",,\n , ,\n",
    ],
    ids=range(16),
)
def test_csv_in_every_dress(tmp_path, content):
    assert cells(read(tmp_path, content)) == EXPECTED


def test_columns_may_stand_in_any_order_among_others(tmp_path):
    table = read(tmp_path, "x,falls,ward,y,month\n1,3,W1,2,2026-01-01\n")
    assert cells(table) == ([("2026-01-01", "W1", "3")], [2])


def test_rows_are_numbered_as_a_person_sees_them(tmp_path):
    preamble = 'Title\n\n"two\nlines",\n'
    table = read(tmp_path, preamble + PLAIN.replace("2026-02", "\n2026-02"))
    assert table.rows.tolist() == [5, 7]  # one row per record, blank lines counted


def test_header_row_can_be_named(tmp_path):
    twice = "month,ward,falls\n(text),(text),(number)\n" + PLAIN
    assert cells(read(tmp_path, twice, header=3))[1] == [4, 5]


def test_heading_over_two_rows_is_joined(tmp_path):
    content = ",,Falls,,Days\nmonth,ward,all,with harm,\n2026-01-01,W1,3,1,540\n"
    table = read(tmp_path, content, ("month", "ward", "Falls with harm", "Days"), header="2 rows")
    assert cells(table) == ([("2026-01-01", "W1", "1", "540")], [3])


def test_dots_go_on_with_a_merged_cell_and_nameless_columns_are_known_by_place(tmp_path):
    content = ",Up to 26 weeks,.,Over\n,week 1,week 2,week 27\nSep-2011,1,2,3\n"
    table = read(tmp_path, content, ("column 1", "Up to 26 weeks week 2", "Over week 27"), header="2 rows")
    assert cells(table) == ([("Sep-2011", "2", "3")], [3])


def test_footer_ends_the_data(tmp_path):
    content = PLAIN + ",,\nSource: NHS,,\n2026-03-01,W1,4\n"
    assert cells(read(tmp_path, content, ends_at="Source:")) == EXPECTED


def workbook(rows, *, hidden=False):
    book = Workbook()
    if hidden:
        book.active.title, book.active.sheet_state = "Lookup", "hidden"
        book.create_sheet("Data")
    sheet = book["Data"] if hidden else book.active
    for row in rows:
        sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_excel_finds_the_heading_below_its_title(tmp_path):
    month = pd.Timestamp("2026-01-01").to_pydatetime()
    rows = [
        ["Falls, by ward"],
        [],
        [None, "month", "ward", "falls"],
        [None, month, "W1", 3],
        [None, month, "W2", 2.5],
    ]
    table = read(tmp_path, workbook(rows, hidden=True), name="f.xlsx")
    assert cells(table) == ([("2026-01-01", "W1", "3"), ("2026-01-01", "W2", "2.5")], [4, 5])


def test_parquet(tmp_path):
    path = tmp_path / "f.parquet"
    duckdb.sql(
        "SELECT DATE '2026-01-01' AS month, 'W1' AS ward, 3.0::DOUBLE AS falls UNION ALL "
        "SELECT DATE '2026-02-01', 'Wärd', NULL"
    ).write_parquet(str(path))
    table = read(tmp_path, path.read_bytes(), name="f.parquet")
    assert cells(table) == ([("2026-01-01", "W1", "3.0"), ("2026-02-01", "Wärd", "")], [1, 2])


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("ward,fall\nW1,2\n", "lacks the columns `month`, `falls` (is it `fall`?)"),
        ("Title\nmnth;ward;falls\n1;2;3\n", "lacks the column `month` (is it `mnth`?)"),
        ("month ward falls\n", "one column only: is `delimiter` right?"),
        ("month,ward,falls,falls\n1,2,3,4\n", "has the column `falls` twice"),
    ],
)
def test_wrong_heading_is_refused_with_the_nearest(tmp_path, content, expected):
    with pytest.raises(LoadRefusedError) as caught:
        read(tmp_path, content)
    assert expected in str(caught.value)


def test_encoding_can_be_named_and_must_fit(tmp_path):
    assert cells(read(tmp_path, PLAIN.encode("cp437"), encoding="cp437")) == EXPECTED
    with pytest.raises(LoadRefusedError, match="cannot be read"):
        read(tmp_path, PLAIN.encode("cp1252"), encoding="utf-8")
    with pytest.raises(LoadRefusedError, match="is not an encoding"):
        read(tmp_path, PLAIN, encoding="utf-9")


def test_long_csv_reads_as_the_slow_way_does(tmp_path):
    """The C parser and Python's csv module must see the same rows."""
    body = "".join(f'2026-01-01,"W ""{i}"", x",{i}\n' for i in range(2000)) + "\n2026-01-01,last\n"
    fast = cells(read(tmp_path, "month,ward,falls\n" + body))
    slow = cells(read(tmp_path, "month,ward,falls\n" + body, ends_at="never"))
    assert fast == slow


def test_a_file_without_a_heading_does_not_tell_whose_record_stands_there(tmp_path):
    path = tmp_path / "records.csv"
    path.write_text("4857773456,2026-01-01,W1\n4010232137,2026-01-02,W2\n")
    source = MeasurementSource(shape="tidy", file="records.csv", period={"column": "month"}, service="ward")
    with pytest.raises(LoadRefusedError) as caught:
        read_table(files.read(path, tmp_path), source, ["month", "ward"])
    assert "4857773456" not in str(caught.value)
    assert "lacks the columns `month`, `ward`" in str(caught.value)


# -- where the heading is instead ------------------------------------------------------------------

TITLED = "A report,,\nof falls,,\n" + PLAIN


@pytest.mark.parametrize(
    ("header", "needed", "said"),
    [
        (1, ("month", "ward", "falls"), "in row 1; they are in row 3: say `header: 3`, found A report"),
        (4, ("month", "ward", "falls"), "in row 4; they are in row 3: say `header: 3`"),
        (1, ("month", "ward", "falls", "beds"), "in row 1; row 3 looks more like the heading"),
        (
            3,
            ("month", "ward", "falls", "beds"),
            "lacks the column `beds`; expected in row 3, found month, ward",
        ),
    ],
)
def test_a_wrong_row_is_told_with_the_right_one(tmp_path, header, needed, said):
    with pytest.raises(LoadRefusedError) as error:
        read(tmp_path, TITLED, needed, header=header)
    assert said in str(error.value)
    if header == 3:
        assert "looks more" not in str(error.value)


def test_a_wrong_sheet_is_told_with_the_right_one(tmp_path):
    book = Workbook()
    book.active.title = "Notes"
    book.active.append(["About", "this"])
    for row in (["month", "ward", "falls"], ["2026-01-01", "W1", 3]):
        (book["Data"] if "Data" in book.sheetnames else book.create_sheet("Data")).append(row)
    content = io.BytesIO()
    book.save(content)
    with pytest.raises(LoadRefusedError, match="they are in the sheet `Data`: say `sheet: Data`"):
        read(tmp_path, content.getvalue(), name="f.xlsx")
