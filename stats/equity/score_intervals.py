"""Score intervals of gaps: which differences the two groups' numbers do not rule out.

A difference is in the interval when its own test does not refuse it, with the standard error that it would
imply; so the limits are right for few people, too. Counts x, people n, exposures e; any shapes that
broadcast; NaN where a group is empty or has more events than people.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from stats.arrays import Floats, divide
from stats.intervals import Interval, normal_quantile

_HALVINGS = 60
"""Each halves the stretch in which a limit is looked for: 2⁻⁶⁰ of it is beyond the digits of a float."""


def miettinen_nurminen(
    x1: ArrayLike, n1: ArrayLike, x2: ArrayLike, n2: ArrayLike, level: float = 0.95
) -> Interval:
    """Return the interval of x1/n1 − x2/n2 by Miettinen & Nurminen (1985, Stat Med 4: 213).

    All differences d with |x1/n1 − x2/n2 − d| ≤ z √(V(d) N/(N − 1)), V from the most likely shares that lie d
    apart. Preferred to Newcombe's for small groups.

    >>> low, high = miettinen_nurminen(56, 70, 48, 80)
    >>> low.round(4), high.round(4)
    (np.float64(0.0528), np.float64(0.3382))
    """
    a, m, b, n = _same_shape(x1, n1, x2, n2)
    possible = (m > 0) & (n > 0) & (a >= 0) & (b >= 0) & (a <= m) & (b <= n)
    a, m, b, n = (np.where(possible, v, np.nan) for v in (a, m, b, n))
    gap, both = divide(a, m) - divide(b, n), m + n

    def away(d: Floats) -> Floats:
        p2 = _likeliest_share(a, m, b, n, d)
        p1 = np.clip(p2 + d, 0.0, 1.0)
        variance = (p1 * (1 - p1) / m + p2 * (1 - p2) / n) * both / (both - 1)
        return _errors_away(gap - d, variance)

    return _limits(away, gap, np.full(gap.shape, -1.0), np.full(gap.shape, 1.0), level)


def rate_difference_score(
    x1: ArrayLike, e1: ArrayLike, x2: ArrayLike, e2: ArrayLike, level: float = 0.95
) -> Interval:
    """Return the score interval of x1/e1 − x2/e2 for Poisson counts (Miettinen & Nurminen 1985).

    >>> low, high = rate_difference_score(31, 4200, 210, 51000)
    >>> (1000 * low).round(3), (1000 * high).round(3)
    (np.float64(0.998), np.float64(6.399))
    """
    a, m, b, n = _counts_at_risk(x1, e1, x2, e2)
    gap = divide(a, m) - divide(b, n)

    def away(d: Floats) -> Floats:
        half = (a + b - (m + n) * d) / 2
        rate2 = (half + np.sqrt(half**2 + (m + n) * b * d)) / (m + n)
        # d below zero: group 2 has the larger rate, by at least −d.
        rate2 = np.maximum(rate2, np.maximum(-d, 0.0))
        return _errors_away(gap - d, (rate2 + d) / m + rate2 / n)

    # No rate a hundred standard errors from the two is in any interval.
    reach = 100 * (np.sqrt((a + 1) / m**2 + (b + 1) / n**2)) + np.abs(gap)
    return _limits(away, gap, gap - reach, gap + reach, level)


def rate_ratio_score(
    x1: ArrayLike, e1: ArrayLike, x2: ArrayLike, e2: ArrayLike, level: float = 0.95
) -> Interval:
    """Return the score interval of (x1/e1) / (x2/e2) for Poisson counts, in closed form.

    All ratios r with (x1 − r q x2)² ≤ z² r q (x1 + x2), q = e1 / e2 (Graham, Mengersen & Morton 2003, Stat
    Med 22: 2071). Without an event in group 1 the ratio may be zero; without one in group 2 it has no upper
    limit.

    >>> low, high = rate_ratio_score(31, 4200, 210, 51000)
    >>> low.round(4), high.round(4)
    (np.float64(1.2321), np.float64(2.6079))
    """
    a, m, b, n = _counts_at_risk(x1, e1, x2, e2)
    z, q = normal_quantile(level), divide(m, n)
    middle = 2 * a * b + z**2 * (a + b)
    root = np.sqrt(middle**2 - 4 * a**2 * b**2)
    # The smaller root as constant / larger one: their difference would lose all digits of a small ratio.
    low = divide(2 * a**2, (middle + root) * q)
    return low, divide(middle + root, 2 * b**2 * q)


def _likeliest_share(a: Floats, m: Floats, b: Floats, n: Floats, d: Floats) -> Floats:
    """Return the share of group 2 that makes the counts most likely when group 1's is d above it.

    The root of a cubic, by its angle (Miettinen & Nurminen 1985, appendix; Farrington & Manning 1990).
    """
    third = m + n
    second = (m + 2 * n) * d - third - a - b
    first = (n * d - third - 2 * b) * d + a + b
    constant = b * d * (1 - d)
    shift = second / (3 * third)
    inside = shift**2 - first / (3 * third)
    size = np.sqrt(np.maximum(inside, 0.0))
    turned = shift**3 - first * second / (6 * third**2) + constant / (2 * third)
    size = np.where(turned > 0, size, -size)
    with np.errstate(divide="ignore", invalid="ignore"):
        cosine = np.where(size == 0, 0.0, turned / size**3)
    angle = (np.pi + np.arccos(np.clip(cosine, -1.0, 1.0))) / 3
    share: Floats = np.clip(2 * size * np.cos(angle) - shift, np.maximum(-d, 0.0), np.minimum(1 - d, 1.0))
    return share


def _errors_away(distance: Floats, variance: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        away = distance / np.sqrt(np.maximum(variance, 0.0))
    return np.where(distance == 0, 0.0, away)


def _limits(
    away: Callable[[Floats], Floats], gap: Floats, least: Floats, most: Floats, level: float
) -> Interval:
    z = normal_quantile(level)
    ends = []
    for sign, far in ((1.0, least), (-1.0, most)):
        inside, outside = gap.copy(), far.copy()
        for _ in range(_HALVINGS):
            middle = (inside + outside) / 2
            agrees = sign * away(middle) <= z
            inside, outside = np.where(agrees, middle, inside), np.where(agrees, outside, middle)
        ends.append((inside + outside) / 2)
    return ends[0], ends[1]


def _counts_at_risk(x1: ArrayLike, e1: ArrayLike, x2: ArrayLike, e2: ArrayLike) -> tuple[Floats, ...]:
    values = _same_shape(x1, e1, x2, e2)
    a, m, b, n = values
    possible = (m > 0) & (n > 0) & (a >= 0) & (b >= 0)
    return tuple(np.where(possible, v, np.nan) for v in values)


def _same_shape(*values: ArrayLike) -> tuple[Floats, ...]:
    return tuple(np.broadcast_arrays(*(np.asarray(v, np.float64) for v in values)))
