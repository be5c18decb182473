"""One measure of inequality with its uncertainty, and which groups it may be made of.

Every measure over groups takes values (G,), people (G,) and standard errors (G,) of the values, in the
values' unit, NaN where there is none.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from stats.arrays import Floats
from stats.intervals import normal_quantile

MOST_WITHOUT_VALUE = 0.15
"""Share of groups without a value up to which the others stand for all (WHO Health Inequality Monitor)."""

NAN = float("nan")


@dataclass(frozen=True, slots=True)
class Measure:
    """An estimate with its standard error and limits; NaN with the reason where it is not known."""

    estimate: float
    error: float = NAN
    lower: float = NAN
    upper: float = NAN
    reason: str = ""

    @property
    def is_known(self) -> bool:
        return not np.isnan(self.estimate)


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """The groups that have a value, (G,) each; share: of the people, summing to 1; mean: of all people."""

    value: Floats
    people: Floats
    share: Floats
    error: Floats
    mean: float


def unknown(reason: str) -> Measure:
    """Return a measure that is not known, and why."""
    return Measure(NAN, reason=reason)


def around(estimate: float, error: float, level: float, scale: float = 1.0) -> Measure:
    """Return estimate ± z × error, all multiplied by `scale`; without an error there are no limits.

    >>> found = around(0.1, 0.02, 0.95, scale=100)
    >>> found.estimate, found.error, round(found.lower, 2), round(found.upper, 2)
    (10.0, 2.0, 6.08, 13.92)
    """
    reach = normal_quantile(level) * error
    reason = "" if np.isfinite(error) else "no standard error, so no limits"
    limits = (estimate - reach) * scale, (estimate + reach) * scale
    return Measure(estimate * scale, error * scale, limits[0], limits[1], reason)


def around_ratio(ratio: float, log_error: float, level: float) -> Measure:
    """Return a ratio with limits on the log scale; `error` is that of its logarithm. No limits around zero.

    >>> found = around_ratio(2.0, 0.1, 0.95)
    >>> found.error, round(found.lower, 3), round(found.upper, 3)
    (0.1, 1.644, 2.433)
    """
    if not ratio > 0:
        return Measure(ratio, reason="a ratio of zero has no limits on the log scale")
    reach = float(np.exp(normal_quantile(level) * log_error))
    return Measure(ratio, log_error, ratio / reach, ratio * reach)


def groups_with_value(
    value: ArrayLike, people: ArrayLike, error: ArrayLike | None = None, *, least: int = 3
) -> Groups | Measure:
    """Return the groups that have a value, or a measure that says why they are not enough.

    At least `least` groups, people in each, and a value for all but 15 % of the groups.

    >>> groups_with_value([1, 2], [10, 10])
    Measure(estimate=nan, error=nan, lower=nan, upper=nan, reason='fewer than 3 groups have a value')
    """
    y, n = np.asarray(value, np.float64), np.asarray(people, np.float64)
    e = np.full(y.shape, NAN) if error is None else np.asarray(error, np.float64)
    known = np.isfinite(y)
    if known.sum() < least:
        return unknown(f"fewer than {least} groups have a value")
    if (~known).mean() > MOST_WITHOUT_VALUE:
        return unknown(f"more than {MOST_WITHOUT_VALUE:.0%} of the groups have no value")
    y, n, e = y[known], n[known], e[known]
    if not (n > 0).all():
        return unknown("a group has a value and nobody in it")
    share = n / n.sum()
    return Groups(y, n, share, e, float(share @ y))
