"""Gradients of WHO's HEAT over ordered groups, the least advantaged first: concentration, regression.

Values (G,), people (G,); rank b of a group: the middle of its stretch of the people, 0 to 1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit

from stats.arrays import Floats
from stats.equity.heat.measure import Measure, around, around_ratio, groups_with_value, unknown
from stats.equity.inequality import relative_ranks

_STEPS = 100
_CLOSE = 1e-12


def concentration_index(
    value: ArrayLike,
    people: ArrayLike,
    level: float = 0.95,
    *,
    form: str = "relative",
    bounds: tuple[float, float] = (0.0, 1.0),
) -> Measure:
    """Return the concentration index: positive where the better off have the higher values.

    form "absolute": 2 Σ w y (b − ½), in the values' unit; "relative": that / mean; for values with a smallest
    and largest possible (`bounds`, lowest m, highest M), "wagstaff": relative × mean (M − m) / ((M − mean)
    (mean − m)) and "erreygers": 4 × absolute / (M − m). The error is that of the slope of the convenient
    regression of 2 var(b) y on b. Kakwani, Wagstaff & van Doorslaer 1997 (J Econom 77: 87); Wagstaff 2005;
    Erreygers 2009 (J Health Econ 28: 504).

    >>> found = concentration_index([10, 20, 40], [1, 1, 1])
    >>> round(found.estimate, 4), round(found.error, 4)
    (0.2857, 0.055)
    """
    groups = groups_with_value(value, people)
    if isinstance(groups, Measure):
        return groups
    if form not in ("absolute", "relative", "wagstaff", "erreygers"):
        raise ValueError(f"form: expected absolute, relative, wagstaff or erreygers, got {form!r}")
    w, y, mean = groups.share, groups.value, groups.mean
    rank = relative_ranks(groups.people) - 0.5
    spread = (w * rank**2).sum()
    index = 2 * (w * y * rank).sum()
    left = 2 * spread * (y - mean) - index * rank
    error = np.sqrt((w * left**2).sum() / (y.size - 2) / spread)
    low, high = bounds
    if form == "absolute":
        scale = 1.0
    elif form == "erreygers":
        scale = 4 / (high - low)
    elif form == "wagstaff":
        between = (high - mean) * (mean - low)
        if not between > 0:
            return unknown("the mean is not inside the bounds")
        scale = (high - low) / between
    elif mean > 0:
        scale = 1 / mean
    else:
        return unknown("a share of nothing: the mean is not above zero")
    return around(float(index), float(error), level, scale=float(scale))


@dataclass(frozen=True, slots=True)
class Gradient:
    """The fitted value at rank 1 less that at rank 0, and their ratio (its error on the log scale)."""

    slope: Measure
    ratio: Measure


def fitted_gradient(
    value: ArrayLike,
    people: ArrayLike,
    level: float = 0.95,
    *,
    logistic: bool,
    weight: ArrayLike | None = None,
) -> Gradient:
    """Return HEAT's slope and relative index: values regressed on rank, standard errors robust (HC1).

    The line is straight, or `logistic` for shares 0 to 1, and weighted by the people unless `weight` (G,)
    says otherwise. Errors come from how the groups scatter around the line, not from the groups' own: with
    five groups that is little to go by, and with equal ones nothing. For our own pages use `slope_index`.
    Fails with a ValueError on shares outside 0 to 1.

    >>> found = fitted_gradient([0.6, 0.7, 0.75, 0.9], [1, 1, 1, 1], logistic=False)
    >>> round(found.slope.estimate, 3), round(found.slope.error, 3), round(found.ratio.estimate, 3)
    (0.38, 0.041, 1.694)
    """
    groups = groups_with_value(value, people)
    if isinstance(groups, Measure):
        return Gradient(groups, groups)
    y = groups.value
    if np.ptp(y) == 0:
        same = unknown("all groups have the same value: nothing scatters around the line")
        return Gradient(same, same)
    if logistic and not ((y >= 0) & (y <= 1)).all():
        raise ValueError(f"a logistic line: expected shares from 0 to 1, got {y.min():g} to {y.max():g}")
    given = np.asarray(people if weight is None else weight, np.float64)
    w = given[np.isfinite(np.asarray(value, np.float64))]
    design = np.column_stack([np.ones(y.size), relative_ranks(groups.people)])
    coefficient, fitted, slope = _logistic(design, y, w) if logistic else _straight(design, y, w)
    bread = np.linalg.inv(design.T * (w * slope) @ design)
    meat = design.T * (w * (y - fitted)) ** 2 @ design
    covariance = bread @ meat @ bread * y.size / (y.size - 2)
    start, end = coefficient[0], coefficient.sum()
    at, turn = (
        ((expit(v), expit(v) * (1 - expit(v))) for v in (start, end))
        if logistic
        else (
            (start, 1.0),
            (end, 1.0),
        )
    )
    return _gradient(at, turn, covariance, level)


def _gradient(
    first: tuple[float, float], last: tuple[float, float], covariance: Floats, level: float
) -> Gradient:
    """Return slope and ratio from (fitted value, its change with the line) at both ends."""
    (v0, d0), (v1, d1) = first, last
    on_slope = np.array([d1 - d0, d1])
    slope = around(float(v1 - v0), float(np.sqrt(on_slope @ covariance @ on_slope)), level)
    if not (v0 > 0 and v1 > 0):
        return Gradient(slope, unknown("the line falls to zero or below: no ratio"))
    on_log = np.array([d1 / v1 - d0 / v0, d1 / v1])
    return Gradient(slope, around_ratio(float(v1 / v0), float(np.sqrt(on_log @ covariance @ on_log)), level))


def _straight(design: Floats, y: Floats, w: Floats) -> tuple[Floats, Floats, Floats]:
    coefficient = np.asarray(np.linalg.solve(design.T * w @ design, design.T * w @ y), np.float64)
    fitted: Floats = design @ coefficient
    return coefficient, fitted, np.ones(y.size)


def _logistic(design: Floats, y: Floats, w: Floats) -> tuple[Floats, Floats, Floats]:
    """Return coefficients, fitted shares and their derivative, by Newton's method."""
    coefficient = np.zeros(2)
    for _ in range(_STEPS):
        share = expit(design @ coefficient)
        step = np.linalg.solve(design.T * (w * share * (1 - share)) @ design, design.T * w @ (y - share))
        coefficient = coefficient + step
        if np.abs(step).max() < _CLOSE * max(1.0, float(np.abs(coefficient).max())):
            break
    share = expit(design @ coefficient)
    return coefficient, share, share * (1 - share)
