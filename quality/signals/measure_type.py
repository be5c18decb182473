"""The kind of number that an indicator is, and so its chance variation."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

import stats
from catalogue.models import Indicator
from stats.equity.inequality import rate_difference

Floats = NDArray[np.float64]
Interval = tuple[Floats, Floats]


class Kind(StrEnum):
    PROPORTION = "proportion"
    RATE = "rate"
    OTHER = "other"
    """A mean or a score: how single values vary is not in the data, so there is no interval and no test."""


@dataclass(frozen=True, slots=True)
class MeasureType:
    """Arithmetic on numerators and denominators, in the indicator's unit."""

    kind: Kind
    per: float

    @property
    def has_chance(self) -> bool:
        return self.kind is not Kind.OTHER

    def value(self, x: Floats, n: Floats) -> Floats:
        return self.per * stats.ratio(x, n)

    def interval(self, x: Floats, n: Floats) -> Interval:
        """Return 95 % limits: Wilson for proportions, Byar or exact for rates."""
        if not self.has_chance:
            return np.full(x.shape, np.nan), np.full(x.shape, np.nan)
        low, high = stats.wilson(x, n) if self.kind is Kind.PROPORTION else stats.byar(x, n)
        return self.per * low, self.per * high

    def difference(self, x1: Floats, n1: Floats, x2: Floats, n2: Floats) -> Interval:
        """Return 95 % limits of a difference: Newcombe's for proportions, the same joining of Byar limits for
        rates."""
        if not self.has_chance:
            return np.full(x1.shape, np.nan), np.full(x1.shape, np.nan)
        join = stats.newcombe_difference if self.kind is Kind.PROPORTION else rate_difference
        low, high = join(x1, n1, x2, n2)
        return self.per * low, self.per * high

    def ratio(self, x1: Floats, n1: Floats, x2: Floats, n2: Floats) -> Interval:
        if not self.has_chance:
            return np.full(x1.shape, np.nan), np.full(x1.shape, np.nan)
        join = stats.risk_ratio if self.kind is Kind.PROPORTION else stats.rate_ratio
        return join(x1, n1, x2, n2)


def measure_type(indicator: Indicator) -> MeasureType:
    """Tell what kind of number an indicator is. A rate of events is one that is charted as such (u), or that
    counts per so many of something."""
    if indicator.is_proportion:
        return MeasureType(Kind.PROPORTION, indicator.per)
    has_denominator = any(formula.denominator for formula in indicator.data)
    is_rate = indicator.chart in ("u", "up") or (indicator.chart == "auto" and has_denominator)
    return MeasureType(Kind.RATE if has_denominator and is_rate else Kind.OTHER, indicator.per)
