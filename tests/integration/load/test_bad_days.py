"""Full disks, broken connections, wrong rights, damaged files: said plainly, and what was stored stays."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date

import pytest
from sqlalchemy import create_engine, event, text

from data.database import connect, migrate
from data.database_errors import DatabaseError
from loaders.__main__ import main
from loaders.run.load import run
from settings import ROOT
from tests.contents import contents
from tests.kill.files import CATALOGUE, TODAY, write_after, write_before
from tests.loading import Folder

SETUP = (
    "import os, resource, sys\n"
    "import loaders.__main__ as command\n"
    "{before}\n"
    "sys.exit(command.main(sys.argv[1:]))"
)


def filled(folder, engine):
    """A month stored, and the next month's files waiting."""
    made = Folder(folder, engine, catalogue=CATALOGUE, services="")
    write_before(made.path)
    run(engine, made.catalogue, folder=made.path, as_at=TODAY)
    write_after(made.path)
    return made


def load(made):
    return run(made.engine, made.catalogue, folder=made.path, as_at=TODAY)


def loads_in_the_end(made, stood):
    """What was stored is as it was, and the next run ends as it should."""
    assert contents(made.engine, derived=False) == stood
    assert {report.status for report in load(made)} == {"done"}
    assert contents(made.engine, derived=False) != stood


def on_sqlite(folder):
    return f"sqlite:///{folder / 'test.db'}"


def command(made, *, before="", environment=None, first=()):
    """`python -m loaders` in a program of its own, for limits that hold for a whole program.

    Its branches are not counted: where nothing may be written, neither may what was reached.
    """
    around = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    arguments = ["run", "--catalogue", str(made.path.parent / "catalogue.yaml"), "--data", str(made.path)]
    arguments += ["--database", str(made.engine.url), "--as-at", str(TODAY)]
    return subprocess.run(
        [*first, sys.executable, "-c", SETUP.format(before=before), *arguments],
        cwd=ROOT,
        env=around | (environment or {}),
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def made(tmp_path):
    engine = connect(on_sqlite(tmp_path))
    yield filled(tmp_path, engine)
    engine.dispose()


def test_a_full_sqlite_database(made):
    stood = contents(made.engine, derived=False)
    made.engine.dispose()

    def no_more_pages(connection, _record):
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count={pages}")

    tight = connect(str(made.engine.url))
    event.listen(tight, "connect", no_more_pages)
    with pytest.raises(DatabaseError, match="Make room on its disk"):
        run(tight, made.catalogue, folder=made.path, as_at=TODAY)
    tight.dispose()
    loads_in_the_end(made, stood)


@pytest.mark.skipif(sys.platform == "win32", reason="limits are set another way there")
def test_no_file_may_grow(made, tmp_path):
    """As on a full disk or over a quota: the operating system refuses to write on."""
    stood = contents(made.engine, derived=False)
    made.engine.dispose()
    limit = (tmp_path / "test.db").stat().st_size // 4
    import resource  # noqa: F401

    done = command(
        made,
        before="import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))",
    )
    assert done.returncode == 5, done.stderr
    assert "Make room on its disk" in done.stderr
    assert "Traceback" not in done.stderr
    loads_in_the_end(made, stood)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="mounts a small disk")
def test_a_disk_that_is_really_full(tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "none", str(disk)], check=False)
    if mounted.returncode:
        pytest.skip("no disk may be mounted here")
    engine = connect(f"sqlite:///{disk / 'test.db'}")
    try:
        small = filled(tmp_path, engine)
        stood = contents(engine, derived=False)
        filler = disk / "filler"
        with filler.open("wb", buffering=0) as file, suppress(OSError):
            while True:
                file.write(b"0" * 4096)
        with pytest.raises(DatabaseError, match="Make room on its disk"):
            load(small)
        assert main(["backup", str(disk / "backup.zip"), "--database", str(engine.url)]) == 5
        assert sorted(file.name for file in disk.glob("backup*")) == []
        filler.unlink()
        loads_in_the_end(small, stood)
    finally:
        engine.dispose()
        subprocess.run(["umount", str(disk)], check=True)


def test_another_program_writes_for_ever(made):
    stood = contents(made.engine, derived=False)
    impatient = connect(f"{made.engine.url}?timeout=0.2")
    other = sqlite3.connect(made.engine.url.database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseError, match="Another program is writing to it"):
        run(impatient, made.catalogue, folder=made.path, as_at=TODAY)
    other.rollback()
    other.close()
    impatient.dispose()
    loads_in_the_end(made, stood)


def test_a_file_that_is_no_database(tmp_path, capsys):
    (tmp_path / "test.db").write_text("Dear colleague, " * 1000)
    for work in ("run", "setup", "verify"):
        arguments = [work, "--database", on_sqlite(tmp_path)]
        if work == "run":
            arguments += ["--data", str(tmp_path)]
        assert main(arguments) == 5
        said = capsys.readouterr().err
        assert "it is not a SQLite database" in said
        assert "restore the newest backup" in said
    assert (tmp_path / "test.db").read_text().startswith("Dear colleague")


def test_a_damaged_file(made, tmp_path):
    made.engine.dispose()
    file = tmp_path / "test.db"
    content = bytearray(file.read_bytes())
    content[4096 * 2 : 4096 * 60] = b"\x07" * (4096 * 58)
    file.write_bytes(content)
    with pytest.raises(DatabaseError, match="The file is damaged"):
        load(made)


def bound():
    """In front of a command: root is to be bound by the rights of files as everybody is."""
    if not hasattr(os, "geteuid"):
        pytest.skip("rights are set another way here")
    if os.geteuid() != 0:
        return []
    if shutil.which("setpriv") is None:
        pytest.skip("root may do everything here")
    return ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"]


def test_no_right_to_write(made, tmp_path):
    stood = contents(made.engine, derived=False)
    made.engine.dispose()
    for file in tmp_path.glob("test.db*"):
        file.chmod(0o444)
    tmp_path.chmod(0o555)
    try:
        done = command(made, first=bound())
    finally:
        tmp_path.chmod(0o755)
        for file in tmp_path.glob("test.db*"):
            file.chmod(0o644)
    assert done.returncode == 5, done.stderr
    assert "This user may only read it" in done.stderr
    loads_in_the_end(made, stood)


def test_no_room_for_temporary_files(made, tmp_path):
    """SQLite's staging goes into files of its own where it is large."""
    done = command(made, environment={"SQLITE_TMPDIR": "/proc", "TMPDIR": "/proc"})
    assert done.returncode in {0, 5}
    assert "Traceback" not in done.stderr


# -- PostgreSQL ------------------------------------------------------------------------------------


@pytest.fixture
def remote(tmp_path, postgres_server):
    with postgres_server.connect() as connection:
        connection.execute(text("CREATE DATABASE bad_days"))
    engine = connect(postgres_server.url.set(database="bad_days").render_as_string(hide_password=False))
    yield filled(tmp_path, engine)
    engine.dispose()
    with postgres_server.connect() as connection:
        connection.execute(text("DROP DATABASE bad_days WITH (FORCE)"))


WORKING = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'bad_days'"


@pytest.mark.postgres
@pytest.mark.parametrize(
    "whose", ["", "AND application_name LIKE 'loaders run%'", "AND application_name = ''"]
)
def test_the_connection_breaks_in_the_middle(remote, postgres_server, whose):
    """That of the lock, that of the load, or both."""
    stood = contents(remote.engine, derived=False)

    def cut(what, _done, _total):
        if what.startswith("falls"):
            with postgres_server.connect() as other:
                other.execute(text(f"{WORKING} {whose}"))

    try:
        run(remote.engine, remote.catalogue, folder=remote.path, as_at=TODAY, progress=cut)
    except DatabaseError as error:
        assert "broke" in str(error) or "lost" in str(error), error  # noqa: PT017
        assert error.exit_code == 5  # noqa: PT017
    between = contents(remote.engine, derived=False)
    assert between["observation"] == stood["observation"] or between != stood
    assert {report.status for report in load(remote)} == {"done"}


@pytest.mark.postgres
def test_the_connection_breaks_while_rows_are_copied(remote, postgres_server, monkeypatch):
    stood = contents(remote.engine, derived=False)
    from data.write import bulk

    whole = bulk.csv.writer

    def cut(*arguments):
        with postgres_server.connect() as other:
            other.execute(text(WORKING))
        return whole(*arguments)

    monkeypatch.setattr(bulk.csv, "writer", cut)
    with pytest.raises(DatabaseError, match="The connection broke"):
        run(remote.engine, remote.catalogue, ["falls"], folder=remote.path, as_at=TODAY)
    monkeypatch.undo()
    loads_in_the_end(remote, stood)


@pytest.mark.postgres
def test_a_server_that_may_only_be_read(remote, postgres_server):
    stood = contents(remote.engine, derived=False)
    read_only = create_engine(
        remote.engine.url, connect_args={"options": "-c default_transaction_read_only=on"}
    )
    with pytest.raises(DatabaseError, match="This user may only read it"):
        run(read_only, remote.catalogue, folder=remote.path, as_at=TODAY)
    read_only.dispose()
    loads_in_the_end(remote, stood)


@pytest.mark.postgres
def test_a_user_without_rights_and_a_database_that_is_not(remote, postgres_server):
    with remote.engine.begin() as connection:
        connection.execute(text("CREATE ROLE guest LOGIN"))
        connection.execute(text("GRANT SELECT ON ALL TABLES IN SCHEMA public TO guest"))
    try:
        guest = create_engine(remote.engine.url.set(username="guest"))
        with pytest.raises(DatabaseError, match="may not do that"):
            run(guest, remote.catalogue, folder=remote.path, as_at=TODAY)
        guest.dispose()
    finally:
        with remote.engine.begin() as connection:
            connection.execute(text("DROP OWNED BY guest"))
            connection.execute(text("DROP ROLE guest"))
    nowhere = connect(remote.engine.url.set(database="nowhere").render_as_string(hide_password=False))
    with pytest.raises(DatabaseError, match=r"no database of this name|Is its address right"):
        run(nowhere, remote.catalogue, folder=remote.path, as_at=TODAY)
    nowhere.dispose()


# -- several at once -------------------------------------------------------------------------------


def test_pages_never_see_half_of_a_load(tmp_path, engine):
    """Readers ask twice, with a pause: all answers are of one moment, before or after a file."""
    made = filled(tmp_path, engine)
    done = threading.Event()

    def write():
        for _ in range(3):
            for files in (write_after, write_before):
                files(made.path)
                run(engine, made.catalogue, ["falls"], folder=made.path, as_at=TODAY)
        done.set()

    def read(_number):
        from data.database import snapshot

        seen = 0
        while not done.is_set():
            with snapshot(engine) as session:
                loads = session.scalar(text("SELECT max(id) FROM load"))
                time.sleep(0.01)
                newest = session.scalar(text("SELECT max(load_id) FROM observation"))
                total = "SELECT sum(numerator) FROM observation o JOIN indicator i ON i.id = o.indicator_id "
                total += "JOIN service s ON s.id = o.service_id WHERE i.code = 'falls' AND s.level = "
                wards = session.scalar(text(f"{total} 'ward'"))
                board = session.scalar(text(f"{total} 'board'"))
                again = session.scalar(text("SELECT max(id) FROM load"))
            assert loads == again
            assert newest <= loads
            assert wards == board
            seen += 1
        return seen

    with ThreadPoolExecutor(4) as pool:
        readers = [pool.submit(read, number) for number in range(3)]
        pool.submit(write).result()
        done.set()
        assert all(reader.result() > 0 for reader in readers)


def test_two_servers_that_start_at_once_make_the_tables_once(tmp_path, engine):
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
    url = engine.url.render_as_string(hide_password=False)
    if engine.dialect.name == "sqlite":
        url = f"sqlite:///{tmp_path / 'new.db'}"
    engines = [connect(url) for _ in range(3)]
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(migrate, engines))
    assert contents(engines[0]) is not None
    for one in engines:
        one.dispose()


def test_a_server_whose_database_may_only_be_read(made, tmp_path):
    made.engine.dispose()
    around = os.environ | {
        "BRIGHTSPOT_DATABASE": str(made.engine.url),
        "BRIGHTSPOT_CATALOGUE": str(made.path.parent / "catalogue.yaml"),
        "BRIGHTSPOT_DATA": str(made.path),
    }
    for file in tmp_path.glob("test.db*"):
        file.chmod(0o444)
    tmp_path.chmod(0o555)
    try:
        command = [*bound(), sys.executable, "app.py"]
        done = subprocess.run(command, cwd=ROOT, env=around, capture_output=True, text=True, check=False)
    finally:
        tmp_path.chmod(0o755)
        for file in tmp_path.glob("test.db*"):
            file.chmod(0o644)
    assert done.returncode == 5, done.stderr
    assert "This user may only read it" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_clock_that_went_back(made):
    """Loads keep the order in which they were made; what cannot have begun is refused with its row."""
    made.write("falls.csv", (made.path / "falls.csv").read_text())
    before = len(made.loads())
    load(made)
    stood = contents(made.engine, derived=False)
    early = date(TODAY.year - 3, 1, 1)
    reports = run(made.engine, made.catalogue, folder=made.path, as_at=early)
    assert all(report.status in {"done", "refused", "unchanged"} for report in reports)
    assert contents(made.engine, derived=False)["observation"] == stood["observation"]
    loads = made.loads()
    assert [one.id for one in loads] == sorted(one.id for one in loads)
    assert len(loads) > before
    assert {report.status for report in load(made)} <= {"done", "unchanged"}
