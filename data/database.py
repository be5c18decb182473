"""One engine per process, one session per piece of work; SQLite and PostgreSQL set up the way we need.

transaction(engine)     writes: commits at the end, or leaves no trace
snapshot(engine)        reads: everything as it stood at one moment, whatever is loaded meanwhile
begin_writing(session)  a piece of work that reads for long before it writes, and holds up nobody
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, make_url
from sqlalchemy.orm import Session

from data.lock import file_of, only_loader, sqlite_file
from data.models import Base

MIGRATIONS = Path(__file__).parent / "migrations"
PROGRAM = Path(__file__).resolve().parents[1]

_WRITES = {"writes": True}
"""Option of a connection to SQLite whose transactions take the one writer's place as they begin. One that
read first and writes later is refused at once, without waiting, when somebody else wrote in between."""


KEPT = "kept"
"""Name of what a snapshot keeps for itself: nothing it reads can change."""


class NewerDatabaseError(Exception):
    """The tables were made by a newer version of the program than this one."""


def connect(url: str) -> Engine:
    """Make the engine for a database URL. The folder of a SQLite file is made below the program's own;
    FileNotFoundError where any other is missing, which is more often a mistake than a wish."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True)
    if (file := file_of(parsed)) is not None and not (folder := file.parent.resolve()).is_dir():
        if PROGRAM not in folder.parents:
            raise FileNotFoundError(errno.ENOENT, "There is no such folder", str(folder))
        folder.mkdir(parents=True)
    # Seconds to wait for another writer, unless the address says so itself: …/brightspot.db?timeout=5
    patience = {} if "timeout" in parsed.query else {"timeout": 30}
    engine = create_engine(url, connect_args=patience)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver by itself begins a transaction only before it changes a row: two questions of one page could
    # be answered before and after a load, and tables would be made outside of any transaction.
    connection.isolation_level = None
    # WAL lets readers go on while a load writes. FULL: what was said to be stored is on the disk, so that not
    # even a power cut takes it back; there are few commits, one per file.
    # A reader keeps 4 MB of pages, and takes the others from the system, which holds each only once: every
    # thread of every worker has a connection.
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-4096"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    driver: Any = connection.connection.driver_connection
    if not driver.in_transaction:  # a database in memory has one connection for all sessions of a thread
        writes = connection.get_execution_options().get("writes")
        if writes:
            connection.exec_driver_sql("PRAGMA cache_size=-65536")  # it comes back to the same pages
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


# -- sessions --------------------------------------------------------------------------------------


@contextmanager
def transaction(engine: Engine) -> Iterator[Session]:
    """Open a session that commits at the end, or leaves no trace."""
    with Session(engine, execution_options=_WRITES) as session, session.begin():
        session.connection()  # now, not with its first statement: nobody writes between the two
        yield session


@contextmanager
def snapshot(engine: Engine, **info: Any) -> Iterator[Session]:
    """Open a session that reads everything as it stood at its first question. What is worked out once may be
    kept in its `info[KEPT]`; `info` says more about it."""
    alike = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    options = alike if engine.dialect.name == "postgresql" else {}
    with Session(engine, execution_options=options, info={KEPT: {}, **info}) as session:
        yield session


def begin_writing(session: Session) -> None:
    """Begin to write in a session. On SQLite what it read so far is let go, and the one writer's place taken;
    whatever it did write before is dropped."""
    if session.get_bind().dialect.name != "sqlite":
        return
    if not session.connection().get_execution_options().get("writes"):
        session.rollback()
        session.connection(execution_options=_WRITES)


# -- tables ----------------------------------------------------------------------------------------


def is_empty(engine: Engine) -> bool:
    """Say whether the tables are not there yet. Asking does not make the file of a SQLite database."""
    file = sqlite_file(engine)
    if file is not None and not file.exists():
        return True
    return not inspect(engine).has_table(Base.metadata.tables["load"].name)


def newest_version() -> str:
    """Return the version of the tables that this program knows."""
    return max(known_versions())


def version(connection: Connection) -> str | None:
    """Return the version of the tables that are there; None where there are none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return found


def migrate(engine: Engine) -> None:
    """Bring the database to the newest version of the tables, from whichever it has: whole, or not at all.
    A new file of SQLite is for nobody but whoever makes it: hashes of passwords are in it."""
    if (file := sqlite_file(engine)) is not None and not file.exists():
        with suppress(FileExistsError):  # another server that starts at the same moment
            os.close(os.open(file, os.O_CREAT | os.O_EXCL, 0o600))
    with engine.connect() as connection:
        if version(connection) == newest_version():
            return
    with only_loader(engine, "bringing the tables up to date"), rebuilding(engine) as connection:
        upgrade(connection)


@contextmanager
def rebuilding(engine: Engine) -> Iterator[Connection]:
    """Open one transaction in which tables may be changed, on both databases. SQLite cannot change a table
    that others refer to while it watches over references, so they are looked through at the end."""
    is_sqlite = engine.dialect.name == "sqlite"
    with engine.connect().execution_options(**_WRITES) as connection:
        driver: Any = connection.connection.driver_connection
        if is_sqlite:
            driver.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                yield connection
                if is_sqlite:
                    lost = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
                    assert lost is None, f"a row of table {lost[0]} refers to a row of {lost[2]} that is not"
        finally:
            if is_sqlite:
                driver.execute("PRAGMA foreign_keys=ON")


def upgrade(connection: Connection, to: str = "head") -> None:
    """Bring the tables to a version within the connection's transaction."""
    from alembic import command  # seldom needed, and a third of a second
    from alembic.config import Config

    current = version(connection)
    if current is not None and current not in known_versions():
        raise NewerDatabaseError(current)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, to)


@cache
def known_versions() -> frozenset[str]:
    """Return the versions of the tables, by the names of the steps to them: 0001, 0002, …"""
    return frozenset(path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))
