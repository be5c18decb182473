"""Notes of what two sources wait for of each other, told when a run is at its end and not in between.

falls.csv      12 numerators wait for bed days …    not told yet: beds.csv comes in the same run
bed_days.csv   nothing waits any more               nothing is told at all
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, eq=False)
class Waiting:
    """By code of an indicator: the periods this run spoke of, and which load spoke last, in what words."""

    spans: dict[str, tuple[date, date]] = field(default_factory=dict)
    said: dict[str, tuple[int, Sequence[str]]] = field(default_factory=dict)

    def span(self, code: str, first: date | None, last: date | None) -> tuple[date, date] | None:
        """Return all periods up to now. A load of people, or of services, is of no period in particular."""
        known = self.spans.get(code)
        if first is not None and last is not None:
            known = (min(first, known[0]), max(last, known[1])) if known else (first, last)
            self.spans[code] = known
        return known

    def notes(self) -> dict[int, list[str]]:
        """Return by load what is to be told."""
        found: dict[int, list[str]] = {}
        for load_id, notes in self.said.values():
            if notes:
                found.setdefault(load_id, []).extend(notes)
        return found
