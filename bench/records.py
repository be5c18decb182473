"""How long five million rows of events take from a CSV file to stored sums and refreshed signals.

    python -m bench.records [ROWS]

Beside it DuckDB alone, with as many threads, on the same file in the same run: once only the sums of everyone
by ward and month, once the same sums as are stored, by sex, age band and deprivation too. Each measurement is
a process of its own, whose memory is the most it ever held. Wall time, and time of the processors: on a
machine that is busy with other things only the second can be compared.
"""

from __future__ import annotations

import resource
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter

import duckdb

from catalogue.models import Catalogue
from data.database import connect
from loaders.run.load import run
from tests.warehouse import make_catalogue

ROWS = 5_000_000
WARDS, DAYS = 300, 1096  # three years, to the end of 2025
BEST_OF = 3
THREADS = 2

DIMENSIONS = {"sex": "sex", "age": "age_10_year", "deprivation": "deprivation_quintiles"}
BREAKDOWNS = {
    "sex": {"column": "sex", "list": "sex"},
    "age": {"column": "age", "bands": "age_10_year"},
    "deprivation": {"column": "simd", "list": "deprivation_deciles", "one_is": "most deprived"},
}
READS = {"happened": "date", "ward": "text", "sex": "text", "age": "number", "simd": "text"}
READS |= dict.fromkeys(("late", "harmed"), "yes/no")
BANDS = "least(CAST(age AS INTEGER) // 10, 9)"
SUMS = "count(*), sum(late), sum(harmed)"
MONTH = "date_trunc('month', happened)"
BARE = {
    "everyone": f"SELECT ward, {MONTH} AS m, {SUMS} FROM read_csv('events.csv') GROUP BY ward, m",
    "groups": f"SELECT ward, {MONTH} AS m, sex, {BANDS} AS a, simd, {SUMS} FROM read_csv('events.csv') "
    "GROUP BY GROUPING SETS ((ward, m), (ward, m, sex), (ward, m, a), (ward, m, simd))",
}


def write_files(folder: Path, rows: int) -> None:
    """A row: 2023-08-04 17:23:51,W123,F,71,10,0,0."""
    connection = duckdb.connect()
    connection.execute("SELECT setseed(0.5)")
    target = folder / "events.csv"
    second = f"CAST(random() * {DAYS * 86400 - 1} AS BIGINT)"
    ward = f"lpad(CAST(CAST(random() * {WARDS - 1} AS INTEGER) AS VARCHAR), 3, '0')"
    columns = {
        "happened": f"TIMESTAMP '2023-01-01' + to_seconds({second})",
        "ward": f"'W' || {ward}",
        "sex": "CASE WHEN random() < 0.5 THEN 'F' ELSE 'M' END",
        "age": "CAST(random() * 99 AS INTEGER)",
        "simd": "1 + CAST(random() * 9 AS INTEGER)",
        "late": "CAST(random() < 0.1 AS INTEGER)",
        "harmed": "CAST(random() < 0.02 AS INTEGER)",
    }
    made = ", ".join(f"{expression} AS {name}" for name, expression in columns.items())
    connection.execute(
        f"COPY (SELECT {made} FROM range({rows})) TO '{target}' (HEADER, TIMESTAMPFORMAT '%Y-%m-%d %H:%M:%S')"
    )
    wards = "".join(f"W{i:03}\n" for i in range(WARDS))
    (folder / "wards.csv").write_text("ward\n" + wards)


def catalogue(kind: str) -> Catalogue:
    groups = kind == "groups"
    percent = {"denominator": "Events", "unit": "%", "per": 100, "is_proportion": True, "chart": "p"}
    percent["dimensions"] = list(DIMENSIONS) if groups else []
    data = {"source": "events", "denominator": 1}
    wards = {"shape": "services", "file": "wards.csv", "code": "ward", "level": "ward"}
    events = {
        "shape": "records",
        "file": "events.csv",
        "reads": READS,
        "period": "happened",
        "service": "ward",
    }
    return make_catalogue(
        {name: percent | {"data": data | {"numerator": name}} for name in ("late", "harmed")},
        organisation={"name": "Bench", "levels": ["board", "ward"]},
        dimensions={name: {"title": name, "list": words} for name, words in DIMENSIONS.items()},
        sources={
            "wards": wards | {"root": {"code": "B", "name": "Board", "level": "board"}},
            "events": events | {"reads": READS} | ({"breakdowns": BREAKDOWNS} if groups else {}),
        },
    )


# -- one measurement, in a process of its own ------------------------------------------------------


def bare(folder: Path, kind: str) -> dict[str, float]:
    connection = duckdb.connect()
    connection.execute(f"SET threads = {THREADS}")
    query = BARE[kind].replace("events.csv", str(folder / "events.csv"))
    before, began = used(), perf_counter()
    connection.execute(query).fetchall()
    return spent(before, began)


def load(folder: Path, kind: str) -> dict[str, float]:
    """Into an empty database: read, checked, stored, rolled up, and signals judged."""
    for file in folder.glob("bench.db*"):
        file.unlink()
    engine = connect(f"sqlite:///{folder / 'bench.db'}")
    described, day = catalogue(kind), date(2026, 1, 15)
    run(engine, described, ["wards"], folder=folder, as_at=day)
    before, began = used(), perf_counter()
    (report,) = run(engine, described, ["events"], folder=folder, as_at=day)
    assert report.status == "done", report.problems
    assert report.rejected == 0
    return spent(before, began) | {"values": report.new}


def used() -> float:
    seen = resource.getrusage(resource.RUSAGE_SELF)
    return seen.ru_utime + seen.ru_stime


def spent(before: float, began: float) -> dict[str, float]:
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": perf_counter() - began, "processors": used() - before, "memory": memory}


def measured(work: Callable[[Path, str], dict[str, float]], kind: str, folder: Path) -> dict[str, float]:
    with ProcessPoolExecutor(1, get_context("spawn")) as process:
        return process.submit(work, folder, kind).result()


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_files(folder, rows)
        size = (folder / "events.csv").stat().st_size / 1e6
        print(f"{rows:,} rows of events, {size:.0f} MB, {WARDS} wards, 36 months, {THREADS} threads")
        for kind in BARE:
            runs = [(measured(bare, kind, folder), measured(load, kind, folder)) for _ in range(BEST_OF)]
            floor = min((a for a, _ in runs), key=lambda a: a["seconds"])
            best = min((b for _, b in runs), key=lambda b: b["seconds"])
            wall = best["seconds"] / floor["seconds"]
            work = min(b["processors"] for _, b in runs) / min(a["processors"] for a, _ in runs)
            words = {"everyone": "everyone", "groups": "everyone, sex, age band, deprivation"}[kind]
            print(f"  by {words}")
            print(f"    DuckDB alone {floor['seconds']:6.2f} s")
            stored = f"{best['values']:,} values"
            print(f"    load         {best['seconds']:6.2f} s  {best['memory']:5.0f} MB   {stored}")
            print(f"    ratio {wall:.2f} of time, {work:.2f} of the processors' (aim: 1.5; 500 MB)")


if __name__ == "__main__":
    main()
