"""The smallest lasting change that a silent chart would have found: no signal is no proof of no change."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import isfinite, isinf, nan

from catalogue.models import Indicator
from quality.signals.results import Status, Variation
from stats import RuleSet
from stats.evidence.detectable_change import BETWEEN_EVENTS, FROM_CHANCE, detectable_change


@dataclass(frozen=True, slots=True)
class SmallestChange:
    """A change that began six periods ago, and that four in five such charts would show."""

    direction: int
    """For the worse; of a measure without a better direction, higher."""
    to: float | None
    """The level it goes to, in the indicator's unit; None: no change would be found that often."""
    by: float | None


def smallest_change(status: Status, indicator: Indicator) -> SmallestChange | None:
    """Return what the silence of a chart means; None where it shows something, or cannot be judged."""
    is_silent = status.variation is Variation.COMMON_CAUSE and status.accumulated is None
    if not is_silent or status.is_constant or status.centre is None:
        return None
    direction = -indicator.improvement.sign or 1
    change = _found(status, indicator, direction)
    if change is None:
        return None
    if isinf(change):
        return SmallestChange(direction, None, None)
    to = status.centre * change if status.chart in BETWEEN_EVENTS else status.centre + direction * change
    highest = indicator.per if indicator.is_proportion else float("inf")
    if to > highest or (to < 0 and status.lower is not None and status.lower >= 0):
        return SmallestChange(direction, None, None)
    return SmallestChange(direction, to, abs(to - status.centre))


def _found(status: Status, indicator: Indicator, direction: int) -> float | None:
    """Return the change in the indicator's unit, of rare events by how many times; None: nobody knows."""
    points = status.points if status.phase_since is None else min(status.points, status.phase_run)
    events, share = _counted(status, indicator)
    found = _smallest(status.chart, indicator.rules, points, direction, events, share)
    if status.chart in BETWEEN_EVENTS or isinf(found):
        return found
    sigma = _sigma(status)
    return found * sigma if sigma is not None and isfinite(found) else None


@lru_cache(maxsize=4096)
def _smallest(chart: str, rules: RuleSet, points: int, direction: int, events: float, share: float) -> float:
    return float(detectable_change(chart, rules, points, direction, events=events, share=share))


def _counted(status: Status, indicator: Indicator) -> tuple[float, float]:
    """Return the events that the newest period leads to expect, and their share of all; to two figures, as no
    more can be seen of it."""
    if status.chart not in FROM_CHANCE or status.centre is None:
        return nan, 0.0
    rate = status.centre / indicator.per
    events = rate if status.denominator is None or status.chart == "c" else rate * status.denominator
    return float(f"{events:.2g}"), float(f"{rate:.2g}") if status.chart == "p" else 0.0


def _sigma(status: Status) -> float | None:
    """Return a third of the longer side, as limits are clipped; without limits, how widely the series
    varies."""
    if status.upper is not None and status.lower is not None and status.centre is not None:
        return max(status.upper - status.centre, status.centre - status.lower) / 3
    return None if status.spread is None else status.spread**0.5
