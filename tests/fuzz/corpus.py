"""A small good file of every kind the loader reads, and the catalogue that describes them all."""

from __future__ import annotations

import gzip
import io
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

import duckdb
import openpyxl

Grid = list[list[str]]

SERVICES = [
    ["code", "name", "level", "parent", "closed"],
    ["B", "Northfield", "board", "", ""],
    ["H1", "St Mary", "hospital", "B", ""],
    ["H2", "Royal", "hospital", "B", "2025-03-31"],
    ["W1", "Ward 1", "ward", "H1", ""],
    ["W2", "Ward 2", "ward", "H1", ""],
    ["W3", "Ward 3", "ward", "H2", ""],
]
MONTHS = ["2026-01-01", "2026-02-01", "2026-03-01", "2026-04-01"]
WARDS = ["W1", "W2", "W3"]


def tidy() -> Grid:
    rows = [
        [m, w, str(i % 4), str(500 + 7 * i)] for i, (m, w) in enumerate((m, w) for m in MONTHS for w in WARDS)
    ]
    return [["month", "ward", "falls", "bed_days"], *rows]


def by_sex() -> Grid:
    rows = [[m, w, s, str(40 + i), "*" if i == 5 else str(60 + i)] for i, (m, w, s) in enumerate(
        (m, w, s) for m in MONTHS[:2] for w in WARDS for s in ("Female", "M", ""))]  # fmt: skip
    return [["month", "ward", "sex", "answered", "received"], *rows]


def wide() -> Grid:
    return [
        ["Falls by ward", "", "", "", ""],
        ["Copyright: nobody", "", "", "", ""],
        ["", "", "", "", ""],
        ["Ward", "Measure", "Jan-26", "Feb-26 (p)", "Mar-26"],
        ["W1", "falls", "3", "1", ""],
        ["W1", "bed_days", "540", "498", ""],
        ["W2", "falls", "0", "-", "4"],
        ["W2", "bed_days", "1,210", "1,100", "1,005"],
        ["Source: wards", "", "", "", ""],
    ]


def events() -> Grid:
    rows = [
        ["2026-01-03", "W1", "1"],
        ["2026-02-14", "W2", "2"],
        ["2026-03-01", "W1", "1"],
        ["2026-01-01", "W3", "0"],
    ]
    return [["date", "ward", "arrests"], *rows]


def stays() -> Grid:
    rows = [
        [f"2026-0{1 + i % 4}-{10 + i} 0{i % 10}:15:00", ward, str(31 * i % 97), "FM"[i % 2], str(i % 3)]
        for i, ward in enumerate(WARDS * 4)
    ]
    return [["arrived", "ward", "age", "sex", "hours"], *rows]


def notes() -> Grid:
    return [["ward", "note"], ["W1", "Moved in March."], ["W2", ""], ["W3", "Beds closed, see the report."]]


def across() -> Grid:
    return [
        ["day", "ward", "Women answered", "Women received", "Men answered", "Men received"],
        ["Jan-26", "W1", "20", "30", "21", "[c]"],
        ["Feb-26", "W1", "22", "31", "19", "25"],
        ["Jan-26", "W2", "1,020", "1,030", "12", "12"],
    ]


def people() -> Grid:
    return [["code", "year", "sex", "people"], *[[s, "2025", x, str(900 + 3 * i)] for i, (s, x) in enumerate(
        (s, x) for s in ("H1", "H2") for x in ("F", "M"))]]  # fmt: skip


def csv_text(grid: Grid, delimiter: str = ",", end: str = "\n") -> str:
    def cell(text: str) -> str:
        return f'"{text}"' if delimiter in text or "\n" in text else text

    return "".join(delimiter.join(map(cell, row)) + end for row in grid)


def as_csv(grid: Grid) -> bytes:
    return csv_text(grid).encode()


def as_cp1252(grid: Grid) -> bytes:
    return csv_text(grid, "¬", "\r\n").encode("cp1252", "replace")


def as_utf16(grid: Grid) -> bytes:
    return csv_text(grid, "\t").encode("utf-16")


def as_gzip(grid: Grid) -> bytes:
    return gzip.compress(as_csv(grid), mtime=0)


def as_zip(grid: Grid) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("table.csv"), as_csv(grid))
        archive.writestr(zipfile.ZipInfo("read me.pdf"), b"%PDF-1.4")
    return file.getvalue()


def as_xlsx(grid: Grid) -> bytes:
    book = openpyxl.Workbook()
    for row in grid:
        book.active.append([_typed(text) for text in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _typed(text: str) -> object:
    text = "".join(letter for letter in text if letter.isprintable())[:3000]
    return float(text) if text.isascii() and text.isdigit() and len(text) < 15 else text


OPEN_DOCUMENT = "urn:oasis:names:tc:opendocument:xmlns"
ODS_CELL = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'


def as_ods(grid: Grid) -> bytes:
    """The least that is an OpenDocument spreadsheet."""
    names = "".join(f' xmlns:{name}="{OPEN_DOCUMENT}:{name}:1.0"' for name in ("office", "table", "text"))
    rows = "".join(
        f"<table:table-row>{''.join(ODS_CELL.format(escape(_plain(cell))) for cell in row)}</table:table-row>"
        for row in grid
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content{names}><office:body>'
        f'<office:spreadsheet><table:table table:name="Sheet1">{rows}</table:table></office:spreadsheet>'
        "</office:body></office:document-content>"
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        manifest = f'<manifest:manifest xmlns:manifest="{OPEN_DOCUMENT}:manifest:1.0"/>'
        archive.writestr("META-INF/manifest.xml", '<?xml version="1.0"?>' + manifest)
    return file.getvalue()


def _plain(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable() and not 0xD800 <= ord(letter) < 0xE000)


def as_parquet(grid: Grid) -> bytes:
    head, *rows = grid
    names = [f"{name or 'x'}" if head.index(name) == i else f"{name}_{i}" for i, name in enumerate(head)]
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        columns = ", ".join(f'"{name.replace(chr(34), "")}" VARCHAR' for name in names)
        connection.execute(f"CREATE TABLE t ({columns})")
        fitted = [(row + [""] * len(names))[: len(names)] for row in rows]
        if fitted:
            connection.executemany(f"INSERT INTO t VALUES ({', '.join('?' * len(names))})", fitted)
        path = Path(folder) / "t.parquet"
        connection.execute(f"COPY t TO '{path}' (FORMAT parquet)")
        return path.read_bytes()


@dataclass(frozen=True)
class Sample:
    """A source, the file it reads, its table, and how the table becomes a file."""

    source: str
    file: str
    grid: Callable[[], Grid]
    packed: Callable[[Grid], bytes]


SAMPLES = (
    Sample("falls", "falls.csv", tidy, as_csv),
    Sample("falls_gz", "falls.csv.gz", tidy, as_gzip),
    Sample("falls_old", "falls_old.txt", tidy, as_cp1252),
    Sample("falls_tabs", "falls.tsv", tidy, as_utf16),
    Sample("falls_xlsx", "falls.xlsx", tidy, as_xlsx),
    Sample("falls_ods", "falls.ods", tidy, as_ods),
    Sample("falls_parquet", "falls.parquet", tidy, as_parquet),
    Sample("by_sex", "by_sex.csv", by_sex, as_csv),
    Sample("wide", "wide.csv", wide, as_csv),
    Sample("wide_xlsx", "wide.xlsx", wide, as_xlsx),
    Sample("arrests", "arrests.csv", events, as_csv),
    Sample("people", "people.csv", people, as_csv),
    Sample("stays", "stays.csv", stays, as_csv),
    Sample("stays_gz", "stays.csv.gz", stays, as_gzip),
    Sample("stays_xlsx", "stays.xlsx", stays, as_xlsx),
    Sample("stays_parquet", "stays.parquet", stays, as_parquet),
    Sample("remarks", "remarks.csv", notes, as_csv),
    Sample("across", "across.csv", across, as_csv),
    Sample("across_zip", "across.zip", across, as_zip),
    Sample("across_xlsx", "across.xlsx", across, as_xlsx),
    Sample("tree", "tree.csv", lambda: SERVICES, as_csv),
)
