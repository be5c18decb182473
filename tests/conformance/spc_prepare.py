"""From rows as given to one value per subgroup, in the manner of qicharts2 0.8.1."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from math import fsum, nan
from typing import Any

import numpy as np

from tests.conformance.cases import Row, or_null


@dataclass
class Cell:
    """All rows of one facet that share one x. NaN is missing."""

    x: Any
    y_sum: float
    y_mean: float
    y_sd: float
    y_length: int
    n: float
    y: float
    cl: float
    target: float


def cells(rows: list[Row], options: Row) -> list[Cell]:
    """The subgroups of one facet in the order of x."""
    together: dict[Any, list[Row]] = {}
    for row in rows:
        together.setdefault(row["x"], []).append(row)
    return [_cell(x, together[x], options) for x in sorted(together, key=_order(options))]


def _order(options: Row) -> Callable[[Any], Any]:
    levels = options.get("x_levels")
    return levels.index if levels else (lambda x: x)


def _cell(x: Any, rows: list[Row], options: Row) -> Cell:
    has_n = options["has_denominator"]
    pairs = [(_number(row.get("y")), _number(row.get("n")) if has_n else nan) for row in rows]
    if has_n:  # half a fraction is no fraction
        pairs = [(nan, nan) if y != y or n != n else (y, n) for y, n in pairs]
    known = [y for y, _ in pairs if y == y]
    total = fsum(known)
    people = fsum(n for _, n in pairs if n == n)
    return Cell(
        x=x,
        y_sum=nan if len(rows) == 1 and not known else total,
        y_mean=total / len(known) if known else nan,
        y_sd=_deviation(known),
        y_length=len(known),
        n=people if has_n else nan,
        y=(total / people if people else nan) if has_n else AGGREGATES[options["agg_fun"]](known),
        cl=_number(rows[0].get("cl") if options.get("cl_column") else options["cl"]),
        target=_number(rows[0].get("target") if options.get("target_column") else options["target"]),
    )


def _number(value: float | None) -> float:
    return nan if value is None else float(value)


def _deviation(known: list[float]) -> float:
    return float(np.std(known, ddof=1)) if len(known) > 1 else nan


AGGREGATES: dict[str, Callable[[list[float]], float]] = {
    "mean": lambda known: fsum(known) / len(known) if known else nan,
    "median": lambda known: float(np.median(known)) if known else nan,
    "sum": fsum,  # of nothing: 0, as in R
    "sd": _deviation,
}


def phase_starts(rows: list[Row], options: Row, points: int) -> list[int]:
    """Columns at which a part begins, from last point numbers or from a column of labels.

    A label's first point is looked up among all different x in the order they were given, as the
    package does.
    """
    last_points = options["part"] or []
    if options.get("part_column"):
        first_rows = list({row["x"]: row for row in reversed(rows)}.values())[::-1]
        labels = [row.get("part") for row in first_rows]
        if any(isinstance(label, str) for label in labels):
            last_points = [labels.index(label) for label in dict.fromkeys(labels)][1:]
        else:
            last_points = [row.get("part") for row in rows]
    return sorted({int(last) for last in last_points if last is not None and 0 < int(last) < points})


def cut_periods(rows: list[Row], period: str) -> list[Row]:
    """Replace dates by the first day of their period: "month", "week" (from Monday), "2 months" …"""
    count, unit = re.fullmatch(r"(?:(\d+) )?([a-z]+?)s?", period).groups()  # type: ignore[union-attr]
    dates = [date.fromisoformat(row["x"][:10]) for row in rows if row["x"] is not None]
    first = _floor(min(dates), unit)
    return [
        row if row["x"] is None else row | {"x": _place(row["x"], first, unit, int(count or 1)).isoformat()}
        for row in rows
    ]


def _floor(day: date, unit: str) -> date:
    match unit:
        case "day":
            return day
        case "week":
            return day - timedelta(days=day.weekday())
        case "month":
            return day.replace(day=1)
        case "quarter":
            return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
        case "year":
            return date(day.year, 1, 1)
    raise ValueError(f"unknown period {unit!r}")


def _place(x: str, first: date, unit: str, count: int) -> date:
    """The start of the period x falls in, periods of `count` units being laid from `first`."""
    day = date.fromisoformat(x[:10])
    if unit in ("day", "week"):
        length = count * (7 if unit == "week" else 1)
        return first + timedelta(days=(day - first).days // length * length)
    length = count * {"month": 1, "quarter": 3, "year": 12}[unit]
    months = (day.year - first.year) * 12 + day.month - first.month
    year, month = divmod(first.year * 12 + first.month - 1 + months // length * length, 12)
    return date(year, month + 1, 1)


def plain(value: Any) -> Any:
    """x and n as they are written in a case: whole numbers without a point."""
    value = or_null(value)
    return int(value) if isinstance(value, float) and value.is_integer() else value
