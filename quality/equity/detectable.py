"""The smallest differences that a year of numbers would have found: "no clear difference" is of some size."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

import stats
from quality.equity.comparison import Comparison, finite
from quality.equity.view import Gap, GroupRow
from quality.series.calendar_blocks import Grain
from quality.signals.measure_type import Kind
from stats.arrays import Floats
from stats.equity.detectable import detectable_gap, detectable_gradient
from stats.equity.evidence import GRADIENT
from stats.equity.gradient import gradient
from stats.equity.group_tests import FALSE_DISCOVERY_RATE


def detectable_gaps(case: Comparison, tests: int) -> Floats:
    """Return the smallest gap that each group's test would find, were it the only one of the page. How much
    periods vary is known of all groups together: not a number may come of it where one of them is hidden."""
    x, n = case.now()
    if not _may_be_told(case):
        return x * np.nan
    rest_x, rest_n = case.rest()
    gap = detectable_gap(
        stats.ratio(x + rest_x, n + rest_n),
        n,
        rest_n,
        sigma=case.signals.sigma[0, :GRADIENT],
        is_rate=case.measure.kind is Kind.RATE,
        level=_level(tests),
    )
    judged_ones = case.signals.is_eligible[0, :GRADIENT] & ~case.is_unknown
    return np.where(judged_ones, np.maximum(case.measure.per * gap, case.indicator.minimum_gap), np.nan)


def detectable_of(gap: Gap | None, case: Comparison, rows: Sequence[GroupRow], tests: int) -> float | None:
    """Return the smallest gap that would have been found: of ranked groups the slope, else what the row of
    the first group says."""
    if gap is None:
        return None
    if case.is_ranked:
        return _detectable_slope(case, tests)
    return next((row.detectable for row in rows if row.label == gap.first), None)


def _detectable_slope(case: Comparison, tests: int) -> float | None:
    if not _may_be_told(case) or not case.signals.is_eligible[0, GRADIENT]:
        return None
    x, n = (counts[~case.is_unknown] for counts in case.now())
    _, error = gradient(x, n, is_rate=case.measure.kind is Kind.RATE)
    found = detectable_gradient(error, sigma=case.signals.sigma[0, GRADIENT], level=_level(tests))
    return finite(max(case.measure.per * float(found), case.indicator.minimum_gap))


def _may_be_told(case: Comparison) -> bool:
    return case.measure.has_chance and not case.counts.released(Grain.PERIOD).is_hidden.any()


def _level(tests: int) -> float:
    return 1 - FALSE_DISCOVERY_RATE / max(tests, 1)
