"""What a file really is: read in every dress, and refused by name where it is no table."""

from __future__ import annotations

import gzip
import io
import zipfile

import pytest
from openpyxl import Workbook

from catalogue.sources import MeasurementSource
from errors import LoadRefusedError
from loaders.parse import archives, files, workbook_size
from loaders.parse.headings import read_table

PLAIN = "month,ward,falls\n2026-01-01,W1,3\n2026-02-01,Wärd,\n"


def read(folder, content, name="f.csv", inside="", **keys):
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    entry = MeasurementSource(
        shape="tidy", file=name + inside, period={"column": "month"}, service="ward", **keys
    )
    file = files.read(folder / name, folder, entry.inside)
    return read_table(file, entry, ["month", "ward", "falls"])


def refused(folder, content, name="f.csv", **keys):
    with pytest.raises(LoadRefusedError) as refusal:
        read(folder, content, name, **keys)
    return str(refusal.value)


def rows(table):
    return ["|".join(c.cells([i])[0] for c in table.columns.values()) for i in range(len(table))]


def zipped(**parts):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "."), content)
    return packed.getvalue()


def workbook(*cells):
    book = Workbook()
    for address, value in cells:
        book.active[address] = value
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


CELL = '<table:table-cell office:value-type="{}" office:{}value="{}"{}><text:p>{}</text:p></table:table-cell>'


def opendocument(lines, kind="spreadsheet", extra=""):
    """A spreadsheet as LibreOffice writes it, reduced to what a reader needs."""
    body = "".join(
        "<table:table-row>"
        + "".join(
            CELL.format("float", "", cell, extra, cell)
            if cell.isdigit()
            else f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
            for cell in line.split(",")
        )
        + "</table:table-row>"
        for line in lines
    )
    names = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"'
        for short in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {names}><office:body>'
        f'<office:spreadsheet><table:table table:name="Data">{body}</table:table></office:spreadsheet>'
        "</office:body></office:document-content>"
    )
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        '<manifest:file-entry manifest:full-path="/" manifest:media-type="x"/></manifest:manifest>'
    )
    mimetype = f"application/vnd.oasis.opendocument.{kind}"
    parts = {"mimetype": mimetype, "content__xml": content, "META-INF/manifest__xml": manifest}
    return zipped(**parts)


EXPECTED = ["2026-01-01|W1|3", "2026-02-01|Wärd|"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "cp1252"])
def test_encodings(tmp_path, encoding):
    assert rows(read(tmp_path, PLAIN.encode(encoding))) == EXPECTED


def test_an_encoding_that_must_be_named(tmp_path):
    assert rows(read(tmp_path, PLAIN.encode("mac_roman"), encoding="mac_roman")) == EXPECTED


def test_opendocument(tmp_path):
    content = opendocument(["Title", "month,ward,falls", "2026-01-01,W1,3"])
    assert rows(read(tmp_path, content, "f.ods")) == ["2026-01-01|W1|3"]


def test_gzip_of_several_parts(tmp_path):
    halves = gzip.compress(PLAIN[:30].encode()) + gzip.compress(PLAIN[30:].encode())
    assert rows(read(tmp_path, halves, "f.csv.gz")) == EXPECTED


def test_a_zip_with_one_table(tmp_path):
    assert rows(read(tmp_path, zipped(readme__md="x", data__csv=PLAIN), "f.zip")) == EXPECTED


def test_a_zip_with_several_tables(tmp_path):
    content = zipped(a__csv=PLAIN, b__csv="x")
    said = refused(tmp_path, content, "f.zip")
    assert "is a zip archive with 2 files that may be a table" in said
    assert "a.csv, b.csv" in said
    assert rows(read(tmp_path, content, "f.zip", inside="/a*")) == EXPECTED
    assert "with no files like c*" in refused(tmp_path, content, "f.zip", inside="/c*")


def test_tables_of_a_zip_that_are_alike_are_read_as_one(tmp_path):
    content = zipped(apr__csv=PLAIN, may__csv=PLAIN, readme__md="x")
    assert rows(read(tmp_path, content, "f.zip", inside="/*.csv")) == [*EXPECTED, *EXPECTED]
    damaged = zipped(apr__csv=PLAIN, may__csv="<html><body>gone</body></html>")
    assert "f.zip, may.csv" in refused(tmp_path, damaged, "f.zip", inside="/*.csv")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.7 ...", "is a PDF document"),
        (b"RDX3\nX\n", "is R data"),
        (gzip.compress(b"RDX3\nX\n"), "is R data"),
        (b"<html><body>Not found</body></html>", "is a web page"),
        (b"\xef\xbb\xbf\r\n<!DOCTYPE HTML>", "is a web page"),
        ("<html><table>".encode("utf-16"), "is a web page with a table in it"),
        (b"<table><tr><td>month</td></tr></table>", "is a web page with a table in it"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
         b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "is an XML spreadsheet of 2003"),
        (b'<?xml version="1.0"?><data/>', "is an XML file"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related", "is a web page saved whole"),
        (b'{"month": 1}', "is a JSON file"),
        (b"{\\rtf1", "is a text document"),
        (b"$FL2@(#)", "is an SPSS file"),
        (b"PAR1 and no end", "is a damaged Parquet file"),
        (b"PK\x03\x04 and no end", "is a damaged zip file"),
        (zipped(**{"word/document__xml": "x"}), "is a Word document"),
        (opendocument(["a"], kind="text"), "is an OpenDocument text"),
        (zipped(**{"Index/CalculationEngine__iwa": "x"}), "is an Apple Numbers document"),
        (zipped(**{"Index/Document__iwa": "x"}), "is a document of Apple Numbers, Pages or Keynote"),
        (zipped(DataModel="x", Version="1"), "is a Power BI report"),
        (b"\x00\x01\x02\x03" * 50, "is a binary file of an unknown kind"),
        (b"", "is empty"),
        (b"\xff\xfe", "is empty"),
        (gzip.compress(b""), "is empty"),
        (gzip.compress(PLAIN.encode())[:-9], "is a damaged gzip file"),
    ],
    ids=range(25),
)  # fmt: skip
@pytest.mark.parametrize("name", ["f.csv", "f.xls"])
def test_what_is_no_table_is_refused_by_name(tmp_path, content, said, name):
    assert f"{name}: {said}" in refused(tmp_path, content, name)


def test_what_is_another_kind_of_table_is_refused_by_name(tmp_path):
    content = workbook(("A1", "month"))
    assert "is called .csv, but it is an Excel workbook" in refused(tmp_path, content)
    assert "is called .xls, but it is text (CSV)" in refused(tmp_path, PLAIN, "f.xls")
    assert "is called .csv, but it is an Excel" in refused(tmp_path, zipped(a__csv=content), "f.zip")


def test_a_text_that_was_cut_off(tmp_path):
    whole = "month,ward,falls\n2026-01-01,W1,3\n2026-02-01,W2,5"
    assert len(rows(read(tmp_path, whole))) == 2
    assert "ends in the middle of a row" in refused(tmp_path, whole[:-2])
    assert rows(read(tmp_path, whole[:-2] + "\n")) == ["2026-01-01|W1|3", "2026-02-01|W2|"]
    assert len(rows(read(tmp_path, whole + "\nSource: wards"))) == 3


# -- what would fill the memory -------------------------------------------------------------------


def test_cells_far_apart_do_not_fill_the_memory(tmp_path):
    said = refused(tmp_path, workbook(("A1", "month"), ("XFD1048576", 1)), "f.xlsx")
    assert "has a sheet of 1,048,576 rows and 16,384 columns" in said


def test_a_cell_that_stands_many_times_does_not_either(tmp_path):
    wide = opendocument(["1,2"], extra=' table:number-columns-repeated="999999999"')
    assert "999,999,999 columns" in refused(tmp_path, wide, "f.ods")


def test_formatted_cells_far_below_do_no_harm(tmp_path):
    content = workbook(("A1", "month"), ("B1", "ward"), ("C1", "falls"), ("A2", "2026-01-01"), ("B2", "W1"))
    assert rows(read(tmp_path, content, "f.xlsx")) == ["2026-01-01|W1|"]


@pytest.mark.parametrize("pack", [gzip.compress, lambda content: zipped(f__csv=content)])
def test_a_bomb_is_not_unpacked(tmp_path, monkeypatch, pack):
    monkeypatch.setattr(archives, "UNPACKED_AT_MOST", 10_000)
    assert "unpacks to more than" in refused(tmp_path, pack(b"0" * 50_000), "f.dat")


def test_the_limit_is_generous(tmp_path):
    assert workbook_size.CELLS_AT_MOST >= 1_000_000 * 25
    assert archives.UNPACKED_AT_MOST >= 2 * 2**30


@pytest.mark.parametrize("pattern", ["falls.csv", "*.csv"])
def test_a_link_is_followed_within_the_data_folder_only(tmp_path, pattern):
    folder, outside = tmp_path / "data", tmp_path / "outside.csv"
    (folder / "kept").mkdir(parents=True)
    (folder / "kept" / "real.csv").write_text("month\n")
    outside.write_text("not for everybody\n")
    link = folder / "falls.csv"
    link.symlink_to(folder / "kept" / "real.csv")
    assert files.find(folder, pattern) == [link]
    linked = tmp_path / "linked"
    linked.symlink_to(folder)
    assert files.find(linked, pattern) == [linked / "falls.csv"], "the folder itself may be one"
    for target, said in ((outside, "leads out of the data folder"), (link, "is not there")):
        link.unlink()
        link.symlink_to(target)
        with pytest.raises(LoadRefusedError, match=said):
            files.find(folder, pattern)
    assert files.find(folder, "../outside.csv") == [folder / "../outside.csv"], "the catalogue says so"
