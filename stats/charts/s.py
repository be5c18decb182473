"""S chart: the standard deviation inside each period, beside an xbar chart.

When: to see whether the spread of measurements changes. Spread: the standard deviations;
denominator: how many measurements. Centre: their mean, or pooled when sizes differ; limits
centre × (1 ± 3 sqrt(1 − c4²) / c4), not below 0; none for a single measurement.
Source: Montgomery, equations 6.27 to 6.31.

Five measurements each, centre 10: c4 = 0.940, limits 0 and 20.89 (B4 = 2.089).
"""

from __future__ import annotations

import numpy as np

from stats.limits.chart import ChartOptions, Lines
from stats.limits.natural_bounds import clipped
from stats.limits.sample import Sample
from stats.limits.subgroups import c4, within_spread


def limits(sample: Sample, options: ChartOptions) -> Lines:
    centre = sample.given_or(within_spread(sample, options))
    values = sample.numerator if sample.spread is None else sample.spread
    unbiasing = c4(sample.out_of())
    sigma = centre * np.sqrt(1.0 - unbiasing**2) / unbiasing
    return clipped(Lines.around(values, centre, sigma), options, 0.0)
