"""Steady processes: charts of independent values that nothing happens to, and how often rules mark them.

What is simulated here is written down for the published rule sets
(`python -m bench.simulate.false_alarms`) and done at first use for others (`stats.rules.false_alarms`).
The seed is fixed: the same numbers come out again.
"""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr, ndtri

from stats.arrays import Bools, Floats
from stats.charts import CHARTS, control_chart
from stats.limits.chart import Chart, ChartOptions, Lines
from stats.limits.phases import Phases
from stats.rules.detect import detect
from stats.rules.sets import Check, RuleSet
from stats.rules.steady import steady
from stats.rules.windows import consecutive, crowded

LENGTHS = (12, 18, 24, 36, 48, 60)
AHEAD = 400
"""Points that a simulated run length looks ahead."""
SEED = 20261119


def drawn(
    kind: str,
    shape: tuple[int, int],
    phases: Phases | None = None,
    options: ChartOptions = ChartOptions(),  # noqa: B008 - frozen
    *,
    autocorrelation: float = 0.0,
) -> Chart:
    """Draw steady series (S, P) on a chart; the same ones whenever the same are asked for.

    autocorrelation: of neighbouring points, on the scale on which their chances are normal
    """
    random = np.random.default_rng([SEED, shape[1], sorted(CHARTS).index(kind)])
    chance, other = random.random(shape), random.random(shape)
    if autocorrelation:
        chance = ndtr(remembering(ndtri(chance), autocorrelation))
    numerator, denominator, spread = steady(kind, chance, other)
    return control_chart(kind, numerator, denominator, spread=spread, phases=phases, options=options)


def remembering(noise: Floats, autocorrelation: float) -> Floats:
    """Return independent standard normal values (S, P) as ones that each remember a share of the one before;
    their standard deviation stays 1."""
    values = noise.copy()
    for column in range(1, noise.shape[1]):
        fresh = np.sqrt(1.0 - autocorrelation**2) * noise[:, column]
        values[:, column] = autocorrelation * values[:, column - 1] + fresh
    return values


def newest_point(chart: Chart, rule_set: RuleSet | str) -> float:
    """Return the share of series whose last point is marked."""
    return float((detect(chart, rule_set).winner_direction[:, -1] != 0).mean())


def simulated_run_length(
    kind: str, rules: RuleSet, options: ChartOptions, series: int
) -> tuple[float, float]:
    """Return the mean points to the first mark with a direction, and its standard error.

    Each series starts afresh on limits that come from all of them together. Those without a mark count with
    what was seen of them (points seen / marks: run lengths are close to geometric). NaN without any mark.
    """
    endless, shape = drawn(kind, (1, series * AHEAD), options=options), (series, AHEAD)
    lines = {name: getattr(endless, name).reshape(shape) for name in (*Lines.__slots__, *_DESCRIBED)}
    found = detect(Chart(kind, **lines, phases=Phases.single(shape)), rules)
    alarm: Bools = np.zeros(shape, dtype=np.bool_)
    for index, check in enumerate(rules.checks):
        for way in (1, -1):
            marks = found.fired[index] & (found.direction[index] == way)
            alarm |= _completed(marks.ravel(), check).reshape(shape)
    flagged = alarm.any(axis=1)
    seen = np.where(flagged, alarm.argmax(axis=1) + 1, AHEAD)
    if not flagged.any():
        return float("nan"), float("nan")
    mean = float(seen.sum() / flagged.sum())
    return mean, mean / float(np.sqrt(flagged.sum()))


_DESCRIBED = ("is_provisional", "is_constant")


def _completed(marks: Bools, check: Check) -> Bools:
    """Mark where a pattern is complete: rules mark all its points, but only the last of them raised the
    alarm."""
    if check.needed:
        return marks & crowded(marks, check.length, check.needed)
    return consecutive(marks, check.length)
