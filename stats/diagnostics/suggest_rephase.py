"""Possible starts of new limits: one lasting step, found by ranks, offered to a person and never applied.

For every place where a new phase could start, the points before and after it are compared as in the
Wilcoxon–Mann–Whitney test, and the place with the largest difference is taken: Pettitt (1979, Applied
Statistics 28: 126), standardised for unequal sides as by Hawkins & Deng (2010, J. Quality Technology 42:
165). Ranks, because a single wild point must not make a step and the chance of a false one must not depend
on how the values are distributed. Such a scan is fooled by series that wander or slope: four guards follow.

    wandering    z is divided by sqrt((1 + r) / (1 − r)), r the lag-1 autocorrelation left beside the step
    slope        a straight line must explain the ranks clearly worse than the step does, by BIC
    size         the step is at least one standard deviation of what common cause does inside the two sides
    lasting      the last third of the new phase lies nearer to its own mean than to the old one

A series with two steps looks like one that wanders. Therefore the phase is searched whole, and then its
latest three quarters, three quarters of those, and so on; of the steps found the latest is suggested.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from stats.arrays import Bools, Floats, Ints, as_matrix, divide
from stats.diagnostics.change_point import Split, best_split, guards, threshold
from stats.limits.chart import D2
from stats.limits.phases import Phases

MIN_POINTS_A_SIDE = 10
MIN_STEP = 1.0
LEAST_POINTS_A_SIDE = 8


@dataclass(frozen=True, slots=True, eq=False)
class RephaseSuggestion:
    """(S,) each; NaN and −1 where nothing is suggested.

    start:    column of the first point of the suggested new phase, −1 for no suggestion
    step:     mean after less mean before, in units of the values
    sigmas:   |step| in standard deviations of common cause variation
    strength: the rank statistic over what one steady phase in a hundred exceeds; above 1, larger is surer
    points:   known points of the suggested phase
    """

    start: Ints
    step: Floats
    sigmas: Floats
    strength: Floats
    points: Ints


def suggest_rephase(
    values: ArrayLike,
    *,
    phases: Phases | None = None,
    judged: Bools | None = None,
    min_points: int = MIN_POINTS_A_SIDE,
    min_step: float = MIN_STEP,
) -> RephaseSuggestion:
    """Look for one lasting step in the latest phase of every series.

    values:     (S, P) as charted; NaN is missing. On charts whose denominators differ much, give
                (value − centre) / sigma instead, or small months will pass for change
    phases:     only the last phase is searched, and excluded points are passed over
    judged:     (S, P) False: leave the point out (immature)
    min_points: known points on each side, at least 8
    min_step:   smallest step worth new limits, in standard deviations

    Fewer than one steady series of independent points in a hundred gets a suggestion; docs/methods.md says
    how many of wandering, sloping and seasonal ones do, and how many steps are found.

    >>> found = suggest_rephase([[5, 6, 4, 5, 7, 5, 4, 6, 5, 6, 5, 4, 9, 8, 10, 9, 8, 9, 10, 8, 9, 9, 8, 10]])
    >>> found.start, found.step.round(2)
    (array([12]), array([3.75]))
    """
    if min_points < LEAST_POINTS_A_SIDE:
        raise ValueError(f"a phase needs at least {LEAST_POINTS_A_SIDE} points to be compared with another")
    known = np.where(np.ones(1, dtype=np.bool_) if judged is None else judged, as_matrix(values), np.nan)
    if phases is not None:
        known = np.where(phases.included & (phases.phase == phases.phase[:, -1:]), known, np.nan)
    from_end = np.cumsum(~np.isnan(known[:, ::-1]), axis=1)[:, ::-1]
    best = _nothing(len(known))
    for lengths in _windows(np.count_nonzero(~np.isnan(known), axis=1), 2 * min_points):
        window = np.where(from_end <= lengths[:, np.newaxis], known, np.nan)
        best = _later(best, _one_step(window, min_points, min_step), min_points)
    return best


def _windows(points: Ints, shortest: int) -> Iterator[Ints]:
    """Yield (S,) numbers of latest points to search, long to short: all that a series has, and then each
    about three quarters of the last; 0 for a series that is through. By each series' own length, so that what
    is suggested for it does not depend on its neighbours in the matrix.

    >>> [lengths.tolist() for lengths in _windows(np.array([60, 30]), 20)]
    [[60, 30], [45, 23], [34, 0], [26, 0], [20, 0]]
    """
    lengths = np.where(points >= shortest, points, 0)
    while np.any(lengths):
        yield lengths
        shorter = -(-3 * lengths // 4)
        lengths = np.where(shorter >= shortest, shorter, 0)


def _one_step(values: Floats, min_points: int, min_step: float) -> RephaseSuggestion:
    """Return the clearest step of each series, if it passes every guard."""
    split = best_split(values, min_points)
    limit = threshold(split.points)
    if not np.any(split.z > limit):  # the guards only take away, and cost more than the search
        return _nothing(len(values))
    inflation, beats_line = guards(split)
    strength = divide(split.z, inflation * limit)
    step, deviation, lasts = _step(values, split)
    sigmas = divide(np.abs(step), deviation)
    good = (strength > 1.0) & beats_line & lasts & (sigmas >= min_step)
    found = RephaseSuggestion(split.start, step, sigmas, strength, split.after)
    return _where(good, found, _nothing(len(values)))


def _nothing(rows: int) -> RephaseSuggestion:
    nowhere, unknown = np.full(rows, -1, dtype=np.intp), np.full(rows, np.nan)
    return RephaseSuggestion(nowhere, unknown, unknown, unknown, np.zeros(rows, dtype=np.intp))


def _later(one: RephaseSuggestion, other: RephaseSuggestion, min_points: int) -> RephaseSuggestion:
    """Return the later of two suggestions; of two for the same step, less than a phase apart, the clearer."""
    apart = one.points - other.points >= min_points
    same = np.abs(one.points - other.points) < min_points
    better = (other.start >= 0) & ((one.start < 0) | apart | (same & (other.strength > one.strength)))
    return _where(better, other, one)


def _where(chosen: Bools, one: RephaseSuggestion, other: RephaseSuggestion) -> RephaseSuggestion:
    parts = ((getattr(one, name), getattr(other, name)) for name in RephaseSuggestion.__slots__)
    return RephaseSuggestion(*(np.where(chosen, *pair) for pair in parts))


def _step(values: Floats, split: Split) -> tuple[Floats, Floats, Bools]:
    """Return (S,) mean after − before, the standard deviation inside the sides, and whether the new level
    lasts.

    The deviation is the larger of the pooled one and mean moving range / 1.128, so that neither a trend nor
    a zigzag makes a step look large.
    """
    known = ~np.isnan(values)
    column = np.arange(values.shape[1])
    after = known & (column >= split.start[:, np.newaxis])
    before = known & ~after
    old, new = _mean(values, before), _mean(values, after)
    rest = np.where(after, values - new[:, np.newaxis], values - old[:, np.newaxis])
    freedom = np.count_nonzero(known, axis=1) - 2.0
    pooled = np.sqrt(divide(np.nansum(rest**2, axis=1), freedom))
    ranges = np.abs(np.diff(rest, axis=1))
    near = D2 * np.count_nonzero(~np.isnan(ranges), axis=1)
    deviation = np.fmax(pooled, divide(np.nansum(ranges, axis=1), near))
    from_end = np.cumsum(after[:, ::-1], axis=1)[:, ::-1]
    tail = _mean(values, after & (from_end <= np.maximum(split.after[:, np.newaxis] // 3, 4)))
    return new - old, deviation, np.abs(tail - new) < np.abs(tail - old)


def _mean(values: Floats, where: Bools) -> Floats:
    return divide(np.sum(np.where(where, values, 0.0), axis=1), np.count_nonzero(where, axis=1))
