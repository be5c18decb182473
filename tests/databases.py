"""Databases for tests: the tables are made once in a run, and copied from then on.

with on_sqlite(tmp_path / "test.db") as engine: …
with on_postgresql(server) as engine: …
"""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event, text

from data.database import connect, migrate


@contextmanager
def on_sqlite(file: Path) -> Iterator[Engine]:
    """Make a file with all tables. No test cuts the power, so nothing waits for the disk."""
    file.write_bytes(_tables())
    engine = connect(f"sqlite:///{file}")
    event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF"))
    try:
        yield engine
    finally:
        engine.dispose()


def in_memory() -> Engine:
    """Make all tables in memory, for one thread."""
    engine = connect("sqlite://")
    with engine.connect() as connection:
        _driver(connection).deserialize(_tables())
    return engine


@contextmanager
def on_postgresql(server: Engine, *, empty: bool = False) -> Iterator[Engine]:
    """Make a database on a server, with all tables or without any, and drop it in the end."""
    # A copy of its files is three times as fast as the default, where nothing waits for the disk.
    template = "" if empty else f" TEMPLATE {_template(server)} STRATEGY FILE_COPY"
    engine = connect(_create(server, template))
    try:
        yield engine
    finally:
        engine.dispose()
        with server.connect() as connection:
            connection.execute(text(f"DROP DATABASE {engine.url.database} WITH (FORCE)"))


def _create(server: Engine, options: str = "") -> str:
    name = f"test_{uuid.uuid4().hex}"
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}{options}"))
    return server.url.set(database=name).render_as_string(hide_password=False)


@cache
def _template(server: Engine) -> str | None:
    engine = connect(_create(server))
    migrate(engine)
    engine.dispose()
    return engine.url.database


@cache
def _tables() -> bytes:
    with tempfile.TemporaryDirectory() as name:
        engine = connect(f"sqlite:///{name}/tables.db")
        migrate(engine)
        with engine.connect() as connection:
            # Files of ours have a journal that a database in memory cannot have.
            _driver(connection).execute("PRAGMA journal_mode=DELETE")
        engine.dispose()
        return Path(name, "tables.db").read_bytes()


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection
