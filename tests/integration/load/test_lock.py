"""One loader at a time, on both databases; readers and people who decide go on meanwhile."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from data.database import connect, snapshot, transaction
from data.database_errors import DatabaseError, plain_database_errors
from data.lock import BusyError, LostLockError, only_loader
from loaders.run.load import run
from quality.acts import ledger
from quality.series.key import SeriesKey
from settings import ROOT
from tests.loading import TODAY, Folder

SOON = 120
"""Seconds. A PostgreSQL gives a lock back when it has noticed that its connection is gone."""


def elsewhere(work, *arguments, **named):
    """What another program would get: a thread holds no lock of the one that started it."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work, *arguments, **named).result()


def take(engine, what, **named):
    with only_loader(engine, what, **named):
        return what


def test_the_second_is_told_who_is_at_work(engine):
    said = []
    with (
        only_loader(engine, "loaders watch"),
        pytest.raises(BusyError, match=f"loaders watch, process {os.getpid()} on .*, since"),
    ):
        elsewhere(take, engine, "loaders run", wait=3, say=said.append)
    assert len(said) == 1
    assert "Waiting for it, 3 seconds at most" in said[0]
    assert elsewhere(take, engine, "loaders run", wait=SOON) == "loaders run"


def test_it_waits_for_the_first_to_be_done(engine):
    begun = threading.Event()

    def hold():
        with only_loader(engine, "loaders run"):
            begun.set()
            time.sleep(0.4)

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(hold)
        begun.wait()
        assert take(engine, "loaders undo") == "loaders undo"
        first.result()


def test_it_is_free_within_itself(engine):
    with only_loader(engine, "making the demo"), only_loader(engine, "loaders run", wait=0):
        pass
    assert elsewhere(take, engine, "loaders run", wait=SOON) == "loaders run"


def test_a_killed_program_leaves_no_lock(engine):
    code = (
        "import sys, time\nfrom data.database import connect\nfrom data.lock import only_loader\n"
        "with only_loader(connect(sys.argv[1]), 'loaders run'):\n    print(flush=True)\n    time.sleep(600)"
    )
    url = engine.url.render_as_string(hide_password=False)
    with subprocess.Popen([sys.executable, "-c", code, url], cwd=ROOT, stdout=subprocess.PIPE) as holder:
        holder.stdout.readline()
        with pytest.raises(BusyError, match=f"process {holder.pid} on"):
            take(engine, "loaders run", wait=0.2)
        holder.send_signal(signal.SIGKILL)
    assert take(engine, "loaders run", wait=SOON) == "loaders run"


def test_people_read_and_decide_while_a_loader_is_at_work(engine, tmp_path):
    folder = Folder(tmp_path, engine)
    folder.falls("2026-01-01,W1,3,540")
    with only_loader(engine, "loaders run"):
        elsewhere(decide, engine)
        with snapshot(engine) as session:
            assert len(ledger.acts(session, "annotation")) == 1


def decide(engine):
    with transaction(engine) as session:
        ledger.append(
            session,
            "annotation",
            TODAY,
            "A note",
            key=SeriesKey("falls", "W1"),
            by="A",
            role="B",
            at=datetime(2026, 11, 20),
        )


def test_several_loaders_at_once_come_one_after_the_other(engine, tmp_path):
    folder = Folder(tmp_path, engine)
    folder.write("falls.csv", "month,ward,falls,bed_days\n2026-01-01,W1,3,540\n")

    def load(_number):
        run(engine, folder.catalogue, ["falls"], folder=folder.path, as_at=TODAY, wait=600)

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(load, range(6)))
    loads = folder.loads()[1:]
    assert [load.values_new for load in loads] == [1, 0, 0, 0, 0, 0]
    assert [load.values_unchanged for load in loads] == [0, 1, 1, 1, 1, 1]
    moments = [moment for load in loads for moment in (load.started_at, load.finished_at)]
    assert moments == sorted(moments)  # numbers in the order of time, and nobody in between


@pytest.mark.postgres
def test_a_lock_lost_with_its_connection_is_noticed(postgres_server):
    engine = connect(postgres_server.url.render_as_string(hide_password=False))
    broken = r"The connection broke. Is the database running\?"
    with only_loader(engine, "loaders run") as held:
        held.check()
        with engine.begin() as other:
            other.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE application_name LIKE 'loaders run, process%'"
                )
            )
        with pytest.raises(DatabaseError, match=broken), plain_database_errors():
            held.check()
        with pytest.raises((SQLAlchemyError, LostLockError)):
            held.check()
    engine.dispose()


def test_tables_of_a_newer_version_are_left_alone(engine, tmp_path):
    folder = Folder(tmp_path, engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseError, match=r"newer Brightspot \(its tables have version 9999"):
        folder.falls("2026-01-01,W1,3,540")
