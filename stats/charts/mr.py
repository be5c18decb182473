"""MR chart: the moving ranges themselves, to see whether the variation changes.

When: beside an XmR chart. Centre: mean range; upper limit 3.267 × centre (D4 for pairs), lower 0.
The first range of a phase is missing. An excluded point still lends its value to the ranges beside
it. Ranges are skewed and neighbours share a point, so no runs rule is read on them.
Source: Montgomery, section 6.4.

4, 6, 5: ranges ·, 2, 1; centre 1.5; upper 4.90.
"""

from __future__ import annotations

import numpy as np

from stats.limits.chart import SCREEN_FACTOR, ChartOptions, Lines
from stats.limits.moving_range import moving_ranges
from stats.limits.sample import Sample


def limits(sample: Sample, options: ChartOptions) -> Lines:
    ranges = moving_ranges(sample.values, sample.segments)
    centre = sample.given_or(sample.mean(ranges))
    zero = np.zeros_like(centre)
    return Lines(ranges, centre, zero, SCREEN_FACTOR * centre, zero, (SCREEN_FACTOR * 2.0 / 3.0) * centre)
