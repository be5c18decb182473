"""Steady processes, one for each chart type: what is counted or measured when nothing happens."""

from __future__ import annotations

import numpy as np
from scipy.special import bdtr, chdtri, ndtri, pdtr

from stats.arrays import Floats

AT_RISK, EVENTS, BETWEEN, SIZE = 400, 40.0, 20.0, 5
"""At risk in every period, events a period (well away from zero), time between rare ones, subgroup size."""
LEVEL, SIGMA = 100.0, 10.0

Numbers = tuple[Floats, Floats | None, Floats | None]


def steady(kind: str, chance: Floats, other: Floats) -> Numbers:
    """Return numerators, denominators and spreads at these quantiles, both between 0 and 1.

    other: quantiles of what varies beside the value itself: a subgroup's spread, or its size
    """
    match kind:
        case "p" | "pp":
            events = _count(chance, np.asarray(bdtr(np.arange(AT_RISK + 1), AT_RISK, EVENTS / AT_RISK)))
            return events, np.full_like(chance, AT_RISK), None
        case "u" | "up" | "c":
            events = _count(chance, np.asarray(pdtr(np.arange(10.0 * EVENTS), EVENTS)))
            return events, np.full_like(chance, AT_RISK), None
        case "g":  # the mean of what lies between, and the event itself
            return np.floor(np.log1p(-chance) / np.log1p(-1 / BETWEEN)), None, None
        case "t":
            return -BETWEEN * np.log1p(-chance), None, None
        case "xbar":
            return _normal(chance, SIZE), np.full_like(chance, SIZE), _spread(other)
        case "s":
            return _normal(other, SIZE), np.full_like(chance, SIZE), _spread(chance)
        case "ip":
            size = 20.0 + np.floor(41 * other)
            return size * _normal(chance, size), size, None
        case _:
            return _normal(chance, 1), None, None


def _count(chance: Floats, below: Floats) -> Floats:
    return np.searchsorted(below, chance).astype(np.float64)


def _normal(chance: Floats, size: Floats | int) -> Floats:
    return np.asarray(LEVEL + SIGMA / np.sqrt(size) * ndtri(chance))


def _spread(chance: Floats) -> Floats:
    return np.asarray(SIGMA * np.sqrt(chdtri(SIZE - 1, 1.0 - chance) / (SIZE - 1)))
