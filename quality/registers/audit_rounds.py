"""Rounds of an audit as proportions over time: each criterion is a series of its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np

import stats
from quality.registers.record import Record
from stats.arrays import Floats

ENOUGH = stats.POINTS_FOR_ICONS
"""Rounds from which on a criterion has control limits, as any chart."""


@dataclass(frozen=True, slots=True)
class Round:
    """One data collection of an audit about one criterion: a share with its 95 % interval."""

    number: int
    """Of its record."""
    day: date
    met: int
    cases: int
    share: float
    """0 to 1; NaN where no case was looked at."""
    low: float
    high: float
    collected_by: str


@dataclass(frozen=True, slots=True, eq=False)
class CriterionRounds:
    """All rounds about one criterion, the oldest first. Lines are (n,) shares, NaN with too few rounds."""

    criterion: str
    rounds: tuple[Round, ...]
    centre: Floats
    lower: Floats
    upper: Floats

    @property
    def shares(self) -> Floats:
        return np.array([one.share for one in self.rounds], dtype=np.float64)

    @property
    def has_limits(self) -> bool:
        return len(self.rounds) >= ENOUGH


@dataclass(frozen=True, slots=True)
class Collected:
    """One data collection as it was counted."""

    number: int
    day: date
    met: int
    cases: int
    by: str


def rounds_of(records: Iterable[Record]) -> list[CriterionRounds]:
    """Return the rounds of an audit by criterion, in the order in which each was first looked at."""
    found: dict[str, list[Record]] = {}
    for one in records:
        found.setdefault(" ".join(one.title.split()).casefold(), []).append(one)
    return [_of_audit(rounds) for rounds in found.values()]


def _of_audit(records: list[Record]) -> CriterionRounds:
    ordered = sorted(records, key=lambda one: (one.said["day"], one.number))
    collected = (
        Collected(
            number=one.number,
            day=date.fromisoformat(one.said["day"]),
            met=int(one.said["met"]),
            cases=int(one.said["cases"]),
            by=str(one.said["collected_by"]),
        )
        for one in ordered
    )
    return as_rounds(ordered[-1].title, collected)


def as_rounds(criterion: str, collected: Iterable[Collected]) -> CriterionRounds:
    """Return shares over time from what was counted, the oldest first."""
    ordered = [*collected]
    met, cases = (
        np.array([getattr(one, name) for one in ordered], dtype=np.float64) for name in ("met", "cases")
    )
    low, high = stats.wilson(met, cases)
    shares = stats.ratio(met, cases)
    rounds = tuple(
        Round(
            number=one.number,
            day=one.day,
            met=one.met,
            cases=one.cases,
            share=float(shares[i]),
            low=float(low[i]),
            high=float(high[i]),
            collected_by=one.by,
        )
        for i, one in enumerate(ordered)
    )
    nothing = np.full(len(rounds), np.nan)
    if len(rounds) < ENOUGH:
        return CriterionRounds(criterion, rounds, nothing, nothing, nothing)
    chart = stats.control_chart("p", met[np.newaxis], cases[np.newaxis])
    return CriterionRounds(criterion, rounds, chart.centre[0], chart.lower[0], chart.upper[0])
