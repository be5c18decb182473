"""Xbar chart: the mean of several measurements each period.

When: every period has its own sample of measurements. Numerator: the means; denominator: how many
measurements; spread: their standard deviations. Centre: mean weighted by size; limits
centre ± 3 s / (c4(n) sqrt(n)), s from `stats.limits.subgroups`; none for a single measurement.
Source: Montgomery, equations 6.30 and 6.31.

Means 10, 12 of 4 measurements each with s 2: centre 11, c4(4) = 0.921, limits 11 ± 3.26.
"""

from __future__ import annotations

import numpy as np

from stats.arrays import divide
from stats.limits.chart import ChartOptions, Lines
from stats.limits.sample import Sample
from stats.limits.subgroups import c4, within_spread


def limits(sample: Sample, options: ChartOptions) -> Lines:
    sizes, segments = sample.out_of(), sample.segments
    weighted = segments.total(sample.baseline_of(sizes * sample.numerator))
    mean = divide(weighted, segments.total(sample.baseline_of(sizes)))
    centre = sample.given_or(segments.spread(mean))
    sigma = within_spread(sample, options) / (c4(sizes) * np.sqrt(sizes))
    return Lines.around(sample.numerator, centre, sigma)
