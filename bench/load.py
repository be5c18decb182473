"""How long a million tidy rows take to load, into SQLite and into PostgreSQL.

    python -m bench.load [ROWS]

Prints the ratio of the load (the file found, read, checked, stored, recorded) to the least that any loader
must do with the same file in the same run:

    SQLite       csv.reader, and the driver's executemany into the same table, without foreign keys
    PostgreSQL   COPY of the file into a temporary table, and an upsert from there into the same table

Both minima trust the file blindly: nothing is checked but that a ward is known. Judging the series
afterwards is apart: `python -m bench.refresh`.
"""

from __future__ import annotations

import csv
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from time import perf_counter

from sqlalchemy import Engine

from bench.measuring import MARKS, MONTHS, OBSERVATION, rates, write_files
from data.database import connect, migrate
from loaders.run.load import run
from tests.databases import on_postgresql
from tests.servers.postgres import postgres

ROWS = 1_000_000
BEST_OF = 3
AIM = 1.5
CATALOGUE = rates(1, ["ward"])

Fresh = Callable[[], AbstractContextManager[Engine]]
"""An empty database with its tables."""


@contextmanager
def on_sqlite(file: Path) -> Iterator[Engine]:
    """Unlike that of the tests it waits for the disk."""
    engine = connect(f"sqlite:///{file}")
    migrate(engine)
    yield engine
    engine.dispose()
    file.unlink()


def load(folder: Path, engine: Engine) -> float:
    [report] = run(engine, CATALOGUE, ["s0"], folder=folder)
    assert report.new + report.unchanged == report.read > 0, report
    return report.seconds


def executemany(folder: Path, engine: Engine) -> float:
    """Baseline: what SQLite's driver needs, its rows read by the csv module."""
    began = perf_counter()
    with (
        closing(sqlite3.connect(str(engine.url.database))) as connection,
        (folder / "i0.csv").open(newline="", encoding="utf-8") as file,
    ):
        connection.execute("PRAGMA synchronous=NORMAL")
        numbers = dict(connection.execute("SELECT code, id FROM service"))
        rows = csv.reader(file)
        next(rows)
        values = [
            (1, numbers[ward], 0, month, float(top), float(bottom), 0, "loaded", 1, 1)
            for month, ward, top, bottom in rows
        ]
        connection.executemany(f"{OBSERVATION} VALUES ({MARKS})", values)
        connection.commit()
    return perf_counter() - began


def copy_and_upsert(folder: Path, engine: Engine) -> float:
    """What PostgreSQL needs: the file sent as it is, and one statement."""
    with closing(engine.raw_connection()) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT min(id) FROM definition")
        [definition] = cursor.fetchone()
        began = perf_counter()
        cursor.execute("CREATE TEMPORARY TABLE t (month date, ward text, n float, d float)")
        with (
            (folder / "i0.csv").open("rb") as file,
            cursor.copy("COPY t FROM STDIN (FORMAT csv, HEADER)") as copy,
        ):
            while block := file.read(1 << 20):
                copy.write(block)
        cursor.execute("ANALYZE t")
        cursor.execute(
            f"{OBSERVATION} SELECT 1, service.id, 0, month, n, d, false, 'loaded', {definition}, 1 "
            "FROM t JOIN service ON service.code = t.ward "
            "ON CONFLICT (indicator_id, service_id, category_id, period_start) DO UPDATE SET "
            "numerator = excluded.numerator, denominator = excluded.denominator, load_id = excluded.load_id"
        )
        connection.commit()
        return perf_counter() - began


def show(name: str, words: str, least: Callable[[Path, Engine], float], folder: Path, fresh: Fresh) -> None:
    floors, firsts = [], []
    for _ in range(BEST_OF):
        # In turns, so that whatever else the machine does falls on both.
        for work, took in ((least, floors), (load, firsts)):
            with fresh() as engine:
                run(engine, CATALOGUE, ["services"], folder=folder)
                took.append(work(folder, engine))
                again = load(folder, engine) if work is load else None
    floor = min(floors)
    print(f"  {name:<12}{floor:6.2f} s   {words}")
    print(f"  {'load':<12}{min(firsts):6.2f} s   {min(firsts) / floor:.2f} × it (aim: at most {AIM})")
    print(f"  {'again':<12}{again:6.2f} s   {again / floor:.2f} × it: the same file, nothing changes")


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    with tempfile.TemporaryDirectory() as name, postgres() as (_, server):
        folder = Path(name)
        tree = [(f"W{i:05}", "ward", "") for i in range(-(-rows // MONTHS))]
        write_files(folder, tree, 1)
        print(f"{len(tree) * MONTHS:,} tidy rows")
        lite = folder / "bench.db"
        show("SQLite", "csv.reader and executemany", executemany, folder, lambda: on_sqlite(lite))
        show("PostgreSQL", "COPY and upsert", copy_and_upsert, folder, lambda: on_postgresql(server))


if __name__ == "__main__":
    main()
