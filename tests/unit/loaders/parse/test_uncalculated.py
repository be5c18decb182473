"""Formulas without a result: told, and refused where the column is read; results are taken as they are."""

from __future__ import annotations

import io
import zipfile

import pytest
from openpyxl import Workbook

from tests.loading import CATALOGUE
from tests.reading import Desk

TIDY = "{shape: tidy, file: falls.csv, period: {column: month}, service: ward}"
ROWS = [
    ["month", "ward", "falls", "bed_days"],
    ["2026-01-01", "W1", 3, 540],
    ["2026-02-01", "W1", "=C2+1", 500],
]


def excel(rows, cached="", fully=True, **sheets):
    """Write a workbook as programs do; `cached` is what stands as the result of each formula."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for name, other in sheets.items():
        for row in other:
            (book[name] if name in book else book.create_sheet(name)).append(row)
    stream = io.BytesIO()
    book.save(stream)
    changed = io.BytesIO()
    with zipfile.ZipFile(stream) as old, zipfile.ZipFile(changed, "w") as new:
        for part in old.namelist():
            content = old.read(part)
            if part.startswith("xl/worksheets/"):
                content = content.replace(b"<v></v>", cached.encode()).replace(b"<v />", cached.encode())
                assert b"<f>" not in content or cached.encode() in content
            if not fully:
                content = content.replace(b' fullCalcOnLoad="1"', b"")
            new.writestr(part, content)
    return changed.getvalue()


def opendocument(last):
    spaces = " ".join(
        f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in ("office", "table", "text")
    )

    def cell(value):
        if value.startswith("<"):
            return value
        kind = (
            f'office:value-type="float" office:value="{value}"'
            if value.isdigit()
            else 'office:value-type="string"'
        )
        return f"<table:table-cell {kind}><text:p>{value}</text:p></table:table-cell>"

    rows = [*ROWS[:2], ["2026-02-01", "W1", last, 500]]
    body = "".join(f"<table:table-row>{''.join(cell(str(v)) for v in row)}</table:table-row>" for row in rows)
    content = (
        f'<?xml version="1.0"?><office:document-content {spaces}><office:body><office:spreadsheet>'
        f'<table:table table:name="a">{body}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr(
            "META-INF/manifest.xml",
            '<?xml version="1.0"?><manifest:manifest xmlns:manifest='
            '"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
    return stream.getvalue()


def load(tmp_path, name, content, entry=TIDY):
    desk = Desk(tmp_path, CATALOGUE.replace(TIDY, entry.replace("falls.csv", name)))
    desk.write(name, content)
    return desk, desk.load("falls")


FORMULA = '<table:table-cell table:formula="of:=[.C2]+1"{}/>'


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("falls.xlsx", excel(ROWS)),
        ("falls.xlsx", excel(ROWS, "", fully=False)),
        ("falls.xlsx", excel(ROWS, "<v/>", fully=False)),
        ("falls.xlsx", excel(ROWS, "<v>0</v>")),  # as some programs write it, and ask for a calculation
        ("falls.ods", opendocument(FORMULA.format(""))),
    ],
)
def test_formula_without_a_result_refuses_the_file(tmp_path, name, content):
    _, report = load(tmp_path, name, content)
    assert report.is_refused
    (problem,) = report.problems
    assert "has 1 cell with a formula that was never calculated" in problem.found
    assert "column `falls`, row 3" in problem.found
    assert "opened in a spreadsheet and saved" in problem.expected


@pytest.mark.parametrize(
    ("name", "content", "falls"),
    [
        ("falls.xlsx", excel(ROWS, "<v>4</v>"), 4),
        ("falls.xlsx", excel(ROWS, "<v>0</v>", fully=False), 0),
        ("falls.ods", opendocument(FORMULA.format(' office:value-type="float" office:value="4"')), 4),
    ],
)
def test_result_is_taken(tmp_path, name, content, falls):
    desk, report = load(tmp_path, name, content)
    assert not report.is_refused
    assert desk.values("falls")["W1", "", "2026-02"] == (falls, 500)


def test_column_of_nothing_but_formulas(tmp_path):
    rows = [
        ["month", "ward", "falls", "bed_days"],
        *(["2026-01-01", f"W{n}", 1, f"=C{n + 1}*9"] for n in (1, 2, 3)),
    ]
    _, report = load(tmp_path, "falls.xlsx", excel(rows))
    assert "has 3 cells with a formula" in report.problems[0].found


def test_another_column_another_sheet_and_what_stands_below_do_no_harm(tmp_path):
    rows = [[*ROWS[0], "rate"], [*ROWS[1], "=C2/D2"], ["Total", "", "=SUM(C2:C2)", "=SUM(D2:D2)"]]
    entry = TIDY.replace("shape: tidy", "shape: tidy, ends_at: Total")
    desk, report = load(tmp_path, "falls.xlsx", excel(rows, other=[["=1+1"]]), entry)
    assert not report.is_refused
    assert desk.values("falls") == {("W1", "", "2026-01"): (3, 540)}


def test_second_sheet_is_looked_at(tmp_path):
    entry = TIDY.replace("shape: tidy", "shape: tidy, sheet: other")
    _, report = load(tmp_path, "falls.xlsx", excel([["nothing"]], other=ROWS), entry)
    assert "a formula that was never calculated" in report.problems[0].found
