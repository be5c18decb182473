"""Workbooks of OpenDocument that mean harm: refused in words and soon, and nothing is read for them."""

from __future__ import annotations

import zipfile

import pytest

from tests.loading import CATALOGUE, Folder

ODS = (
    '<?xml version="1.0"?>{before}<office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="S">{rows}</table:table>'
    "</office:spreadsheet></office:body></office:document-content>"
)
CELL = '<table:table-cell office:value-type="string"{more}><text:p>{text}</text:p></table:table-cell>'


def ods_row(*texts: str, row: str = "", cell: str = "") -> str:
    cells = "".join(CELL.format(text=text, more=cell) for text in texts)
    return f"<table:table-row{row}>{cells}</table:table-row>"


HEAD = ods_row("month", "ward", "falls", "bed_days")
ROW = ("2026-01-01", "W1", "3", "540")
LAUGHS = "<!DOCTYPE l [<!ENTITY a 'lol'>{}]>".format(
    "".join(f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(9))
)
HOSTILE = {
    "repeated rows": (
        ODS.format(before="", rows=HEAD + ods_row(*ROW, row=' table:number-rows-repeated="1000000000"')),
        "at most 2,500,000 cells",
    ),
    "repeated cells": (
        ODS.format(before="", rows=HEAD + ods_row("x", cell=' table:number-columns-repeated="1000000000"')),
        "at most 2,500,000 cells",
    ),
    "a billion laughs": (ODS.format(before=LAUGHS, rows=HEAD + ods_row("&j;")), "words of its own"),
    "a file of this machine": (
        ODS.format(
            before="<!DOCTYPE l [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>", rows=HEAD + ods_row("&a;")
        ),
        "words of its own",
    ),
    "no end": (ODS.format(before="", rows=HEAD + "<table:table-row>" * 200_000), "cannot be read"),
    "no XML": ("<<<<", "cannot be read"),
    "nothing": ("", "without a sheet"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_an_ods_that_means_harm_is_refused_in_words(tmp_path, sqlite_engine, what):
    content, said = HOSTILE[what]
    ward = Folder(tmp_path, sqlite_engine, catalogue=CATALOGUE.replace("file: falls.csv", "file: falls.ods"))
    for inside, status in ((ODS.format(before="", rows=HEAD + ods_row(*ROW)), "done"), (content, "refused")):
        with zipfile.ZipFile(ward.path / "falls.ods", "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
            archive.writestr("META-INF/manifest.xml", "<manifest/>")
            archive.writestr("content.xml", inside)
        assert ward.load("falls").status == status
    words = "".join(f"{problem.expected} {problem.found}" for problem in ward.problems())
    assert said in words
    assert "root:" not in words
    assert ward.values("falls") == {("W1", "", "2026-01"): (3.0, 540.0)}
