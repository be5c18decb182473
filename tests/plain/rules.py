"""The rules the slow way: every window of every phase, one after the other."""

from itertools import groupby, pairwise
from math import log2

import numpy as np
from scipy.stats import binom

from stats import Chart, Check, Rule
from tests.plain.charts import phase_columns

Mark = dict[int, int]  # column → direction of the points that fire


def plain_fired(
    chart: Chart, check: Check, counted: np.ndarray, on_limit: str = "inside"
) -> tuple[np.ndarray, np.ndarray]:
    """(fired, direction), (S, P) each."""
    fired, direction = np.zeros(chart.shape, bool), np.zeros(chart.shape, int)
    for row, columns in phase_columns(chart.phases.phase):
        points = [
            _Point(chart, row, column, on_limit) if counted[row, column] else None for column in columns
        ]
        points = [point if point and not np.isnan(point.y) else None for point in points]
        for place, way in MARKS[check.rule](points, check).items():
            fired[row, columns[place]] = True
            direction[row, columns[place]] = way
    return fired, direction


class _Point:
    def __init__(self, chart: Chart, row: int, column: int, on_limit: str) -> None:
        self.y = chart.values[row, column]
        centre, near = chart.centre[row, column], chart.near_upper[row, column]
        reach = 1e-9 * np.fmax.reduce(np.abs(chart.values[row]))
        self.side = _side(self.y, centre, centre, reach)
        self.outside = _side(self.y, chart.lower[row, column], chart.upper[row, column], reach)
        if on_limit == "outside" and not self.outside:
            self.outside = _on_limit(chart, row, column, reach)
        self.near = _side(self.y, chart.near_lower[row, column], near, reach)
        sigma = np.fmax(near - centre, centre - chart.near_lower[row, column]) / 2
        sigma = sigma if sigma > reach else np.nan
        self.within = abs(self.y - centre) < sigma
        self.beyond = abs(self.y - centre) > sigma


def _side(y: float, low: float, high: float, reach: float) -> int:
    if y > high + reach:
        return 1
    return -1 if y < low - reach else 0


def _on_limit(chart: Chart, row: int, column: int, reach: float) -> int:
    """+1 or −1 on a limit that is one: neither on the centre line nor where the measure ends."""
    y, centre = chart.values[row, column], chart.centre[row, column]
    lower, upper = chart.lower[row, column], chart.upper[row, column]
    ends_at_zero = chart.kind not in ("xmr", "i", "ip", "xbar", "run")
    was_cut = chart.kind in ("p", "pp") and upper - centre < 1.4999 * (chart.near_upper[row, column] - centre)
    if abs(y - upper) <= reach < upper - centre and not was_cut:
        return 1
    return -1 if abs(y - lower) <= reach < centre - lower and not (ends_at_zero and lower <= reach) else 0


def plain_winner(
    rules: list[Rule], fired: list[bool], direction: list[int], prefer: int
) -> tuple[Rule | None, int]:
    """The rule that names one point, and its direction."""
    those = [(rule, way) for rule, is_fired, way in zip(rules, fired, direction, strict=True) if is_fired]
    if not those:
        return None, 0
    same = [pair for pair in those if prefer and pair[1] == prefer]
    return same[0] if same and those[0][1] == -prefer else those[0]


Points = list["_Point | None"]


def windows(points: Points, length: int) -> list[tuple[range, list[_Point]]]:
    """Places and points of every window without a gap."""
    found = []
    for start in range(len(points) - length + 1):
        window = [point for point in points[start : start + length] if point]
        if len(window) == length:
            found.append((range(start, start + length), window))
    return found


def astronomical(points: Points, check: Check) -> Mark:
    return {place: point.outside for place, point in enumerate(points) if point and point.outside}


def shift(points: Points, check: Check) -> Mark:
    places = [i for i, point in enumerate(points) if not (point and point.side == 0)]
    if check.on_centre == "breaks":
        places = list(range(len(points)))
    marks: Mark = {}
    for span, window in windows([points[i] for i in places], check.length):
        if {point.side for point in window} in ({1}, {-1}):
            marks |= {places[i]: window[0].side for i in span}
    return marks


def trend(points: Points, check: Check) -> Mark:
    inside = set()
    for span, window in windows(points, check.length):
        steps = {int(np.sign(b.y - a.y)) for a, b in pairwise(window)}
        if steps in ({1}, {-1}):
            inside |= set(span)
    marks = {}
    for place in inside:
        start = place if place + 1 in inside else place - 1
        here, after = points[start], points[start + 1]
        assert here
        assert after
        marks[place] = 1 if after.y > here.y else -1
    return marks


def crowd(points: Points, check: Check) -> Mark:
    marks: Mark = {}
    for way in (1, -1):
        for span, window in windows(points, check.length):
            zone = [_in_zone(point, check, way) for point in window]
            one_sided = all(point.side == way for point in window)
            if sum(zone) >= check.needed and (one_sided or not check.all_one_side):
                marks |= {place: way for place, inside in zip(span, zone, strict=True) if inside}
    return marks


def _in_zone(point: _Point, check: Check, way: int) -> bool:
    if check.rule is Rule.FOUR_IN_FIVE:
        return bool(point.side == way and point.beyond)
    return point.near == way and (check.outside_counts or point.outside == 0)


def hugging(points: Points, check: Check) -> Mark:
    return _every(points, check, lambda point: point.within)


def avoiding(points: Points, check: Check) -> Mark:
    return _every(points, check, lambda point: point.beyond)


def _every(points: Points, check: Check, holds) -> Mark:
    spans = [span for span, window in windows(points, check.length) if all(holds(p) for p in window)]
    return {place: 0 for span in spans for place in span}


def alternating(points: Points, check: Check) -> Mark:
    marks: Mark = {}
    for span, window in windows(points, check.length):
        steps = [np.sign(b.y - a.y) for a, b in pairwise(window)]
        if all(a * b == -1 for a, b in pairwise(steps)):
            marks |= dict.fromkeys(span, 0)
    return marks


def run_length(points: Points, check: Check) -> Mark:
    useful = [(i, point.side) for i, point in enumerate(points) if point and point.side]
    longest = round(log2(len(useful))) + 3 if useful else 0
    marks: Mark = {}
    for side, group in groupby(useful, key=lambda pair: pair[1]):
        places = [place for place, _ in group]
        if len(places) > longest:
            marks |= dict.fromkeys(places, side)
    return marks


def crossings(points: Points, check: Check) -> Mark:
    useful = [(i, point.side) for i, point in enumerate(points) if point and point.side]
    crossed = sum(a[1] != b[1] for a, b in pairwise(useful))
    fewest = binom.ppf(0.05, max(len(useful) - 1, 0), 0.5)
    return dict(useful) if crossed < fewest else {}


MARKS = {
    Rule.ASTRONOMICAL: astronomical,
    Rule.SHIFT: shift,
    Rule.TREND: trend,
    Rule.TWO_IN_THREE: crowd,
    Rule.FOUR_IN_FIVE: crowd,
    Rule.HUGGING: hugging,
    Rule.AVOIDING: avoiding,
    Rule.ALTERNATING: alternating,
    Rule.RUN_LENGTH: run_length,
    Rule.CROSSINGS: crossings,
}
