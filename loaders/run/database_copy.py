"""A copy of what a load could touch, to try it on.

    the database ── read only ──▶ a private SQLite database ── load, look, throw away

A rehearsal in the database itself would need the right to write, and would hold its lock for as long as a
file takes to read. The copy is one nameless SQLite file that goes when it is closed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, Table, create_engine, delete, insert, inspect, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.pool import StaticPool

from catalogue.models import Catalogue
from data.database import is_empty, migrate, snapshot
from data.database_errors import DatabaseError
from data.models import Base

_BATCH = 50_000


@contextmanager
def copied(engine: Engine, catalogue: Catalogue, sources: Collection[str]) -> Iterator[Engine]:
    """Make a migrated database with the services, the loads, and the values of the indicators that these
    sources feed; empty where there is no database yet."""
    copy = create_engine(
        "sqlite://", creator=lambda: sqlite3.connect("", check_same_thread=False), poolclass=StaticPool
    )
    try:
        migrate(copy)
        if not is_empty(engine):
            with snapshot(engine) as session, _unwatched(copy), copy.begin() as new:
                _copy(session.connection(), new, touched_by(catalogue, sources))
        yield copy
    finally:
        copy.dispose()


@contextmanager
def _unwatched(copy: Engine) -> Iterator[None]:
    """Look away from references: a row may come before the one that it refers to."""
    with copy.connect() as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
    yield
    with copy.connect() as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys=ON")


def touched_by(catalogue: Catalogue, sources: Collection[str]) -> list[str]:
    """Return the indicators whose values these sources may change: all, where a service may move."""
    if any(catalogue.sources[code].shape == "services" for code in sources):
        return list({**catalogue.indicators, **catalogue.measured})
    return catalogue.fed_by(sources)


def _copy(old: Connection, new: Connection, indicators: Sequence[str]) -> None:
    there = set(inspect(old).get_table_names())
    known = Base.metadata.tables["indicator"].c
    ids = list(old.scalars(select(known.id).where(known.code.in_(indicators))))
    try:
        for table in Base.metadata.sorted_tables:
            is_only_written = table.name.endswith(("_revision", "load_problem"))
            if table.name in there and not is_only_written:
                _copy_table(old, new, table, ids)
    except IntegrityError:
        raise DatabaseError(
            "The database was made by an earlier version: bring it up to date first with "
            "`python -m loaders setup`."
        ) from None


def _copy_table(old: Connection, new: Connection, table: Table, ids: Sequence[int]) -> None:
    there = {column["name"] for column in inspect(old).get_columns(table.name)}
    columns = [column for column in table.columns if column.name in there]
    statement = select(*columns)
    if "indicator_id" in table.columns:
        statement = statement.where(table.c.indicator_id.in_(ids))
    rows = old.execution_options(stream_results=True, yield_per=_BATCH).execute(statement)
    names = [column.name for column in columns]
    new.execute(delete(table))  # migrations fill a few
    for batch in rows.partitions():
        new.execute(insert(table), [dict(zip(names, row, strict=True)) for row in batch])
