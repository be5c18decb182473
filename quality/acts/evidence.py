"""The evidence for a signal as it stood when somebody acted on it, kept with the act.

The load and the version of the definition lead back to every number; the few that a reader of the record
needs stand here, so that a later revision changes nothing of what was seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any, Self

GROWN = 1.25
"""Share of what had built up that has to be reached before it counts as worse."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A signal as it stood."""

    rule: str
    direction: int
    since: date
    """First period of the pattern."""
    period: date
    """The latest point of it."""
    run: int = 0
    variation: str = ""
    value: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    centre: float | None = None
    lower: float | None = None
    upper: float | None = None
    gap_lower: float | None = None
    gap_upper: float | None = None
    """Of a group of people: limits of its difference from everybody else, who are the centre."""
    against: str = ""
    """The group that is the centre instead, where one is declared."""
    excess: float | None = None
    """Of what many periods show together: how much more, or higher, than was expected of them."""
    points: tuple[float | None, ...] = ()
    """The recent ones, as the card drew them."""
    rule_set: str = ""
    definition: str = ""
    load: int = 0

    @property
    def reach(self) -> float:
        """Return how far the latest point lies from the centre line; 1 is the limit on its side."""
        limit = self.upper if self.direction > 0 else self.lower
        if self.value is None or self.centre is None or limit is None or limit == self.centre:
            return 0.0
        return (self.value - self.centre) / (limit - self.centre)

    @property
    def gap(self) -> float:
        """Return the difference of a group from everybody else; 0 where it is not known."""
        return self.value - self.centre if self.value is not None and self.centre is not None else 0.0

    @property
    def without_numbers(self) -> Self:
        """Return what says that there is a signal, and no more."""
        return type(self)(self.rule, self.direction, self.since, self.period)

    def continues(self, earlier: Self) -> bool:
        """Tell if this is the same pattern, seen again or grown, and not a later one. What people tell has no
        direction: whatever the numbers then show continues it."""
        is_same_way = self.direction == earlier.direction or 0 in (self.direction, earlier.direction)
        return is_same_way and self.since <= earlier.period

    def is_worse_than(self, earlier: Self) -> bool:
        """Tell if the latest point is out of the limits, and further out than it was; of a group, if its
        difference is beyond the limits that it had; of what builds up, if it has grown by a quarter."""
        if self.excess is not None and earlier.excess is not None and self.period > earlier.period:
            return abs(self.excess) >= GROWN * abs(earlier.excess)
        if earlier.gap_lower is not None and earlier.gap_upper is not None:
            return abs(self.gap) > max(abs(earlier.gap_lower), abs(earlier.gap_upper))
        return self.reach > max(earlier.reach, 1.0) and self.period > earlier.period

    def written(self) -> dict[str, Any]:
        """Return what is stored: without what says nothing."""
        said = {name: value for name, value in asdict(self).items() if value not in (None, "", ())}
        return said | {"since": self.since.isoformat(), "period": self.period.isoformat()}

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Self:
        """Return stored evidence; keys that a later version may have added are passed over."""
        known = {field.name: stored[field.name] for field in fields(cls) if field.name in stored}
        for name in ("since", "period"):
            known[name] = date.fromisoformat(known[name])
        return cls(**known | {"points": tuple(known.get("points", ()))})
