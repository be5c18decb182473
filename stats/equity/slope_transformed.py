"""The slope and relative index of inequality with values fitted on another scale: rates by their logarithm,
proportions by their logit, so that no fitted value leaves its range.

The limits are those that drawing the groups' values from normals on that scale would approach, found by
integration instead: the same numbers every time.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit, logit, ndtr

from stats.arrays import Floats
from stats.equity.inequality import UNKNOWN_SLOPE, SlopeIndex, slope_weights
from stats.intervals import normal_quantile

# Fitted values at rank 0 are averaged over evenly spaced ones, weighted by a standard normal. A few clever
# nodes would not do: both ends of a line move so closely together that the integrand is nearly a step.
_NODES = np.linspace(-7.0, 7.0, 801)
_WEIGHTS = np.exp(-(_NODES**2) / 2)
_WEIGHTS = _WEIGHTS / _WEIGHTS.sum()
_HALVINGS = 36
_FAR = 12.0
"""Standard errors beyond which nothing is looked for."""

_SCALES: dict[str, tuple[Callable[[Floats], Floats], Callable[[Floats], Floats]]] = {
    "log": (np.log, np.exp),
    "logit": (logit, expit),
}


def transformed_slope_index(
    value: ArrayLike,
    population: ArrayLike,
    lower: ArrayLike,
    upper: ArrayLike,
    level: float = 0.95,
    *,
    scale: str,
) -> SlopeIndex:
    """Fit the indices of `slope_index` on the scale "log" (rates) or "logit" (shares) and turn them back.

    value, population (G,); lower, upper (G,): each value's 95 % limits, whose width on the scale / 2·1.96 is
    its standard error there. Slope index = fitted value at rank 1 − that at rank 0, relative index their
    ratio; `intercept` is the fitted value at rank 0. Unknown as in `slope_index`, and where a value or a
    limit has no logarithm (zero; for shares one, too). Fails with a ValueError on another scale.

    >>> rates, low, high = [30, 25, 20, 15, 10], [28, 23, 18, 14, 9], [32, 27, 22, 16, 11]
    >>> index = transformed_slope_index(rates, [1, 1, 1, 1, 1], low, high, scale="log")
    >>> round(index.slope, 2), round(index.ratio, 3), round(index.slope_lower, 2), round(index.slope_upper, 2)
    (-27.21, 0.258, -30.29, -24.26)
    """
    if scale not in _SCALES:
        raise ValueError(f"scale: expected log or logit, got {scale!r}")
    there, back = _SCALES[scale]
    with np.errstate(divide="ignore", invalid="ignore"):
        y, low, high = (there(np.asarray(v, np.float64)) for v in (value, lower, upper))
    weights = slope_weights(population)
    if weights is None or not np.isfinite([y, low, high]).all():
        return UNKNOWN_SLOPE
    error = (high - low) / (2 * normal_quantile(0.95))
    at_0, at_1 = weights
    fitted = _Fitted(float(at_0 @ y), float(at_1 @ y), at_0, at_1, error)
    first, last = float(back(np.array(fitted.first))), float(back(np.array(fitted.last)))
    tails = np.array([[(1 - level) / 2], [(1 + level) / 2]])
    ends = back(np.array([fitted.first, fitted.last]) + _FAR * fitted.errors * np.array([[-1.0], [1.0]]))
    (least_0, least_1), (most_0, most_1) = ends
    slopes = fitted.quantiles(tails, np.add, least_1 - most_0, most_1 - least_0, there, back)
    ratios = fitted.quantiles(tails, np.multiply, least_1 / most_0, most_1 / least_0, there, back)
    slope_lower, slope_upper = slopes
    ratio_lower, ratio_upper = ratios
    return SlopeIndex(
        last - first, slope_lower, slope_upper, last / first, ratio_lower, ratio_upper, intercept=first
    )


class _Fitted:
    """The fitted values at rank 0 and 1 on the scale: two normals that depend on each other."""

    def __init__(self, first: float, last: float, at_0: Floats, at_1: Floats, error: Floats) -> None:
        variance = error**2
        var_0, var_1, both = (float(a @ variance) for a in (at_0**2, at_1**2, at_0 * at_1))
        self.first, self.last = first, last
        self.errors = np.sqrt(np.array([var_0, var_1]))
        self._ends = first + _NODES * np.sqrt(var_0)
        self._means = last + _NODES * (both / np.sqrt(var_0) if var_0 > 0 else 0.0)
        self._left = np.sqrt(max(var_1 - (both**2 / var_0 if var_0 > 0 else 0.0), 0.0))

    def quantiles(
        self,
        tails: Floats,
        wanted: Callable[[Floats, Floats], Floats],
        least: float,
        most: float,
        there: Callable[[Floats], Floats],
        back: Callable[[Floats], Floats],
    ) -> list[float]:
        """Return the targets below which these shares (T, 1) of all pairs lie; `wanted` says which value at
        rank 1 reaches a target from one at rank 0."""
        end_0 = back(self._ends)
        low, high = np.full(tails.shape, least), np.full(tails.shape, most)
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            with np.errstate(divide="ignore", invalid="ignore"):
                value = wanted(end_0, middle)
                edge = np.where(value <= 0, -np.inf, there(value))
                edge = np.where(np.isnan(edge), np.inf, edge)  # no share is above one: all lie below
                away = np.where(edge == self._means, 0.0, (edge - self._means) / self._left)
            below = (ndtr(away) @ _WEIGHTS)[:, np.newaxis]
            low, high = np.where(below < tails, middle, low), np.where(below < tails, high, middle)
        return [float(v) for v in ((low + high) / 2)[:, 0]]
