"""Common parts of several measurements: times, and the catalogue and files of a made-up organisation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from time import process_time
from typing import Any

import numpy as np
import pandas as pd

from catalogue.models import Catalogue
from tests.warehouse import INDICATOR

FIRST, MONTHS = "2016-11-01", 120
OBSERVATION = (
    "INSERT INTO observation (indicator_id, service_id, category_id, period_start, numerator, denominator, "
    "is_immature, origin, definition_id, load_id)"
)
MARKS = ", ".join("?" * 10)


def best(work: Callable[[], object], times: int = 9, clock: Callable[[], float] = process_time) -> float:
    """The fewest seconds, of the processor unless another clock is given."""
    took = []
    for _ in range(times):
        began = clock()
        work()
        took.append(clock() - began)
    return min(took)


def rates(count: int, levels: Sequence[str]) -> Catalogue:
    return Catalogue.model_validate(entries(count, levels))


def entries(count: int, levels: Sequence[str]) -> dict[str, Any]:
    """The catalogue of so many rates by ward, i0, i1, …: each from a file of its own, i0.csv, i1.csv, …"""
    rate = {"denominator": "Bed days", "unit": "per 1,000 bed days", "per": 1000, "chart": "u"}
    tidy = {"shape": "tidy", "period": {"column": "month"}, "service": "ward"}
    services = {name: name for name in ("code", "level", "parent")} | {"name": "code"}
    return {
        "organisation": {"name": "Bench", "levels": list(levels)},
        "sources": {"services": services | {"shape": "services", "file": "services.csv"}}
        | {f"s{i}": tidy | {"file": f"i{i}.csv"} for i in range(count)},
        "indicators": {
            f"i{i}": INDICATOR | rate | {"data": [{"source": f"s{i}", "numerator": "n", "denominator": "d"}]}
            for i in range(count)
        },
    }


def write_files(
    folder: Path, tree: Sequence[tuple[str, str, str]], count: int, periods: int = MONTHS
) -> None:
    """The files of `rates`: code, level and parent of every service, and every month of every ward."""
    random = np.random.default_rng(1)
    pd.DataFrame(tree, columns=["code", "level", "parent"]).to_csv(folder / "services.csv", index=False)
    wards = [code for code, level, _ in tree if level == "ward"]
    months = pd.date_range(FIRST, periods=periods, freq="MS").strftime("%Y-%m-%d")
    rows = len(wards) * periods
    for i in range(count):
        columns = {
            "month": np.tile(months, len(wards)),
            "ward": np.repeat(wards, periods),
            "n": random.poisson(3, rows),
            "d": random.integers(400, 900, rows),
        }
        pd.DataFrame(columns).to_csv(folder / f"i{i}.csv", index=False)
