"""Measures by kind, and objectives held against the measures that carry them, both ways: of a plan, or of a
service with all that is inside it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
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


@dataclass(frozen=True, slots=True)
class Alignment:
    """Objectives and measures of a service and all inside it."""

    measured: Mapping[str, tuple[str, ...]]
    """Service -> codes of the measures with data there; services without any are left out."""
    kinds: Mapping[Kind, tuple[str, ...]]
    """Kind of measure -> codes of those with data anywhere here; every kind is there."""
    plans: tuple[Record, ...]
    """Plans that are in force, the newest of each service."""
    objectives: tuple[Record, ...]
    """Those of these plans that are set."""
    carried: Mapping[int, str]
    """Objective -> the measure that carries it; only those that have one."""
    missing: Mapping[str, tuple[Kind, ...]]
    """Service -> kinds of measure that it has none of."""

    @property
    def without_measure(self) -> tuple[Record, ...]:
        return tuple(one for one in self.objectives if one.number not in self.carried)

    @property
    def measures(self) -> tuple[str, ...]:
        return tuple(code for codes in self.kinds.values() for code in codes)

    def carries(self, code: str) -> tuple[Record, ...]:
        """Return the objectives that a measure carries."""
        return tuple(one for one in self.objectives if self.carried.get(one.number) == code)

    @property
    def without_objective(self) -> tuple[str, ...]:
        used = {*self.carried.values()}
        return tuple(code for code in self.measures if code not in used)


def measured_in(
    session: Session, catalogue: Catalogue, services: Collection[str]
) -> dict[str, tuple[str, ...]]:
    """Return service -> the measures with data there, both in their own order."""
    found: dict[str, set[str]] = {}
    for one in read_statuses(session, services=[*services]):
        found.setdefault(one.key.service, set()).add(one.key.indicator)
    known = catalogue.indicators
    return {code: tuple(c for c in known if c in found[code]) for code in services if code in found}


def plan_year(plan: Record) -> int:
    """Return the year that a plan is for; of one that names none, that in which it was written."""
    return int(plan.said.get("year") or plan.begun.at.year)


def newest_plans(registers: Registers, services: Collection[str]) -> dict[str, Record]:
    """Return service -> its plan of the newest year, of those that no later one replaced."""
    found: dict[str, Record] = {}
    for one in registers.of_kinds(["plan"]):
        if one.is_open and one.service in services:
            other = found.get(one.service)
            if other is None or (plan_year(one), one.number) > (plan_year(other), other.number):
                found[one.service] = one
    return found


def alignment(
    session: Session, catalogue: Catalogue, registers: Registers, services: Collection[str]
) -> Alignment:
    """Return the objectives and measures of some services, in the order of these."""
    measured = measured_in(session, catalogue, services)
    there = {code for codes in measured.values() for code in codes}
    known = catalogue.indicators
    kinds = {kind: tuple(c for c, one in known.items() if c in there and one.kind is kind) for kind in Kind}
    newest = newest_plans(registers, services)
    plans = tuple(newest[code] for code in services if code in newest)
    objectives = tuple(
        one for plan in plans for one in registers.inside(plan.number, "objective") if one.is_open
    )
    missing = {
        code: tuple(kind for kind in Kind if all(known[c].kind is not kind for c in codes))
        for code, codes in measured.items()
    }
    carried = {one.number: one.measure for one in objectives if one.measure in known}
    return Alignment(measured, kinds, plans, objectives, carried, missing)
