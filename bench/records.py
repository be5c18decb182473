"""How long five million rows of events take from a CSV file to stored sums and refreshed signals.

    python -m bench.records [ROWS]

Beside it DuckDB alone, with as many threads, on the same file in the same run: once only the sums of everyone
by ward and month, once the same sums as are stored, by sex, age band and deprivation too. Each measurement is
a process of its own, whose memory is the most it ever held. Wall time, and time of the processors: on a
machine that is busy with other things only the second can be compared.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from time import perf_counter

ROWS = 5_000_000
WARDS, DAYS = 300, 1096  # three years, to the end of 2025
BEST_OF = 3
THREADS = 2

CATALOGUE = """
organisation: {name: Bench, levels: [board, ward]}
defaults:
  why_it_matters: It matters.
  improvement: decrease
  domain: safe
  per: 100
  unit: "%"
  is_proportion: true
  owner: A
  authored_by: A
  checked_by: A
  review_by: 2099-01-01
dimensions:
  sex: {title: Sex, list: sex}
  age: {title: Age, list: age_10_year}
  deprivation: {title: Deprivation, list: deprivation_quintiles}
sources:
  wards:
    shape: services
    file: wards.csv
    code: ward
    level_is: ward
    root: {code: B, name: Board, level: board}
  events:
    shape: records
    file: events.csv
    reads: {happened: date, ward: text, sex: text, age: number, simd: text, late: yes/no, harmed: yes/no}
    date: happened
    service: ward
    DIMENSIONS
indicators:
  late:
    title: Late
    numerator: Late
    denominator: Events
    data: {source: events, numerator: late, denominator: 1}
    SPLIT
  harmed:
    title: Harmed
    numerator: Harmed
    denominator: Events
    data: {source: events, numerator: harmed, denominator: 1}
    SPLIT
"""
BREAKDOWNS = """breakdowns:
      sex: {column: sex, list: sex}
      age: {column: age, bands: age_10_year}
      deprivation: {column: simd, list: deprivation_deciles, one_is: most deprived}
"""
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
    import duckdb

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
    for name, breakdowns, split in (
        ("groups", BREAKDOWNS, "dimensions: [sex, age, deprivation]"),
        ("everyone", "", ""),
    ):
        text = CATALOGUE.replace("DIMENSIONS", breakdowns.strip()).replace("SPLIT", split)
        (folder / f"{name}.yaml").write_text(text)


# -- one measurement, in a process of its own ------------------------------------------------------


def bare(folder: Path, kind: str) -> float:
    import duckdb

    connection = duckdb.connect()
    connection.execute(f"SET threads = {THREADS}")
    query = BARE[kind].replace("events.csv", str(folder / "events.csv"))
    began = perf_counter()
    connection.execute(query).fetchall()
    return perf_counter() - began


def load(folder: Path, kind: str) -> float:
    """Into an empty database: read, checked, stored, rolled up, and signals judged."""
    from catalogue.reading.read import load_catalogue
    from data.database import connect
    from loaders.run.load import run

    for file in folder.glob("bench.db*"):
        file.unlink()
    engine = connect(f"sqlite:///{folder / 'bench.db'}")
    catalogue = load_catalogue(folder / f"{kind}.yaml")
    day = date(2026, 1, 15)
    run(engine, catalogue, ["wards"], folder=folder, as_at=day)
    before = used()
    began = perf_counter()
    (report,) = run(engine, catalogue, ["events"], folder=folder, as_at=day)
    took = perf_counter() - began
    assert report.status == "done", report.problems
    assert report.rejected == 0
    print(json.dumps({"values": report.new, "apart": used() - before}))
    return took


def used() -> float:
    seen = resource.getrusage(resource.RUSAGE_SELF)
    return seen.ru_utime + seen.ru_stime


def measured(what: str, kind: str, folder: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.records", "--one", what, kind, str(folder)]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    found: dict[str, float] = {}
    for line in lines:
        found |= json.loads(line)
    return found


def one(what: str, kind: str, folder: str) -> None:
    work: Callable[[Path, str], float] = {"bare": bare, "load": load}[what]
    seconds, processors = work(Path(folder), kind), used()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "processors": processors, "memory": memory}))


def main() -> None:
    if "--one" in sys.argv:
        one(*sys.argv[2:5])
        return
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_files(folder, rows)
        size = (folder / "events.csv").stat().st_size / 1e6
        print(f"{rows:,} rows of events, {size:.0f} MB, {WARDS} wards, 36 months, {THREADS} threads")
        for kind in BARE:
            runs = [(measured("bare", kind, folder), measured("load", kind, folder)) for _ in range(BEST_OF)]
            floor = min((a for a, _ in runs), key=lambda a: a["seconds"])
            best = min((b for _, b in runs), key=lambda b: b["seconds"])
            wall = best["seconds"] / floor["seconds"]
            work = min(b["apart"] for _, b in runs) / min(a["processors"] for a, _ in runs)
            words = {"everyone": "everyone", "groups": "everyone, sex, age band, deprivation"}[kind]
            print(f"  by {words}")
            print(f"    DuckDB alone {floor['seconds']:6.2f} s  {floor['memory']:5.0f} MB")
            stored = f"{best['values']:,} values"
            print(f"    load         {best['seconds']:6.2f} s  {best['memory']:5.0f} MB   {stored}")
            print(f"    ratio {wall:.2f} of time, {work:.2f} of the processors' (aim: 1.5; 500 MB)")


if __name__ == "__main__":
    main()
