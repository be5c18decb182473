"""The time since the last rare event, and how often chance alone makes it as long.

The rate is that of the limits in force: gaps before the last recalculation say nothing about now. Time is
counted in days whatever the chart counts, because a silence has a length before its cases are known.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

import stats
from quality.signals.results import SeriesResult
from stats.arrays import Floats


@dataclass(frozen=True, slots=True)
class SinceLastEvent:
    """Days without an event, up to the last day that is known."""

    days: int
    last: date | None
    """Day of the last event; None where there was none: `days` then counts all that are known."""
    known_to: date
    usual_gap: float | None = None
    """Mean days between events under the limits in force; None without any gap."""
    gaps: int = 0
    """Gaps that mean rests on."""
    chance: float | None = None
    """The chance of a gap this long or longer at that rate."""
    chance_if_uncertain: float | None = None
    """The same, allowing for a rate that is known from so few gaps only."""


def time_since_last_event(result: SeriesResult) -> SinceLastEvent | None:
    """Measure a series of rare events; None for any other."""
    record = result.on_record
    if record is None:
        return None
    if not record.events:
        days = (record.known_to - record.known_from).days + 1
        return SinceLastEvent(days, None, record.known_to)
    known = [day for day in result.periods[: record.events] if day <= record.known_to]
    last = known[-1] if known else result.periods[0]
    gaps = _gaps(result)
    quiet = max((record.known_to - last).days, 0)
    if not gaps.size or gaps.mean() <= 0:
        return SinceLastEvent(quiet, last, record.known_to, gaps=int(gaps.size))
    usual, count = float(gaps.mean()), int(gaps.size)
    in_whole_days = result.indicator.chart == "g"
    chance = stats.silence_chance_cases if in_whole_days else stats.silence_chance
    uncertain = stats.silence_chance_uncertain(quiet, usual, count)
    return SinceLastEvent(
        quiet, last, record.known_to, usual, count, float(chance(quiet, usual)), float(uncertain)
    )


def _gaps(result: SeriesResult) -> Floats:
    """Return the days before each event that the limits in force were drawn from, or are there to judge."""
    now = (result.phase == result.phase[-1]) & ~result.is_immature & ~result.is_excluded
    between = result.values
    if result.indicator.counts_cases:
        days = np.array([day.toordinal() for day in result.periods], dtype=np.float64)
        between = np.diff(days, prepend=np.nan)
    known: Floats = between[now & ~np.isnan(between)]
    return known
