"""Many rows into a table, the fastest way each database has.

SQLite takes tuples through its own driver; PostgreSQL takes one text through COPY. From the temporary
table everything goes on in SQL, in sets, the same on both.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from itertools import islice
from operator import eq
from typing import Any

from sqlalchemy import Connection

BATCH = 50_000
"""Rows handed over at a time: enough to make the call cheap, few enough to keep memory flat."""


def stage(connection: Connection, table: str, columns: dict[str, str], rows: Iterable[Sequence[Any]]) -> None:
    """Make a temporary table of this name with these columns (name → SQL type) and rows, replacing any
    earlier one. NaN becomes NULL."""
    defined = ", ".join(f"{name} {kind}" for name, kind in columns.items())
    connection.exec_driver_sql(f"DROP TABLE IF EXISTS {table}")
    connection.exec_driver_sql(f"CREATE TEMPORARY TABLE {table} ({defined})")
    append(connection, table, tuple(columns), rows)
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"ANALYZE {table}")  # else the planner expects a handful of rows


def append(connection: Connection, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Append rows to a table, past SQLAlchemy's care for each value: dates come as ISO text."""
    if connection.dialect.name == "postgresql":
        _copy(connection, table, columns, rows)
    else:
        marks = ", ".join("?" * len(columns))
        insert_rows(connection, f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)


def insert_rows(connection: Connection, statement: str, rows: Iterable[Sequence[Any]]) -> None:
    """Insert by executemany on SQLite, whose driver stores NaN as NULL by itself."""
    remaining = iter(rows)
    while batch := list(islice(remaining, BATCH)):
        connection.exec_driver_sql(statement, batch)


def _copy(connection: Connection, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    cursor: Any = connection.connection.cursor()
    remaining = iter(rows)
    with cursor, cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN (FORMAT csv)") as copy:
        while batch := list(islice(remaining, BATCH)):
            text = io.StringIO()
            csv.writer(text).writerows(_without_nan(batch))
            copy.write(text.getvalue())


def _without_nan(batch: Sequence[Sequence[Any]]) -> Iterable[Sequence[Any]]:
    """Replace NaN, the only value that is not like itself, by nothing: looked for by column, as most have
    none."""
    columns = list(zip(*batch, strict=True))
    has_nan = [not all(map(eq, column, column)) for column in columns]
    if not any(has_nan):
        return batch
    cleaned = [
        [None if value != value else value for value in column] if has else column
        for column, has in zip(columns, has_nan, strict=True)
    ]
    return zip(*cleaned, strict=True)
