"""Decisions about a chart: their kinds, and one that was taken."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class DecisionKind(StrEnum):
    """A decision that a person can take about a chart."""

    REPHASE = "rephase"
    BASELINE = "baseline"
    EXCLUSION = "exclusion"
    ANNOTATION = "annotation"
    TARGET = "target"
    TRAJECTORY = "trajectory"


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """The taking back of a decision: by whom, when and why."""

    reason: str
    actor: str
    role: str
    on: date
    act: int = 0
    """Number of the act."""
    by: str = ""
    """Id of the person."""


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's decision about a chart, or note on it, and why. It never claims a cause."""

    kind: DecisionKind
    period: date
    """The first with new limits or a new target; the last of a fixed baseline, a note or a trajectory; the
    one left out."""
    text: str
    """The reason; of an annotation, what happened."""
    actor: str
    role: str = ""
    at: datetime | None = None
    first_period: date | None = None
    """Of a trajectory; of a fixed baseline, None: from the start of its phase; of a note on several periods,
    None: on one alone."""
    withdrawn: Withdrawal | None = None
    act: int = 0
    """Number of the act, to take it back by."""
    value: float | None = None
    """Of a target, or where a trajectory ends: in the indicator's unit."""
    start_value: float | None = None
    """The value at which a trajectory begins."""
    of_service: str = ""
    """Name of the service above that a target or trajectory was set for; empty for the chart's own."""
    person: str = ""
    """The id of who decided, where it was noted."""

    @property
    def by(self) -> str:
        """Return who decided, told apart from others of the same name where that was noted."""
        return self.person or self.actor

    @property
    def begins(self) -> date:
        """Return the first period it speaks of, as far as it says one."""
        return self.first_period or self.period

    @property
    def on(self) -> date | None:
        """Return the day it was decided."""
        return self.at.date() if self.at else None


@dataclass(frozen=True, slots=True)
class Baseline:
    """The stretch of a phase that alone sets its limits, because a person fixed it."""

    first_period: date
    last_period: date
    points: int
    decision: Decision
