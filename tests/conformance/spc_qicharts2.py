"""From a case of qicharts2 to our matrix and back to its tables."""

from dataclasses import replace
from math import isnan
from typing import Any

import numpy as np

import stats
from stats import Chart, ChartOptions, Phases, RunsAnalysis
from tests.conformance import spc_prepare as prepare
from tests.conformance.cases import Row, or_null, pick

TABLE = "parts"
RULES = {"anhoej": "anhoej", "bestbox": "anhoej-bestbox", "cutbox": "anhoej-cutbox"}
T_POWER = 3.6


def answer(case: Row) -> Row:
    prepare.check(case)
    options = case["options"]
    rows = starts_from = prepare.with_columns(case["input"], options)
    if options["method"] not in RULES or options["agg_fun"] not in prepare.AGGREGATES:
        raise ValueError("there is no such method, or no such way to aggregate")
    if all(row["x"] is None for row in rows):
        raise ValueError("no row has an x")
    if options["x_period"] and prepare.is_times(options):
        rows = prepare.cut_periods(rows, options["x_period"])
    rows = [row for row in rows if row["x"] is not None]
    names = [name for name in ("facet1", "facet2") if any(name in row for row in rows)]
    facets: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        facets.setdefault(pick(row, names), []).append(row)
    found = [
        _Facet(case["chart"], dict(zip(names, facet, strict=True)), facets[facet], starts_from, options)
        for facet in sorted(facets)
    ]
    lowest = [np.fmin.reduce(facet.chart.values[0]) for facet in found]
    if not options["y_neg"] and not any(low < 0 for low in lowest):
        for facet in found:
            facet.forbid_negative_limits()
    points = [point for facet in found for point in facet.points()]
    # The package lists part by part, second facet by second facet.
    points.sort(key=lambda point: (point["part"], point.get("facet2", ""), point.get("facet1", "")))
    return {"points": points, "parts": [part for facet in found for part in facet.parts()]}


class _Facet:
    """One facet as a matrix of one row."""

    def __init__(self, kind: str, label: Row, rows: list[Row], all_rows: list[Row], options: Row) -> None:
        self.kind, self.label, self.options = kind, label, options
        self.cells = prepare.cells(rows, options)
        points = len(self.cells)
        excluded = np.isin(np.arange(1, points + 1), np.atleast_1d(options["exclude"] or []))
        starts = prepare.phase_starts(all_rows, options, points)
        is_parted = bool(options["part"]) or bool(options.get("part_column"))
        self.phases = Phases.build(
            (1, points),
            starts={0: starts},
            fix_after=None if is_parted else options["freeze"],
            excluded=excluded[np.newaxis],
        )
        self.is_ordered = not prepare.is_words(options)
        self.chart = self._drawn()
        self.runs = self._runs()
        self.is_outside = stats.outside_limits(self.chart)[0] != 0

    def _drawn(self) -> Chart:
        settings = ChartOptions(
            screen=self.options["screened_mr"],
            multiplier=self.options["multiply"],
            between="moving_range" if self.is_ordered else "sd",
            count_empty_subgroups=True,
        )
        y, y_sum, n = self._column("y"), self._column("y_sum"), self._column("n")
        size, mean = self._column("y_length"), self._column("y_mean")
        match self.kind:
            case "p" | "pp" | "u" | "up":
                parts: dict[str, Any] = {"numerator": y_sum, "denominator": n}
            case "c":
                parts = {"numerator": y_sum}
            case "xbar" | "s":
                parts = {"numerator": mean, "denominator": size, "spread": self._column("y_sd")}
            case "ip":
                weight = n if self.options["has_denominator"] else size
                whole = self.options["has_denominator"] or self.options["agg_fun"] == "mean"
                parts = {"numerator": y_sum if whole else y * weight, "denominator": weight}
            case _:
                parts = {"numerator": y}
        chart = stats.control_chart(
            self.kind, **parts, phases=self.phases, options=settings, centre=self._given_centre()
        )
        if self.kind == "xbar":  # the mean makes the limits, whatever is drawn
            chart = replace(chart, values=y * self.options["multiply"])
        if self.kind == "t":
            return self._as_the_package_draws_t(chart)
        if self.kind in ("pp", "up") and not self.is_ordered:
            return self._as_the_package_draws_categories(chart)
        return chart

    def _column(self, name: str) -> np.ndarray:
        return np.array([[getattr(cell, name) for cell in self.cells]], dtype=float)

    def _given_centre(self) -> np.ndarray | None:
        given = self._column("cl")
        if np.isnan(given).all():
            return None
        # On a t chart the package takes a given centre as already transformed.
        return given**T_POWER if self.kind == "t" else given

    @staticmethod
    def _as_the_package_draws_t(chart: Chart) -> Chart:
        """Without limits its lower one is 0 all the same; a near line below 0 is not drawn."""
        return replace(
            chart,
            lower=np.nan_to_num(chart.lower),
            near_lower=np.where(chart.near_lower == 0, np.nan, chart.near_lower),
        )

    @staticmethod
    def _as_the_package_draws_categories(chart: Chart) -> Chart:
        """One missing value among the categories of a part and none of them has limits."""
        lost = np.zeros(chart.shape, dtype=bool)
        for part in range(int(chart.phases.phase.max()) + 1):
            inside = chart.phases.phase == part
            lost |= inside & bool(np.isnan(chart.values[inside & chart.phases.baseline]).any())
        lines = ("lower", "upper", "near_lower", "near_upper")
        return replace(chart, **{line: np.where(lost, np.nan, getattr(chart, line)) for line in lines})

    def _runs(self) -> RunsAnalysis:
        runs = stats.detect(self.chart, RULES[self.options["method"]]).runs
        assert runs is not None
        return runs

    def forbid_negative_limits(self) -> None:
        self.chart = replace(
            self.chart,
            lower=np.maximum(self.chart.lower, 0.0),
            near_lower=np.maximum(self.chart.near_lower, 0.0),
        )

    def points(self) -> list[Row]:
        return [self._point(column, cell) for column, cell in enumerate(self.cells)]

    def _point(self, column: int, cell: prepare.Cell) -> Row:
        n = cell.y_length if self.kind == "ip" and isnan(cell.n) else cell.n
        return {
            **self.label,
            "i": column + 1,
            "x": prepare.plain(cell.x),
            "part": int(self.phases.phase[0, column]) + 1,
            "y": or_null(self.chart.values[0, column]),
            "n": prepare.plain(n),
            "y_length": cell.y_length,
            "cl": or_null(self.chart.centre[0, column]),
            "lcl": or_null(self.chart.lower[0, column]),
            "ucl": or_null(self.chart.upper[0, column]),
            "lcl_95": or_null(self.chart.near_lower[0, column]),
            "ucl_95": or_null(self.chart.near_upper[0, column]),
            "target": or_null(cell.target),
            "baseline": self._is_baseline(column),
            "include": bool(self.phases.included[0, column]),
            "sigma_signal": bool(self.is_outside[column]),
        }

    def _is_baseline(self, column: int) -> bool:
        """Up to the freeze; the package says so of an excluded point too."""
        is_parted = bool(self.options["part"]) or bool(self.options.get("part_column"))
        freeze = self.options["freeze"]
        return freeze is None or is_parted or column < freeze

    def parts(self) -> list[Row]:
        return [self._part(part) for part in range(self.runs.useful.shape[1])]

    def _part(self, part: int) -> Row:
        columns = self.phases.phase[0] == part
        is_judged = self.runs.useful[0, part] > 0
        counts = {
            "longest_run": self.runs.longest_run,
            "longest_run_max": self.runs.longest_run_max,
            "n_crossings": self.runs.crossings,
            "n_crossings_min": self.runs.crossings_min,
        }
        lines = {"mean_lcl": self.chart.lower, "mean_cl": self.chart.centre, "mean_ucl": self.chart.upper}
        return {
            **self.label,
            "part": part + 1,
            "n_obs": int(np.sum(columns & self.phases.included[0])),
            "n_useful": int(self.runs.useful[0, part]),
            **{name: int(count[0, part]) if is_judged else None for name, count in counts.items()},
            "runs_signal": bool(self.runs.signal[0, part]) and self.is_ordered,
            **{name: _mean(line[0, columns]) for name, line in lines.items()},
            "n_sigma_signals": int(np.sum(self.is_outside[columns])),
        }


def _mean(line: np.ndarray) -> float | None:
    known = line[~np.isnan(line)]
    return or_null(known.mean()) if len(known) else None
