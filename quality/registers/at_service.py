"""Records of registers that a huddle must not pass over: decisions that wait here, and what is overdue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from quality.reference.ids import read_all_ids, read_ids
from quality.registers.learning import read_learning
from quality.registers.listing import waiting_at
from quality.registers.read import read_registers
from quality.registers.record import Record
from quality.registers.routes import waits_too_long


@dataclass(frozen=True, slots=True)
class AtService:
    """Records that wait for a service."""

    waiting: Sequence[Record] = ()
    """Their decision is taken here; the longest waiting first."""
    too_long: int = 0
    """Of those, the ones that wait for longer than their route allows."""
    overdue: Sequence[Record] = ()
    """Open records of the service itself whose day is over; the oldest day first."""

    learnt: int = 0
    """Learning of others about measures that show a concern here."""

    @property
    def is_late(self) -> bool:
        return bool(self.too_long or self.overdue)


NOTHING_WAITS = AtService()


def at_service(session: Session, catalogue: Catalogue, service: str, today: date) -> AtService:
    """Return what waits for a service in the registers."""
    registers, whole = read_registers(session, catalogue), read_all_ids(session).services
    seen = read_ids(session).services
    waiting = [
        one for one in waiting_at(registers, whole, catalogue.record_kinds, service) if one.service in seen
    ]
    own = (one for one in registers.records.values() if one.service == service and one.is_overdue(today))
    late = sorted(own, key=lambda one: (one.due or today, one.number))
    return AtService(
        waiting,
        sum(waits_too_long(one, whole, today) for one in waiting),
        late,
        read_learning(session, catalogue, service).wanted,
    )
