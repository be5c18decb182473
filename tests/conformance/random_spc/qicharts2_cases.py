"""Random cases in the shape of ../shared/oracles/spc, for every chart and option of qicharts2."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any

Row = dict[str, Any]
CHARTS = ("run", "i", "mr", "xbar", "s", "t", "p", "pp", "c", "u", "up", "g", "ip")
RATIOS = {"p", "pp", "u", "up"}
SUBGROUPED = {"xbar", "s"}
PERIODS = {
    "date": ["month", "week", "day", "quarter", "year", "2 weeks", "2 months", "3 days", "2 years"],
    "datetime": ["month", "week", "day", "hour", "6 hours", "quarter", "2 weeks"],
}


def random_case(rng: random.Random, name: str) -> Row:
    chart = rng.choice(CHARTS)
    has_n = chart in RATIOS or (chart != "t" and rng.random() < 0.3)
    points = rng.choice([1, 2, 3, 5, 8, 12, 16, 20, 25, 30])
    options = _options(rng, chart, points, has_n)
    places = _x(rng, points, options)
    rows = _rows(rng, chart, places, options)
    return {
        "id": name,
        "chart": chart,
        "options": options,
        "input": rows,
        "tags": ["random"],
        "near_ties": [],
    }


def _options(rng: random.Random, chart: str, points: int, has_n: bool) -> Row:
    def sometimes(share: float, value: Any) -> Any:
        return value if rng.random() < share else None

    options: Row = {
        "multiply": rng.choice([1, 1, 1, 100, 1000]),
        "freeze": sometimes(0.3, rng.randint(1, points + 2)),
        "part": sometimes(0.35, [rng.randint(1, points + 3) for _ in range(rng.choice([1, 1, 1, 2, 3]))]),
        "exclude": sometimes(0.3, [rng.randint(1, points + 2) for _ in range(rng.choice([1, 1, 2, 4]))]),
        "cl": sometimes(0.18, rng.choice([0.1, 0.25] if chart in ("p", "pp") else [0.5, 3, 9, 20])),
        "target": sometimes(0.15, rng.choice([0, 5, 2000.5])),
        "agg_fun": rng.choice(["mean", "mean", "median", "sum", "sd"]),
        "method": rng.choice(["anhoej", "anhoej", "bestbox", "cutbox"]),
        "x_period": None,
        "y_neg": rng.random() < 0.75,
        "screened_mr": rng.random() < 0.7,
        "x_type": rng.choices(["number", "date", "datetime", "text", "factor"], [12, 8, 4, 3, 3])[0],
        "x_levels": None,
        "has_denominator": has_n,
    }
    for column in ("part", "cl", "target"):
        options[f"{column}_column"] = rng.random() < 0.06
        if options[f"{column}_column"]:
            options[column] = None
    if options["x_type"] in PERIODS and rng.random() < 0.4:
        options["x_period"] = rng.choice(PERIODS[options["x_type"]])
    return options


def _x(rng: random.Random, points: int, options: Row) -> list[Any]:
    match options["x_type"]:
        case "text" | "factor":
            names = [f"{chr(97 + i // 26)}{chr(97 + i % 26)}" for i in range(points)]
            if options["x_type"] == "factor":
                options["x_levels"] = rng.sample(names, points)
            return rng.sample(names, points)
        case "number":
            spaced = sorted(rng.sample(range(1, 1000), points))
            return rng.choice([list(range(1, points + 1)), spaced, [i / 2 - 3 for i in range(points)]])
        case kind:
            start = datetime(
                2019, rng.randint(1, 12), rng.randint(1, 28), rng.randint(0, 23), rng.choice([0, 30])
            )
            hours = rng.choice([24, 168, 264, 720] if kind == "date" else [1, 6, 24, 100])
            times = [start + timedelta(hours=hours * i) for i in range(points)]
            return [time.strftime("%Y-%m-%d" if kind == "date" else "%Y-%m-%d %H:%M:%S") for time in times]


def _rows(rng: random.Random, chart: str, places: list[Any], options: Row) -> list[Row]:
    draw = _Values(rng, chart, options["has_denominator"])
    facets = rng.choices(
        [[{}], [{"facet1": "A"}, {"facet1": "B"}], [{"facet1": f, "facet2": g} for f in "AB" for g in "XY"]],
        [7, 2, 1],
    )[0]
    repeats = rng.choice([(2, 2), (5, 5), (1, 6), (1, 1)] if chart in SUBGROUPED else [(1, 1)] * 3 + [(1, 4)])
    columns = {
        "cl": [rng.choice([0.2, 0.3, None] if chart in ("p", "pp") else [2, 4, 8.5, None]) for _ in places],
        "target": [rng.choice([1, 2.5, None]) for _ in places],
        "part": ["before" if i < len(places) // 2 else "after" for i in range(len(places))],
    }
    rows = []
    for facet in facets:
        for number, x in enumerate(places):
            for _ in range(rng.randint(*repeats)):
                row = {"x": x, **draw.row(number), **facet}
                row |= {name: values[number] for name, values in columns.items() if options[f"{name}_column"]}
                rows.append(row)
    if rng.random() < 0.3 and not options["part_column"]:
        rng.shuffle(rows)
    if rng.random() < 0.05:
        rng.choice(rows)["x"] = None
    return rows


class _Values:
    """Values of one kind: whole, real, flat, with ties, all zero, rising; some of them missing."""

    def __init__(self, rng: random.Random, chart: str, has_n: bool) -> None:
        self.rng, self.chart, self.has_n = rng, chart, has_n
        self.kind = rng.choice(["whole", "real", "flat", "ties", "zeros", "rising"])
        self.base = rng.choice([1, 20, 500])
        self.rate = rng.choice([0.05, 0.3, 0.3, 0.9, 1.0, 0.0])
        self.missing = rng.choice([0, 0, 0.05, 0.2])

    def row(self, number: int) -> Row:
        rng = self.rng
        n = 0 if rng.random() < 0.04 else rng.choice([50, 60, rng.randint(5, 100)])
        y = self._out_of(n) if self.has_n else self._alone(number)
        row: Row = {"y": None if rng.random() < self.missing else y}
        if self.has_n:
            row["n"] = None if rng.random() < self.missing / 2 else n
        return row

    def _out_of(self, n: int) -> int:
        if self.kind == "flat":
            return int(n * self.rate)
        if self.kind == "whole" and n and self.chart not in ("p", "pp"):
            return self.rng.randint(0, 2 * n)
        return sum(self.rng.random() < self.rate for _ in range(n))

    def _alone(self, number: int) -> float:
        rng = self.rng
        if self.chart == "t":
            return (
                3.5 if self.kind == "flat" else round(rng.expovariate(0.1) + 0.01 * (rng.random() < 0.99), 2)
            )
        if self.chart == "g":
            return 0 if self.kind == "zeros" else int(rng.expovariate(0.1))
        match self.kind:
            case "whole":
                return rng.randint(0, 2 * self.base)
            case "real":
                return round(rng.gauss(self.base, self.base / 4), 3)
            case "flat":
                return self.base / 8
            case "ties":
                return rng.randint(0, 3)
            case "zeros":
                return 0
            case _:
                return self.base + number + rng.randint(0, 3)
