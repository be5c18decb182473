"""Slope and relative index of inequality across ranked groups, with what they are drawn from: each group's
stretch of the population, and the line."""

from __future__ import annotations

import numpy as np

from quality.equity.comparison import Comparison, finite
from quality.equity.panels import SlopeBar
from quality.equity.view import Slope
from stats.equity.inequality import SlopeIndex, slope_index


def find_slope(case: Comparison) -> Slope | None:
    """Return the slope of a ranked dimension, only when every group is shown: it is a sum over all of
    them."""
    if not case.is_ranked or not case.measure.has_chance:
        return None
    index, before = _slope_index(case, -1), _slope_index(case, -1 - case.counts.blocks.per_year)
    if index is None:
        return None
    return Slope(
        # From the last group's end to the first's, as the gap beside it: larger is more unequal.
        slope=-index.slope,
        lower=-index.slope_upper,
        upper=-index.slope_lower,
        ratio=finite(1 / index.ratio) if index.ratio else None,
        ratio_lower=finite(1 / index.ratio_upper) if index.ratio_upper else None,
        ratio_upper=finite(1 / index.ratio_lower) if index.ratio_lower else None,
        before=None if before is None else -before.slope,
        counts=_ranked_counts(case, -1),
        counts_before=() if before is None else _ranked_counts(case, -1 - case.counts.blocks.per_year),
        at_first=index.intercept,
        at_last=index.intercept + index.slope,
        bars=_bars(case, index),
    )


def _ranked_counts(case: Comparison, time: int) -> tuple[tuple[float, float], ...]:
    x, n = (
        np.nan_to_num(counts[~case.is_unknown, time])
        for counts in (case.year.numerator, case.year.denominator)
    )
    return tuple(zip(x.tolist(), n.tolist(), strict=True))


def _slope_index(case: Comparison, time: int) -> SlopeIndex | None:
    if case.year.times < -time:
        return None
    known = ~case.is_unknown
    x, n = (counts[known, time] for counts in (case.year.numerator, case.year.denominator))
    lower, upper = case.measure.interval(x, n)
    index = slope_index(case.measure.value(x, n), np.nan_to_num(n), (upper - lower) / (2 * 1.959964))
    return index if index.is_known else None


def _bars(case: Comparison, index: SlopeIndex) -> tuple[SlopeBar, ...]:
    """Return the groups side by side, each as wide as its share of the people."""
    known = np.flatnonzero(~case.is_unknown)
    x, n = (counts[known] for counts in case.now())
    ends = np.cumsum(n / n.sum())
    starts = np.concatenate([[0.0], ends[:-1]])
    value, (lower, upper) = case.measure.value(x, n), case.measure.interval(x, n)
    fitted = index.intercept + index.slope * (starts + ends) / 2
    columns = (known, starts, ends, value, lower, upper, fitted)
    return tuple(
        SlopeBar(case.counts.groups[i].label, *numbers)
        for i, *numbers in zip(*(column.tolist() for column in columns), strict=True)
    )
