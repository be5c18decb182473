"""Laney's correction for p and u charts with large denominators.

With tens of thousands at risk the binomial limits shrink until every period is a signal, because
they know only the chance inside a period and not the ordinary variation between periods. Laney
(2002, Quality Engineering 14: 531) turns each point into z = (p − centre) / sigma_p, measures by
moving range how much z really varies, and widens (or narrows) the limits by that factor sigma_z.
"""

from __future__ import annotations

import numpy as np

from stats.arrays import Floats
from stats.limits.chart import ChartOptions
from stats.limits.moving_range import individuals_sigma
from stats.limits.sample import Sample


def widened(sample: Sample, centre: Floats, sigma: Floats, options: ChartOptions) -> Floats:
    """Return (N,) sigma × sigma_z.

    Example: z = 0, 2, −1, 1 has moving ranges 2, 3, 2; mean 2.333; sigma_z = 2.333 / 1.128 = 2.07.
    """
    z = np.divide(sample.values - centre, sigma, out=np.full_like(sigma, np.nan), where=sigma > 0)
    if options.between == "sd":
        return sigma * _standard_deviation(z, sample)
    factor: Floats = sample.segments.spread(individuals_sigma(z, sample, options))
    return sigma * factor


def _standard_deviation(z: Floats, sample: Sample) -> Floats:
    """Return (N,) the standard deviation of the baseline's z, for points that have no order to take moving
    ranges along."""
    known = sample.baseline_of(z)
    squares = (known - sample.mean(z)) ** 2
    count = sample.segments.count(~np.isnan(squares))
    total = sample.segments.total(squares)
    variance = np.divide(total, count - 1, out=np.full(len(total), np.nan), where=count > 1)
    return sample.segments.spread(np.sqrt(variance))
