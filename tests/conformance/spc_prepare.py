"""From rows as given to one value per subgroup, in the manner of qicharts2 0.8.1."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import fsum, nan
from typing import Any

import numpy as np

from tests.conformance.cases import Row, UnreadableError, moment, or_null, refuse_unknown

ROW_FIELDS = {"x", "y", "n", "facet1", "facet2", "cl", "target", "part", "notes"}
CHOICES = {
    *("multiply", "freeze", "part", "exclude", "cl", "target", "agg_fun", "method"),
    *("x_period", "y_neg", "screened_mr", "x_type", "has_denominator"),
}
OPTIONS = CHOICES | {"x_levels", "part_column", "cl_column", "target_column"}
WORDS = {"text", "character", "string", "factor", "ordered", "category", "categorical"}
TIMES = {"date", "datetime", "posixct", "time", "timestamp"}
NUMBERS = {"number", "numeric", "integer", "double"}


def check(case: Row) -> None:
    """Nothing in a case may be passed over without a word: it might matter."""
    options, rows = case["options"], case["input"]
    refuse_unknown(case, OPTIONS, ROW_FIELDS)
    if missing := CHOICES - options.keys():
        raise UnreadableError(f"options {sorted(missing)} are not given")
    for name in ("part", "cl", "target"):
        has_column = any(name in row for row in rows)
        if has_column != bool(options.get(f"{name}_column")):
            raise UnreadableError(
                f"{name}_column and the rows disagree on whether there is a column {name!r}"
            )
    if options["x_type"].lower() not in WORDS | TIMES | NUMBERS:
        raise UnreadableError(f"x_type {options['x_type']!r} is not known")
    for name in ("cl", "target"):
        if isinstance(options[name], list) and len(options[name]) != len(rows):
            raise UnreadableError(f"{len(options[name])} values of {name} for {len(rows)} rows")


def with_columns(rows: list[Row], options: Row) -> list[Row]:
    """Each row with its own centre and target, whether these came as one number, a list or a column."""
    for name in ("cl", "target"):
        if not options.get(f"{name}_column"):
            given = options[name]
            listed = given if isinstance(given, list) else [given] * len(rows)
            rows = [row | {name: value} for row, value in zip(rows, listed, strict=True)]
    return rows


def is_words(options: Row) -> bool:
    """Words on the x axis have no order in time: no runs to read, no moving ranges to take."""
    return options["x_type"].lower() in WORDS or options.get("x_levels") is not None


def is_times(options: Row) -> bool:
    return options["x_type"].lower() in TIMES


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
    if levels:
        return levels.index  # type: ignore[no-any-return]
    return moment if is_times(options) else (lambda x: x)


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
        cl=_number(rows[0]["cl"]),
        target=_number(rows[0]["target"]),
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

    A label's first point is looked up among all different x in the order they were first given, as
    the package does.
    """
    last_points = options["part"] or []
    if isinstance(last_points, int):
        last_points = [last_points]
    if options.get("part_column"):
        first_rows: dict[Any, Row] = {}
        for row in rows:
            first_rows.setdefault(row["x"], row)
        labels = [row["part"] for row in first_rows.values()]
        if any(isinstance(label, str) for label in labels):
            last_points = [labels.index(label) for label in dict.fromkeys(labels)][1:]
        else:
            last_points = [row["part"] for row in rows]
    return sorted({int(last) for last in last_points if last is not None and 0 < int(last) < points})


LENGTHS = {
    "sec": timedelta(seconds=1),
    "min": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "dstday": timedelta(days=1),
    "week": timedelta(weeks=1),
}
MONTHS = {"month": 1, "quarter": 3, "year": 12}


def cut_periods(rows: list[Row], period: str) -> list[Row]:
    """Replace times by the start of their period: "month", "week" (from Monday), "2 months", "6 hours" …"""
    found = re.fullmatch(r"(?:(\d+) )?([a-z]+?)s?", period.lower())
    if not found or found[2] not in LENGTHS.keys() | MONTHS.keys():
        raise UnreadableError(f"x_period {period!r} is not known")
    count, unit = int(found[1] or 1), found[2]
    first = _floor(min(moment(row["x"]) for row in rows if row["x"] is not None), unit)
    return [
        row if row["x"] is None else row | {"x": _place(moment(row["x"]), first, unit, count).isoformat()}
        for row in rows
    ]


def _floor(time: datetime, unit: str) -> datetime:
    """The start of the second, minute, hour, day, week, month, quarter or year."""
    day = datetime(time.year, time.month, time.day, tzinfo=UTC)
    match unit:
        case "week":
            return day - timedelta(days=day.weekday())
        case "month" | "quarter" | "year":
            months = MONTHS[unit]
            return day.replace(month=(day.month - 1) // months * months + 1, day=1)
        case _:
            return day + (time - day) // LENGTHS[unit] * LENGTHS[unit]


def _place(time: datetime, first: datetime, unit: str, count: int) -> datetime:
    """The start of the period a time falls in, periods of `count` units being laid from `first`."""
    if unit in LENGTHS:
        length = count * LENGTHS[unit]
        return first + (time - first) // length * length
    step = count * MONTHS[unit]
    months = (time.year - first.year) * 12 + time.month - first.month
    year, month = divmod(first.year * 12 + first.month - 1 + months // step * step, 12)
    return datetime(year, month + 1, 1, tzinfo=UTC)


def plain(value: Any) -> Any:
    """x and n as they are written in a case: whole numbers without a point."""
    value = or_null(value)
    return int(value) if isinstance(value, float) and value.is_integer() else value
