"""What changed since a day: the signals that could first be seen after it, and those that ended."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from quality import periods
from quality.catalogue import Indicator
from quality.results import Signal, Status
from stats import RULE_SETS, Check


@dataclass(frozen=True, slots=True)
class Change:
    """A signal that appeared, or ended, since the last meeting, and the period that showed it."""

    signal: Signal
    period: date
    is_end: bool


def changes(
    found: Iterable[Signal], indicator: Indicator, since: date, status: Status | None
) -> Iterable[Change]:
    """Signals that could first be seen, or were first seen to have ended, after the last meeting.

    A shift of seven begins six months before anybody can see it, so its first period says nothing; the
    seventh does, on the day that period is complete.
    """
    latest = status.period if status else None
    for signal in found:
        appeared = _seen_in(signal, indicator)
        if _complete_on(appeared, indicator) > since:
            yield Change(signal, appeared, is_end=False)
        elif not signal.is_current and latest is not None:
            after = periods.step(signal.last_period, indicator.frequency)
            if after <= latest and _complete_on(after, indicator) > since:
                yield Change(signal, after, is_end=True)


def _seen_in(signal: Signal, indicator: Indicator) -> date:
    """The period whose value completed the pattern."""
    rule_set = RULE_SETS[signal.rule_set.partition(" ")[0]]
    check = next((check for check in rule_set.checks if check.rule is signal.rule), Check(signal.rule))
    length = (check.needed or check.length) or signal.points
    return periods.step(signal.first_period, indicator.frequency, min(length, signal.points) - 1)


def _complete_on(period: date, indicator: Indicator) -> date:
    return periods.step(period, indicator.frequency, 1 + indicator.maturity)
