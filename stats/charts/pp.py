"""P′ chart: the p chart with Laney's correction for variation between periods (`stats.limits.laney`).

When: proportions with large denominators. With no variation beyond chance it comes close to `p`.
Source: Laney 2002, Quality Engineering 14: 531.
"""

from __future__ import annotations

import numpy as np

from stats.limits.chart import ChartOptions, Lines
from stats.limits.laney import widened
from stats.limits.natural_bounds import clipped
from stats.limits.sample import Sample


def limits(sample: Sample, options: ChartOptions) -> Lines:
    centre = sample.given_or(sample.pooled())
    chance = np.sqrt(centre * (1.0 - centre) / sample.out_of())
    sigma = widened(sample, centre, chance, options)
    return clipped(Lines.around(sample.values, centre, sigma), options, 0.0, 1.0)
