"""The burden of measuring: what each measure and audit costs, and what was decided from it in a year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from data.models import Act
from quality.planning.alignment import measured_in
from quality.reference.ids import read_ids
from quality.reference.service_tree import ServiceTree
from quality.registers.read import Registers
from quality.registers.record import Record

YEAR = timedelta(days=365)
DECIDED = (
    *("own", "explain", "action", "escalate", "question", "decision", "close", "recognise", "offer"),
    *("accept", "target", "trajectory", "outcome"),
)
"""Kinds of acts about a measure by which something came of it. That somebody saw it is none."""
RECORDS = ("test_of_change", "action", "objective", "review")
"""Kinds of record that name a measure when something came of it."""
FROM_AUDIT = ("finding", "action")


@dataclass(frozen=True, slots=True)
class MeasureBurden:
    """Cost of one measure here, and what came of it."""

    code: str
    minutes: float | None
    """A month, in one service that collects it; None: nobody said so."""
    collected_in: int
    """Services that collect it: those with numbers and none inside that has any."""
    decided: Counter[str]
    """Kind of act or record -> how many in twelve months."""

    @property
    def hours_a_year(self) -> float | None:
        return None if self.minutes is None else self.minutes * self.collected_in * 12 / 60


@dataclass(frozen=True, slots=True)
class AuditBurden:
    """Cost of one audit, and what came of it."""

    record: Record
    minutes: int | None
    decided: Counter[str]

    @property
    def hours_a_year(self) -> float | None:
        return None if self.minutes is None else self.minutes * 12 / 60


@dataclass(frozen=True, slots=True)
class Burden:
    """Measures and open audits of some services."""

    since: date
    measures: tuple[MeasureBurden, ...]
    audits: tuple[AuditBurden, ...]

    @property
    def unused(self) -> tuple[MeasureBurden, ...]:
        """Return the measures from which nothing was decided."""
        return tuple(one for one in self.measures if not one.decided)

    @property
    def unused_audits(self) -> tuple[AuditBurden, ...]:
        return tuple(one for one in self.audits if not one.decided)

    @property
    def hours_known(self) -> float:
        """Return the hours a year of all whose cost is known."""
        hours = [one.hours_a_year for one in self.measures] + [one.hours_a_year for one in self.audits]
        return sum(one or 0.0 for one in hours)

    @property
    def not_known(self) -> int:
        """Count the measures and audits of which nobody said what they cost."""
        measures = sum(one.minutes is None for one in self.measures)
        return measures + sum(one.minutes is None for one in self.audits)


def burden(
    session: Session, catalogue: Catalogue, registers: Registers, services: Sequence[str], today: date
) -> Burden:
    """Return what measuring costs in some services, and what was decided from it in the year before today."""
    since, tree = today - YEAR, read_ids(session).services
    measured = measured_in(session, catalogue, services)
    decided = _decided(session, registers, services, since, today)
    codes = [code for code in catalogue.indicators if any(code in found for found in measured.values())]
    measures = tuple(
        MeasureBurden(
            code,
            catalogue.indicators[code].minutes,
            _collected_in(code, measured, tree),
            decided.get(code, Counter()),
        )
        for code in codes
    )
    audits = tuple(
        AuditBurden(one, one.said.get("minutes"), _from_audit(registers, one, since))
        for one in registers.of_kinds(["audit"])
        if one.is_open and one.service in {*services}
    )
    return Burden(since, measures, audits)


def _collected_in(code: str, measured: Mapping[str, tuple[str, ...]], tree: ServiceTree) -> int:
    """Count the services with numbers inside which no other has any: above them, numbers are sums."""
    has = {service for service, codes in measured.items() if code in codes}
    above = {step.code for service in has for step in tree.path(service)[:-1]}
    return len(has - above)


def _decided(
    session: Session, registers: Registers, services: Sequence[str], since: date, today: date
) -> dict[str, Counter[str]]:
    """Count what came of each measure by kind. Acts about a group of people are left out: that there is one
    would tell of the group."""
    first, end = datetime.combine(since, time()), datetime.combine(today + timedelta(1), time())
    query = (
        select(Act.indicator, Act.service, Act.kind, func.count())
        .where(Act.kind.in_(DECIDED), Act.at >= first, Act.at < end)
        .where(Act.indicator.is_not(None), Act.category.is_(None))
        .group_by(Act.indicator, Act.service, Act.kind)
    )
    here, found = {*services}, dict[str, Counter[str]]()
    for code, service, kind, count in session.execute(query):
        if code and service in here:
            found.setdefault(code, Counter())[kind] += count
    for one in registers.of_kinds(RECORDS):
        if one.measure and one.service in here and one.begun.at.date() >= since:
            found.setdefault(one.measure, Counter())[one.kind] += 1
    return found


def _from_audit(registers: Registers, audit: Record, since: date) -> Counter[str]:
    """Count findings and actions of an audit that were begun since a day."""
    inside = registers.inside(audit.number)
    inside += [one for finding in inside for one in registers.inside(finding.number)]
    return Counter(one.kind for one in inside if one.kind in FROM_AUDIT and one.begun.at.date() >= since)
