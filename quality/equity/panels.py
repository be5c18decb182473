"""Values that the folds of an equity page are drawn from. Every number in here has passed the gate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from catalogue.fields.periods import Frequency
from quality.series.calendar_blocks import Grain
from quality.signals.results import SeriesResult


@dataclass(frozen=True, slots=True, eq=False)
class GroupSeries:
    """One group over time, as finely as it may be shown, judged like any series."""

    code: str
    label: str
    is_unknown: bool
    grain: Grain | None
    """None: it may not be shown over time at all."""
    result: SeriesResult | None

    @property
    def has_chart(self) -> bool:
        """Tell if it has a page of its own: those that are shown by period."""
        return self.grain is Grain.PERIOD


@dataclass(frozen=True, slots=True)
class SpreadGroup:
    """One group at each time of a `Spread`; None where it may not be shown, or has no value."""

    label: str
    numerators: tuple[float | None, ...]
    denominators: tuple[float | None, ...]
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Spread:
    """The groups that may be shown, at several times: years, quarters, or periods of published values."""

    grain: Grain
    frequency: Frequency
    """Length of each time."""
    starts: tuple[date, ...]
    ends: tuple[date, ...]
    groups: tuple[SpreadGroup, ...]
    is_cut: bool
    """There are more, of which no two groups may be shown."""

    def extremes(self, at: int) -> tuple[SpreadGroup, SpreadGroup]:
        """Return the groups with the lowest and the highest value at a time."""
        known = [group for group in self.groups if group.values[at] is not None]
        low, *_, high = sorted(known, key=lambda group: group.values[at] or 0.0)
        return low, high

    def apart(self, at: int) -> float:
        """Return the distance of the lowest from the highest."""
        low, high = (group.values[at] or 0.0 for group in self.extremes(at))
        return high - low


@dataclass(frozen=True, slots=True)
class SlopeBar:
    """One ranked group: its stretch of the population, from 0 to 1, and its value."""

    label: str
    start: float
    end: float
    value: float
    lower: float
    upper: float
    fitted: float
    """On the line, in the middle of the stretch."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Ends of a gap, were the groups of all people known. Bounds, no interval: chance has no part in them."""

    all_first: float
    """All whose group is not known belong to the first group."""
    all_second: float
    """All of them belong to the second, or are among everybody else."""
    low: float | None
    high: float | None
    """The extremes: those with the event on one side, those without it on the other. Of shares alone: who
    could have had an event of a rate is not known."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A page of the same measure that may show more groups: of a service above, or by another dimension."""

    service: str
    dimension: str
    shown: int
    groups: int
