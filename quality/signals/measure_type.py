"""The kind of number that an indicator is, and so its chance variation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

import stats
from catalogue.models import Indicator
from stats.arrays import Floats
from stats.equity.inequality import rate_difference

Interval = tuple[Floats, Floats]


class Kind(StrEnum):
    PROPORTION = "proportion"
    RATE = "rate"
    COUNT = "count"
    """A number of events or people, of nobody knows how many: groups differ in size, so there is no test."""
    OTHER = "other"
    """A mean or a score: how single values vary is not in the data, so there is no interval and no test."""


@dataclass(frozen=True, slots=True)
class MeasureType:
    """Arithmetic on numerators and denominators, in the indicator's unit."""

    kind: Kind
    per: float
    is_published: bool = False
    """The value itself is what was published, without the people it is of: it has no sum over time either."""

    @property
    def has_chance(self) -> bool:
        return self.kind in (Kind.PROPORTION, Kind.RATE)

    def value(self, x: Floats, n: Floats) -> Floats:
        return self.per * (x if self.kind is Kind.COUNT or self.is_published else stats.ratio(x, n))

    def interval(self, x: Floats, n: Floats) -> Interval:
        """Return 95 % limits: Wilson for proportions, Byar or exact for rates."""
        low, high = self._by_chance(stats.wilson, stats.byar, x, n)
        return self.per * low, self.per * high

    def difference(self, x1: Floats, n1: Floats, x2: Floats, n2: Floats) -> Interval:
        """Return 95 % limits of a difference: Newcombe's for proportions, the same joining of Byar limits for
        rates."""
        low, high = self._by_chance(stats.newcombe_difference, rate_difference, x1, n1, x2, n2)
        return self.per * low, self.per * high

    def ratio(self, x1: Floats, n1: Floats, x2: Floats, n2: Floats) -> Interval:
        return self._by_chance(stats.risk_ratio, stats.rate_ratio, x1, n1, x2, n2)

    def _by_chance(
        self, proportion: Callable[..., Interval], rate: Callable[..., Interval], *counts: Floats
    ) -> Interval:
        if not self.has_chance:
            return np.full(counts[0].shape, np.nan), np.full(counts[0].shape, np.nan)
        return (proportion if self.kind is Kind.PROPORTION else rate)(*counts)


def measure_type(indicator: Indicator) -> MeasureType:
    """Tell what kind of number an indicator is. A rate of events is one that is charted as such (u), or that
    counts per so many of something."""
    if indicator.is_published_value:
        return MeasureType(Kind.OTHER, indicator.per, is_published=True)
    if indicator.is_proportion:
        return MeasureType(Kind.PROPORTION, indicator.per)
    has_denominator = any(formula.denominator for formula in indicator.data)
    if not has_denominator and indicator.additive:
        return MeasureType(Kind.COUNT, indicator.per)
    is_rate = indicator.chart in ("u", "up") or (indicator.chart == "auto" and has_denominator)
    return MeasureType(Kind.RATE if has_denominator and is_rate else Kind.OTHER, indicator.per)
