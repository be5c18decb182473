"""One funnel of units: what all together are, limits of two tiers at any size, and who lies outside.

Where units differ by more than chance for reasons that nobody wrote down, limits are widened by what is
estimated of that (`overdispersion`: additive τ², ends drawn in), from ten units on. A unit is held against
the same limits that are drawn at its size.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from stats.arrays import Floats, Ints, divide
from stats.equity.funnel import ACTION, WARNING, proportion_limits
from stats.equity.overdispersion import PROPORTION, RATIO_ROOT, exact_ratio_limits, spread
from stats.intervals import Interval, normal_quantile

FEWEST_UNITS = 10
"""Fewer say nothing of how much they differ: their limits are those of chance alone."""


@dataclass(frozen=True, slots=True)
class FunnelChart:
    """average: all events / all people (or exposure); phi: mean z² of units; tau2: variance between units
    beyond chance, on the scale of roots (rates) or arcsines of roots (shares), 0 where limits are those of
    chance."""

    average: float
    is_rate: bool
    phi: float
    tau2: float

    @property
    def is_widened(self) -> bool:
        return self.tau2 > 0

    def limits(self, size: ArrayLike, level: float = WARNING) -> Interval:
        """Return the values between which a unit of a size (people, exposure) is usual.

        >>> low, high = FunnelChart(0.1, False, 1.0, 0.0).limits([50, 500])
        >>> low.round(3), high.round(3)
        (array([0.017, 0.074]), array([0.183, 0.126]))
        """
        n = np.asarray(size, np.float64)
        if not self.is_widened:
            return self._by_chance(n, level)
        z = normal_quantile(level)
        if self.is_rate:
            reach = z * np.sqrt(divide(np.asarray(0.25), n * self.average) + self.tau2)
            return self.average * np.maximum(1 - reach, 0) ** 2, self.average * (1 + reach) ** 2
        reach = z * np.sqrt(divide(np.asarray(0.25), n) + self.tau2)
        middle = np.arcsin(np.sqrt(self.average))
        return _sine(middle - reach), _sine(middle + reach)

    def _by_chance(self, n: Floats, level: float) -> Interval:
        if self.is_rate:
            low, high = exact_ratio_limits(n * self.average, level)
            return self.average * low, self.average * high
        low, high = proportion_limits(self.average, n, level)
        return np.clip(low, 0, 1), np.clip(high, 0, 1)

    def flags(self, events: ArrayLike, size: ArrayLike) -> Ints:
        """Return (N,) −2, −1, 0, 1, 2: below or above the outer (99.8 %) or the inner (95 %) limits."""
        value = divide(np.asarray(events, np.float64), np.asarray(size, np.float64))
        found = np.zeros(value.shape, dtype=np.intp)
        with np.errstate(invalid="ignore"):
            for level in (WARNING, ACTION):
                low, high = self.limits(size, level)
                found += (value > high).astype(np.intp) - (value < low).astype(np.intp)
        return found


def funnel_chart(events: ArrayLike, size: ArrayLike, *, is_rate: bool) -> FunnelChart | None:
    """Return the funnel of units (N,) with events out of people, or in exposure or of an expected number;
    None where none or all have the event, and so nothing can differ.

    >>> chart = funnel_chart([10, 20, 15], [100, 200, 150], is_rate=False)
    >>> chart.average, chart.is_widened, chart.flags([20, 30], [100, 100])
    (0.1, False, array([2, 2]))
    """
    x, n = (np.asarray(a, np.float64) for a in (events, size))
    average = float(divide(np.asarray(x.sum()), np.asarray(n.sum())))
    if not 0 < average < (np.inf if is_rate else 1):
        return None
    found = spread(x, n * average if is_rate else n, scale=RATIO_ROOT if is_rate else PROPORTION)
    is_widened = x.size >= FEWEST_UNITS and found.is_overdispersed
    return FunnelChart(average, is_rate, found.phi, found.tau2 if is_widened else 0.0)


def _sine(angle: Floats) -> Floats:
    share: Floats = np.sin(np.clip(angle, 0, np.pi / 2)) ** 2
    return share
