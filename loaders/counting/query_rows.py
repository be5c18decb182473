"""The result of a query as rows to be counted: read in parts, kept in a file of its own until the load ends.

Only the columns that the entry's `reads` names leave the database's answer. They stand in a temporary folder
that only this user may open, and that goes with the load.
"""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
from sqlalchemy import Connection

from loaders import queries
from loaders.counting import duckdb_connection
from loaders.parse.files import File, Kind
from loaders.parse.tables import clean
from loaders.problems import refusal

_MOST_DIFFERENT = 100_000  # values of one column whose text is remembered


def read(query: str, database: str, wanted: Sequence[str]) -> File:
    """Return the rows of a query as a file that DuckDB reads: the `wanted` columns, as text."""
    kept = _Kept()
    name = queries.name_of(database)

    def take(name: str, connection: Connection) -> str:
        with queries.answer(name, connection, query) as (columns, parts):
            return _written(kept.file, name, columns, parts, {clean(column) for column in wanted})

    digest = queries.asked(database, take)
    return File(kept.file, name, Kind.QUERY, b"", digest, result=kept)


class _Kept:
    """A folder that is gone when nothing asks for its file any more."""

    def __init__(self) -> None:
        folder = tempfile.mkdtemp(prefix="brightspot-query-")
        self.file = Path(folder) / "rows.parquet"
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)


def _written(file: Path, name: str, columns: list[str], parts: Any, wanted: set[str]) -> str:
    """Write the file, and give the hash of its rows, in whichever order they came."""
    taken = {at: column for at, column in enumerate(columns) if clean(column) in wanted}
    if len({clean(column) for column in taken.values()}) < len(taken):
        raise refusal(
            name, "gives two columns of one name", "each needed column once; name them in the query"
        )
    if not taken:
        raise refusal(name, "gives none of the columns under `reads`", ", ".join(sorted(wanted)))
    with duckdb_connection.opened() as (connection, _):
        connection.execute(f"CREATE TABLE rows ({', '.join(f'c{at} VARCHAR' for at in taken)})")
        known = {at: queries.Texts(name, column) for at, column in taken.items()}
        for part in parts:
            _insert(connection, part, known)
        line = "concat_ws(chr(1), " + ", ".join(f"coalesce(c{at}, chr(2))" for at in taken) + ")"
        found = connection.execute(f"SELECT count(*), sum(md5_number_lower({line})) FROM rows").fetchone()
        named = ", ".join(
            f'c{at} AS "{column.replace(chr(34), chr(34) * 2)}"' for at, column in taken.items()
        )
        path = str(file).replace("'", "''")
        connection.execute(f"COPY (SELECT {named} FROM rows) TO '{path}' (FORMAT parquet)")
    return queries.digest_of(list(taken.values()), str(found).encode())


def _insert(connection: duckdb.DuckDBPyConnection, part: Any, known: dict[int, queries.Texts]) -> None:
    cells = list(zip(*part, strict=True))
    made = {}
    for at, texts in known.items():
        if len(texts.texts) > _MOST_DIFFERENT:  # of a moment or a number of a stay nearly each is another
            texts.clear()
            texts.texts.clear()
        codes = texts.codes(cells[at])
        made[f"c{at}"] = pd.Series(texts.texts, dtype=object).to_numpy()[codes]
    connection.register("part", pd.DataFrame(made))
    connection.execute(
        "INSERT INTO rows SELECT " + ", ".join(f"nullif({c}, '')" for c in made) + " FROM part"
    )
    connection.unregister("part")
