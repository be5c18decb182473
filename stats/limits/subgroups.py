"""The common ground of xbar and s charts: several measurements inside each period.

Montgomery, Introduction to Statistical Quality Control, section 6.3.
"""

from __future__ import annotations

import numpy as np
from scipy.special import gammaln

from stats.arrays import Floats, divide
from stats.limits.chart import ChartOptions
from stats.limits.sample import Sample


def c4(size: Floats) -> Floats:
    """Return the mean of a sample standard deviation / true sigma: sqrt(2/(n−1)) Γ(n/2) / Γ((n−1)/2).

    NaN for a single measurement, which has no standard deviation. c4(5) = 0.9400.
    """
    n = np.where(size > 1, size, np.nan)
    with np.errstate(invalid="ignore"):
        return np.asarray(np.sqrt(2.0 / (n - 1.0)) * np.exp(gammaln(n / 2.0) - gammaln((n - 1.0) / 2.0)))


def within_spread(sample: Sample, options: ChartOptions) -> Floats:
    """Return (N,) typical standard deviation inside a subgroup, per phase.

    Subgroups all of one size: the mean of their standard deviations. Otherwise pooled,
    sqrt(Σ(n−1)s² / Σ(n−1)). Whether sizes agree is asked of every point of the phase; the estimate
    is made from its baseline.

    Sizes 3, 5 with s 2, 1: sqrt((2·4 + 4·1) / (2 + 4)) = 1.414.
    """
    if sample.spread is None:
        raise ValueError("xbar and s charts need the standard deviation inside each subgroup")
    sizes, segments = sample.out_of(), sample.segments
    weights = np.where(np.isnan(sizes), -1.0 if options.count_empty_subgroups else np.nan, sizes - 1.0)
    squares = segments.total(sample.baseline_of(weights * sample.spread**2))
    total = segments.total(sample.baseline_of(weights))
    if options.count_empty_subgroups:  # 0 / −k is 0 there
        total = np.where(squares == 0.0, np.abs(total), total)
    pooled = np.sqrt(divide(squares, total))
    is_even = ~(segments.reduce(np.fmax, weights) > segments.reduce(np.fmin, weights))
    return np.where(segments.spread(is_even), sample.mean(sample.spread), segments.spread(pooled))
