"""Random cases in the shape of ../shared/oracles/spc, for every option of NHSRplotthedots."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

Row = dict[str, Any]


def random_case(rng: random.Random, name: str) -> Row:
    points = rng.choice([1, 2, 3, 6, 7, 9, 12, 13, 14, 20, 26, 36])
    is_faceted = rng.random() < 0.35
    facets: list[Any] = rng.choice([["A", "B"], ["X"], ["RA", "RB", "RC"]]) if is_faceted else [None]
    base = rng.choice([0.5, 10, 100])
    start, step = date(2020, rng.randint(1, 12), 1), rng.choice([1, 7, 30])
    days = [(start + timedelta(days=step * i)).isoformat() for i in range(points)]
    has_trajectory = rng.random() < 0.2
    rows = _rows(rng, facets, days, base, has_trajectory)
    options = {
        "improvement_direction": rng.choice(["increase", "decrease", "neutral"]),
        "target": None,
        "screen_outliers": rng.random() < 0.75,
        "fix_after_n_points": rng.choice([12, 12, 13, 15, 24, 60]) if rng.random() < 0.25 else None,
        "rebase": None,
        "faceted": is_faceted,
        "has_trajectory": has_trajectory,
    }
    if rng.random() < 0.5:
        options["target"] = _by_facet(
            rng, facets, lambda: round(base * rng.choice([0.5, 0.8, 1, 1.2, 2, 3]), 3)
        )
    if rng.random() < 0.4:
        options["rebase"] = _by_facet(rng, facets, lambda: _rebases(rng, days))
    _spoil(rng, rows, options)
    return {
        "id": name,
        "chart": "xmr",
        "options": options,
        "input": rows,
        "tags": ["random"],
        "near_ties": [],
    }


def _by_facet(rng: random.Random, facets: list[Any], draw: Any) -> Any:
    """One value for all, or one each for some of the facets."""
    if facets == [None] or rng.random() < 0.5:
        return draw()
    return {facet: draw() for facet in rng.sample(facets, rng.randint(1, len(facets)))}


def _rebases(rng: random.Random, days: list[str]) -> list[str]:
    """A few dates, now and then one that is not in the data."""
    count = rng.choice([1, 1, 2, 3])
    return sorted({rng.choice(days) if rng.random() < 0.85 else "2031-01-01" for _ in range(count)})


def _spoil(rng: random.Random, rows: list[Row], options: Row) -> None:
    """What the package refuses: a date twice, a short baseline, an unknown direction or facet."""
    if rng.random() < 0.4:
        rng.shuffle(rows)
    if rng.random() < 0.03:
        rows.append(dict(rows[0]))
    if rng.random() < 0.02:
        options["fix_after_n_points"] = 11
    if rng.random() < 0.03:
        options["improvement_direction"] = rng.choice(["up", "good", "", "Increase"])
    if isinstance(options["target"], dict) and rng.random() < 0.05:
        options["target"]["nowhere"] = 3


def _rows(
    rng: random.Random, facets: list[Any], days: list[str], base: float, has_trajectory: bool
) -> list[Row]:
    missing = rng.choice([0, 0, 0, 0.05, 0.15])
    rows = []
    for facet in facets:
        here = days if rng.random() < 0.8 else days[: rng.randint(1, len(days))]
        for number, (day, value) in enumerate(zip(here, _values(rng, len(here), base), strict=True)):
            row: Row = {"date": day, "value": None if rng.random() < missing else value}
            if facet is not None:
                row["facet"] = facet
            if has_trajectory:
                row["trajectory"] = base + number
            rows.append(row)
    return rows


def _values(rng: random.Random, count: int, base: float) -> list[float]:
    match rng.choice(["steady", "walk", "ties", "flat", "whole", "step", "saw"]):
        case "steady":
            return [round(rng.gauss(base, base / 5), 3) for _ in range(count)]
        case "walk":
            level, walk = base, []
            for _ in range(count):
                level += rng.choice([1, 1, 1, -1, 2, 0]) * base / 8
                walk.append(level)
            return walk
        case "ties":
            return [rng.randint(0, 3) for _ in range(count)]
        case "flat":
            return [base / 2] * count
        case "whole":
            return [rng.randint(0, 100) for _ in range(count)]
        case "step":
            return [
                round(rng.gauss(base, base / 9) + (base / 3 if 2 * i > count else 0), 2) for i in range(count)
            ]
        case _:
            return [round(base + (i % 9) * base / 10 + rng.random() * 0.01, 4) for i in range(count)]
