"""Published words, loaded by examples/nhs: how many there are, and that they stand where they belong.

The files are not part of this repository: see test_real_data.py.
"""

from __future__ import annotations

import csv

import pytest
from sqlalchemy.orm import Session

from catalogue.reading.read import load_catalogue
from data.database import connect
from loaders.run.load import run
from quality.provenance.publisher_notes import notes_on, words_explained
from settings import ROOT
from tests.integration.published.test_real_data import FACTS_FILE, FOLDER

pytestmark = pytest.mark.skipif(
    not FACTS_FILE.exists(), reason=f"no published files in {FOLDER}: set BRIGHTSPOT_REAL_DATA"
)
WORDS = ("scotland_standards", "nhsperforms_indicator_list", "scotland_qualifiers")


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    engine = connect(f"sqlite:///{tmp_path_factory.mktemp('notes') / 'notes.db'}")
    catalogue = load_catalogue(ROOT / "examples" / "nhs")
    wanted = ["scotland_hospitals", "scotland_data_quality", *WORDS]
    reports = {r.source: r for r in run(engine, catalogue, wanted, folder=FOLDER)}
    with Session(engine) as session:
        yield reports, session, catalogue
    engine.dispose()


def records(name, encoding="utf-8"):
    with (FOLDER / name).open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file))


def test_every_note_about_a_board_is_kept(loaded):
    reports, session, catalogue = loaded
    rows = records("G_messy/phs_data_quality_notes_multiline.csv")
    told = [row[c] for row in rows for c in ("dqNotesIP", "dqNotesOP", "dqNotesBeds") if row[c]]
    report = reports["scotland_data_quality"]
    assert (report.read, report.rejected, report.dropped) == (len(rows), 0, 3)
    assert 0 < report.new <= len(told)
    golden_jubilee = notes_on(session, catalogue, indicator="scotland_ae_4h", service="SB0801")
    assert (
        golden_jubilee[0].paragraphs[0].startswith("SMR01 completeness for the National Waiting Times Centre")
    )


def test_every_word_is_explained(loaded):
    reports, session, catalogue = loaded
    assert all(not reports[code].problems for code in WORDS)
    found = {(note.subject, note.heading): note.text for note in words_explained(session, catalogue)}
    assert found["c", "QualifierName"] == "confidential"
    assert "†" in {subject for subject, _ in found}
    assert found["18", "category"] == "Cancer Waiting Times"
    standards = records("A_service/scotland_standards_text.csv")
    assert {row["measure"] for row in standards} <= {subject for subject, _ in found}
