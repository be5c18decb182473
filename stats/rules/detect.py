"""Detection: which rule fires where, and which of them names the point.

Whether a signal is good news is not asked here (it depends on the indicator's direction), nor
whether a target is met (`stats.assurance`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from stats.arrays import Bools, Signs, tolerance
from stats.limits.chart import Chart
from stats.limits.natural_bounds import real_limits
from stats.limits.segments import begins
from stats.rules.anhoej import RunsAnalysis, analyse_runs
from stats.rules.patterns import PATTERNS, Evidence
from stats.rules.sets import RULE_SETS, Rule, RuleSet

# Points worked on at a time, as for the lines (`stats.charts`).
BLOCK_POINTS = 65_536

_ONE_SIGMA = {Rule.FOUR_IN_FIVE, Rule.HUGGING, Rule.AVOIDING}


@dataclass(frozen=True, slots=True, eq=False)
class Detection:
    """R rules of the set, in its order of precedence, over S series × P periods.

    fired:     (R, S, P) the point is part of the rule's pattern
    direction: (R, S, P) +1 high (or rising), −1 low (or falling), 0 none
    winner:    (S, P) index of the rule that names the point, −1 for common cause: the first of the
               set's order that fired, or the first in the preferred direction
    winner_direction: (S, P) that rule's direction
    runs:      the runs analysis, if the set has an Anhøj rule
    """

    rule_set: RuleSet
    fired: Bools
    direction: Signs
    winner: Signs
    winner_direction: Signs
    runs: RunsAnalysis | None


def detect(
    chart: Chart,
    rule_set: RuleSet | str = "plotthedots",
    *,
    judged: Bools | None = None,
    prefer: ArrayLike = 0,
) -> Detection:
    """Apply a rule set to every series of a chart.

    rule_set: a name in `RULE_SETS`, or a set of one's own (`custom_rules`)
    judged: (S, P) False: the point (an immature one, say) takes part in no rule, as if missing;
            the excluded points of the chart's phases never do
    prefer: (S,) or one number: the direction (+1 high, −1 low) that names a point which rules of both
            directions mark; 0: the first rule of the set's order does, whatever its direction

    >>> from stats.charts import control_chart
    >>> found = detect(control_chart("xmr", [[5, 6, 4, 6, 5, 4, 6, 4, 5, 6, 4, 15, 5]]))
    >>> [str(found.rule_set.rules[i]) for i in found.winner[0] if i >= 0]
    ['astronomical']
    """
    if not isinstance(chart, Chart):
        raise TypeError(f"detect reads a Chart, as stats.control_chart makes it, not {type(chart).__name__}")
    rules = _named(rule_set) if isinstance(rule_set, str) else rule_set
    counted = chart.phases.included if judged is None else chart.phases.included & judged
    if not rules.judges_provisional:
        counted = counted & ~chart.is_provisional
    size = (len(rules.checks), *chart.shape)
    fired, direction = np.zeros(size, dtype=np.bool_), np.zeros(size, dtype=np.int8)
    winner, winner_direction = np.full(chart.shape, -1, np.int8), np.zeros(chart.shape, np.int8)
    runs = _apply_runs_rules(chart, rules, counted, fired, direction)
    all_counted = bool(counted.all())
    step = max(1, BLOCK_POINTS // max(1, chart.shape[1]))
    for first in range(0, chart.shape[0], step):
        rows = slice(first, first + step)
        evidence = gather(chart, rows, None if all_counted else counted[rows], rules)
        for index, check in reversed(list(enumerate(rules.checks))):
            if check.rule in PATTERNS:
                marks, ways = PATTERNS[check.rule](evidence, check)
                fired[index, rows] = marks.reshape(winner[rows].shape)
                direction[index, rows] = ways.reshape(winner[rows].shape)
            np.copyto(winner[rows], np.int8(index), where=fired[index, rows])
            np.copyto(winner_direction[rows], direction[index, rows], where=fired[index, rows])
    if np.any(prefer):
        _let_win(np.asarray(prefer, dtype=np.int8), fired, direction, winner, winner_direction)
    return Detection(rules, fired, direction, winner, winner_direction, runs)


def _let_win(prefer: Signs, fired: Bools, direction: Signs, winner: Signs, winner_direction: Signs) -> None:
    """Let the first rule of the preferred direction win where the winner points away from it."""
    wanted = np.broadcast_to(prefer, winner.shape[:1])[:, np.newaxis]
    other_way = (wanted != 0) & (winner_direction == -wanted)
    row, column = np.nonzero(other_way)
    wins = fired[:, row, column] & (direction[:, row, column] == wanted[row, 0])
    found = wins.any(axis=0)
    row, column = row[found], column[found]
    winner[row, column] = wins[:, found].argmax(axis=0)
    winner_direction[row, column] = wanted[row, 0]


def _named(name: str) -> RuleSet:
    if name not in RULE_SETS:
        raise ValueError(f"there is no rule set {name!r}; there are {', '.join(RULE_SETS)}")
    return RULE_SETS[name]


def side_of_centre(chart: Chart) -> Signs:
    """Return (S, P) +1 above the centre, −1 below, 0 on it (within the tolerance) or missing."""
    away = chart.values - chart.centre
    reach = tolerance(chart.values)
    return _signs(away > reach, away < -reach)


def outside_limits(chart: Chart) -> Signs:
    """Return (S, P) +1 beyond the upper limit, −1 beyond the lower; of every known point, excluded or not."""
    reach = tolerance(chart.values)
    return _signs(chart.values > chart.upper + reach, chart.values < chart.lower - reach)


def near_limits(chart: Chart) -> Signs:
    """Return (S, P) +1 / −1 between the upper / lower near line and the limit; 0 outside the limits."""
    reach = tolerance(chart.values)
    beyond = _signs(chart.values > chart.near_upper + reach, chart.values < chart.near_lower - reach)
    return np.where(outside_limits(chart) == 0, beyond, 0).astype(np.int8)


def _signs(up: Bools, down: Bools) -> Signs:
    return np.subtract(up.view(np.int8), down.view(np.int8))


def gather(chart: Chart, rows: slice, counted: Bools | None, rules: RuleSet) -> Evidence:
    """Gather one block of rows, laid flat, compared with its lines once for all rules."""
    values = chart.values[rows]
    reach = tolerance(values)
    if counted is not None:
        values = np.where(counted, values, np.nan)
    centre, upper, near_upper = chart.centre[rows], chart.upper[rows], chart.near_upper[rows]
    lower, near_lower = chart.lower[rows], chart.near_lower[rows]
    # A point must clear a line by more than the reach; shifting the values once up and once down
    # costs two passes instead of one for each line.
    down, up = values - reach, values + reach
    over, under = down > upper, up < lower
    if rules.on_limit == "outside":
        has_lower, has_upper = real_limits(chart, rows)
        over |= has_upper & (up >= upper)
        under |= has_lower & (down <= lower)
    far, sigma = np.empty(0), np.empty(0)
    if _ONE_SIGMA & set(rules.rules):
        far = np.abs(values - centre)
        sigma = np.fmax(near_upper - centre, centre - near_lower) / 2.0  # one side may be clipped
        sigma[~(sigma > reach)] = np.nan  # limits a rounding error wide enclose nothing
    return Evidence(
        values=values.ravel(),
        joined=~begins(chart.phases.phase[rows]).ravel(),
        high=(down > centre).ravel(),
        low=(up < centre).ravel(),
        over=over.ravel(),
        under=under.ravel(),
        near_over=(down > near_upper).ravel(),
        near_under=(up < near_lower).ravel(),
        far_from_centre=far.ravel(),
        sigma=sigma.ravel(),
    )


def _apply_runs_rules(
    chart: Chart, rules: RuleSet, counted: Bools, fired: Bools, direction: Signs
) -> RunsAnalysis | None:
    """Fill in the Anhøj rules, which judge a phase as a whole; None if the set has none.

    Too few crossings is a finding about the whole phase: all its useful points are marked.
    Moving ranges are skewed and share their points: on an mr chart these rules stay silent.
    """
    places = {check.rule: index for index, check in enumerate(rules.checks)}
    if Rule.RUN_LENGTH not in places and Rule.CROSSINGS not in places:
        return None
    side = np.where(counted, side_of_centre(chart), np.int8(0))
    runs, in_long_run = analyse_runs(side, chart.phases.phase, rules.runs_method)
    if chart.kind == "mr":
        return replace(runs, signal=np.zeros_like(runs.signal))
    crossing_signal = runs.signal & (runs.crossings < runs.crossings_min)
    few = np.take_along_axis(crossing_signal, chart.phases.phase, axis=1) & (side != 0)
    for rule, marks in ((Rule.RUN_LENGTH, in_long_run), (Rule.CROSSINGS, few)):
        if rule in places:
            fired[places[rule]] = marks
            direction[places[rule]] = np.where(marks, side, 0)
    return runs
