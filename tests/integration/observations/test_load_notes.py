"""What publishers say in words: loaded like numbers, kept when it changes, shown where it belongs."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from data.models import PublisherNote
from loaders.run.undo import undo
from loaders.run.verify import verify
from quality.as_of import look_back
from quality.provenance.publisher_notes import notes_on, words_explained
from tests.loading import CATALOGUE, Folder

SOURCES = """
  quality_notes: {shape: notes, file: notes.csv, about: service, subject: loc_name, texts: [beds, stays],
                  codes: {The Royal: H2}, title: Data quality notes}
  standards: {shape: notes, file: standards.csv, about: indicator, subject: measure, texts: standard}
  marks: {shape: notes, file: marks.csv, about: word, subject: Qualifier, texts: [Name, Definition]}
indicators:
"""
NOTES = 'loc_name,beds,stays\nNORTH,"Complete.\n\nTwo wards closed.",99 %\nThe Royal,,Late\n'


@pytest.fixture
def ward(tmp_path, engine):
    folder = Folder(tmp_path, engine, CATALOGUE.replace("\nindicators:\n", SOURCES, 1))
    folder.write("notes.csv", NOTES)
    folder.write("standards.csv", "measure,standard\nfalls,Fewer than last year\n")
    folder.write("marks.csv", "Qualifier,Name,Definition\nc,confidential,Not told\n")
    return folder


def said(ward, service="H1", indicator="falls", after=""):
    with Session(ward.engine) as session:
        if after:
            look_back(session, after)
        found = notes_on(session, ward.catalogue, indicator=indicator, service=service)
        return [(note.subject, note.heading, note.paragraphs) for note in found]


def test_notes_stand_beside_the_service_they_name(ward):
    report = ward.load("quality_notes")
    assert (report.read, report.new, report.rejected) == (2, 3, 0)
    assert said(ward) == [("H1", "beds", ["Complete.", "Two wards closed."]), ("H1", "stays", ["99 %"])]
    assert said(ward, "H2") == [("H2", "stays", ["Late"])]
    assert said(ward, "W1") == []


def test_notes_about_an_indicator_and_words(ward):
    ward.load("standards")
    ward.load("marks")
    assert said(ward) == [("falls", "standard", ["Fewer than last year"])]
    with Session(ward.engine) as session:
        words = words_explained(session, ward.catalogue)
    assert [(n.subject, n.text) for n in words] == [("c", "confidential"), ("c", "Not told")]


def test_an_unknown_subject_is_refused_with_the_nearest(ward):
    ward.write("notes.csv", NOTES + "Nort,Something,\n")
    report = ward.load("quality_notes")
    [problem] = report.problems
    assert (problem.row, problem.column, problem.found) == (4, "loc_name", "Nort")
    assert "nearest: north" in problem.expected
    assert report.new == 3


def test_the_same_file_changes_nothing_and_a_changed_text_is_kept(ward):
    ward.load("quality_notes")
    again = ward.load("quality_notes")
    assert (again.new, again.revised, again.unchanged) == (0, 0, 3)
    ward.write("notes.csv", "loc_name,beds,stays\nNorth,Mended.,99 %\n")
    third = ward.load("quality_notes")
    assert (third.new, third.revised, third.unchanged) == (0, 1, 1)
    assert said(ward) == [("H1", "beds", ["Mended."]), ("H1", "stays", ["99 %"])]
    assert said(ward, "H2") == []
    with Session(ward.engine) as session:
        ended = session.scalars(select(PublisherNote.text).where(PublisherNote.superseded_by.is_not(None)))
        assert sorted(text[:9] for text in ended) == ["Complete.", "Late"]


def test_undoing_brings_the_earlier_texts_back(ward):
    ward.load("quality_notes")
    before = said(ward), said(ward, "H2")
    ward.write("notes.csv", "loc_name,beds,stays\nNorth,Mended.,99 %\n")
    ward.load("quality_notes")
    undo(ward.engine, ward.catalogue, [ward.loads()[-1].id])
    assert (said(ward), said(ward, "H2")) == before


def test_a_database_with_notes_is_whole(ward):
    for changed in (NOTES, NOTES.replace("Complete", "Mended"), NOTES):
        ward.write("notes.csv", changed)
        ward.load("quality_notes")
    ward.load("marks")
    assert [finding.problems for finding in verify(ward.engine, ward.catalogue) if not finding.is_well] == []
    undo(ward.engine, ward.catalogue, [4, 3])
    assert [finding.problems for finding in verify(ward.engine, ward.catalogue) if not finding.is_well] == []


def test_what_was_said_then_is_said_looking_back(ward):
    ward.load("quality_notes")
    now = said(ward)
    ward.write("notes.csv", "loc_name,beds,stays\nNorth,Mended.,\n")
    ward.load("quality_notes")
    assert said(ward) == [("H1", "beds", ["Mended."])]
    assert said(ward, after="2") == now
    assert said(ward, after="1") == []
    undo(ward.engine, ward.catalogue, [3])
    assert (said(ward, after="3"), said(ward)) == ([("H1", "beds", ["Mended."])], now)
