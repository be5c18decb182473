"""Steady processes: charts of independent values that nothing happens to, and how often rules mark them.

What is simulated here is written down for the published rule sets (`python -m bench.false_alarms`) and done
at first use for others (`stats.rules.false_alarms`). The seed is fixed: the same numbers come out again.
"""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from stats.arrays import Bools, Floats
from stats.charts import CHARTS, control_chart
from stats.limits.chart import Chart, ChartOptions
from stats.limits.phases import Phases
from stats.rules.detect import detect
from stats.rules.sets import Check, Rule, RuleSet
from stats.rules.windows import consecutive, crowded

LENGTHS = (12, 18, 24, 36, 48, 60)
SETTLED, AHEAD = 500, 1000
SEED = 20261119

Numbers = tuple[Floats, Floats | None, Floats | None]


def simulate(kind: str, shape: tuple[int, int], random: Generator) -> Numbers:
    """Simulate numerators, denominators and spreads of steady series; rates keep counts well away from
    zero."""
    if kind in ("p", "pp"):
        return random.binomial(400, 0.1, shape).astype(np.float64), np.full(shape, 400.0), None
    if kind in ("u", "up", "c"):
        return random.poisson(40.0, shape).astype(np.float64), np.full(shape, 400.0), None
    if kind == "g":
        return random.geometric(1 / 20, shape).astype(np.float64) - 1.0, None, None
    if kind == "t":
        return random.exponential(20.0, shape), None, None
    if kind in ("xbar", "s"):
        spread = 10.0 * np.sqrt(random.chisquare(4, shape) / 4)
        return random.normal(100.0, 10.0 / np.sqrt(5), shape), np.full(shape, 5.0), spread
    if kind == "ip":
        size: Floats = random.integers(20, 61, shape).astype(np.float64)
        return size * random.normal(100.0, 10.0 / np.sqrt(size)), size, None
    return random.normal(100.0, 10.0, shape), None, None


def drawn(
    kind: str,
    shape: tuple[int, int],
    phases: Phases | None = None,
    options: ChartOptions = ChartOptions(),  # noqa: B008 - frozen
) -> Chart:
    """Draw steady series (S, P) on a chart; the same ones whenever the same are asked for."""
    random = np.random.default_rng([SEED, shape[1], sorted(CHARTS).index(kind)])
    numerator, denominator, spread = simulate(kind, shape, random)
    return control_chart(kind, numerator, denominator, spread=spread, phases=phases, options=options)


def newest_point(chart: Chart, rule_set: RuleSet | str) -> float:
    """Return the share of series whose last point is marked."""
    return float((detect(chart, rule_set).winner_direction[:, -1] != 0).mean())


def run_length_of(chart: Chart, rules: RuleSet) -> float | None:
    """Return the mean points to the first mark after the settled ones, as if looked at every period.

    None for the Anhøj rules, which judge a whole chart and grow with it. Series without a mark count with
    what was seen of them (points seen / marks: run lengths are close to geometric).
    """
    if {Rule.RUN_LENGTH, Rule.CROSSINGS} & set(rules.rules):
        return None
    found = detect(chart, rules)
    alarm: Bools = np.zeros(chart.shape, dtype=np.bool_)
    for index, check in enumerate(rules.checks):
        for way in (1, -1):
            marks = found.fired[index] & (found.direction[index] == way)
            alarm |= _completed(marks.ravel(), check).reshape(chart.shape)
    ahead = alarm[:, SETTLED:]
    flagged = ahead.any(axis=1)
    seen = np.where(flagged, ahead.argmax(axis=1) + 1, ahead.shape[1])
    return float(seen.sum() / max(int(flagged.sum()), 1))


def _completed(marks: Bools, check: Check) -> Bools:
    """Mark where a pattern is complete: rules mark all its points, but only the last of them raised the
    alarm."""
    if check.needed:
        return marks & crowded(marks, check.length, check.needed)
    return consecutive(marks, check.length)


def settled(kind: str, series: int, options: ChartOptions = ChartOptions()) -> Chart:  # noqa: B008 - frozen
    """Simulate charts whose limits rest on their first SETTLED points, and AHEAD more to come."""
    shape = (series, SETTLED + AHEAD)
    return drawn(kind, shape, Phases.build(shape, fix_after=SETTLED), options)
