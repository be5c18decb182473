"""A plan held against the measures of its service: kinds that are missing, objectives without a measure,
measures without an objective, and those that nobody reviewed for a year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from catalogue.models import Catalogue, Kind
from quality.registers.read import Registers
from quality.registers.record import Record
from quality.signals.read import read_statuses

YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class PlanView:
    """A plan, and what it lacks."""

    by_kind: dict[Kind, tuple[str, ...]]
    """Kind of measure -> codes of those with data in the service; every kind is there."""
    carried: dict[int, str]
    """Objective -> the measure that carries it; only those that have one."""
    objectives: tuple[Record, ...]
    """Those that are set."""
    reviewed: dict[str, Record]
    """Measure -> its newest review."""
    today: date

    @property
    def missing(self) -> tuple[Kind, ...]:
        """Return the kinds of measure that the service has none of."""
        return tuple(kind for kind, codes in self.by_kind.items() if not codes)

    @property
    def measures(self) -> tuple[str, ...]:
        return tuple(code for codes in self.by_kind.values() for code in codes)

    @property
    def without_measure(self) -> tuple[Record, ...]:
        return tuple(one for one in self.objectives if one.number not in self.carried)

    @property
    def without_objective(self) -> tuple[str, ...]:
        used = {*self.carried.values()}
        return tuple(code for code in self.measures if code not in used)

    @property
    def not_reviewed(self) -> tuple[str, ...]:
        """Return the measures that nobody reviewed within a year."""
        first = self.today - YEAR
        return tuple(m for m in self.measures if m not in self.reviewed or self.reviewed[m].since < first)

    def carries(self, objective: Record, code: str) -> bool:
        return self.carried.get(objective.number) == code


def plan_view(
    session: Session, catalogue: Catalogue, registers: Registers, plan: Record, today: date
) -> PlanView:
    """Return a plan with the measures that have data in its service."""
    there = {one.key.indicator for one in read_statuses(session, services=[plan.service])}
    by_kind: dict[Kind, tuple[str, ...]] = {
        kind: tuple(c for c, one in catalogue.indicators.items() if c in there and one.kind is kind)
        for kind in Kind
    }
    objectives = tuple(one for one in registers.inside(plan.number, "objective") if one.is_open)
    carried = {one.number: one.measure for one in objectives if one.measure in catalogue.indicators}
    reviewed = {one.measure: one for one in registers.inside(plan.number, "review")}
    return PlanView(by_kind, carried, objectives, reviewed, today)
