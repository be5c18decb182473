"""Taking back what a load stored, said and shown."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from errors import UndoRefusedError
from loaders.commands import undo as undo_command
from loaders.run.undo import undo
from quality.provenance.lateness import read_feeds
from quality.provenance.loads import read_loads
from tests.loading import Folder


@pytest.fixture
def folder(engine, tmp_path):
    return Folder(tmp_path, engine)  # load 1: the tree


def refused(folder, *numbers):
    with pytest.raises(UndoRefusedError) as caught:
        undo(folder.engine, folder.catalogue, numbers)
    return str(caught.value)


def test_values_go_back_to_what_the_load_before_said(folder):
    folder.falls("2026-01-01,W1,3,540", "2026-01-01,W2,1,400")
    before = folder.values("falls", origin=None)
    folder.falls("2026-01-01,W1,5,540", "2026-02-01,W1,2,500", "2026-01-01,H1,50,900")
    (report,) = undo(folder.engine, folder.catalogue, [3])
    assert (report.put_back, report.removed) == (1, 2)
    assert folder.values("falls", origin=None) == before
    assert (("W1", "", "2026-02"), (2, 500)) in folder.revisions("falls")  # nothing is lost


def test_a_month_that_the_load_found_complete_is_incomplete_again(folder):
    folder.falls("2026-01-01,W1,3,540", as_at=date(2026, 1, 20))
    folder.falls("2026-01-01,W1,3,540", as_at=date(2026, 2, 20))
    assert folder.immature("falls") == set()
    undo(folder.engine, folder.catalogue, [3])
    assert ("W1", "", "2026-01") in folder.immature("falls")


def test_undone_loads_say_so(folder):
    folder.falls("2026-01-01,W1,3,540")
    undo(folder.engine, folder.catalogue, [2], why="the wrong month was sent")
    with Session(folder.engine) as session:
        record, undone, _tree = read_loads(session, folder.catalogue)
        feeds = {
            feed.source: feed for feed in read_feeds(session, folder.catalogue, record.finished_at.date())
        }
    assert (record.undoes, undone.undone.number, undone.undone.why) == (2, 3, "the wrong month was sent")
    assert feeds["falls"].data_to is None


def test_what_a_later_load_said_again_is_not_taken_back_with_it(folder):
    folder.falls("2026-01-01,W1,3,540")
    folder.falls("2026-01-01,W1,3,540", "2026-02-01,W1,3,540")
    folder.falls("2026-02-01,W1,3,540")
    said = refused(folder, 2)
    assert "Load 3 (falls.csv" in said
    assert said.endswith("python -m loaders undo 4 3 2")
    assert len(undo(folder.engine, folder.catalogue, [2, 3, 4])) == 3
    assert folder.values("falls") == {}


def test_what_was_put_back_and_said_again_is_not_taken_back_either(folder):
    folder.falls("2026-01-01,W1,3,540")
    folder.falls("2026-01-01,W1,5,540")
    undo(folder.engine, folder.catalogue, [3])
    folder.falls("2026-01-01,W1,3,540")  # load 5 repeats what load 4 put back
    assert "Load 5 (falls.csv" in refused(folder, 2)


def test_a_service_that_others_speak_of_stays(folder):
    folder.falls("2026-01-01,W1,3,540")
    assert "Service W1 would be gone, but load 2 brought" in refused(folder, 1)
    undo(folder.engine, folder.catalogue, [1, 2])
    report = folder.falls("2026-01-01,W1,3,540")
    assert report.is_refused  # nobody has named W1
    folder.load("tree")
    assert folder.falls("2026-01-01,W1,3,540").new == 1


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (9, "There is no load 9"),
        (3, "Load 3 (falls.csv) was refused"),
        (5, "Load 5 is itself the undoing of load 4"),
        (4, "Load 4 (falls.csv) was undone already, by load 5"),
    ],
)
def test_loads_that_cannot_be_undone(folder, number, words):
    folder.falls("2026-01-01,W1,3,540")
    folder.falls("nonsense,W1,3,540")
    folder.falls("2026-02-01,W1,3,540")
    undo(folder.engine, folder.catalogue, [4])
    assert words in refused(folder, 2, number)
    assert len(folder.values("falls")) == 1


def test_the_command_says_what_came_of_it(folder):
    folder.falls("2026-01-01,W1,3,540")
    folder.falls("2026-01-01,W1,5,540", "2026-02-01,W1,2,500")
    said = undo_command.lines(undo(folder.engine, folder.catalogue, [3], check=True), is_check=True)
    assert said[0].startswith("Load 3 (falls, falls.csv, ")
    assert said[0].endswith(
        "would be taken back: 1 back to what an earlier load said, 1 removed that no other load gave."
    )
    assert folder.loads()[-1].id == 3
