"""Run chart: values over time around their median, without limits.

When: few points, any kind of number, or before anything is known of its distribution. The Anhøj
rules (runs and crossings) read it. Source: Perla, Provost & Murray 2011, BMJ Qual Saf 20: 46.

3, 9, 4, 8 has centre (4 + 8) / 2 = 6.
"""

from __future__ import annotations

import numpy as np

from stats.limits.chart import ChartOptions, Lines
from stats.limits.sample import Sample


def limits(sample: Sample, options: ChartOptions) -> Lines:
    centre = sample.given_or(sample.median(sample.values))
    nothing = np.full_like(centre, np.nan)
    return Lines(sample.values, centre, nothing, nothing, nothing, nothing)
