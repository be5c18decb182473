"""`python -m loaders check`: what a load would do is told before it does anything."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import orjson
import pytest

from catalogue.reading.read import load_catalogue
from data.database import connect
from loaders.__main__ import main
from loaders.preview import build as preview
from loaders.preview import data_page
from loaders.run.plan import plan
from settings import ROOT
from tests.loading import CATALOGUE, HEADER, SERVICES, TODAY, Folder

MESSY = (
    "month,ward,falls,bed_days,patient name\n"
    "2026-01-01,W1,3,540,ANNA\n"
    "2026-01-01,W2,many,1,BERT\n"
    "2026-02-01,W22,lots,1,CARL\n"
    "2026-02-01,W1,,500,DORA\n"
)
BY_SEX = "month,ward,sex,answered,received\n2026-01-01,W1,F,3,9\n2026-01-01,W1,M,4,8\n"


@pytest.fixture
def folder(tmp_path, engine):
    return Folder(tmp_path, engine)


def see(folder: Folder, *sources: str, **options):
    steps = plan(folder.catalogue, list(sources), folder.path)
    return preview.make(folder.engine, folder.catalogue, steps, folder=folder.path, as_at=TODAY, **options)


def test_row_that_stands_for_several_is_shown_with_the_cells_of_each(folder):
    wide = "headings: {read: '{ward}'}, measures: measure, period: {column: month}}"
    changed = CATALOGUE.replace(
        "{shape: tidy, file: falls.csv, period: {column: month}, service: ward}",
        "{shape: tidy, file: falls.csv, service: ward, " + wide,
    )
    (folder.path / "indicators.yaml").write_text(changed, encoding="utf-8")
    folder.catalogue = load_catalogue(folder.path / "indicators.yaml")
    folder.write("falls.csv", "month,measure,W1,W2\n2026-01-01,falls,3,1\n2026-01-01,bed_days,540,400\n")
    (seen,) = see(folder, "falls").files
    assert [(dict(row.cells)["ward"], row.place[0]) for row in seen.first] == [
        ("W1", "W1 Ward 1"),
        ("W2", "W2 Ward 2"),
    ]


def test_one_preview_tells_the_file_its_mapping_its_rows_and_its_problems(folder):
    folder.write("falls.csv", MESSY)
    (seen,) = see(folder, "falls").files
    assert seen.facts == (
        "Text (CSV), UTF-8, columns parted by commas",
        "heading in row 1, 5 columns; 4 rows of data, from row 2 to 5",
    )
    became = {one.key: (one.column, one.became) for one in seen.mapping}
    assert became["period"] == ("month", "2 periods, Jan 2026 to Feb 2026; 2026-01-01 is Jan 2026")
    assert became["service"] == ("ward", "3 codes, 2 known, 1 unknown: W22 (W1 is W1 Ward 1)")
    assert became["falls.denominator"] == ("bed_days", "denominator of Falls")
    assert seen.unused == ("patient name",)
    first = seen.first[0]
    assert (first.row, first.place) == (2, ("W1 Ward 1", "Jan 2026"))
    assert first.cells == (("month", "2026-01-01"), ("ward", "W1"), ("falls", "3"), ("bed_days", "540"))
    assert first.values == ("Falls: 3 / 540 = 5.6 per 1,000 bed days",)
    assert seen.first[1].values == ("Falls: no value",)
    assert [(g.column, g.count, g.rows, g.examples) for g in seen.problems] == [
        ("falls", 2, (3, 4), ("many", "lots")),
        ("ward", 1, (4,), ("W22 (nearest: W2 Ward 2)",)),
    ]
    assert seen.missing == ("missing in `falls`: 1 × empty",)
    assert (seen.effects.new, seen.effects.new_series, seen.effects.sum_services) == (2, 1, 2)


def test_a_tree_whose_services_were_known_before_their_parents_can_be_tried_on(folder):
    folder.write("services.csv", "code,name,level,parent\nA1,Annexe,ward,A\nA,Annexe,hospital,B\n")
    assert not folder.load("tree").is_refused
    folder.write("falls.csv", HEADER + "2026-01-01,A1,3,540\n")
    (seen,) = see(folder, "falls").files
    assert (seen.rejected, seen.effects.new) == (0, 1)


def test_cells_that_the_catalogue_does_not_name_are_nowhere(folder):
    folder.write("falls.csv", MESSY)
    told = orjson.dumps(see(folder, "falls")).decode()
    assert "patient name" in told
    assert not any(name in told for name in ("ANNA", "BERT", "CARL", "DORA"))


def test_what_would_change_is_told_and_nothing_does(folder):
    months = [date(2024 + m // 12, m % 12 + 1, 1) for m in range(30)]
    folder.falls(*(f"{month},W1,{3 + i % 2},500" for i, month in enumerate(months)))
    before = folder.everything(), len(folder.loads())
    folder.write("falls.csv", HEADER + "2026-06-01,W1,90,500\n2026-05-01,W1,3,500\n2026-07-01,W1,3,500\n")
    seen = see(folder, "falls")
    change = seen.files[0].effects
    assert (change.new, change.revised, change.unchanged, change.new_series) == (1, 1, 1, 0)
    (largest,) = change.largest
    assert largest.place == ("Falls", "W1 Ward 1", "Jun 2026")
    assert largest.before == "4 / 500 = 8.0 per 1,000 bed days"
    assert largest.after == "90 / 500 = 180.0 per 1,000 bed days"
    assert (folder.everything(), len(folder.loads())) == before


def test_a_series_that_would_be_judged_otherwise_is_named(folder):
    months = [date(2024 + m // 12, m % 12 + 1, 1) for m in range(30)]
    folder.falls(*(f"{month},W1,{3 + i % 2},500" for i, month in enumerate(months)))
    folder.write("falls.csv", HEADER + "2026-07-01,W1,90,500\n")
    turned = {one.place: (one.before, one.after) for one in see(folder, "falls").turned}
    before, after = turned["Falls", "Ward 1"]
    assert before.startswith("common cause")
    assert after.startswith("concern")


def test_a_page_is_told_no_number_about_a_group(folder):
    folder.write("by_sex.csv", BY_SEX)
    (analyst,), (page,) = see(folder, "by_sex").files, see(folder, "by_sex", hides_groups=True).files
    assert analyst.first[0].values == ("Answered in time: 3 / 9 = 33.3%",)
    assert [row.values for row in page.first] == [("Answered in time: *",)] * 2
    assert dict(page.first[0].cells) == {
        "month": "2026-01-01", "ward": "W1", "sex": "F", "answered": "*", "received": "*",
    }  # fmt: skip
    folder.load("by_sex")
    folder.write("by_sex.csv", BY_SEX.replace("F,3,9", "F,5,9"))
    shown = {one.place for one in see(folder, "by_sex", hides_groups=True).files[0].effects.largest}
    assert all(len(place) == 3 for place in shown)  # without a group: everyone
    groups = {one.place[3:] for one in see(folder, "by_sex").files[0].effects.largest}
    assert ("Women",) in groups


def test_a_file_that_cannot_be_used_says_why_and_how_far_reading_came(folder):
    folder.write("falls.csv", "month,ward,fall,bed_days\n2026-01-01,W1,3,540\n")
    seen = see(folder, "falls", "tree")
    assert seen.is_refused
    refused = next(file for file in seen.files if file.source == "falls")
    assert "lacks the column `falls` (is it `fall`?)" in refused.problems[0].examples[0]
    assert refused.effects is None
    assert not next(file for file in seen.files if file.source == "tree").is_refused


# -- the command -----------------------------------------------------------------------------------


@pytest.fixture
def given(tmp_path):
    (tmp_path / "catalogue.yaml").write_text(CATALOGUE, encoding="utf-8")
    (tmp_path / "services.csv").write_text(SERVICES, encoding="utf-8")
    (tmp_path / "falls.csv").write_text(MESSY, encoding="utf-8")
    url = f"sqlite:///{tmp_path / 'no.db'}"
    place = ["--catalogue", str(tmp_path / "catalogue.yaml"), "--data", str(tmp_path), "--database", url]
    return [*place, "--as-at", "2026-11-20"]


def test_check_needs_no_database_and_makes_none(given, capsys, tmp_path):
    assert main(["check", "tree", "falls", *given]) == 0
    said = capsys.readouterr().out
    assert "Not read: patient name" in said
    assert "2 rows (3, 4), column `falls`: expected a number; found many, lots" in said
    assert "Falls: 3 / 540 = 5.6 per 1,000 bed days" in said
    assert said.endswith("nothing was written.\n")
    assert max(map(len, said.splitlines())) <= 100
    assert not (tmp_path / "no.db").exists()


def test_check_speaks_json(given, capsys):
    assert main(["check", "tree", "falls", "--json", "--rows", "1", *given]) == 0
    said = orjson.loads(capsys.readouterr().out)
    assert [file["source"] for file in said["files"]] == ["tree", "falls"]
    assert len(said["files"][1]["first"]) == 1


def test_check_ends_with_4_when_a_file_would_be_refused(given, capsys, tmp_path):
    (tmp_path / "falls.csv").write_bytes(b"%PDF-1.7")
    assert main(["check", "tree", "falls", *given]) == 4
    assert "is a PDF document" in capsys.readouterr().out


# -- the page's preview ----------------------------------------------------------------------------


def test_a_page_previews_one_source_within_bounds(given, tmp_path, monkeypatch):
    catalogue = load_catalogue(tmp_path / "catalogue.yaml")
    engine = connect(f"sqlite:///{tmp_path / 'no.db'}")
    show = data_page.previewer(engine, catalogue, tmp_path)
    assert [file.file for file in show("tree", TODAY).files] == ["services.csv"]
    monkeypatch.setattr(data_page, "BYTES_AT_MOST", 10)
    assert "use python -m loaders check tree" in show("tree", TODAY).not_read
    with data_page._one_at_a_time:
        assert "Another preview" in show("tree", TODAY).not_read
    assert data_page.previewer(engine, catalogue, tmp_path / "nowhere") is None
    engine.dispose()
    assert not (tmp_path / "no.db").exists()


def test_of_rows_that_may_be_people_only_what_was_counted_is_shown(tmp_path):
    """The records of the examples: no cell of a row leaves the preview, for nobody."""
    data = Path(os.environ.get("BRIGHTSPOT_REAL_DATA") or ROOT.parent / "shared" / "data")
    if not data.is_dir():
        pytest.skip("the real files are not on this machine")
    catalogue = load_catalogue(ROOT / "examples" / "nhs")
    engine = connect(f"sqlite:///{tmp_path / 'no.db'}")
    steps = plan(catalogue, ["rec_london_hospitals", "rec_ae"], data)
    made = preview.make(engine, catalogue, steps, folder=data, as_at=TODAY)
    engine.dispose()
    (records,) = (file for file in made.files if file.source == "rec_ae")
    assert records.first
    assert all(row.cells == () and row.row == 0 for row in records.first)
