"""Small files that would take more memory than a machine has are refused in words, in little time and memory.

Each is read by a process of its own, whose memory and time are measured.
"""

from __future__ import annotations

import gzip
import io
import os
import struct
import subprocess
import sys
import zipfile

import duckdb
import pytest

from loaders.parse.archives import explained, gunzipped
from settings import ROOT
from tests.loading import CATALOGUE
from tests.old_workbook import old_workbook

MEGABYTES, SECONDS = 500, 5.0
"""Asked for; a process that does nothing but start takes 190 MB and, where nobody disturbs it, one second."""
ROWS = b"2026-01-01,W1,0,540\n" * 800_000
SHEET = b"<worksheet xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><sheetData>"
CELL = b"<table:table-cell office:value-type='float' office:value='1'><text:p>%s</text:p></table:table-cell>"
SPACES = b"".join(
    b" xmlns:%s='urn:oasis:names:tc:opendocument:xmlns:%s:1.0'" % (name, name)
    for name in (b"office", b"table", b"text")
)


def zipped(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def excel(rows: bytes, texts: bytes = b"", before: bytes = b"") -> bytes:
    main = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = b"http://schemas.openxmlformats.org/package/2006/relationships"
    sheets = b"<sheets><sheet name='S' sheetId='1' r:id='a'/></sheets>"
    book = b"<workbook xmlns='%s' xmlns:r='%s'>" + sheets + b"</workbook>"
    link = b"<Relationship Id='%s' Type='%s/%s' Target='%s'/>"
    links = link % (b"a", office, b"worksheet", b"worksheets/sheet1.xml")
    links += link % (b"b", office, b"sharedStrings", b"sharedStrings.xml")
    return zipped({
        "_rels/.rels": b"<Relationships xmlns='%s'>%s</Relationships>"
        % (package, link % (b"a", office, b"officeDocument", b"xl/workbook.xml")),
        "xl/workbook.xml": book % (main, office),
        "xl/_rels/workbook.xml.rels": b"<Relationships xmlns='%s'>%s</Relationships>" % (package, links),
        "xl/sharedStrings.xml": b"<sst xmlns='%s'>%s</sst>" % (main, texts),
        "xl/worksheets/sheet1.xml": before + SHEET + rows + b"</sheetData></worksheet>",
    })  # fmt: skip


def opendocument(rows: bytes) -> bytes:
    table = b"<office:spreadsheet><table:table table:name='S'>%s</table:table></office:spreadsheet>" % rows
    content = b"<office:document-content%s><office:body>%s</office:body></office:document-content>"
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    return zipped({"mimetype": kind, "content.xml": content % (SPACES, table)})


def row(times: int, cells: bytes) -> bytes:
    return b"<table:table-row table:number-rows-repeated='%d'>%s</table:table-row>" % (times, cells)


def overlapping() -> bytes:
    """Five thousand names for one packed member."""
    whole = zipped({"a.csv": ROWS})
    end = struct.unpack("<IHHHHIIH", whole[-22:])
    listed = whole[end[6] : end[6] + end[5]]
    names = [listed.replace(b"a.csv", b"%05d" % i) for i in range(5000)]
    many = b"".join(names)
    return whole[: end[6]] + many + struct.pack("<IHHHHIIH", end[0], 0, 0, 5000, 5000, len(many), end[6], 0)


def far_apart_in_xls() -> bytes:
    whole = old_workbook([["month", 1.5], ["2026-01-01", 2.5]])
    cell = struct.pack("<HHHH", 0x0203, 14, 1, 1)
    assert whole.count(cell) == 1
    return whole.replace(cell, struct.pack("<HHHH", 0x0203, 14, 65535, 255))


def binary(*sheet: bytes, times: int = 1, texts: bytes = b"") -> bytes:
    """Return an `.xlsb` of these records; nothing of it is asked for before it has been measured."""
    parts = {"xl/workbook.bin": b"", "xl/worksheets/sheet1.bin": b"".join(sheet) * times}
    return zipped(parts | {"xl/sharedStrings.bin": texts})


def record(kind: int, content: bytes) -> bytes:
    size = len(content)
    return (
        bytes([kind])
        + (bytes([size]) if size < 128 else bytes([size & 127 | 128, size >> 7 & 127 | 128, size >> 14]))
        + content
    )


def unknown_to_xlrd(content: bytes) -> bytes:
    """Return an old workbook of a version that one of the two readers refuses."""
    begins = struct.pack("<HHHH", 0x0809, 16, 0x0600, 0x0005)
    assert content.count(begins) == 1
    return content.replace(begins, struct.pack("<HHHH", 0x0809, 16, 0x0999, 0x0005))


def parquet(select: str, tmp_path) -> bytes:
    path = tmp_path / "made.parquet"
    duckdb.connect().execute(f"COPY (SELECT {select}) TO '{path}' (COMPRESSION zstd)")
    return path.read_bytes()


PACKED = gzip.compress(ROWS, 9)
ADDRESSED = b"<row r='%d'><c r='%s%d'><v>1</v></c></row>"
TEXT = b"\0" + struct.pack("<I", 32_000) + b"a\0" * 32_000
POINTING = b"<row>" + b"<c t='s'><v>0</v></c>" * 9 + b"</row>"
FAR = ADDRESSED % (1, b"A", 1) + ADDRESSED % (10**6, b"XFD", 10**6)
BARE = b"<row>" + b"<c/>" * 9000 + b"</row>" + b"<row><c/></row>" * 90_000
LONG = b"<si><t>%s</t></si>" % (b"a" * 32_000)
LAUGHING = b"<row><c t='str'><v>&m;</v></c></row>"
EMPTY = b"<table:table-cell/>"
WIDE = CELL.replace(b"cell ", b"cell table:number-columns-repeated='999' ", 1)
SELECT = "'2026-01-01' AS month, {} AS ward, 1 AS falls, 2 AS bed_days FROM range({})"
NOISE = gzip.compress(os.urandom(2**24).hex().encode(), 1)
LAUGHS = b"<!DOCTYPE l [<!ENTITY a 'lol'>" + b"".join(
    b"<!ENTITY %c '%s'>" % (98 + i, b"&%c;" % (97 + i) * 10) for i in range(12)
)
BOMBS = {
    "gzip of many parts": ("falls.csv.gz", lambda _: PACKED * 200),
    "gzip behind noise": ("falls.csv.gz", lambda _: NOISE + PACKED * 10),  # no more than noise explains
    "zip": ("falls.zip", lambda _: zipped({"falls.csv": ROWS * 12})),
    "gzip in a zip": ("falls.zip/*.gz", lambda _: zipped({"falls.csv.gz": PACKED * 200})),
    "zip in a gzip": ("falls.zip", lambda _: gzip.compress(zipped({"falls.csv": ROWS * 12}))),
    "members that overlap": ("falls.zip/*", lambda _: overlapping()),
    "zip with a list of names": ("falls.zip", lambda _: zipped({f"{i:0200}": b"" for i in range(40_000)})),
    "cells far apart": ("falls.xlsx", lambda _: excel(FAR)),
    "cells without an address": ("falls.xlsx", lambda _: excel(BARE)),
    "one text of many cells": ("falls.xlsx", lambda _: excel(POINTING * 9000, LONG)),
    "entities": ("falls.xlsx", lambda _: excel(LAUGHING, before=LAUGHS + b"]>")),
    "rows that repeat": ("falls.ods", lambda _: opendocument(row(10**6, EMPTY + CELL % b"1" * 9))),
    "small repeats": ("falls.ods", lambda _: opendocument(row(999, WIDE % b"1") * 90)),
    "one text of many rows": ("falls.ods", lambda _: opendocument(row(90_000, CELL % (b"a" * 30_000)))),
    "cells far apart in an old workbook": ("falls.xls", lambda _: far_apart_in_xls()),
    "cells far apart in a workbook of an unknown version": (
        "falls.xls",
        lambda _: unknown_to_xlrd(far_apart_in_xls()),
    ),
    "cells far apart in a binary workbook": (
        "falls.xlsb",
        lambda _: binary(record(0, struct.pack("<I", 10**6)), record(2, struct.pack("<III", 16000, 0, 1))),
    ),
    "one text of many cells in a binary workbook": (
        "falls.xlsb",
        lambda _: binary(record(7, struct.pack("<III", 0, 0, 0)), times=90_000, texts=record(19, TEXT)),
    ),
    "records without end": ("falls.xlsb", lambda _: binary(record(60, b""), times=25_000_000)),
    "alike rows": ("falls.parquet", lambda p: parquet(SELECT.format("'W1'", 20000000), p)),
    "long texts": ("falls.parquet", lambda p: parquet(SELECT.format("repeat('W', 20000)", 20000), p)),
}  # fmt: skip


MEASURE = """
import re, runpy, sys, time
try:
    runpy.run_module("loaders", run_name="__main__", alter_sys=True)
finally:
    kilobytes = re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1]
    print("|", time.process_time(), int(kilobytes) / 1024)
"""


def measured(tmp_path, *arguments: str) -> tuple[str, float, float]:
    """Run a command of the loaders. Return what it says, its seconds of processor and its megabytes."""
    places = ["--catalogue", str(tmp_path / "catalogue.yaml"), "--data", str(tmp_path)]
    database = ["--database", f"sqlite:///{tmp_path}/x.db"]
    command = [sys.executable, "-c", MEASURE, *arguments, *places, *database]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    told, _, used = done.stdout.rpartition("|")
    seconds, megabytes = used.split()
    return " ".join((told + done.stderr).split()), float(seconds), float(megabytes)


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_is_refused_in_words(tmp_path, bomb):
    file, made = BOMBS[bomb]
    (tmp_path / "catalogue.yaml").write_text(CATALOGUE.replace("file: falls.csv", f'file: "{file}"'))
    path = tmp_path / file.split("/")[0]
    path.write_bytes(made(tmp_path))
    assert path.stat().st_size < 60_000_000
    said, seconds, megabytes = measured(tmp_path, "check", "falls")
    print(f"{bomb}: {seconds:.1f} s, {megabytes:.0f} MB: {said}")
    assert any(
        words in said for words in ("unpacks to more", "has a sheet of", "more than", "too many", "ENTITY")
    )
    assert "Traceback" not in said
    assert megabytes < MEGABYTES
    assert seconds < SECONDS


@pytest.mark.parametrize(
    ("packed", "unpacked"),
    [(1_000, 2**26), (2**20, 100 * 2**20), (20 * 2**20, 2**29), (100 * 2**20, 2000 * 2**20)],
)
def test_gigabytes_come_out_of_large_files_only(packed, unpacked):
    assert explained(packed) == unpacked


@pytest.mark.parametrize("size", [2**14, 2**19, 2**21])
def test_a_file_packed_in_many_parts_is_no_bomb(size):
    """As `bgzip`, and whoever appends to a log, writes it: each part begins anew."""
    part = gzip.compress(os.urandom(size).hex().encode(), 1)
    parts = 5 * 2**24 // (2 * size)
    packed = part * parts
    assert len(gunzipped(packed, "falls.csv.gz")) == 2 * size * parts


ALIASES = "".join(
    f"x{i}: &x{i} [{', '.join([f'*x{i - 1}'] * 10 if i else ['lol'] * 10)}]\n" for i in range(12)
)
MERGES = "".join(
    f"x{i}: &x{i} {{<<: [{', '.join([f'*x{i - 1}'] * 10)}]}}\n" if i else "x0: &x0 {a: 1}\n" for i in range(9)
)


@pytest.mark.parametrize(
    "catalogue", [ALIASES, MERGES, "a: " + "x" * 6_000_000], ids=["aliases", "merges", "size"]
)
def test_a_catalogue_that_repeats_itself_without_end_is_refused(tmp_path, catalogue):
    (tmp_path / "catalogue.yaml").write_text(catalogue)
    said, seconds, megabytes = measured(tmp_path, "check", "falls")
    print(f"{seconds:.1f} s, {megabytes:.0f} MB: {said}")
    assert "expected at most" in said
    assert megabytes < MEGABYTES
    assert seconds < SECONDS


@pytest.mark.parametrize("file", ["falls.csv.gz", "falls.zip"])
def test_a_table_of_nothing_but_zeros_is_no_bomb(tmp_path, file):
    (tmp_path / "catalogue.yaml").write_text(CATALOGUE.replace("file: falls.csv", f"file: {file}"))
    table = "month,ward,falls,bed_days\n" + "".join(
        f"2026-0{m},W{w},0,0\n" for m in range(1, 9) for w in range(9999)
    )
    packed = (
        gzip.compress(table.encode(), 9) if file.endswith("gz") else zipped({"falls.csv": table.encode()})
    )
    (tmp_path / file).write_bytes(packed)
    assert "unpacks" not in measured(tmp_path, "check", "falls")[0]
