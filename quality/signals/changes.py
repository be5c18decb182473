"""Changes since a day: the signals that could first be seen after it, and those that ended."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from catalogue.fields import periods
from catalogue.models import Indicator
from quality.signals.results import Signal


@dataclass(frozen=True, slots=True)
class Change:
    """A signal that appeared, or ended, since the last meeting, and the period that showed it."""

    signal: Signal
    period: date
    is_end: bool


def changes(found: Iterable[Signal], indicator: Indicator, since: date) -> Iterable[Change]:
    """Return the signals that could first be seen, or were first seen to have ended, after the last meeting.

    A shift of seven begins six months before anybody can see it, so its first period says nothing; the
    seventh does, on the day that period is complete.
    """
    for signal in found:
        if _complete_on(signal.seen_period, indicator) > since:
            yield Change(signal, signal.seen_period, is_end=False)
        elif signal.ended_period is not None and _complete_on(signal.ended_period, indicator) > since:
            yield Change(signal, signal.ended_period, is_end=True)


def _complete_on(period: date, indicator: Indicator) -> date:
    if indicator.is_rare_event:  # seen when the list came that the event stands in
        rhythm = indicator.rhythm
        return periods.step(periods.holding(period, rhythm), rhythm)
    return periods.step(period, indicator.frequency, 1 + indicator.maturity)
