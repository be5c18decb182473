"""One program at a time changes what is loaded: the numbers of loads follow the order of their commits, and
`as_of` rests on that.

    with only_loader(engine, "loaders run", say=print) as held:
        …
        held.check()        between two files: raises where the lock was lost with its connection

On PostgreSQL the lock lives as long as its connection; for SQLite it is one on a file beside the database,
and lives as long as the program: `kill -9` leaves neither behind. Readers, and people who decide something,
need no lock and are not held up by it.
"""

from __future__ import annotations

import os
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from sqlalchemy import URL, Connection, Engine, text

WAIT = 10.0
"""Seconds that a program waits for another one, unless it is told otherwise."""

_PAUSE = 0.1
_KEY = {"space": 0x42_52_49, "one": 1}  # any two numbers that nobody else uses in this database
_AT = 1 << 30  # the byte that Windows locks: past the words, which others read meanwhile

_held: ContextVar[frozenset[str]] = ContextVar("held", default=frozenset())


class BusyError(Exception):
    """Another program is loading, and was not done within the time."""

    def __init__(self, holder: str, waited: float) -> None:
        self.holder, self.waited = holder, waited
        super().__init__(f"{holder}, and was not done after {waited:g} seconds")


class NoLockError(Exception):
    """The file that stands for the lock cannot be made beside the database."""


class LostLockError(Exception):
    """The connection that carried the lock broke, and came back without it."""


_OURS = """
    l.locktype = 'advisory' AND l.granted AND l.classid = :space AND l.objid = :one
    AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
_IS_MINE = text(f"SELECT count(*) FROM pg_locks l WHERE l.pid = pg_backend_pid() AND {_OURS}")


@dataclass(frozen=True, slots=True)
class Held:
    """The lock while one has it."""

    connection: Connection | None = None

    def check(self) -> None:
        """Raise the database's own error, or LostLockError, where the connection that carries the lock is
        gone: a new one in its place has no lock."""
        if self.connection is not None and not self.connection.scalar(_IS_MINE, _KEY):
            raise LostLockError


@contextmanager
def only_loader(
    engine: Engine, what: str, *, wait: float = WAIT, say: Callable[[str], None] | None = None
) -> Iterator[Held]:
    """Let nobody else change what is loaded meanwhile. Waits for whoever does, and says so once; BusyError
    after `wait` seconds. Within itself it is free: a demo that loads, a watcher that undoes.

    what: the words that others are told, as `loaders run`.
    """
    name = _name(engine)
    if name is None or name in _held.get():
        yield Held()
        return
    take = _on_postgresql if engine.dialect.name == "postgresql" else _beside_file
    with take(engine, what, _Patience(wait, say)) as held:
        token = _held.set(_held.get() | {name})
        try:
            yield held
        finally:
            _held.reset(token)


def _name(engine: Engine) -> str | None:
    """Return what is locked; None for a database in memory, which nobody shares."""
    if engine.dialect.name != "sqlite":
        return engine.url.render_as_string()
    file = sqlite_file(engine)
    return str(file.resolve()) if file is not None else None


def sqlite_file(engine: Engine) -> Path | None:
    """Return the file of a SQLite database; None for one in memory, and for a server's."""
    return file_of(engine.url)


def file_of(url: URL) -> Path | None:
    name = (url.database or "").removeprefix("file:")
    return Path(name) if url.get_backend_name() == "sqlite" and name not in {"", ":memory:"} else None


class _Patience:
    """Waits, says so once, and gives up in time."""

    def __init__(self, wait: float, say: Callable[[str], None] | None) -> None:
        self.wait, self.say, self.started = wait, say, time.monotonic()

    def pause(self, holder: str) -> None:
        """Wait a moment, each time the lock could not be had."""
        if time.monotonic() - self.started >= self.wait:
            raise BusyError(holder, self.wait)
        if self.say is not None:
            self.say(f"{holder}. Waiting for it, {self.wait:g} seconds at most …")
            self.say = None
        time.sleep(_PAUSE)


# -- PostgreSQL ------------------------------------------------------------------------------------


@contextmanager
def _on_postgresql(engine: Engine, what: str, patience: _Patience) -> Iterator[Held]:
    options = {"isolation_level": "AUTOCOMMIT"}  # no transaction that stands open as long as the load takes
    with engine.connect().execution_options(**options) as connection:
        me = {"words": _me(what)[:63]}  # longer names are cut by the server with a notice
        connection.execute(text("SELECT set_config('application_name', :words, false)"), me)
        while not connection.scalar(text("SELECT pg_try_advisory_lock(:space, :one)"), _KEY):
            patience.pause(_holder(connection))
        try:
            yield Held(connection)
        finally:
            connection.invalidate()  # the lock goes with its connection, and so does its name


_HOLDER = text(f"""
    SELECT a.application_name, to_char(a.backend_start AT TIME ZONE 'UTC', 'HH24:MI "UTC"')
    FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE {_OURS}
""")


def _holder(connection: Connection) -> str:
    found = connection.execute(_HOLDER, _KEY).first()
    words = f"{found[0]}, since {found[1]}" if found and found[0] else "a program of another user"
    return f"Another program is at work on this database ({words})"


# -- SQLite ----------------------------------------------------------------------------------------


@contextmanager
def _beside_file(engine: Engine, what: str, patience: _Patience) -> Iterator[Held]:
    path = Path(f"{_name(engine)}-loading")
    try:
        # It stays where it is: taking it away would race. Unbuffered: a full disk is told at once.
        file = path.open("a+b", buffering=0)
    except OSError as error:
        raise NoLockError(error.strerror or "no file can be made there") from error
    with file:
        while not _locked(file):
            patience.pause(f"Another program is at work on this database ({_read(file) or 'it did not say'})")
        since = datetime.now(UTC)
        _write(file, f"{_me(what)}, since {since:%H:%M} UTC")
        try:
            yield Held()
        finally:
            _write(file, "")


def _read(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read(200).decode(errors="replace").strip()


def _write(file: IO[bytes], words: str) -> None:
    """Say who holds it, for those who wait. It matters little: a lock on a full disk holds without words."""
    try:
        file.seek(0)
        file.truncate()
        file.write(words.encode())
    except OSError:
        pass


def _me(what: str) -> str:
    return f"{what}, process {os.getpid()} on {socket.gethostname()}"


if sys.platform == "win32":
    import msvcrt

    def _locked(file: IO[bytes]) -> bool:
        file.seek(_AT)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def _locked(file: IO[bytes]) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
