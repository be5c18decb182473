"""Whether pages stay as quick while the database grows: 10⁵, 10⁶ and 10⁷ stored observations.

    python -m bench.latency [OBSERVATIONS …]

One organisation with ten indicators of 120 months each for every ward, ten wards to a hospital, ten hospitals
to a board, ten boards to a region, loaded as anybody would load them; it grows by wards. Each page is asked
for as a browser asks, by another address every time, so that no answer was kept before: the median and the
slowest of them in milliseconds of processor time, and the ratio to the smallest database. SQLite; everything
in this process.
"""

from __future__ import annotations

import logging
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

import numpy as np
import pandas as pd
from dash import Dash

from app import make_app
from bench.web import CALLBACKS, request_for
from catalogue.reading.read import load_catalogue
from data.database import connect
from loaders.run.load import run
from quality.deployment import Deployment
from settings import Settings

SIZES = (100_000, 1_000_000, 10_000_000)
INDICATORS, MONTHS, INSIDE = 10, 120, 10
ASKED = 15
FIRST = "2016-11-01"

CATALOGUE = """
organisation: {name: Bench, levels: [organisation, region, board, hospital, ward]}
defaults:
  why_it_matters: They hurt.
  numerator: Events
  denominator: Bed days
  unit: per 1,000 bed days
  per: 1000
  chart: u
  improvement: decrease
  domain: safe
  on_huddle: true
  on_board: true
  owner: A
  authored_by: A
  checked_by: A
  review_by: 2099-01-01
sources:
  services: {shape: services, file: services.csv, code: code, name: code, level: level, parent: parent}
"""
PAGES = {
    "home": ("/", ""),
    "huddle of a ward": ("/huddle/{ward}", ""),
    "huddle of a hospital": ("/huddle/{hospital}", ""),
    "chart of a ward": ("/indicator/i0", "?service={ward}"),
    "chart of a hospital": ("/indicator/i0", "?service={hospital}"),
    "chart of the whole": ("/indicator/{indicator}", "?service=ALL"),
    "board": ("/board", "?service={board}"),
    "data": ("/data", "?service={ward}"),
}


def catalogue_text() -> str:
    sources, indicators = "", "indicators:\n"
    for i in range(INDICATORS):
        sources += f"  s{i}: {{shape: tidy, file: i{i}.csv, period: {{column: month}}, service: ward}}\n"
        indicators += (
            f"  i{i}: {{title: Indicator {i}, data: {{source: s{i}, numerator: n, denominator: d}}}}\n"
        )
    return CATALOGUE + sources + indicators


def write_files(folder: Path, wards: int) -> None:
    random = np.random.default_rng(1)
    names = [code("W", i) for i in range(wards)]
    tree = [("ALL", "organisation", ""), *_tree(wards)]
    pd.DataFrame(tree, columns=["code", "level", "parent"]).to_csv(folder / "services.csv", index=False)
    months = pd.date_range(FIRST, periods=MONTHS, freq="MS").strftime("%Y-%m-%d")
    for i in range(INDICATORS):
        columns = {
            "month": np.tile(months, wards),
            "ward": np.repeat(names, MONTHS),
            "n": random.poisson(3, wards * MONTHS),
            "d": random.integers(400, 900, wards * MONTHS),
        }
        pd.DataFrame(columns).to_csv(folder / f"i{i}.csv", index=False)
    (folder / "catalogue.yaml").write_text(catalogue_text(), encoding="utf-8")


def _tree(wards: int) -> Iterator[tuple[str, str, str]]:
    """Code, level and parent of every service below the top."""
    count, levels = wards, [("W", "ward"), ("H", "hospital"), ("B", "board"), ("R", "region")]
    for at, (letter, level) in enumerate(levels):
        above = levels[at + 1][0] if at + 1 < len(levels) else ""
        for i in range(count):
            yield code(letter, i), level, code(above, i // INSIDE) if above else "ALL"
        count = -(-count // INSIDE)


def code(letter: str, number: int) -> str:
    return f"{letter}{number:05d}"


def application(folder: Path, wards: int) -> tuple[Dash, int, float]:
    """The application on a loaded database, how many observations it holds, how long loading took."""
    write_files(folder, wards)
    settings = Settings(database=f"sqlite:///{folder}/bench.db", data=folder)
    engine = connect(settings.database)
    catalogue = load_catalogue(folder / "catalogue.yaml")
    began = perf_counter()
    run(engine, catalogue, None, folder=folder)
    seconds = perf_counter() - began
    with engine.connect() as connection:
        stored = connection.exec_driver_sql("SELECT count(*) FROM observation").scalar_one()
    return make_app(Deployment(engine, catalogue, settings, None)), stored, seconds


def milliseconds(app: Dash, wards: int) -> dict[str, list[float]]:
    """By page, how long each question took."""
    client = app.server.test_client()
    found: dict[str, list[float]] = {}
    for name, parts in PAGES.items():
        for number, places in enumerate(_places(wards)):
            path, search = (part.format(**places) for part in parts)
            search += f"{'&' if search else '?'}asked={number}"
            body = request_for(app, path, search)
            began = process_time()
            answer = client.post(CALLBACKS, json=body)
            found.setdefault(name, []).append(1000 * (process_time() - began))
            assert answer.status_code == 200, f"{path}{search}: {answer.status_code}"
    return {name: times[1:] for name, times in found.items()}  # the first one also warms the program


def _places(wards: int) -> Iterator[dict[str, str]]:
    for at in np.linspace(0, wards - 1, ASKED + 1).astype(int).tolist():
        yield {
            "ward": code("W", at),
            "hospital": code("H", at // INSIDE),
            "board": code("B", at // INSIDE**2),
            "indicator": f"i{at % INDICATORS}",
        }


def main() -> None:
    logging.disable(logging.WARNING)
    sizes = [int(text) for text in sys.argv[1:]] or list(SIZES)
    smallest: dict[str, float] = {}
    for size in sizes:
        wards = max(size // (INDICATORS * MONTHS), 1)
        with tempfile.TemporaryDirectory() as name:
            app, stored, seconds = application(Path(name), wards)
            print(f"\n{stored:,} observations ({wards:,} wards), loaded and judged in {seconds:.0f} s")
            print(f"{'page':<24}{'median ms':>10}{'slowest':>9}{'to smallest':>13}")
            for page, times in milliseconds(app, wards).items():
                middle = median(times)
                first = smallest.setdefault(page, middle)
                print(f"{page:<24}{middle:>10.1f}{max(times):>9.1f}{middle / first:>12.1f}×", flush=True)


if __name__ == "__main__":
    main()
