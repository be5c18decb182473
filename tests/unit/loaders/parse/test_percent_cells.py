"""Cells that a workbook shows as percentages are read as they are shown."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from loaders.parse import files, percent_cells, workbooks
from tests.old_workbook import old_workbook

ROWS = [
    ["rate", "n", "plain"],
    [(0.934, "0.0%"), 54, 0.25],
    [(1.0, "0%"), (0.5, '0.0"%"'), (0.07, "[Red]0.00%;-0.00%")],
    ["*", 7.0, (-0.038, '_-* 0.0%_-;"-"')],
]
EXPECTED = [["rate", "n", "plain"], ["93.4%", "54", "0.25"], ["100%", "0.5", "7%"], ["*", "7", "-3.8%"]]


def excel(rows, change=lambda xml: xml):
    book = Workbook()
    book.active.title = "A & B"
    for row, cells in enumerate(rows, start=1):
        for column, cell in enumerate(cells, start=1):
            value, written = cell if isinstance(cell, tuple) else (cell, "General")
            book.active.cell(row, column, value).number_format = written
    content, changed = io.BytesIO(), io.BytesIO()
    book.save(content)
    with zipfile.ZipFile(content) as old, zipfile.ZipFile(changed, "w") as new:
        for part in old.namelist():
            text = old.read(part)
            new.writestr(part, change(text.decode()) if part.startswith("xl/worksheets/") else text)
    return changed.getvalue()


def opendocument(*rows):
    """`rows` as they stand in the file."""
    space = "urn:oasis:names:tc:opendocument:xmlns"
    names = " ".join(f'xmlns:{short}="{space}:{short}:1.0"' for short in ("office", "table", "text"))
    sheets = "".join(
        f'<table:table table:name="{name}">{"".join(rows)}</table:table>' for name in ("A &amp; B", "Other")
    )
    content = (
        f'<?xml version="1.0"?><office:document-content {names}><office:body><office:spreadsheet>'
        f"{sheets}</office:spreadsheet></office:body></office:document-content>"
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", '<m:manifest xmlns:m="x"/>')
    return packed.getvalue()


def shown(folder, content, name):
    (folder / name).write_bytes(content)
    file = files.read(folder / name, folder)
    return workbooks.cells(file, None, as_shown=True), file.reading.formats_unknown


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("0%", True),
        ("0.00%", True),
        ("#,##0.0 %", True),
        ("0.0%;[Red]-0.0%;0%", True),
        ("[>1]0.0;0%", False),
        ("General", False),
        ("0.0", False),
        ('0.0"%"', False),
        (r"0.0\%", False),
        ("0.0%%", False),
        ('"100%"', False),
        ("", False),
    ],
)
def test_formats(written, expected):
    assert percent_cells.is_percent(written) is expected


@given(st.floats(-1e12, 1e12))
def test_what_is_shown_is_what_the_cell_holds(value):
    text = percent_cells.as_percent(value)
    assert re.fullmatch(r"-?\d+(\.\d+)?%", text)
    assert float(f"{text[:-1]}e-2") == value


def test_excel(tmp_path):
    assert shown(tmp_path, excel(ROWS), "f.xlsx") == (EXPECTED, False)


def test_other_ways_to_write_excel(tmp_path):
    def in_a_namespace(xml):
        return re.sub(r"<(/?)(?=[a-z])", r"<\1x:", xml).replace('xmlns="', 'xmlns:x="')

    assert shown(tmp_path, excel(ROWS, in_a_namespace), "f.xlsx") == (EXPECTED, False)
    swapped = excel(ROWS, lambda xml: re.sub(r'<c (r="\w+") (s="\d+")', r"<c \2 \1", xml))
    assert shown(tmp_path, swapped, "f.xlsx") == (EXPECTED, False)


def test_cells_of_excel_that_do_not_say_their_place_are_counted(tmp_path):
    content = excel(ROWS, lambda xml: re.sub(r'<c r="\w+"', "<c", xml))
    assert shown(tmp_path, content, "f.xlsx") == (EXPECTED, False)


def test_other_kinds_of_workbook_are_not_known():
    binary = io.BytesIO()
    with zipfile.ZipFile(binary, "w") as archive:
        archive.writestr("xl/workbook.bin", "")
    assert percent_cells.places(binary.getvalue(), "Data") is None


def test_nothing_is_looked_for_where_no_format_is_a_percentage(tmp_path):
    plain = excel([["rate"], [0.934]], lambda xml: re.sub(r'<c r="\w+"', "<c", xml))
    assert shown(tmp_path, plain, "f.xlsx") == ([["rate"], ["0.934"]], False)


@pytest.mark.parametrize("length", [0, 300])  # a short one shares the sectors of its file system
def test_old_excel(tmp_path, length):
    found, is_unknown = shown(tmp_path, old_workbook(ROWS + ROWS[1:2] * length), "f.xls")
    assert found == EXPECTED + EXPECTED[1:2] * length
    assert not is_unknown


@pytest.mark.parametrize("cut", [100, 600, 2000])
def test_a_damaged_old_workbook_is_not_known(cut):
    content = old_workbook(ROWS + ROWS[1:2] * 300)
    assert percent_cells.places(content[:cut], "Data") is None
    assert percent_cells.places(content, "Another") is None


TEXT = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
PERCENT = '<table:table-cell office:value-type="percentage" office:value="{}"{}><text:p/></table:table-cell>'


def test_opendocument(tmp_path):
    content = opendocument(
        f"<table:table-row>{TEXT.format('rate')}{TEXT.format('n')}{TEXT.format('x')}</table:table-row>",
        '<table:table-row table:number-rows-repeated="2"><table:table-cell/>'
        + PERCENT.format("0.5", ' table:number-columns-repeated="2"')
        + "</table:table-row>",
        '<table:table-row><table:table-cell office:value-type="float" office:value="0.5"><text:p>x</text:p>'
        f"</table:table-cell>{PERCENT.format('0.934', '')}</table:table-row>",
    )
    rows = [["rate", "n", "x"], ["", "50%", "50%"], ["", "50%", "50%"], ["0.5", "93.4%", ""]]
    assert shown(tmp_path, content, "f.ods") == (rows, False)


def test_places_count_empty_rows_and_columns():
    content = excel([["", "x"], ["", (0.5, "0%")], [], ["", "", (0.25, "0%")]])
    assert percent_cells.places(content, "A & B") == [(1, 1), (3, 2)]
