"""The result of a query as a table: read in parts, each distinct value made text once.

The database is one that belongs to somebody else. It is asked in a transaction that may only read, where
the database knows such, and is rolled back in any case. Its address stands in an environment variable; no
message repeats it, nor a cell.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from sqlalchemy import Connection, Engine, NullPool, create_engine
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError

from loaders.parse.files import File, Kind
from loaders.parse.tables import Column
from loaders.parse.workbooks import cell_text
from loaders.problems import refusal

_PART = 20_000  # rows in memory as Python objects at one time
_SAFE_TO_REPEAT = re.compile(
    r"no such (table|column|function)|syntax error|does not exist|permission denied|not authorized"
    r"|incomplete input|invalid (object|column) name|unknown (column|table)",
    re.IGNORECASE,
)
"""Messages of databases about the words of a query. Others may hold cells or addresses."""


@dataclass(frozen=True, eq=False)
class QueryGrid:
    """Columns that came from a database; row 1 is the first row of the result."""

    names: list[str]
    found: list[Column]
    start: int = 0

    def head(self) -> list[list[str]]:
        return [self.names]

    def all_cells(self) -> list[list[str]]:
        cells = [column.cells(np.arange(len(column.codes))) for column in self.found]
        return [self.names, *(list(row) for row in zip(*cells, strict=True))]

    def columns(self, skip: int, width: int, positions: Sequence[int], footer: str | None) -> Any:
        rows = len(self.found[0].codes) if self.found else 0
        return np.arange(rows) + 1, {at: self.found[at] for at in positions}


def read(query: str, database: str) -> File:
    """Return the result of a query, as a file of its own kind."""
    grid = asked(database, lambda name, connection: _grid(name, connection, query))
    name = name_of(database)
    return File(Path(name), name, Kind.QUERY, b"", _hash(grid), result=grid)


Taken = TypeVar("Taken")


def asked(database: str, take: Callable[[str, Connection], Taken]) -> Taken:
    """Return what `take` makes of a connection to the database; its errors are refusals without cells."""
    name = name_of(database)
    engine = _engine(name, database)
    try:
        with engine.connect() as connection:
            return take(name, connection)
    except SQLAlchemyError as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        words = (str(cause).strip().splitlines() or [""])[0]
        is_answer = isinstance(error, DBAPIError) and not error.connection_invalidated
        if is_answer and _SAFE_TO_REPEAT.search(words):
            what, expected = f"is refused by the database: {words}", "a query that the database understands"
            raise refusal(name, what, expected) from None
        expected = f"a database that runs at the address in {database}, and lets this user read"
        raise refusal(name, "cannot be answered by the database", expected, type(cause).__name__) from None
    finally:
        engine.dispose()


def name_of(database: str) -> str:
    """Return what people are told instead of the name of a file."""
    return f"query in {database}"


def _engine(name: str, database: str) -> Engine:
    address = os.environ.get(database, "").strip()
    if not address:
        expected = (
            f"the environment variable {database}, with a SQLAlchemy URL such as postgresql+psycopg://…"
        )
        raise refusal(name, "has no database", expected)
    try:
        engine = create_engine(address, poolclass=NullPool)
    except ArgumentError:
        what = f"the address in {database} cannot be read"
        raise refusal(name, what, "a SQLAlchemy URL such as postgresql+psycopg://…") from None
    except (NoSuchModuleError, ModuleNotFoundError) as error:
        driver = getattr(error, "name", None) or "for this kind of database"
        raise refusal(
            name, "lacks a driver", f"the Python package {driver}, installed beside Brightspot"
        ) from None
    file = engine.url.database
    if engine.dialect.name == "sqlite" and file and file != ":memory:" and not Path(file).is_file():
        raise refusal(name, "has no database", f"a SQLite file at the address in {database}")
    return engine


@contextmanager
def answer(
    name: str, connection: Connection, query: str
) -> Iterator[tuple[list[str], Iterator[Sequence[Sequence[Any]]]]]:
    """Yield names of the columns, and the rows in parts; rolled back at the end."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA query_only = ON")
    options: dict[str, Any] = {"stream_results": True, "no_parameters": True}
    if connection.dialect.name == "postgresql":
        connection.rollback()
        connection = connection.execution_options(postgresql_readonly=True)
    result = connection.exec_driver_sql(query, execution_options=options)
    if not result.returns_rows:
        raise refusal(name, "gives back no rows", "a SELECT")
    try:
        yield list(map(str, result.keys())), result.partitions(_PART)
    finally:
        result.close()
        connection.rollback()


def _grid(name: str, connection: Connection, query: str) -> QueryGrid:
    with answer(name, connection, query) as (names, rows):
        seen = [Texts(name, key) for key in names]
        parts: list[list[np.ndarray]] = [[] for _ in names]
        for part in rows:
            for texts, codes, cells in zip(seen, parts, zip(*part, strict=True), strict=True):
                codes.append(texts.codes(cells))
    empty = np.array([], dtype=np.int64)
    found = [
        Column.of_codes(np.concatenate([empty, *codes]), list(texts.texts))
        for codes, texts in zip(parts, seen, strict=True)
    ]
    return QueryGrid(names, found)


class Texts(dict[Any, int]):
    """The distinct values of a column → their number; each becomes text when it is first met."""

    def __init__(self, name: str, column: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.name, self.column = name, column

    def __missing__(self, value: Any) -> int:
        if isinstance(value, bytes | memoryview):
            what = f"gives binary data in the column `{self.column}`"
            raise refusal(self.name, what, "text, numbers or dates; cast it in the query")
        self[value] = len(self.texts)
        self.texts.append(_text(value))
        return self[value]

    def codes(self, cells: Sequence[Any]) -> np.ndarray:
        try:
            return np.fromiter(map(self.__getitem__, cells), dtype=np.int64, count=len(cells))
        except TypeError:  # lists and objects cannot be told apart
            what = f"gives lists or objects in the column `{self.column}`"
            raise refusal(self.name, what, "text, numbers or dates; cast it in the query") from None


def _text(value: Any) -> str:
    if value != value:  # NaN is a value to a database, and no number to anybody else
        return ""
    if isinstance(value, Decimal):
        return format(value, "f") if value.is_finite() else str(value)
    return cell_text(value).strip()


def _hash(grid: QueryGrid) -> str:
    """Hash the rows, in whichever order the database gives them: without ORDER BY it may be any."""
    rows = np.zeros(len(grid.found[0].codes) if grid.found else 0, dtype=np.uint64)
    for name, column in zip(grid.names, grid.found, strict=True):
        digests = [hashlib.sha256(f"{name}\0{text}".encode()).digest()[:8] for text in column.texts]
        numbers = np.frombuffer(b"".join(digests), dtype="<u8") if digests else np.array([], dtype="<u8")
        if len(rows):
            rows = rows * np.uint64(0x9E3779B97F4A7C15) + numbers[column.codes]
    return digest_of(grid.names, np.sort(rows).astype("<u8").tobytes())


def digest_of(names: Sequence[str], rows: bytes) -> str:
    """Return the hash of a result, from its columns and what stands for its rows."""
    whole = hashlib.sha256("\0".join(names).encode())
    whole.update(rows)
    return whole.hexdigest()
