"""Moving ranges: how far one point is from the one before, within a phase."""

from __future__ import annotations

import numpy as np

from stats.arrays import Bools, Floats, divide
from stats.limits.chart import D2, SCREEN_FACTOR, ChartOptions
from stats.limits.sample import Sample
from stats.limits.segments import Segments


def moving_ranges(values: Floats, segments: Segments) -> Floats:
    """Return (N,) |step from the point before|; NaN for a phase's first point and beside a missing value.

    values          3   5   ·   4   9 │ 1   2
    moving range    ·   2   ·   ·   5 │ ·   1
    """
    ranges = np.empty_like(values)
    np.subtract(values[1:], values[:-1], out=ranges[1:])
    np.abs(ranges[1:], out=ranges[1:])
    ranges[segments.starts] = np.nan
    return ranges


def bridged_ranges(values: Floats, segments: Segments, included: Bools) -> Floats:
    """Return moving ranges that reach over excluded points to the last included one of the phase.

    values          3   5   x   4   9         x excluded
    moving range    ·   2   ·   1   5
    A missing value is not reached over: something was there, and it is not known what.
    """
    place = np.where(included, np.arange(len(values)), -1)
    last = np.full(len(values), -1)
    last[1:] = np.maximum.accumulate(place)[:-1]
    has_partner = included & (last >= segments.spread(segments.starts))
    return np.where(has_partner, np.abs(values - values[last]), np.nan)


def mean_moving_range(values: Floats, sample: Sample, options: ChartOptions) -> Floats:
    """Return (G,) mean moving range of each phase's baseline, screened once if the options say so.

    Screening (after Nelson 1982): ranges not strictly below 3.267 × their mean are left out and the mean
    is taken again. Of a flat line nothing is left, and its mean moving range is NaN.

    4, 5, 4, 5, 4, 40, 5 has ranges 1 1 1 1 36 35, mean 12.5, limit 40.8: all stay. With ten more
    points alternating 4 and 5 the mean is 5.3, the limit 17.4; the two great ranges go: mean 1.
    """
    segments = sample.segments
    known = sample.baseline_of(values)
    if sample.included is not None and options.bridge_excluded:
        ranges = bridged_ranges(known, segments, sample.included)
    else:
        ranges = moving_ranges(known, segments)
    return screened_mean(ranges, segments, SCREEN_FACTOR if options.screen else None)


def screened_mean(ranges: Floats, segments: Segments, factor: float | None) -> Floats:
    """Return (G,) mean of the known ranges; with a factor, again of those strictly below factor × mean."""
    is_known = ~np.isnan(ranges)
    amounts = np.where(is_known, ranges, 0.0)
    mean = divide(segments.reduce(np.add, amounts), segments.count(is_known))
    if factor is None:
        return mean
    kept = ranges < segments.spread(factor * mean)
    return divide(segments.reduce(np.add, np.where(kept, amounts, 0.0)), segments.count(kept))


def individuals_sigma(values: Floats, sample: Sample, options: ChartOptions) -> Floats:
    """Return (G,) sigma of single values: mean moving range / 1.128."""
    return mean_moving_range(values, sample, options) / D2
