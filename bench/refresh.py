"""How long signals take after a load: 12,000 series × 120 points, read, judged and stored.

    python -m bench.refresh

Prints seconds for the whole, and apart for reading, statistics and storing; and the ratio of the whole to
the bare reading of the same rows by the database driver, which nothing can be faster than.
"""

from __future__ import annotations

import cProfile
import pstats
import sys
import tempfile
from pathlib import Path
from time import perf_counter

import numpy as np
from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from catalogue.fields.periods import step
from data.database import connect, migrate
from data.models import Service
from quality.signals.refresh import refresh
from tests.warehouse import FIRST, Warehouse, make_catalogue

INDICATORS, SERVICES, POINTS = 12, 1000, 120
COLUMNS = (
    "indicator_id",
    "service_id",
    "category_id",
    "period_start",
    "numerator",
    "denominator",
    "is_immature",
    "origin",
    "definition_id",
    "load_id",
)


def build(folder: Path) -> Warehouse:
    """A database with every series in it, a twentieth of the points missing."""
    catalogue = make_catalogue({f"measure_{i}": {} for i in range(INDICATORS)})
    engine = connect(f"sqlite:///{folder / 'bench.db'}")
    migrate(engine)
    warehouse = Warehouse(engine, catalogue)
    rng = np.random.default_rng(1)
    months = [step(FIRST, catalogue.indicators["measure_0"].frequency, i).isoformat() for i in range(POINTS)]
    with Session(engine) as session, session.begin():
        services = [{"code": f"S{i:04}", "name": f"Service {i}", "level": "service"} for i in range(SERVICES)]
        session.execute(insert(Service), services)
    rows = [
        (indicator, service, 0, month, float(value), None, False, "loaded", indicator, 1)
        for indicator in range(1, INDICATORS + 1)
        for service in range(1, SERVICES + 1)
        for month, value in zip(months, rng.poisson(20, POINTS).tolist(), strict=True)
        if rng.random() > 0.05
    ]
    raw = engine.raw_connection()
    raw.cursor().executemany(
        f"insert into observation ({', '.join(COLUMNS)}) values ({', '.join('?' * len(COLUMNS))})", rows
    )
    raw.commit()
    raw.close()
    return warehouse


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        warehouse = build(Path(folder))
        bare = min(_read_bare(warehouse) for _ in range(3))
        profile = cProfile.Profile() if "--profile" in sys.argv else None
        times = []
        for _ in range(3):
            with Session(warehouse.engine) as session, session.begin():
                start = perf_counter()
                if profile:
                    profile.enable()
                count = refresh(session, warehouse.catalogue)
                if profile:
                    profile.disable()
                times.append(perf_counter() - start)
        if profile:
            pstats.Stats(profile).sort_stats("cumulative").print_stats(35)
        best = min(times)
        print(f"{count:,} series of {POINTS} points refreshed in {best:.2f} s ({count / best:,.0f} a second)")
        print(f"bare reading of the same rows: {bare:.2f} s; ratio {best / bare:.2f}")


def _read_bare(warehouse: Warehouse) -> float:
    with warehouse.engine.connect() as connection:
        start = perf_counter()
        query = "select period_start, numerator, denominator, is_immature from observation"
        connection.execute(text(query)).cursor.fetchall()
        return perf_counter() - start


if __name__ == "__main__":
    main()
