"""The example that has every key loads, and the smallest sources that the manual shows."""

from __future__ import annotations

import io
import re

import pytest
from openpyxl import Workbook
from sqlalchemy import create_engine, text

from catalogue.reading.read import load_catalogue
from data.database import connect, migrate
from settings import ROOT
from tests.loading import CATALOGUE, Folder

EXAMPLE = ROOT / "examples" / "every_key"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    engine = connect(f"sqlite:///{tmp_path / 'test.db'}")
    migrate(engine)
    wards = f"sqlite:///{tmp_path / 'wards.db'}"
    with create_engine(wards).begin() as connection:
        connection.execute(
            text("CREATE TABLE beds AS SELECT '2026-04-01' AS month, '012' AS ward, 24 AS beds")
        )
    monkeypatch.setenv("WARDS_URL", wards)
    made = Folder(tmp_path, engine, services="")
    yield made
    engine.dispose()


def test_the_example_of_every_key_loads(folder):
    folder.path, folder.catalogue = EXAMPLE / "files", load_catalogue(EXAMPLE)
    reports = [folder.load(source) for source in ("wards", "falls_on_paper", "falls", "beds", "stays")]
    assert [(report.status, *report.problems) for report in reports] == [("done",)] * 5
    assert folder.values("falls") == {("012", "", "2026-04"): (3, 540.5), ("012", "", "2026-05"): (4, 520)}
    paper = folder.values("falls_on_paper")
    assert paper == {
        ("012", "", "2026-04"): (3, None),
        ("012", "", "2026-05"): (None, None),
        ("012", "", "2026-06"): (5, None),
    }
    assert folder.values("beds") == {("012", "", "2026-04"): (24, None)}
    stays = {key: count for key, (count, _) in folder.values("stays").items()}
    assert stays == {
        ("012", "", "2026-03"): 1,  # the week that began on Sunday 29 March
        ("012", "M", "2026-03"): 1,
        ("012", "", "2026-04"): 1,
        ("012", "F", "2026-04"): 1,
    }


SOURCES = ROOT / "docs" / "how-to" / "add-a-source.md"


def smallest(shape):
    """Return the entry of this shape that the manual shows first."""
    entries = SOURCES.read_text(encoding="utf-8").split("```yaml\nsources:\n")[1].split("```")[0]
    return next(entry for entry in entries.split("\n\n") if f"shape: {shape}" in entry)


def described(folder, entry, file, columns):
    """Falls, taken from this entry of the manual."""
    name = entry.split(":")[0].strip()
    entry = re.sub(r"file: \S+", f"file: {file}", entry.rstrip()).replace(f"  {name}:", "  falls:", 1)
    old = "  falls: {shape: tidy, file: falls.csv, period: {column: month}, service: ward}"
    folder.describe(CATALOGUE, (old, entry), ("numerator: falls, denominator: bed_days", columns))


def test_the_smallest_tidy_source_has_six_lines(folder):
    entry = smallest("tidy")
    assert len(entry.strip().splitlines()) <= 6
    described(folder, entry, "falls.csv", "numerator: Falls, denominator: Days")
    folder.write("services.csv", "code,name,level,parent\nW1,Ward 1,ward,\n")
    folder.load("tree")
    folder.write(
        "falls.csv", "Safety;;;\n;;;\nMonth;Ward code;Falls;Days\nJan-26;W1;3;540\nFeb-26;W1;4;498\n"
    )
    report = folder.load("falls")
    assert any(note.startswith("periods in `Month` read as `%b-%y`") for note in report.notes)
    assert folder.values("falls") == {("W1", "", "2026-01"): (3, 540), ("W1", "", "2026-02"): (4, 498)}


def test_the_smallest_wide_workbook_has_twelve_lines(folder):
    entry = smallest("wide")
    assert len(entry.strip().splitlines()) <= 12
    described(folder, entry, "falls.xlsx", "numerator: Falls, denominator: Days")
    folder.write("services.csv", "code,name,level,parent\nW1,Ward 1,ward,\n")
    folder.load("tree")
    rows = [["Infections and falls"], ["Ward", "Measure", "Jan-26", "Feb-26"], ["W1", "Falls", 3, 4]]
    book, content = Workbook(), io.BytesIO()
    for row in [*rows, ["W1", "Days", 540, 498]]:
        book.active.append(row)
    book.save(content)
    folder.write("falls.xlsx", content.getvalue())
    report = folder.load("falls")
    assert report.status == "done", report.problems
    assert folder.values("falls") == {("W1", "", "2026-01"): (3, 540), ("W1", "", "2026-02"): (4, 498)}
