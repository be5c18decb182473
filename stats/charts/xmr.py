"""XmR chart (individual values): mean ± 2.66 × mean moving range. The chart of Making Data Count.

When: one number a period of any kind, in time order; the usual choice. Formula: Wheeler,
Understanding Variation (1993); screening of large ranges as in `stats.limits.moving_range`. The near lines
stand at two thirds of the way. Percentages are not clipped: the formula does not know they are.

4, 6, 5, 7, 4, 6: mean 5.333; ranges 2 1 2 3 2, mean 2.0; limits 5.333 ± 5.32 = 0.013 and 10.653.
"""

from __future__ import annotations

from stats.limits.chart import ChartOptions, Lines
from stats.limits.moving_range import mean_moving_range
from stats.limits.sample import Sample


def limits(sample: Sample, options: ChartOptions) -> Lines:
    values = sample.values
    centre = sample.given_or(sample.mean(values))
    # Only a given centre that changes along a phase makes the steps of the residuals differ.
    steps = values if sample.given is None else values - centre
    sigma = sample.segments.spread(mean_moving_range(steps, sample, options) * (options.constant / 3.0))
    return Lines.around(values, centre, sigma)
