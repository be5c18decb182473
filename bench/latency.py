"""Whether pages stay as quick while the database grows: 10⁵, 10⁶ and 10⁷ stored observations.

    python -m bench.latency [OBSERVATIONS …] [--services 25 200 2000 10000]

One organisation with ten indicators of 120 months each for every ward, ten wards to a hospital, ten hospitals
to a board, ten boards to a region, loaded as anybody would load them; it grows by wards. With --services, so
many wards of one year each. Each page is asked
for as a browser asks, by another address every time, so that no answer was kept before: the median and the
slowest of them in milliseconds of processor time, and the ratio to the smallest database. SQLite; everything
in this process.
"""

from __future__ import annotations

import argparse
import logging
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np
from dash import Dash

from app import make_app
from bench.measuring import MONTHS, rates, write_files
from bench.web import ask
from data.database import connect
from loaders.run.load import run
from quality.deployment import Deployment
from settings import Settings

SIZES = (100_000, 1_000_000, 10_000_000)
INDICATORS, INSIDE = 10, 10
ASKED = 15

CATALOGUE = rates(INDICATORS, ["organisation", "region", "board", "hospital", "ward"])
PAGES = {
    "home": ("/", "?"),
    "huddle of a ward": ("/huddle/{ward}", "?"),
    "huddle of a hospital": ("/huddle/{hospital}", "?"),
    "chart of a ward": ("/indicator/i0", "?service={ward}&"),
    "chart of a hospital": ("/indicator/i0", "?service={hospital}&"),
    "chart of the whole": ("/indicator/{indicator}", "?service=ALL&"),
    "board": ("/board", "?service={board}&"),
    "data": ("/data", "?service={ward}&"),
}


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


def application(folder: Path, wards: int, months: int = MONTHS) -> tuple[Dash, int, float]:
    """The application on a loaded database, how many observations it holds, how long loading took."""
    write_files(folder, [("ALL", "organisation", ""), *_tree(wards)], INDICATORS, months)
    engine = connect(f"sqlite:///{folder}/bench.db")
    began = perf_counter()
    run(engine, CATALOGUE, None, folder=folder)
    seconds = perf_counter() - began
    with engine.connect() as connection:
        stored = connection.exec_driver_sql("SELECT count(*) FROM observation").scalar_one()
    return make_app(Deployment(engine, CATALOGUE, Settings(data=folder), None)), stored, seconds


def milliseconds(app: Dash, wards: int, path: str, search: str) -> list[float]:
    """How long each question took."""
    times = [
        ask(app, path.format(**place), search.format(**place) + f"asked={number}")[0]
        for number, place in enumerate(_places(wards))
    ]
    return times[1:]  # the first one also warms the program


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
    parser = argparse.ArgumentParser(prog="python -m bench.latency")
    parser.add_argument("observations", nargs="*", type=int)
    parser.add_argument("--services", nargs="+", type=int, default=[])
    chosen = parser.parse_args()
    observations = chosen.observations or ([] if chosen.services else SIZES)
    sizes = [(max(size // (INDICATORS * MONTHS), 1), MONTHS) for size in observations]
    sizes += [(wards, 12) for wards in chosen.services]
    smallest: dict[str, float] = {}
    for wards, months in sizes:
        with tempfile.TemporaryDirectory() as name:
            app, stored, seconds = application(Path(name), wards, months)
            print(f"\n{stored:,} observations ({wards:,} wards), loaded and judged in {seconds:.0f} s")
            print(f"{'page':<24}{'median ms':>10}{'slowest':>9}{'to smallest':>13}")
            for page, parts in PAGES.items():
                times = milliseconds(app, wards, *parts)
                middle = median(times)
                first = smallest.setdefault(page, middle)
                print(f"{page:<24}{middle:>10.1f}{max(times):>9.1f}{middle / first:>12.1f}×", flush=True)


if __name__ == "__main__":
    main()
