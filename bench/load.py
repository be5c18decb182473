"""How long a million tidy rows take to load.

    python -m bench.load [ROWS]

Prints the ratio of the load (read, checked, stored, recorded) to the least that any loader must do: DuckDB
reading and grouping the same file, and the SQLite driver's executemany of the result into the same table,
without foreign keys. Judging the series afterwards is apart: `python -m bench.refresh`.
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from data.database import connect, migrate
from loaders.load import run
from quality import catalogue_file
from quality.catalogue import Catalogue

ROWS = 1_000_000
MONTHS = 120
BEST_OF = 3

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


def fresh(path: Path) -> str:
    for file in path.parent.glob(f"{path.name}*"):
        file.unlink()
    url = f"sqlite:///{path}"
    engine = connect(url)
    migrate(engine)
    engine.dispose()
    return url


def least(folder: Path) -> float:
    """DuckDB reads and groups; the driver writes."""
    path = folder / "least.db"
    fresh(path)
    began = perf_counter()
    grouped = duckdb.sql(
        f"SELECT ward, month, sum(falls), sum(bed_days) FROM read_csv('{folder / 'falls.csv'}') "
        "GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    numbers: dict[str, int] = {}
    values = [
        (1, numbers.setdefault(ward, len(numbers) + 1), 0, str(month), top, bottom, 0, "loaded", 1, 1)
        for ward, month, top, bottom in grouped
    ]
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA synchronous=NORMAL")
    named = (
        "indicator_id, service_id, category_id, period_start, numerator, denominator, is_immature, origin, "
    )
    named += "definition_id, load_id"
    connection.executemany(f"INSERT INTO observation ({named}) VALUES ({', '.join('?' * 10)})", values)
    connection.commit()
    connection.close()
    return perf_counter() - began


def loaded(folder: Path, catalogue: Catalogue, times: int) -> list[float]:
    """Seconds of the first load into an empty database, and of the same file again."""
    engine = connect(fresh(folder / "loaded.db"))
    run(engine, catalogue, ["wards"], folder=folder)
    seconds = [run(engine, catalogue, ["falls"], folder=folder)[0].seconds for _ in range(times)]
    engine.dispose()
    return seconds


def best(work: Callable[[], Any]) -> Any:
    return min(work() for _ in range(BEST_OF))


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_files(folder, rows)
        catalogue = catalogue_file.load(folder / "catalogue.yaml")
        floor = best(lambda: least(folder))
        first = best(lambda: loaded(folder, catalogue, 1)[0])
        again = loaded(folder, catalogue, 2)[1]
    print(f"{rows:,} tidy rows")
    print(f"  least     {floor:6.2f} s   DuckDB reads and groups, the driver writes")
    print(f"  load      {first:6.2f} s   {first / floor:.2f} × the least (aim: at most 2)")
    print(f"  again     {again:6.2f} s   {again / floor:.2f} × the least: the same file, nothing changes")


if __name__ == "__main__":
    main()
