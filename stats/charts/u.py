"""U chart: events per exposure, limits from the Poisson distribution.

When: counts that may exceed what they are divided by (falls per bed day). Centre Σx / Σn, sigma
sqrt(c / n), lower limit not below 0. Source: Montgomery, section 7.3.

4 falls in 100 days and 12 in 300: centre 0.04, sigma in the first period sqrt(0.04/100) = 0.02,
limits 0 and 0.10.
"""

from __future__ import annotations

import numpy as np

from stats.limits.chart import ChartOptions, Lines
from stats.limits.natural_bounds import clipped
from stats.limits.sample import Sample


def limits(sample: Sample, options: ChartOptions) -> Lines:
    centre = sample.given_or(sample.pooled())
    sigma = np.sqrt(centre / sample.out_of())
    return clipped(Lines.around(sample.values, centre, sigma), options, 0.0)
