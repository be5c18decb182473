"""Rows as the text that PostgreSQL's COPY reads, the same from both databases and exact: a number has as many
digits as it needs to come back to its last bit.

    7 <tab> W1 <tab> 3.1 <tab> \\N <tab> t <tab> 2026-01-01
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any

from sqlalchemy import Column, Connection, Table, select
from sqlalchemy import types as sql

from data.write.bulk import BATCH, insert_rows

NOTHING = "\\N"

_NEEDS_CARE = re.compile(r"[\\\t\n\r]")
_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_WRITTEN = {"\\\\": "\\", "\\t": "\t", "\\n": "\n", "\\r": "\r"}


def _escape(text: str) -> str:
    return text.translate(_ESCAPED) if _NEEDS_CARE.search(text) else text


def _plain(text: str) -> str:
    return re.sub(r"\\.", lambda found: _WRITTEN[found[0]], text) if "\\" in text else text


@lru_cache(maxsize=100_000)
def _day(value: Any) -> str:
    return str(value)


def _moment(value: Any) -> str:
    return value if isinstance(value, str) else value.isoformat(sep=" ", timespec="microseconds")


def _float(value: Any) -> str:
    return repr(float(value))


# Per kind of column: how a value is written, and how SQLite's driver takes it back.
_KINDS: list[tuple[type[sql.TypeEngine[Any]], Callable[[Any], str], Callable[[str], Any]]] = [
    (sql.Boolean, lambda value: "t" if value else "f", lambda text: int(text == "t")),
    (sql.Integer, str, int),
    (sql.Numeric, _float, float),
    (sql.Float, _float, float),
    (sql.DateTime, _moment, str),
    (sql.Date, _day, str),
    (sql.String, _escape, _plain),
]


def _kind(column: Column[Any]) -> tuple[Callable[[Any], str], Callable[[str], Any]]:
    for kind, write, read in _KINDS:
        if isinstance(column.type, kind):
            return write, read
    raise AssertionError(f"column {column} has a type that archives do not know")


def lines(connection: Connection, table: Table) -> Iterator[tuple[bytes, int]]:
    """Give the table's rows in the order of its key, thousands at a time: their text and how many."""
    order = list(table.primary_key) or list(table.columns)
    statement = str(select(table).order_by(*order).compile(dialect=connection.dialect))
    driver: Any = connection.connection.driver_connection
    # Straight from the driver, and on PostgreSQL by a cursor there: a million rows need not fit in memory.
    is_postgresql = connection.dialect.name == "postgresql"
    cursor = driver.cursor("archive") if is_postgresql else driver.cursor()
    try:
        cursor.execute(statement)
        writers = [_kind(column)[0] for column in table.columns]
        while rows := cursor.fetchmany(BATCH):
            columns = [
                [NOTHING if value is None else write(value) for value in values]
                for write, values in zip(writers, zip(*rows, strict=True), strict=True)
            ]
            text = "\n".join(map("\t".join, zip(*columns, strict=True)))
            yield f"{text}\n".encode(), len(rows)
    finally:
        cursor.close()


def fill(connection: Connection, table: Table, names: Sequence[str], text: Iterable[bytes]) -> None:
    """Write the rows of an archive into the empty table: columns in the order of `names`, lines in pieces
    that end where they like."""
    quote = connection.dialect.identifier_preparer.quote
    into = f"{quote(table.name)} ({', '.join(map(quote, names))})"
    if connection.dialect.name == "postgresql":
        cursor: Any = connection.connection.cursor()
        with cursor, cursor.copy(f"COPY {into} FROM STDIN") as copy:
            for piece in text:
                copy.write(piece)
        return
    marks = ", ".join("?" * len(names))
    readers = [_kind(table.c[name])[1] for name in names]
    insert_rows(connection, f"INSERT INTO {into} VALUES ({marks})", _values(_whole(text), readers))


def _whole(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Give whole lines."""
    rest = b""
    for piece in pieces:
        *whole, rest = (rest + piece).split(b"\n")
        yield from whole


def _values(text: Iterator[bytes], readers: Sequence[Callable[[str], Any]]) -> Iterator[Sequence[Any]]:
    while batch := [line.decode().split("\t") for line in islice(text, BATCH)]:
        columns = [
            [None if cell == NOTHING else read(cell) for cell in cells]
            for read, cells in zip(readers, zip(*batch, strict=True), strict=True)
        ]
        yield from zip(*columns, strict=True)


def set_counter(connection: Connection, table: Table) -> None:
    """Let the next row get a number of its own. SQLite sees to it by itself."""
    number = table.columns.get("id")
    if connection.dialect.name != "postgresql" or number is None or number.type.python_type is not int:
        return
    name = connection.dialect.identifier_preparer.quote(table.name)
    connection.exec_driver_sql(
        "SELECT setval(counter, greatest(last, 1), last > 0) FROM ("
        f"SELECT pg_get_serial_sequence('{name}', 'id') AS counter, "
        f"coalesce((SELECT max(id) FROM {name}), 0) AS last"
        ") AS counted WHERE counter IS NOT NULL"
    )
