"""From a case of NHSRplotthedots to our matrix and back to its tables."""

from itertools import groupby
from typing import Any

import numpy as np

import stats
from stats import ASSURANCE_CODES, Assurance, Chart, Detection, Phases, Rule
from tests.conformance.cases import Row, UnreadableError, moment, or_null, refuse_unknown

TABLE = "summary"
ROW_FIELDS = {"date", "value", "facet", "trajectory"}
OPTIONS = {
    *("improvement_direction", "target", "screen_outliers", "fix_after_n_points", "rebase"),
    *("faceted", "has_trajectory"),
}
FEWEST_FIXED = 12
WARN_BELOW = 13
DIRECTIONS = {"increase": 1, "decrease": -1, "neutral": 0}
NAMES = {
    Rule.ASTRONOMICAL: ("Above UCL", "Below LCL"),
    Rule.TREND: ("7 Point Trend (Increasing)", "7 Point Trend (Decreasing)"),
    Rule.TWO_IN_THREE: ("2 in 3 Above CL", "2 in 3 Below CL"),
    Rule.SHIFT: ("7 Points Above CL", "7 Points Below CL"),
}
ASSURANCE = {
    Assurance.PASSING: ("consistent_pass", "pass"),
    Assurance.FAILING: ("consistent_fail", "fail"),
    Assurance.HIT_OR_MISS: ("inconsistent", "inconsistent"),
    Assurance.NONE: ("inconsistent", "inconsistent"),  # a facet without the target that others have
}


def answer(case: Row) -> Row:
    rows, options = case["input"], case["options"]
    _read(case)
    _check(rows, options)
    ordered = sorted(rows, key=lambda row: (str(row.get("facet")), moment(row["date"])))
    points: list[Row] = []
    summary: list[Row] = []
    icons: list[Row] = []
    for facet, group in groupby(ordered, key=lambda row: row.get("facet")):
        found = _Facet(facet, list(group), options)
        points += found.points()
        summary += found.summary()
        icons.append(found.icons())
    return {"points": points, "summary": summary, "icons": icons}


def _read(case: Row) -> None:
    refuse_unknown(case, OPTIONS, ROW_FIELDS)
    if missing := OPTIONS - case["options"].keys():
        raise UnreadableError(f"options {sorted(missing)} are not given")
    for flag, column in (("faceted", "facet"), ("has_trajectory", "trajectory")):
        if bool(case["options"][flag]) != any(column in row for row in case["input"]):
            raise UnreadableError(f"{flag} and the rows disagree on whether there is a column {column!r}")


def _check(rows: list[Row], options: Row) -> None:
    """Refuse what the package refuses, before anything is calculated."""
    fix = options["fix_after_n_points"]
    if fix is not None and fix < FEWEST_FIXED:
        raise ValueError(f"fix_after_n_points must be {FEWEST_FIXED} or more, not {fix}")
    if options["improvement_direction"] not in DIRECTIONS:
        raise ValueError(f"improvement_direction must be one of {', '.join(DIRECTIONS)}")
    for row in rows:
        moment(row["date"])
        if row["value"] is not None and (isinstance(row["value"], bool | str)):
            raise ValueError(f"value must be a number, not {row['value']!r}")
    places = [(row.get("facet"), moment(row["date"])) for row in rows]
    if len(set(places)) < len(places):
        raise ValueError("duplicate rows found in 'date'")
    facets = {row.get("facet") for row in rows}
    for name in ("target", "rebase"):
        if isinstance(options[name], dict) and not options[name].keys() <= facets:
            raise ValueError(f"options provided to {name} are not in the facet field")


class _Facet:
    """One facet as a matrix of one row, with the package's names for what we find."""

    def __init__(self, facet: str | None, rows: list[Row], options: Row) -> None:
        self.rows, self.options = rows, options
        self.label = {} if facet is None else {"facet": facet}
        self.target = _of_facet(options["target"], facet)
        self.improvement = DIRECTIONS[options["improvement_direction"]]
        rebased = {moment(day) for day in _listed(_of_facet(options["rebase"], facet))}
        is_start = [moment(row["date"]) in rebased for row in rows]
        self.groups = np.cumsum(is_start)
        starts = [column for column, start in enumerate(is_start) if start and column]
        phases = Phases.build((1, len(rows)), starts={0: starts}, fix_after=options["fix_after_n_points"])
        values = np.array([[np.nan if row["value"] is None else row["value"] for row in rows]])
        settings = stats.ChartOptions(screen=options["screen_outliers"])
        self.chart: Chart = stats.control_chart("xmr", values, phases=phases, options=settings)
        self.found: Detection = stats.detect(self.chart, "plotthedots")
        self.side = stats.side_of_centre(self.chart)[0]
        self.outside = stats.outside_limits(self.chart)[0] != 0
        self.near = stats.near_limits(self.chart)[0] != 0

    def points(self) -> list[Row]:
        return [self._point(column, row) for column, row in enumerate(self.rows)]

    def _point(self, column: int, row: Row) -> Row:
        chart, rules = self.chart, self.found.rule_set.rules
        value = chart.values[0, column]
        fired = dict(zip(rules, self.found.fired[:, 0, column], strict=True))
        return {
            **self.label,
            "date": row["date"],
            "value": row["value"],
            "rebase_group": int(self.groups[column]),
            **self._lines(column),
            "target": self.target,
            "trajectory": row.get("trajectory"),
            "short_group_warning": bool(np.sum(self.groups == self.groups[column]) < WARN_BELOW),
            "side_of_mean": None if np.isnan(value - chart.centre[0, column]) else int(self.side[column]),
            "flag_outside_limits": bool(self.outside[column]),
            "flag_close_to_limits": bool(self.near[column]),
            "flag_trend_7": bool(fired[Rule.TREND]),
            "flag_two_of_three": bool(fired[Rule.TWO_IN_THREE]),
            "flag_shift_7": bool(fired[Rule.SHIFT]),
            "special_cause_type": self._cause(column),
            "special_cause": bool(self.found.winner[0, column] >= 0),
            "point_type": self._point_type(column),
        }

    def _lines(self, column: int) -> Row:
        lines = {"mean": self.chart.centre, "lcl": self.chart.lower, "ucl": self.chart.upper}
        return {name: or_null(line[0, column]) for name, line in lines.items()}

    def _cause(self, column: int) -> str:
        winner = self.found.winner[0, column]
        if winner < 0:
            return "Common Cause"
        high, low = NAMES[self.found.rule_set.rules[winner]]
        return high if self.found.winner_direction[0, column] > 0 else low

    def _point_type(self, column: int) -> str:
        way = int(self.found.winner_direction[0, column])
        if way == 0:
            return "common_cause"
        if self.improvement == 0:
            return "special_cause_neutral_high" if way > 0 else "special_cause_neutral_low"
        return "special_cause_improvement" if way == self.improvement else "special_cause_concern"

    def summary(self) -> list[Row]:
        return [self._group(int(group)) for group in np.unique(self.groups)]

    def _group(self, group: int) -> Row:
        columns = np.flatnonzero(self.groups == group)
        kinds = [self._point_type(column) for column in columns]
        is_last = group == self.groups[-1]
        return {
            **self.label,
            "rebase_group": group,
            **self._lines(columns[0]),
            "n": len(columns),
            "common_cause": kinds.count("common_cause"),
            "special_cause_improvement": kinds.count("special_cause_improvement"),
            "special_cause_concern": kinds.count("special_cause_concern"),
            "variation_type": kinds[-1],
            "assurance_type": self._assurance()[0] if is_last else None,
        }

    def _assurance(self) -> tuple[str | None, str | None]:
        """(type, icon); none unless somebody gave a target and there is a good direction."""
        if self.options["target"] is None or self.improvement == 0:
            return None, None
        target = np.nan if self.target is None else self.target
        code = stats.assure(self.chart, [target], [self.improvement], constant="undefined")[0]
        return ASSURANCE[ASSURANCE_CODES[code]]

    def icons(self) -> Row:
        kind = self._point_type(len(self.rows) - 1).removeprefix("special_cause_")
        # The arrow on an improvement or concern icon follows the direction wanted, not the point.
        if kind == "improvement":
            kind += "_high" if self.improvement > 0 else "_low"
        if kind == "concern":
            kind += "_low" if self.improvement > 0 else "_high"
        return {**self.label, "variation_icon": kind, "assurance_icon": self._assurance()[1]}


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _of_facet(option: Any, facet: str | None) -> Any:
    return option.get(facet) if isinstance(option, dict) else option
