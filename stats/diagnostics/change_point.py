"""The place in a series where the points after differ most from those before, by ranks.

values     5  6  4  5  9  8  9  8
ranks      2.5 4 1 2.5 7.5 5.5 7.5 5.5      ties share a rank
sum of the first k ranks, less what chance expects, over its standard deviation: largest at k = 4
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stats.arrays import Bools, Floats, Ints, divide

# The largest z of the scan that one steady series in a hundred exceeds, by known points, 8 or more a side;
# simulated (bench/simulate/rephase.py).
POINTS = np.array([16.0, 20, 24, 30, 36, 48, 60, 90, 120, 240])
ONE_IN_A_HUNDRED = np.array([2.52, 2.78, 2.94, 3.08, 3.12, 3.24, 3.28, 3.39, 3.43, 3.52])

# By how much the BIC of a step must be better than a straight line's: 2 to 6 is positive evidence (Kass &
# Raftery 1995, J Am Stat Assoc 90: 773). Four keeps suggestions on sloping series near one in twenty.
LINE_MARGIN = 4.0


@dataclass(frozen=True, slots=True, eq=False)
class Split:
    """(S,) each, of the best place to split a series in two.

    start:  column of the first point after; points, after: known points in all, and from there on
    z:      rank statistic, absolute; 0 where too few points allow no split
    ranks:  (S, P) less their mean, which it was found by
    """

    start: Ints
    points: Ints
    after: Ints
    z: Floats
    ranks: Floats


def threshold(points: Ints) -> Floats:
    """Return (S,) what the z of one steady series in a hundred exceeds, interpolated."""
    return np.asarray(np.interp(points, POINTS, ONE_IN_A_HUNDRED))


def centred_ranks(values: Floats) -> Floats:
    """Return (S, P) ranks less their mean within each row; ties share their mean rank; NaN where missing.

    >>> centred_ranks(np.array([[5.0, np.nan, 9.0, 5.0]]))
    array([[-0.5,  nan,  1. , -0.5]])
    """
    order = np.argsort(values, axis=1, kind="stable")  # NaN goes last
    ordered = np.take_along_axis(values, order, axis=1)
    known = ~np.isnan(ordered)
    place = np.broadcast_to(np.arange(values.shape[1]), values.shape)
    is_new = np.ones(values.shape, dtype=np.bool_)
    is_new[:, 1:] = ordered[:, 1:] != ordered[:, :-1]
    first = np.maximum.accumulate(np.where(is_new, place, 0), axis=1)
    is_last = np.ones(values.shape, dtype=np.bool_)
    is_last[:, :-1] = is_new[:, 1:]
    last = np.minimum.accumulate(np.where(is_last, place, values.shape[1])[:, ::-1], axis=1)[:, ::-1]
    middle = (np.count_nonzero(known, axis=1, keepdims=True) - 1) / 2.0
    ranks: Floats = np.empty(values.shape)
    np.put_along_axis(ranks, order, np.where(known, (first + last) / 2.0 - middle, np.nan), axis=1)
    return ranks


def best_split(values: Floats, min_points: int) -> Split:
    """Compare before with after at every column of (S, P) that leaves min_points known on each side.

    U = sum of the centred ranks before; z = U / sqrt(n₁ n₂ / (n (n − 1)) × Σ rank²), which allows for ties.
    """
    ranks = centred_ranks(values)
    known = ~np.isnan(ranks)
    flat = np.where(known, ranks, 0.0)
    total = np.count_nonzero(known, axis=1)
    before = np.cumsum(known, axis=1)[:, :-1]
    after = total[:, np.newaxis] - before
    squares = np.sum(flat**2, axis=1)
    pairs = (total * (total - 1.0))[:, np.newaxis]
    allowed = (before >= min_points) & (after >= min_points) & known[:, 1:]
    variance = np.where(allowed, divide(before * after * squares[:, np.newaxis], pairs), np.nan)
    z = np.nan_to_num(np.abs(divide(np.cumsum(flat, axis=1)[:, :-1], np.sqrt(variance))))
    if z.shape[1] == 0:
        z, after = np.zeros((len(values), 1)), np.zeros((len(values), 1), dtype=np.intp)
    best = np.argmax(z, axis=1)
    row = np.arange(len(values))
    return Split(start=best + 1, points=total, after=after[row, best], z=z[row, best], ranks=ranks)


def guards(split: Split) -> tuple[Floats, Bools]:
    """Return (S,) how much wider z scatters in a series that wanders like this one, at least 1; and whether a
    step explains the ranks better than a straight line."""
    residual = _beside_step(split.ranks, split.start)
    return _inflation(residual), _beats_line(split.ranks, residual)


def _beside_step(ranks: Floats, start: Ints) -> Floats:
    """Return (S, P) ranks less the mean of their side of the step."""
    column = np.arange(ranks.shape[1])
    known = ~np.isnan(ranks)
    flat = np.where(known, ranks, 0.0)
    after = column >= start[:, np.newaxis]
    means = [
        divide(np.sum(flat * side, axis=1), np.count_nonzero(known & side, axis=1))[:, np.newaxis]
        for side in (~after, after)
    ]
    return np.asarray(ranks - np.where(after, means[1], means[0]))


def _inflation(residual: Floats) -> Floats:
    """Return (S,) sqrt((1 + r) / (1 − r)), at least 1; r = lag-1 autocorrelation + 3 / n.

    Removing two means and choosing the place draws r down by about 3 / n (two means alone by 2 / n).
    """
    known = ~np.isnan(residual)
    flat = np.where(known, residual, 0.0)
    count = np.count_nonzero(known, axis=1)
    both = np.count_nonzero(known[:, 1:] & known[:, :-1], axis=1)
    scale = divide(count * np.sum(flat[:, 1:] * flat[:, :-1], axis=1), both * np.sum(flat**2, axis=1))
    r = np.clip(np.nan_to_num(scale + divide(np.float64(3.0) * np.ones_like(scale), count)), 0.0, 0.9)
    return np.asarray(np.sqrt((1.0 + r) / (1.0 - r)))


def _beats_line(ranks: Floats, residual: Floats) -> Bools:
    """Return whether n ln(RSS of step) + ln n + 4 < n ln(RSS of line): the step has its place as one more
    parameter."""
    known = ~np.isnan(ranks)
    flat = np.where(known, ranks, 0.0)
    squares = np.sum(flat**2, axis=1)
    count = np.count_nonzero(known, axis=1)
    column = np.arange(flat.shape[1])
    middle = divide(np.sum(known * column, axis=1), count)
    away = np.where(known, column - middle[:, np.newaxis], 0.0)
    line = squares - divide(np.sum(away * flat, axis=1) ** 2, np.sum(away**2, axis=1))
    step = np.nansum(residual**2, axis=1)
    penalty = np.exp(divide(np.log(np.maximum(count, 1)) + LINE_MARGIN, count))
    beats: Bools = step * penalty < line
    return beats
