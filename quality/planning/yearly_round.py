"""The yearly round: each service reviews its measures, its targets and its plan, and somebody above signs it
off. It says what is done and what is not; nothing of it is stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from quality.acts.ledger import LoggedAct
from quality.planning.alignment import measured_in, plan_year
from quality.reference.ids import Ids, read_ids
from quality.reference.service_tree import Service
from quality.registers.read import Registers
from quality.registers.record import Record


class ToDo(StrEnum):
    """The parts of the round that are not done."""

    PLAN = "plan"
    AGREE = "agree"
    MEASURES = "measures"
    AIMS = "aims"
    """Targets and trajectories."""
    RETIRE = "retire"
    """Somebody proposed that a measure retires, and nobody decided."""
    SIGN_OFF = "sign off"


@dataclass(frozen=True, slots=True)
class ServiceRound:
    """The round of one service in one year."""

    service: Service
    measures: tuple[str, ...]
    plan: Record | None
    reviews: dict[str, Record]
    """Measure -> its newest review in this plan."""
    with_aims: tuple[str, ...]
    """Measures that have a target or a trajectory."""

    @property
    def agreed(self) -> LoggedAct | None:
        return self.plan.last("agree") if self.plan else None

    @property
    def signed_off(self) -> LoggedAct | None:
        return self.plan.last("sign_off") if self.plan else None

    @property
    def reviewed(self) -> tuple[str, ...]:
        return tuple(code for code in self.measures if code in self.reviews)

    @property
    def aims_reviewed(self) -> tuple[str, ...]:
        return tuple(c for c in self.with_aims if c in self.reviews and self.reviews[c].said.get("next_aim"))

    @property
    def to_retire(self) -> tuple[str, ...]:
        """Return the measures that somebody proposed to retire, about which nobody decided yet."""
        found = self.reviews.items()
        return tuple(c for c, one in found if one.said["verdict"] == "retire" and one.state == "given")

    @property
    def to_do(self) -> tuple[ToDo, ...]:
        """Return what is not done, in the order in which it is done."""
        if self.plan is None:
            return (ToDo.PLAN,)
        lacking = {
            ToDo.AGREE: self.agreed is None,
            ToDo.MEASURES: len(self.reviewed) < len(self.measures),
            ToDo.AIMS: len(self.aims_reviewed) < len(self.with_aims),
            ToDo.RETIRE: bool(self.to_retire),
            ToDo.SIGN_OFF: self.signed_off is None,
        }
        return tuple(one for one, is_so in lacking.items() if is_so)


@dataclass(frozen=True, slots=True)
class YearlyRound:
    """The round of a year in some services."""

    year: int
    years: tuple[int, ...]
    """Years that some plan is for, and the one that is asked for; the newest first."""
    services: tuple[ServiceRound, ...]
    """Those that have measures or a plan."""

    @property
    def done(self) -> int:
        return sum(not one.to_do for one in self.services)


def yearly_round(
    session: Session, catalogue: Catalogue, registers: Registers, services: Sequence[Service], year: int
) -> YearlyRound:
    """Return the round of a year in some services, in the order of these."""
    codes = [one.code for one in services]
    measured, known = measured_in(session, catalogue, codes), read_ids(session)
    plans = [one for one in registers.of_kinds(["plan"]) if one.service in {*codes}]
    newest = {one.service: one for one in plans if plan_year(one) == year}
    found = tuple(
        _of_service(catalogue, registers, known, one, measured.get(one.code, ()), newest.get(one.code))
        for one in services
        if one.code in measured or one.code in newest
    )
    years = tuple(sorted({year, *(plan_year(one) for one in plans)}, reverse=True))
    return YearlyRound(year, years, found)


def _of_service(
    catalogue: Catalogue,
    registers: Registers,
    known: Ids,
    service: Service,
    measures: tuple[str, ...],
    plan: Record | None,
) -> ServiceRound:
    reviews = {one.measure: one for one in registers.inside(plan.number, "review")} if plan else {}
    with_aims = tuple(
        code
        for code in measures
        if catalogue.indicators[code].targets
        or catalogue.indicators[code].trajectory
        or known.aimed.get(code)
    )
    return ServiceRound(service, measures, plan, reviews, with_aims)


def plan_before(registers: Registers, plan: Record) -> Record | None:
    """Return the plan of the same service of the newest year before; None: there is none."""
    earlier = (one for one in registers.of_kinds(["plan"]) if one.service == plan.service)
    found = [one for one in earlier if plan_year(one) < plan_year(plan)]
    return max(found, key=lambda one: (plan_year(one), one.number), default=None)
