"""G chart: how many cases (or days) pass between rare events, limits from the geometric distribution.

When: events too rare for a u chart; a high point is good news. Limits mean ± 3 sqrt(m(m + 1)), not
below 0. The centre drawn is the median, because half the points of so skewed a distribution should
lie on each side; with a decided mean it is the theoretical median, 0.693 × that mean.
Source: Benneyan 2001, Health Care Manag Sci 4: 305; Provost & Murray 2011.

2, 4, 12: mean 6, upper 6 + 3 sqrt(42) = 25.44, centre 4.
"""

from __future__ import annotations

import numpy as np

from stats.limits.chart import ChartOptions, Lines
from stats.limits.natural_bounds import clipped
from stats.limits.sample import Sample

# ln 2 to three digits, as published: an exponential with mean m has its median at 0.693 m.
MEDIAN_OF_MEAN = 0.693


def limits(sample: Sample, options: ChartOptions) -> Lines:
    values = sample.values
    mean = sample.given_or(sample.mean(values))
    lines = clipped(Lines.around(values, mean, np.sqrt(mean * (mean + 1.0))), options, 0.0)
    centre = np.where(sample.is_given(), MEDIAN_OF_MEAN * mean, sample.median(values))
    return Lines(values, centre, lines.lower, lines.upper, lines.near_lower, lines.near_upper)
