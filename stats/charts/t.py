"""T chart: time between rare events, made symmetric and judged as an individuals chart.

When: dates of rare events. Times are raised to 1/3.6, which turns an exponential into something
close to normal, an I chart is made of them, and its lines are raised to 3.6 again. A lower limit
below zero becomes 0. Times must be above zero: two events at one moment belong in a count.
Source: Nelson 1994, J. Quality Technology 26: 239; Montgomery, section 7.3.5.

1 and 64 days: 1 and 3.175 transformed, mean 2.087, centre 2.087^3.6 = 14.2 days.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from stats.arrays import Floats
from stats.limits.chart import ChartOptions, Lines
from stats.limits.moving_range import individuals_sigma
from stats.limits.sample import Sample

POWER = 3.6


def limits(sample: Sample, options: ChartOptions) -> Lines:
    if np.any(sample.values <= 0):
        raise ValueError("a time between events must be above zero")
    given = None if sample.given is None else sample.given ** (1.0 / POWER)
    roots = replace(sample, values=sample.values ** (1.0 / POWER), given=given)
    centre = roots.given_or(roots.mean(roots.values))
    steps = roots.values if given is None else roots.values - centre
    sigma = roots.segments.spread(individuals_sigma(steps, roots, options))
    lines = Lines.around(roots.values, centre, sigma)
    back = (lines.centre, lines.lower, lines.upper, lines.near_lower, lines.near_upper)
    return Lines(sample.values, *(_to_days(line) for line in back))


def _to_days(line: Floats) -> Floats:
    return np.asarray(np.maximum(line, 0.0) ** POWER)
