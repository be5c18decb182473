"""How long signals take after a load: 12,000 series × 120 points, read, judged and stored.

    python -m bench.refresh

Prints the ratio to the bare reading of the same rows by the database driver: nothing can be faster. And how
large the file is beside what it holds.
"""

from __future__ import annotations

import tempfile
from contextlib import closing
from pathlib import Path
from time import perf_counter

import numpy as np
from sqlalchemy import insert
from sqlalchemy.orm import Session

from bench.measuring import MARKS, MONTHS, OBSERVATION, best
from catalogue.fields.periods import step
from data.database import connect, migrate, transaction
from data.models import Service
from quality.signals.refresh import refresh
from tests.warehouse import FIRST, Warehouse, make_catalogue

INDICATORS, SERVICES = 12, 1000
READ = "select period_start, numerator, denominator, is_immature from observation"
SIZES = """
    SELECT tbl_name, sum(pgsize), sum(payload) FROM dbstat JOIN sqlite_schema USING (name)
    GROUP BY tbl_name HAVING sum(pgsize) > 100000
    UNION ALL SELECT 'all', sum(pgsize), sum(payload) FROM dbstat
"""
"""Tables with their indexes, in bytes of the file."""


def build(folder: Path) -> Warehouse:
    """A database with every series in it, a twentieth of the points missing."""
    catalogue = make_catalogue({f"measure_{i}": {} for i in range(INDICATORS)})
    engine = connect(f"sqlite:///{folder / 'bench.db'}")
    migrate(engine)
    warehouse = Warehouse(engine, catalogue)
    rng = np.random.default_rng(1)
    months = [step(FIRST, catalogue.indicators["measure_0"].frequency, i).isoformat() for i in range(MONTHS)]
    with Session(engine) as session, session.begin():
        services = [{"code": f"S{i:04}", "name": f"Service {i}", "level": "service"} for i in range(SERVICES)]
        session.execute(insert(Service), services)
    rows = [
        (indicator, service, 0, month, float(value), None, False, "loaded", indicator, 1)
        for indicator in range(1, INDICATORS + 1)
        for service in range(1, SERVICES + 1)
        for month, value in zip(months, rng.poisson(20, MONTHS).tolist(), strict=True)
        if rng.random() > 0.05
    ]
    with closing(engine.raw_connection()) as raw:
        raw.cursor().execute("BEGIN")  # else every row waits for the disk
        raw.cursor().executemany(f"{OBSERVATION} VALUES ({MARKS})", rows)
        raw.commit()
    return warehouse


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        warehouse = build(Path(folder))

        def judge() -> None:
            with transaction(warehouse.engine) as session:
                refresh(session, warehouse.catalogue)

        with warehouse.engine.connect() as connection:
            read = connection.connection.cursor().execute
            bare = best(lambda: read(READ).fetchall(), 3, perf_counter)
        took, count = best(judge, 3, perf_counter), INDICATORS * SERVICES
        print(f"{count:,} series of {MONTHS} points refreshed in {took:.2f} s ({count / took:,.0f} a second)")
        print(f"bare reading of the same rows: {bare:.2f} s; ratio {took / bare:.2f}")
        with warehouse.engine.connect() as connection:
            for table, size, held in connection.exec_driver_sql(SIZES):
                print(f"{table:<16}{size / count:>7,.0f} bytes a series, {size / held:.2f} × what it holds")


if __name__ == "__main__":
    main()
