"""The chart that suits a series, and what speaks against it: codes and numbers, the words are made elsewhere.

The chart follows from the kind of number; the data can object to it in four ways, asked in this order:

    constant        every known value is the same: nothing to learn from limits
    rare events     fewer than two expected a period: count what lies between events instead (g, t)
    few points      fewer than 13: a run chart, which needs no limits
    overdispersed   periods differ more than chance inside each would make them: p → pp, u → up, c → xmr
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from stats.arrays import TOLERANCE, Bools, Floats, Ints, Signs, as_matrix, divide
from stats.limits.chart import MIN_POINTS_FOR_LIMITS, ChartOptions
from stats.limits.moving_range import individuals_sigma
from stats.limits.phases import Phases
from stats.limits.sample import sample

# With two expected, one period in seven has none, the lower limit is 0 and an improvement cannot show
# (Benneyan 2001, Health Care Manag Sci 4: 305; Provost & Murray 2011, chapter 7).
RARE_BELOW = 2.0
# sigma_z is called larger than 1 beyond its one-sided 95 % limit, and never below 1.2: there the limits of a
# p chart stand at 2.5 true sigma, and a steady chart flags one point in 80 instead of one in 370.
LEVEL_Z = 1.645
DISPERSED_FROM = 1.2


class Number(StrEnum):
    """The kind of number a series is made of."""

    PROPORTION = "proportion"
    RATE = "rate"
    COUNT = "count"
    VALUE = "value"


class AdviceReason(StrEnum):
    """The reason why a chart is suggested."""

    USUAL = "usual"
    CONSTANT = "constant"
    RARE_EVENTS = "rare_events"
    FEW_POINTS = "few_points"
    OVERDISPERSED = "overdispersed"


# `advise` gives codes so that thousands of series stay one small array: code → reason by index.
ADVICE_REASONS: tuple[AdviceReason, ...] = tuple(AdviceReason)
_CONSTANT, _RARE, _FEW, _DISPERSED = 1, 2, 3, 4

# Kind of number → the usual chart, the one for rare events, the one for variation between periods.
_CHARTS = {
    Number.PROPORTION: ("p", "g", "pp"),
    Number.RATE: ("u", "t", "up"),
    Number.COUNT: ("c", "t", "xmr"),
    Number.VALUE: ("xmr", "xmr", "xmr"),
}


@dataclass(frozen=True, slots=True, eq=False)
class Advice:
    """A suggestion for each of S series, and its evidence; (S,) each.

    kind:          name of the suggested chart (`CHARTS`)
    reason:        code (`ADVICE_REASONS`) of the reason that decided
    points:        known points
    expected:      mean number of events a period if nothing ever changed; of a proportion the smaller of
                   events and non-events (a share of 99.8 % is rare in its failures); NaN for values
    sigma_z:       how much wider than chance inside the periods the points really scatter, 1 = just chance:
                   the factor by which pp and up widen the limits; NaN for values
    sigma_z_limit: what chance alone would rarely exceed with so many points
    dispersion:    chi-square about the centre / degrees of freedom. Where it is large and sigma_z is not,
                   the level has moved and a wider chart would hide it
    """

    kind: NDArray[np.str_]
    reason: Signs
    points: Ints
    expected: Floats
    sigma_z: Floats
    sigma_z_limit: Floats
    dispersion: Floats


def advise(
    number: Number | str,
    numerator: ArrayLike,
    denominator: ArrayLike | None = None,
    *,
    judged: Bools | None = None,
    min_points: int = MIN_POINTS_FOR_LIMITS,
    rare_below: float = RARE_BELOW,
) -> Advice:
    """Suggest a chart for every series, with the reason and its evidence.

    number:      proportion, rate, count or value: for the whole matrix
    numerator:   (S, P) events, or values; NaN is missing
    denominator: (S, P) at risk; needed for proportions and rates, not looked at for counts
    judged:      (S, P) False: leave the point out (immature, excluded, of an earlier phase)

    z = (y − centre) / sigma of the p, u or c chart; sigma_z = screened mean moving range of z / 1.128
    (Laney 2002, Quality Engineering 14: 531), so that a shift counts in one range only and not in every
    point after it. With k ranges, of which l have a neighbour, chance gives sigma_z a variance of
    (0.5708 k + 0.2557 l) / k² (Cryer & Ryan 1990, J. Quality Technology 22: 187).

    >>> found = advise("proportion", [[10, 30] * 10], [[100] * 20])
    >>> str(found.kind[0]), str(ADVICE_REASONS[found.reason[0]]), found.sigma_z.round(2)  # 0.2 / 0.04 / 1.128
    ('pp', 'overdispersed', array([4.43]))
    """
    number = Number(number)
    if denominator is None and number in (Number.PROPORTION, Number.RATE):
        raise ValueError(f"a {number} needs denominators")
    top = as_matrix(numerator)
    if judged is not None:
        top = np.where(judged, top, np.nan)
    bottom = np.ones_like(top)
    if denominator is not None and number is not Number.COUNT:
        bottom = np.broadcast_to(np.asarray(denominator, dtype=np.float64), top.shape)
    laid = sample(top, bottom, Phases.single((top.shape[0], top.shape[1])))
    values = laid.values.reshape(top.shape)
    points = np.count_nonzero(~np.isnan(values), axis=1)

    if number is Number.VALUE or top.shape[1] == 0:
        expected = sigma_z = limit = dispersion = np.full(len(top), np.nan)
    else:
        centre = laid.pooled()
        chance = centre * (1.0 - centre) if number is Number.PROPORTION else centre
        sigma = np.sqrt(divide(np.maximum(chance, 0.0), laid.out_of()))
        z = np.divide(laid.values - centre, sigma, out=np.full_like(sigma, np.nan), where=sigma > 0)
        expected = _expected(centre.reshape(top.shape)[:, 0], laid.out_of().reshape(top.shape), number)
        sigma_z = individuals_sigma(z, laid, ChartOptions())
        limit = sigma_z_limit(z.reshape(top.shape))
        squares = np.nansum(z.reshape(top.shape) ** 2, axis=1)
        dispersion = np.where(np.isnan(limit), np.nan, divide(squares, points - 1))

    dispersed = sigma_z > np.maximum(limit, DISPERSED_FROM)
    objections = [_is_constant(values, points), expected < rare_below, points < min_points, dispersed]
    reason = np.select(objections, [_CONSTANT, _RARE, _FEW, _DISPERSED], 0).astype(np.int8)
    usual, rare, wide = _CHARTS[number]
    kind = np.array([usual, usual, rare, "run", wide])[reason]
    return Advice(kind, reason, points, expected, sigma_z, limit, dispersion)


def sigma_z_limit(z: Floats) -> Floats:
    """Return (S,) the one-sided 95 % limit of sigma_z for series (S, P) whose true sigma_z is 1; NaN without
    ranges.

    25 points without a gap have k = 24 ranges and l = 23 neighbours among them:
    1 + 1.645 × sqrt(0.5708 × 24 + 0.2557 × 23) / 24 = 1.303.

    >>> sigma_z_limit(np.zeros((1, 25))).round(3)
    array([1.303])
    """
    known = ~np.isnan(z)
    has_range = known[:, 1:] & known[:, :-1]
    k = np.count_nonzero(has_range, axis=1).astype(np.float64)
    neighbours = np.count_nonzero(has_range[:, 1:] & has_range[:, :-1], axis=1)
    return 1.0 + LEVEL_Z * divide(np.sqrt(0.5708 * k + 0.2557 * neighbours), k)


def _expected(centre: Floats, out_of: Floats, number: Number) -> Floats:
    """Return (S,) events, or of a proportion non-events if they are fewer, in a period of mean size."""
    known = np.count_nonzero(~np.isnan(out_of), axis=1)
    size = divide(np.nansum(out_of, axis=1), known)
    smaller = np.minimum(centre, 1.0 - centre) if number is Number.PROPORTION else centre
    expected: Floats = size * smaller
    return expected


def _is_constant(values: Floats, points: Ints) -> Bools:
    """Return (S,) whether a series has at least two known values, all equal."""
    if values.shape[1] == 0:
        return np.zeros(len(values), dtype=np.bool_)
    high, low = np.fmax.reduce(values, axis=1), np.fmin.reduce(values, axis=1)
    constant: Bools = (points > 1) & (high - low <= TOLERANCE * np.maximum(np.abs(high), np.abs(low)))
    return constant
