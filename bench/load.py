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
from pathlib import Path
from time import perf_counter

import numpy as np
import pandas as pd
import psycopg

from bench import postgres
from catalogue.models import Catalogue
from catalogue.reading.read import load_catalogue
from data.database import connect, migrate
from loaders.run.load import run

ROWS = 1_000_000
MONTHS = 120
BEST_OF = 3
AIM = 1.5

CATALOGUE = """
organisation: {name: Bench, levels: [ward]}
sources:
  wards: {shape: services, file: wards.csv, code: ward, name: ward, level_is: ward}
  falls: {shape: tidy, file: falls.csv, period: {column: month}, service: ward}
indicators:
  falls:
    title: Falls
    why_it_matters: They hurt.
    numerator: Falls
    denominator: Bed days
    data: {source: falls, numerator: falls, denominator: bed_days}
    unit: per 1,000 bed days
    per: 1000
    chart: u
    improvement: decrease
    domain: safe
    owner: A
    authored_by: A
    checked_by: A
    review_by: 2099-01-01
"""
COLUMNS = (
    "indicator_id, service_id, category_id, period_start, numerator, denominator, is_immature, origin, "
    "definition_id, load_id"
)
KEY = "indicator_id, service_id, category_id, period_start"


def write_files(folder: Path, rows: int) -> None:
    random = np.random.default_rng(1)
    wards = [f"W{i:05d}" for i in range(-(-rows // MONTHS))]
    months = pd.date_range("2015-01-01", periods=MONTHS, freq="MS").strftime("%Y-%m-%d")
    tidy = {
        "month": np.tile(months, len(wards))[:rows],
        "ward": np.repeat(wards, MONTHS)[:rows],
        "falls": random.poisson(3, rows),
        "bed_days": random.integers(400, 900, rows),
    }
    pd.DataFrame(tidy).to_csv(folder / "falls.csv", index=False)
    pd.DataFrame({"ward": wards}).to_csv(folder / "wards.csv", index=False)
    (folder / "catalogue.yaml").write_text(CATALOGUE, encoding="utf-8")


class Loading:
    """One load after another, each into an empty database with the wards in it."""

    def __init__(self, folder: Path, fresh: Callable[[], str]) -> None:
        self.folder = folder
        self.catalogue: Catalogue = load_catalogue(folder / "catalogue.yaml")
        self.fresh = fresh

    def first(self) -> float:
        return next(self.seconds())

    def again(self) -> float:
        """The same file once more."""
        seconds = self.seconds()
        next(seconds)
        return next(seconds)

    def seconds(self) -> Iterator[float]:
        engine = connect(self.prepared())
        while True:
            [report] = run(engine, self.catalogue, ["falls"], folder=self.folder)
            assert report.new + report.unchanged == report.read > 0, report
            yield report.seconds

    def prepared(self) -> str:
        """An empty database that knows the wards."""
        url = self.fresh()
        engine = connect(url)
        migrate(engine)
        run(engine, self.catalogue, ["wards"], folder=self.folder)
        engine.dispose()
        return url


def executemany(loading: Loading) -> float:
    """What SQLite's driver needs, its rows read by the csv module."""
    path = loading.prepared().removeprefix("sqlite:///")
    began = perf_counter()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA synchronous=NORMAL")
    numbers = dict(connection.execute("SELECT code, id FROM service"))
    with (loading.folder / "falls.csv").open(newline="", encoding="utf-8") as file:
        rows = csv.reader(file)
        next(rows)
        values = [
            (1, numbers[ward], 0, month, float(top), float(bottom), 0, "loaded", 1, 1)
            for month, ward, top, bottom in rows
        ]
    connection.executemany(f"INSERT INTO observation ({COLUMNS}) VALUES ({', '.join('?' * 10)})", values)
    connection.commit()
    connection.close()
    return perf_counter() - began


def copy_and_upsert(loading: Loading) -> float:
    """What PostgreSQL needs: the file sent as it is, and one statement."""
    url = loading.prepared().replace("postgresql+psycopg://", "postgresql://")
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        [definition] = cursor.execute("SELECT min(id) FROM definition").fetchone() or [1]
        began = perf_counter()
        cursor.execute("CREATE TEMPORARY TABLE t (month date, ward text, falls float, bed_days float)")
        file = (loading.folder / "falls.csv").open("rb")
        with file, cursor.copy("COPY t FROM STDIN (FORMAT csv, HEADER)") as copy:
            while block := file.read(1 << 20):
                copy.write(block)
        cursor.execute("ANALYZE t")
        cursor.execute(
            f"INSERT INTO observation ({COLUMNS}) SELECT 1, service.id, 0, month, falls, bed_days, false, "
            f"'loaded', {definition}, 1 FROM t JOIN service ON service.code = t.ward "
            f"ON CONFLICT ({KEY}) DO UPDATE SET numerator = excluded.numerator, "
            "denominator = excluded.denominator, load_id = excluded.load_id"
        )
        connection.commit()
        return perf_counter() - began


def show(name: str, words: str, least: Callable[[Loading], float], loading: Loading) -> None:
    # In turns, so that whatever else the machine does falls on both.
    pairs = [(least(loading), loading.first()) for _ in range(BEST_OF)]
    floor, first = (min(column) for column in zip(*pairs, strict=True))
    again = loading.again()
    print(f"  {name:<12}{floor:6.2f} s   {words}")
    print(f"  {'load':<12}{first:6.2f} s   {first / floor:.2f} × it (aim: at most {AIM})")
    print(
        f"  {'again':<12}{again:6.2f} s   {again / floor:.2f} × it: the same file, nothing changes",
        flush=True,
    )


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    with tempfile.TemporaryDirectory() as name, postgres.server() as server:
        folder = Path(name)
        write_files(folder, rows)
        print(f"{rows:,} tidy rows")
        counter = iter(range(1000))
        lite = Loading(folder, lambda: f"sqlite:///{folder}/{next(counter)}.db")
        show("SQLite", "csv.reader and executemany", executemany, lite)
        large = Loading(folder, lambda: postgres.fresh(server, "bench"))
        show("PostgreSQL", "COPY and upsert", copy_and_upsert, large)


if __name__ == "__main__":
    main()
