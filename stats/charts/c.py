"""C chart: counts over equal exposure, limits from the Poisson distribution.

When: events per period where the exposure hardly changes. Centre: mean count; sigma sqrt(centre);
lower limit not below 0. A denominator, if given, is not used. Source: Montgomery, section 7.3.

3, 5, 4: centre 4, limits max(0, 4 − 6) = 0 and 10.
"""

from __future__ import annotations

import numpy as np

from stats.limits.chart import ChartOptions, Lines
from stats.limits.natural_bounds import clipped
from stats.limits.sample import Sample


def limits(sample: Sample, options: ChartOptions) -> Lines:
    centre = sample.given_or(sample.mean(sample.numerator))
    return clipped(Lines.around(sample.numerator, centre, np.sqrt(centre)), options, 0.0)
