"""I′ chart: individual values that rest on different numbers of measurements.

When: means, medians or rates whose denominators differ much. A step between two periods is divided
by what chance would make of their sizes, s = sqrt(π/2) |Δy| / sqrt(1/n₁ + 1/n₂); the mean of those
(screened at 3.2665 × mean) gives sigma = mean(s) / sqrt(n). Centre: mean weighted by n. The steps
use all points of a phase: a frozen baseline and exclusions touch only the centre.
Source: Taylor 2017, "Normalized individuals (I_N) chart"; as in qicharts2 0.8.1.

y 10, 12 with n 4, 4: s = 1.2533 × 2 / 0.7071 = 3.545, sigma = 3.545 / 2 = 1.772.
"""

from __future__ import annotations

import numpy as np

from stats.arrays import Floats, divide
from stats.limits.chart import ChartOptions, Lines
from stats.limits.moving_range import moving_ranges, screened_mean
from stats.limits.sample import Sample

SCREEN = 3.2665


def limits(sample: Sample, options: ChartOptions) -> Lines:
    values, sizes, segments = sample.values, sample.out_of(), sample.segments
    weighted = segments.total(sample.baseline_of(values * sizes))
    mean = divide(weighted, segments.total(sample.baseline_of(sizes)))
    centre = sample.given_or(segments.spread(mean))
    return Lines.around(values, centre, segments.spread(typical_step(sample, options)) / np.sqrt(sizes))


def typical_step(sample: Sample, options: ChartOptions) -> Floats:
    """Return (G,) the mean step of each phase, for one measurement a period."""
    sizes = sample.out_of()
    expected = np.full_like(sizes, np.nan)
    expected[1:] = np.sqrt(1.0 / sizes[1:] + 1.0 / sizes[:-1])
    steps = np.sqrt(np.pi / 2.0) * moving_ranges(sample.values, sample.segments) / expected
    return screened_mean(steps, sample.segments, SCREEN if options.screen else None)
