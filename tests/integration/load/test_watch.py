"""`python -m loaders watch`: new files are loaded, bad ones put aside with their reasons, nothing is lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from catalogue.reading.read import load_catalogue
from loaders.watch.watcher import Watcher
from quality.provenance.watcher import last_look, silent_since
from settings import ROOT
from tests.loading import HEADER, SERVICES, TODAY, Folder

GOOD = HEADER + "2026-01-01,W1,3,540\n"


@pytest.fixture
def folder(tmp_path, engine):
    return Folder(tmp_path, engine, services="")


@pytest.fixture
def sqlite(tmp_path, sqlite_engine):
    return Folder(tmp_path, sqlite_engine, services="")


def watcher(folder: Folder, **options) -> Watcher:
    return Watcher(
        folder.engine,
        lambda: folder.catalogue,
        folder.path,
        every=timedelta(minutes=10),
        settle=timedelta(0),
        today=lambda: TODAY,
        **options,
    )


def loads(folder: Folder) -> list[tuple[str, str]]:
    return [(load.source, load.status) for load in folder.loads()]


def test_what_comes_is_loaded_once_and_again_when_it_changes(folder):
    folder.write("services.csv", SERVICES)
    folder.write("falls.csv", GOOD)
    watching = watcher(folder)
    watching.round()
    watching.round()
    watcher(folder).round()  # another one, which knows only what the database does
    assert loads(folder) == [("tree", "done"), ("falls", "done")]
    folder.write("falls.csv", GOOD.replace(",3,", ",4,"))
    watching.round()
    assert loads(folder)[2:] == [("falls", "done")]
    assert folder.values("falls")["W1", "", "2026-01"] == (4.0, 540.0)


def test_a_bad_file_is_put_aside_with_its_reasons_and_its_correction_taken(folder):
    folder.write("services.csv", SERVICES)
    folder.write("falls.csv", "month,ward,bed_days,note\n2026-01-01,W1,540,ANNA\n")
    watching = watcher(folder)
    watching.round()
    watching.round()
    assert loads(folder) == [("tree", "done"), ("falls", "refused")]
    report, aside = sorted((folder.path / "quarantine").iterdir(), key=lambda path: path.suffix, reverse=True)
    assert (aside.name[18:], report.name) == ("falls.csv", f"{aside.name}.report.txt")
    words = report.read_text(encoding="utf-8")
    assert "lacks the column `falls`" in words
    assert "ANNA" not in words
    assert not (folder.path / "falls.csv").exists()
    folder.write("falls.csv", GOOD)
    watching.round()
    assert loads(folder)[2:] == [("falls", "done")]
    assert aside.exists()


def test_a_file_that_was_moved_back_is_tried_again(sqlite):
    sqlite.write("falls.csv", GOOD)  # no service is known yet: every row is refused
    watcher(sqlite).round()
    (aside,) = (sqlite.path / "quarantine").glob("*.csv")
    sqlite.write("services.csv", SERVICES)
    aside.rename(sqlite.path / "falls.csv")
    watcher(sqlite).round()
    assert loads(sqlite) == [("falls", "refused"), ("tree", "done"), ("falls", "done")]


def test_rows_that_were_refused_are_read_again_once_their_service_is_known(sqlite):
    sqlite.write("services.csv", SERVICES)
    sqlite.write("falls.csv", GOOD + "2026-01-01,W9,1,100\n")
    watching = watcher(sqlite)
    watching.round()
    assert ("W9", "", "2026-01") not in sqlite.values("falls")
    sqlite.write("services.csv", SERVICES + "W9,Ward 9,ward,H2\n")
    watching.round()
    assert sqlite.values("falls")["W9", "", "2026-01"] == (1.0, 100.0)


def test_a_changed_entry_has_its_files_read_again_and_no_others(sqlite):
    sqlite.write("services.csv", SERVICES)
    sqlite.write("falls.csv", GOOD)
    watcher(sqlite).round()
    text = (sqlite.path.parent / "catalogue.yaml").read_text(encoding="utf-8")
    (sqlite.path.parent / "catalogue.yaml").write_text(
        text.replace("numerator: falls,", "numerator: falls * 2,")
    )
    sqlite.catalogue = load_catalogue(sqlite.path.parent / "catalogue.yaml")
    watcher(sqlite).round()
    watcher(sqlite).round()
    assert loads(sqlite) == [("tree", "done"), ("falls", "done"), ("falls", "done")]
    assert sqlite.values("falls")["W1", "", "2026-01"] == (6.0, 540.0)


def test_what_is_still_being_written_waits(sqlite):
    sqlite.write("services.csv", SERVICES)
    growing = sqlite.write("falls.csv", GOOD)
    watching = watcher(sqlite)
    watching.settle = timedelta(milliseconds=1)

    def grow(_seconds: float) -> None:
        with growing.open("a") as file:
            file.write("2026-02-01,W1,1,500\n")

    watching.stop.wait = grow  # type: ignore[method-assign]
    watching.round()
    assert loads(sqlite) == [("tree", "done")]
    watching.stop.wait = lambda _seconds: None  # type: ignore[method-assign]
    watching.round()
    assert loads(sqlite)[1:] == [("falls", "done")]
    assert len(sqlite.values("falls")) == 2


def test_unfinished_names_and_quarantine_fit_no_pattern(sqlite):
    text = (sqlite.path.parent / "catalogue.yaml").read_text(encoding="utf-8")
    sqlite.describe(text, ("file: falls.csv", "file: '**/falls*'"))
    sqlite.write("services.csv", SERVICES)
    for name in ("falls.csv.part", "~$falls.csv", "quarantine/falls.csv", "old/Quarantine/falls.csv"):
        sqlite.write(name, GOOD)
    watcher(sqlite).round()
    assert loads(sqlite) == [("tree", "done")]


def test_a_file_that_one_source_can_use_stays_for_it(sqlite):
    text = (sqlite.path.parent / "catalogue.yaml").read_text(encoding="utf-8")
    other = "  other: {shape: tidy, file: falls.csv, period: {column: when}, service: ward}\n"
    use = "data: {source: by_sex, numerator: answered, denominator: received}"
    more = (
        "data: [{source: by_sex, numerator: answered, denominator: received}, {source: other, numerator: x}]"
    )
    sqlite.describe(
        text,
        ("  people:\n", f"{other}  people:\n"),
        (use, more.replace("numerator: x", "numerator: x, denominator: y")),
    )
    sqlite.write("services.csv", SERVICES)
    sqlite.write("falls.csv", GOOD)
    watching = watcher(sqlite)
    watching.round()
    watching.round()
    assert sorted(loads(sqlite)) == [("falls", "done"), ("other", "refused"), ("tree", "done")]
    assert (sqlite.path / "falls.csv").exists()


def test_the_watch_says_when_it_looked_and_when_it_is_silent(sqlite):
    with Session(sqlite.engine) as session:
        assert last_look(session) is None
        assert silent_since(session) is None
    watcher(sqlite).round()
    with Session(sqlite.engine) as session:
        looked = last_look(session).looked
        assert silent_since(session, looked + timedelta(minutes=30)) is None
        assert silent_since(session, looked + timedelta(minutes=40)) == looked


def test_a_database_that_is_gone_is_waited_for(sqlite, monkeypatch, capsys):
    from data.database_errors import DatabaseError

    watching = watcher(sqlite)
    pauses = []

    def wait(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 4:
            watching.stop.set()

    def gone() -> None:
        if len(pauses) < 3:
            raise DatabaseError("The database could not be used.")

    monkeypatch.setattr(watching, "_prepare", gone)
    monkeypatch.setattr(watching.stop, "wait", wait)
    watching.watch()
    assert pauses[:3] == [5, 10, 20]
    assert capsys.readouterr().out.count("database cannot be used") == 3


# -- a real process --------------------------------------------------------------------------------


def until(is_so, seconds: float = 300) -> None:
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.1)


def test_a_watch_runs_takes_good_and_bad_files_and_ends_when_told(folder):
    folder.write("services.csv", SERVICES)
    url = folder.engine.url.render_as_string(hide_password=False)
    command = [
        sys.executable, "-W", "error", "-m", "loaders", "watch", "--every", "0.2s", "--settle", "0.1s",
        "--catalogue", str(folder.path.parent / "catalogue.yaml"), "--data", str(folder.path),
        "--database", url, "--as-at", "2026-11-20",
    ]  # fmt: skip
    log = folder.path.parent / "log.txt"
    with log.open("w") as out:
        process = subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=subprocess.STDOUT, env=os.environ)
        try:
            until(lambda: ("tree", "done") in loads(folder))
            folder.write("falls.csv.part", GOOD)
            (folder.path / "falls.csv.part").rename(folder.path / "falls.csv")
            folder.write("by_sex.csv", b"%PDF-1.7")
            until(lambda: {("falls", "done"), ("by_sex", "refused")} <= set(loads(folder)))
            until(lambda: not (folder.path / "by_sex.csv").exists())
            process.send_signal(signal.SIGTERM)
            assert process.wait(300) == 0
        finally:
            process.kill()
    assert folder.values("falls") == {("W1", "", "2026-01"): (3.0, 540.0)}
    said = log.read_text(encoding="utf-8")
    assert 'event="put aside" file=by_sex.csv' in said
    assert "event=loaded source=falls file=falls.csv read=1 new=1 revised=0 unchanged=0 rejected=0" in said
    assert said.splitlines()[-1].endswith("event=stopped")
    assert datetime.fromisoformat(said.partition("at=")[2].partition(" ")[0]).tzinfo is not None
