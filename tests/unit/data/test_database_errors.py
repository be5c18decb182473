"""What drivers say of a database that cannot be used, in plain words; what is a mistake of ours stays one."""

from __future__ import annotations

import sqlite3

import psycopg
import pytest
from psycopg import errors
from sqlalchemy.exc import OperationalError

from data.database_errors import DatabaseError, open_database, plain_database_errors
from data.lock import BusyError, LostLockError


def said(error):
    with pytest.raises(DatabaseError) as caught, plain_database_errors():
        raise error
    assert caught.value.exit_code == 5
    return str(caught.value)


@pytest.mark.parametrize(
    ("words", "advice"),
    [
        ("server closed the connection unexpectedly\n\tThis probably means …", "The connection broke."),
        ('connection is bad: connection to server on socket "x" failed: …', "The connection broke."),
        ("connection failed: connection to server at …", "is it running?"),
        ("the connection is closed", "The connection broke."),
    ],
)
def test_a_connection_without_a_code(words, advice):
    assert advice in said(psycopg.OperationalError(words))
    assert advice in said(OperationalError("SELECT 1", {}, psycopg.OperationalError(words)))


@pytest.mark.parametrize(
    ("error", "advice"),
    [
        (errors.DiskFull("could not extend file"), "Make room on its disk"),
        (errors.AdminShutdown("terminating connection"), "The connection broke."),
        (errors.CannotConnectNow("the database system is starting up"), "in a minute"),
        (errors.ReadOnlySqlTransaction("cannot execute INSERT"), "may only read"),
        (errors.DeadlockDetected("deadlock detected"), "run this again"),
        (sqlite3.OperationalError("database or disk is full"), "Make room on its disk"),
        (sqlite3.DatabaseError("database disk image is malformed"), "The file is damaged"),
        (sqlite3.OperationalError("disk I/O error"), "most often because it is full"),
        (LostLockError(), "The connection broke."),
        (BusyError("Another program is at work", 3), "--wait SECONDS"),
    ],
)
def test_what_to_do_is_said(error, advice):
    assert advice in said(error)


@pytest.mark.parametrize(
    "error",
    [errors.UniqueViolation("duplicate key: 7"), sqlite3.IntegrityError("UNIQUE failed"), ValueError()],
)
def test_a_mistake_of_ours_is_not_dressed_up(error):
    with pytest.raises(type(error)), plain_database_errors():
        raise error


def test_lines_that_may_repeat_a_row_are_not_told():
    assert "Smith" not in said(errors.DiskFull("could not extend file\nCONTEXT: COPY staged, line 3: Smith"))


def test_a_folder_that_is_not_there_is_not_made(tmp_path):
    missing = tmp_path / "nonexistent" / "deep"
    with pytest.raises(DatabaseError, match=r"no folder .*nonexistent.*Make it, or mend BRIGHTSPOT_DATABASE"):
        open_database(f"sqlite:///{missing / 'x.db'}")
    assert not missing.parent.exists()


def test_the_programs_own_folder_is_made(tmp_path, monkeypatch):
    monkeypatch.setattr("data.database.PROGRAM", tmp_path)
    open_database(f"sqlite:///{tmp_path / 'var' / 'x.db'}").dispose()
    assert (tmp_path / "var").is_dir()
