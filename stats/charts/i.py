"""I chart: the XmR chart with sigma = mean moving range / 1.128, as qicharts2 and textbooks have it.

When: to compare with those. Limits are 3 / 1.128 = 2.6596 times the mean moving range where `xmr`
has 2.66: 0.016 % apart. Source: Montgomery, section 6.4.

4, 6, 5, 7, 4, 6: 5.333 ± 3 × 2.0 / 1.128 = 0.014 and 10.652.
"""

from __future__ import annotations

from stats.limits.chart import ChartOptions, Lines
from stats.limits.moving_range import individuals_sigma
from stats.limits.sample import Sample


def limits(sample: Sample, options: ChartOptions) -> Lines:
    centre = sample.given_or(sample.mean(sample.values))
    steps = sample.values if sample.given is None else sample.values - centre
    sigma = sample.segments.spread(individuals_sigma(steps, sample, options))
    return Lines.around(sample.values, centre, sigma)
