"""Backups: whole, exact, the same from both databases, restored whole or not at all; damage is named."""

from __future__ import annotations

import sqlite3
import stat
import threading
import zipfile
from datetime import datetime

import pytest
from sqlalchemy import make_url, text

from catalogue.reading.read import load_catalogue
from data.backup.archive import ArchiveError, back_up, read_manifest, restore
from data.database import connect, migrate, newest_version, transaction
from loaders.__main__ import main
from loaders.run.load import run
from loaders.run.verify import verify
from quality.acts import ledger
from quality.series.key import SeriesKey
from tests.contents import contents
from tests.databases import on_postgresql
from tests.kill.files import CATALOGUE, TODAY, write_after, write_before
from tests.loading import Folder

AWKWARD = 'A "note"\twith\\tabs,\r\nlines, ü, ☂ and \\N'


@pytest.fixture
def folder(tmp_path, engine):
    """Two loads of everything, with revisions, and things that people did."""
    made = Folder(tmp_path, engine, catalogue=CATALOGUE, services="")
    for write in (write_before, write_after):
        write(made.path)
        run(engine, made.catalogue, folder=made.path, as_at=TODAY)
    with transaction(engine) as session:
        for number in range(3):
            ledger.append(
                session,
                "annotation",
                TODAY,
                f"{AWKWARD} {number}",
                key=SeriesKey("falls", "W1"),
                by="A",
                role="B",
                at=datetime(2026, 11, 20, 9, number),
            )
    return made


@pytest.fixture
def other(request, engine, tmp_path, postgres_server):
    """An empty database of the other kind."""
    if engine.dialect.name == "postgresql":
        made = connect(f"sqlite:///{tmp_path / 'other.db'}")
        yield made
        made.dispose()
        return
    with on_postgresql(postgres_server, empty=True) as made:
        yield made


def exactly(engine):
    """Every row of every table, ids and times included."""
    from data.backup.archive import _tables

    with engine.connect() as connection:
        return {
            t.name: sorted(map(repr, map(tuple, connection.execute(t.select())))) for t in _tables(connection)
        }


EXACT = {"n": 0.1 + 0.2, "d": 1 / 3 * 1e17}
OF_JANUARY = "WHERE period_start = '2024-01-01' AND origin = 'loaded'"


def test_a_backup_goes_from_either_database_into_the_other_and_back(folder, other, tmp_path):
    with transaction(folder.engine) as session:
        session.execute(text(f"UPDATE observation SET numerator = :n, denominator = :d {OF_JANUARY}"), EXACT)
    first = back_up(folder.engine, tmp_path / "first.zip")
    restore(other, tmp_path / "first.zip")
    second = back_up(other, tmp_path / "second.zip")
    assert second.parts == first.parts  # the sha256 of every table, so every value to its last bit
    assert second.last_act == first.last_act is not None
    assert exactly(other) == exactly(folder.engine)
    with other.connect() as connection:
        query = f"SELECT DISTINCT numerator, denominator FROM observation {OF_JANUARY}"
        rows = connection.execute(text(query)).all()
    assert [tuple(row) for row in rows] == [tuple(EXACT.values())]


def test_work_goes_on_where_it_was_restored(folder, other, tmp_path):
    back_up(folder.engine, tmp_path / "backup.zip")
    restore(other, tmp_path / "backup.zip")
    folder.write("falls.csv", "month,ward,falls,bed_days\n2026-10-01,W1,3,540\n")
    reports = run(other, folder.catalogue, ["falls"], folder=folder.path, as_at=TODAY)
    # The falls, and they once more as the half of a measure whose other half comes from elsewhere.
    assert (reports[0].status, reports[0].new) == ("done", 2)
    with transaction(other) as session:
        ledger.append(
            session,
            "annotation",
            TODAY,
            "x",
            key=SeriesKey("falls", "W1"),
            by="A",
            role="B",
            at=datetime(2026, 11, 21),
        )
        assert ledger.verify(session) == []


def test_a_backup_is_of_one_moment_while_loads_go_on(folder, tmp_path):
    stop = threading.Event()

    def load_on():
        while not stop.is_set():
            for write in (write_before, write_after):
                write(folder.path)
                run(folder.engine, folder.catalogue, ["falls"], folder=folder.path, as_at=TODAY, wait=600)

    loader = threading.Thread(target=load_on)
    loader.start()
    try:
        for number in range(3):
            back_up(folder.engine, tmp_path / f"{number}.zip")
    finally:
        stop.set()
        loader.join()
    for number in range(3):
        into = connect(f"sqlite:///{tmp_path / f'{number}.db'}")
        restore(into, tmp_path / f"{number}.zip")
        assert [f.problems for f in verify(into, folder.catalogue) if not f.is_well] == []
        into.dispose()


def test_only_its_owner_may_read_it_and_none_is_overwritten(folder, tmp_path):
    file = tmp_path / "backup.zip"
    back_up(folder.engine, file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    before = file.read_bytes()
    with pytest.raises(ArchiveError, match="is there already"):
        back_up(folder.engine, file)
    assert file.read_bytes() == before


def spoiled(file, change):
    """A copy of an archive in which one table's text was changed, with the rest as it was."""
    copy = file.with_name("spoiled.zip")
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(copy, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return copy


def test_damage_is_named_and_nothing_is_changed(folder, tmp_path):
    file = tmp_path / "backup.zip"
    back_up(folder.engine, file)
    content = file.read_bytes()
    cut = tmp_path / "cut.zip"
    cut.write_bytes(content[: len(content) // 2])
    flipped = tmp_path / "flipped.zip"
    middle = len(content) // 3
    flipped.write_bytes(content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :])
    (tmp_path / "text.zip").write_text("not a zip")
    named = {
        cut: "was cut off",
        flipped: "is damaged",
        tmp_path / "text.zip": "is not a backup",
        spoiled(file, lambda n, t: t + b"1\n" if n == "tables/act.txt" else t): "is damaged: table act",
    }
    empty = connect(f"sqlite:///{tmp_path / 'empty.db'}")
    for bad, words in named.items():
        with pytest.raises(ArchiveError, match=words):
            restore(empty, bad)
    assert contents(empty) is None
    without = tmp_path / "without.zip"
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(without, "w") as new:
        for name in set(old.namelist()) - {"tables/load.txt"}:
            new.writestr(name, old.read(name))
    with pytest.raises(ArchiveError, match="table load is missing"):
        read_manifest(without)
    now = f'"{newest_version()}"'.encode()
    newer = spoiled(file, lambda n, t: t.replace(now, b'"9999"') if n == "manifest.json" else t)
    with pytest.raises(ArchiveError, match="newer Brightspot"):
        restore(empty, newer)
    empty.dispose()


def test_a_restore_that_fails_leaves_what_was_there(folder, other, tmp_path, monkeypatch):
    file = tmp_path / "backup.zip"
    back_up(folder.engine, file)
    migrate(other)
    with transaction(other) as session:
        session.execute(text("INSERT INTO service (code, name, level) VALUES ('X', 'X', 'ward')"))
    before = exactly(other)

    def crash(*_anything):
        raise RuntimeError("the power went")

    monkeypatch.setattr("data.backup.archive.set_counter", crash)
    with pytest.raises(RuntimeError, match="the power went"):
        restore(other, file)
    assert exactly(other) == before


# -- the commands ----------------------------------------------------------------------------------


def url_of(engine):
    return engine.url.render_as_string(hide_password=False)


def test_the_commands_end_with_what_a_person_needs(folder, other, tmp_path, capsys):
    here, there = ["--database", url_of(folder.engine)], ["--database", url_of(other)]
    catalogue = ["--catalogue", str(tmp_path / "catalogue.yaml")]
    backups = tmp_path / "backups"
    backups.mkdir()
    assert main(["backup", str(backups), *here]) == 0
    [file] = backups.iterdir()
    assert file.name.startswith("brightspot-")
    assert "3 decisions" in capsys.readouterr().out
    assert main(["restore", str(file), *there]) == 0
    assert main(["verify", *catalogue, *there]) == 0
    capsys.readouterr()
    assert main(["restore", str(file), *there]) == 4
    assert "There is something in this database already" in capsys.readouterr().err
    assert main(["restore", str(file), "--replace", *there]) == 0
    assert len(list(backups.glob("before-restore-*.zip"))) == 1
    assert main(["restore", str(tmp_path / "nowhere.zip"), *there]) == 5
    assert "nowhere.zip could not be read" in capsys.readouterr().err


def test_verify_finds_what_is_wrong(folder, capsys, tmp_path):
    ask = ["verify", "--catalogue", str(tmp_path / "catalogue.yaml"), "--database", url_of(folder.engine)]
    assert main(ask) == 0
    assert "well   What people decided: 3 acts" in capsys.readouterr().out
    with transaction(folder.engine) as session:
        session.execute(text("UPDATE act SET content = '{}' WHERE id = 2"))
        session.execute(
            text("DELETE FROM observation WHERE origin = 'loaded' AND period_start = '2026-01-01'")
        )
        session.execute(text("UPDATE series_status SET points = points + 1"))
        session.execute(text("UPDATE observation SET matured_by = 999 WHERE period_start = '2026-02-01'"))
    assert main(ask) == 6
    said = capsys.readouterr().out
    assert "number 2 was changed" in said
    assert "WRONG  What each of" in said
    assert "WRONG  Judgements" in said
    assert "rows of observation: their matured_by is not in load" in said


def test_everything_is_whole_after_ordinary_work(tmp_path, engine):
    made = Folder(tmp_path, engine, catalogue=CATALOGUE, services="")
    for write in (write_before, write_after, write_after, write_before):
        write(made.path)
        run(engine, made.catalogue, folder=made.path, as_at=TODAY)
    assert [finding.problems for finding in verify(engine, made.catalogue) if not finding.is_well] == []


def test_a_damaged_sqlite_file_is_found(tmp_path):
    url = f"sqlite:///{tmp_path / 'test.db'}"
    engine = connect(url)
    made = Folder(tmp_path, engine, catalogue=CATALOGUE, services="")
    write_before(made.path)
    run(engine, made.catalogue, folder=made.path, as_at=TODAY)
    engine.dispose()
    file = tmp_path / "test.db"
    with sqlite3.connect(make_url(url).database) as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw.close()
    content = bytearray(file.read_bytes())
    content[-4096 * 3 :] = b"\x07" * (4096 * 3)
    file.write_bytes(content)
    engine = connect(url)
    [first] = [next(iter(verify(engine, load_catalogue(tmp_path / "catalogue.yaml")))).problems]
    assert first
    engine.dispose()
