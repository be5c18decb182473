"""Learning of others: closed tests of change and findings of audits, about the measures of a service. Those
about a measure that shows a concern there come first. What failed is learning, too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from quality.registers.cycles import TEST
from quality.registers.read import Registers, read_registers
from quality.registers.record import Record
from quality.signals.read import read_statuses
from quality.signals.results import Variation

FINDING = "finding"
MOST = 50
"""Records of a page; a search finds the others."""


@dataclass(frozen=True, slots=True)
class Learnt:
    """One thing that was learnt."""

    record: Record
    measure: str
    is_wanted: bool
    """Its measure shows a concern in the service that asks."""


@dataclass(frozen=True, slots=True)
class Learning:
    learnt: Sequence[Learnt]
    """Learning that is asked for, and wanted most, first; at most `MOST`."""
    total: int

    @property
    def wanted(self) -> int:
        return sum(one.is_wanted for one in self.learnt)


def read_learning(session: Session, catalogue: Catalogue, service: str = "", words: str = "") -> Learning:
    """Return what others learnt about the measures of a service; without one, everything that was learnt.

    words: every one of them stands somewhere in what was said."""
    registers = read_registers(session, catalogue)
    measures, concerns = _measures(session, service)
    wanted = words.casefold().split()
    found = [
        Learnt(one, measure, measure in concerns)
        for one, measure in _all(registers)
        if (not service or (one.service != service and measure in measures))
        and all(word in one.words for word in wanted)
    ]
    found.sort(key=lambda one: (one.is_wanted, one.record.newest), reverse=True)
    return Learning(found[:MOST], len(found))


def _measures(session: Session, service: str) -> tuple[set[str], set[str]]:
    """Return the measures of a service, and those of them that show a concern there."""
    statuses = read_statuses(session, services=[service]) if service else []
    concerns = {one.key.indicator for one in statuses if one.variation is Variation.CONCERN}
    return {one.key.indicator for one in statuses}, concerns


def _all(registers: Registers) -> Iterator[tuple[Record, str]]:
    """Yield what was learnt, and the measure that it is about."""
    for one in registers.of_kinds([TEST]):
        if one.state == "closed":
            yield one, one.measure
    for one in registers.of_kinds([FINDING]):
        audit = registers.records.get(one.parent)
        if audit is not None and audit.measure:
            yield one, audit.measure
