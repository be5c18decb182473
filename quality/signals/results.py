"""The values every view is drawn from: one series judged once, then shown as chart, icon, sentence,
table, matrix cell and file. No view decides anything that is not said here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from catalogue.models import Indicator
from quality.acts.decision import Baseline, Decision
from quality.series.key import SeriesKey
from quality.series.matrix import EventRecord
from quality.signals.alternative_view import AlternativeView
from stats import POINTS_FOR_ICONS, Assurance, Rule
from stats.arrays import Bools, Floats, Ints


class Variation(StrEnum):
    """Is it changing? Judged by the indicator's direction of improvement."""

    COMMON_CAUSE = "common_cause"
    IMPROVEMENT = "improvement"
    CONCERN = "concern"
    NEUTRAL_HIGH = "neutral_high"
    NEUTRAL_LOW = "neutral_low"
    TOO_FEW = "too_few"
    """Not enough points to judge: said, never drawn as common cause."""

    @property
    def is_special(self) -> bool:
        return self not in (Variation.COMMON_CAUSE, Variation.TOO_FEW)


MINIMUM_POINTS = POINTS_FOR_ICONS
"""Known, mature points a series needs before it is judged, unless its rule set says otherwise: Making Data
Count shows icons from 13 on."""

RECENT = 26
"""Points a stored status keeps for its sparkline."""

MARKS = (*(variation.value for variation in Variation), "immature", "missing", "excluded")
"""Kinds of a sparkline's point."""


class Evidence(StrEnum):
    """Something that many periods say together."""

    EXPECTED = "expected"
    """Events against those expected (CUSUM)."""
    SMALL_CHANGE = "small change"
    """A smoothed level beyond its limits (EWMA)."""
    LEVEL = "level"
    """A level that seems to have changed, inside the points that set the limits."""
    SEASON = "season"
    """A value that every year has."""
    DRIFT = "drift"
    """A change for the better that makes up most of the points which set the limits."""
    OUT_OF_SEASON = "out of season"
    """A count beyond the bounds of its season."""
    OWN_PAST = "own past"
    """The last points together, against the series' own past (quality/ranking)."""


@dataclass(frozen=True, slots=True)
class Accumulated:
    """Evidence that says more than the newest point does: it decides the first sentence."""

    evidence: Evidence
    direction: int
    variation: Variation
    """The meaning of the direction for the indicator."""
    since: date | None
    points: int = 0
    before: float | None = None
    after: float | None = None
    """Of a level; of events, those expected and those observed."""


@dataclass(frozen=True, slots=True)
class Status:
    """The standing of one series at its latest mature, known point."""

    key: SeriesKey
    variation: Variation
    assurance: Assurance
    direction: int
    """+1 high, −1 low, 0 no special cause at the latest point."""
    rule: Rule | None
    since: date | None
    """First period of the episode that the latest point belongs to."""
    run: int
    """Points of that episode."""
    period: date | None
    value: float | None
    numerator: float | None
    denominator: float | None
    centre: float | None
    lower: float | None
    upper: float | None
    target: float | None
    plan: float | None
    """Of the trajectory, at the same point."""
    points: int
    """Known, mature points that nobody left out."""
    missing: int
    """Periods without a value between the first and the last known one."""
    immature: int
    """Points after the latest judged one that are too recent to be complete."""
    excluded: int
    """Points after the latest judged one that a person left out."""
    first_period: date | None
    last_period: date | None
    """Of the known points, immature ones included."""
    received_to: date | None
    """Newest period that anything was loaded for, a value or not: nobody at risk is news too."""
    phase_since: date | None
    """First period of the limits in force, if they were ever recalculated."""
    phase_run: int
    """Points, missing ones counted, from there to the last one."""
    is_provisional: bool
    is_constant: bool
    chart: str
    rule_set: str
    recent: tuple[float | None, ...]
    """Rounded to what can be seen in a sparkline."""
    recent_variation: tuple[str, ...]
    """Per recent point: one of MARKS."""
    moved: float | None = None
    """By how much the last points lie off the series' own past (quality/signals/recent.py says in which
    unit), and the variance, the likeness and the number of the points of that past. None: nothing to say."""
    spread: float | None = None
    alike: float | None = None
    past: int = 0
    moved_since: date | None = None
    """First period of those last points."""
    excess: float | None = None
    """More of what the numerator counts than its own past would give, in those points."""
    accumulated: Accumulated | None = None
    """Said by many periods together (quality/signals/together)."""

    @property
    def built_up(self) -> Accumulated | None:
        """Return what many periods say together that is a signal of its own: a change for the worse, or any
        other where the newest point shows none."""
        found = self.accumulated
        if found is None or not found.variation.is_special:
            return None
        is_own = found.variation is Variation.CONCERN or not self.variation.is_special
        return found if is_own else None


@dataclass(frozen=True, slots=True)
class Signal:
    """One episode: neighbouring points of one series that one rule marks in one direction."""

    key: SeriesKey
    rule: Rule
    direction: int
    variation: Variation
    first_period: date
    last_period: date
    seen_period: date
    """The period that completed the pattern: a shift of seven is seen in its seventh."""
    ended_period: date | None
    """The period after its last one, which showed that it was over; None while it is current."""
    points: int
    is_current: bool
    """The latest mature point belongs to it."""
    rule_set: str


@dataclass(frozen=True, slots=True)
class Phase:
    """A stretch of a series with limits of its own: the first, or one that a person recalculated."""

    first_period: date
    rephase: Decision | None
    """The decision that started it; None for the first."""
    points: int
    is_provisional: bool
    baseline: Baseline | None = None

    @property
    def reason(self) -> str:
        return self.rephase.text if self.rephase else ""

    @property
    def actor(self) -> str:
        return self.rephase.actor if self.rephase else ""


@dataclass(frozen=True, slots=True, eq=False)
class SeriesResult:
    """One series over time, judged. All arrays have one entry per period, gaps included (NaN)."""

    key: SeriesKey
    indicator: Indicator
    service_name: str
    category_label: str
    """`Everyone`, or the group as people call it."""
    periods: tuple[date, ...]
    numerator: Floats
    denominator: Floats
    values: Floats
    """In the indicator's unit (already × per)."""
    centre: Floats
    lower: Floats
    upper: Floats
    target: Floats
    plan: Floats
    """The trajectory."""
    phase: Ints
    is_immature: Bools
    is_excluded: Bools
    """Left out of limits and rules by a person: drawn as a ghost."""
    is_baseline: Bools
    """Helped to set the limits of its phase."""
    variation: tuple[Variation, ...]
    rule: tuple[Rule | None, ...]
    """The rule that names each point, None for common cause."""
    direction: NDArray[np.int8]
    phases: tuple[Phase, ...]
    exclusions: tuple[Decision, ...]
    annotations: tuple[Decision, ...]
    aims: tuple[Decision, ...]
    """Targets and trajectories that people set for the service."""
    withdrawn: tuple[Decision, ...]
    """Decisions that were taken back."""
    definition_changes: tuple[date, ...]
    """First periods that a new version of the definition made."""
    signals: tuple[Signal, ...]
    status: Status
    chart_reason: str
    """The reason for this chart type, in words."""
    view: AlternativeView | None = None
    """Set when this is another way to look than the one in force: shown as such, never stored."""
    on_record: EventRecord | None = None
    """Of rare events: how many there were, and the days that are known."""
    qualifier: NDArray[np.int8] | None = None
    """Codes of `catalogue.fields.qualifiers`: why each value is missing, or what is said of it. None:
    nothing."""

    @property
    def is_judged(self) -> Bools:
        """Known, mature and not left out by a person."""
        judged: Bools = ~np.isnan(self.values) & ~self.is_immature & ~self.is_excluded
        return judged

    def said_of(self, i: int) -> int:
        """Return the code of what is said of a point; 0 for nothing."""
        return 0 if self.qualifier is None else int(self.qualifier[i])
