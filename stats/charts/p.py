"""P chart: a proportion, limits from the binomial distribution.

When: numerator out of denominator, each person in or out, denominators up to a few thousand (beyond
that the limits are too narrow: see `pp`). Centre Σx / Σn, sigma sqrt(c(1 − c) / n), clipped to 0–1.
Source: Montgomery, section 7.2.

5/50 and 15/50: centre 0.2, sigma sqrt(0.2·0.8/50) = 0.0566, limits 0.030 and 0.370.
"""

from __future__ import annotations

import numpy as np

from stats.limits.chart import ChartOptions, Lines
from stats.limits.natural_bounds import clipped
from stats.limits.sample import Sample


def limits(sample: Sample, options: ChartOptions) -> Lines:
    centre = sample.given_or(sample.pooled())
    sigma = np.sqrt(centre * (1.0 - centre) / sample.out_of())
    return clipped(Lines.around(sample.values, centre, sigma), options, 0.0, 1.0)
