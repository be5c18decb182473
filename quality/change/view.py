"""A change from one year to the next, and what each part of a service adds to it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from catalogue.models import Indicator
from quality.series.key import SeriesKey


class State(StrEnum):
    SHOWN = "shown"
    NO_PARTS = "no part has numbers"
    SHORT = "fewer than two complete years"
    HIDDEN = "every group is too small to show"
    NOT_SPLIT = "a mean, a score or the time between events"


class Whole(StrEnum):
    """The number that is split: it is not always the service's own."""

    OWN = "the service's own number"
    MORE_INSIDE = "the sum of the parts, which is more than the service's own number"
    NOT_ALL_KNOWN = "the sum of the parts: what the service holds beyond it may be a number that is hidden"
    ROUNDED = "the sum of the parts, whose numbers are rounded"


class Kind(StrEnum):
    SERVICE = "service"
    GROUP = "group"
    NOT_STATED = "people whose group is not stated"
    REST = "not in any part"
    NOT_SHOWN = "groups that are hidden, together"
    OTHERS = "parts with smaller effects, together"


@dataclass(frozen=True, slots=True)
class Amount:
    """A part of a change, in the indicator's unit; without limits where nothing is left to chance, or nobody
    knows how much."""

    value: float
    lower: float | None = None
    upper: float | None = None

    @property
    def is_clear(self) -> bool:
        """Tell if it is more than chance."""
        return self.lower is not None and self.upper is not None and not self.lower <= 0 <= self.upper


@dataclass(frozen=True, slots=True)
class Year:
    """A year's counts; no denominator of a plain count."""

    numerator: float
    denominator: float | None
    value: float | None
    share: float | None = None
    """Of the whole's denominator."""


NOTHING, NOBODY = Amount(0.0), Year(0.0, None, None)
NO_DAYS = (date.min, date.min)


@dataclass(frozen=True, slots=True)
class Part:
    """A service, a group, or several together."""

    kind: Kind
    label: str
    code: str
    before: Year
    after: Year
    effect: float
    """Its part of the change."""
    rate: Amount = NOTHING
    """Because its value changed; nothing of a plain count, as everything below."""
    mix: Amount = NOTHING
    """Because its share of the whole changed."""
    count: int = 1
    """Parts in it."""


@dataclass(frozen=True, slots=True)
class Split:
    """The change of a service's number, by its parts. `by`: a dimension; empty for the services inside."""

    by: str
    title: str
    state: State
    whole: Whole = Whole.OWN
    # Empty unless it is shown:
    year_before: tuple[date, date] = NO_DAYS
    year_after: tuple[date, date] = NO_DAYS
    before: Year = NOBODY
    after: Year = NOBODY
    total: Amount = NOTHING
    rate: Amount = NOTHING
    mix: Amount = NOTHING
    parts: tuple[Part, ...] = ()
    """The largest effects first; then the others together, people not stated, what is in no part."""
    noun: str = "service"
    """Name one part: by its level, where all stand on one."""
    count: int = 0
    """Services or groups that have numbers."""
    half: tuple[Part, ...] = ()
    """The few that make half of a clear change, each by more than chance; empty where there are none."""
    risen: tuple[Part, ...] = ()
    """Parts whose values moved apart, by more than chance: those that rose, the largest effects first."""
    fallen: tuple[Part, ...] = ()
    """And those that fell. Both are empty where either would be."""
    is_reversed: bool = False
    """Every part changed the other way than the whole."""
    is_count: bool = False
    missing: int = 0
    """Periods of the two years of which the whole has no number."""
    incomplete: int = 0
    """Parts that lack a number in some of the periods of which the whole has one."""


@dataclass(frozen=True, slots=True)
class ChangeView:
    """The change of a measure of a service: by services inside, then by each dimension that may be seen."""

    key: SeriesKey
    indicator: Indicator
    service_name: str
    splits: tuple[Split, ...]

    def by_first(self, dimension: str) -> ChangeView:
        """Return the same with one dimension before all others, as whoever comes from its groups asks."""
        return replace(self, splits=tuple(sorted(self.splits, key=lambda one: one.by != dimension)))

    @property
    def is_split(self) -> bool:
        return any(one.state is State.SHOWN for one in self.splits)

    @property
    def is_count(self) -> bool:
        return any(one.is_count for one in self.splits)
