"""Records of one page of a list: filtered, searched and cut on the server."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from quality.reference.service_tree import ServiceTree
from quality.registers.read import Registers
from quality.registers.record import Record
from quality.registers.routes import approval, waits_too_long

AT_ONCE = 25
"""Records of one page."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Records that a reader asks for."""

    kinds: tuple[str, ...]
    services: Collection[str]
    """Codes of services; of these alone."""
    state: str = ""
    measure: str = ""
    words: str = ""
    """Every one of them stands somewhere in what was said."""
    is_late: bool = False
    """Only what is overdue, or waits too long."""


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a list."""

    records: Sequence[Record]
    total: int
    first: int
    """Place of the first one among all, from 0."""
    counts: dict[str, int]
    """State -> records, whatever state is asked for."""
    late: int

    @property
    def before(self) -> int | None:
        """Return the place where the page before begins; None on the first."""
        return max(self.first - AT_ONCE, 0) if self.first else None

    @property
    def after(self) -> int | None:
        later = self.first + AT_ONCE
        return later if later < self.total else None


def list_records(
    registers: Registers, tree: ServiceTree, wanted: Wanted, today: date, first: int = 0
) -> Listing:
    """Return a page of the records that are wanted: those that are late first, then the newest."""
    found = [one for one in registers.of_kinds(wanted.kinds) if _fits(one, wanted)]
    late = {one.number for one in found if is_late(one, tree, today)}
    counts: dict[str, int] = {}
    for one in found:
        counts[one.state] = counts.get(one.state, 0) + 1
    if wanted.state:
        found = [one for one in found if one.state == wanted.state]
    if wanted.is_late:
        found = [one for one in found if one.number in late]
    found.sort(key=lambda one: (one.number in late, one.newest), reverse=True)
    begin = min(first, max(len(found) - 1, 0))
    some = found[begin : begin + AT_ONCE]
    return Listing(some, len(found), begin, counts, sum(one.number in late for one in found))


def all_records(registers: Registers, wanted: Wanted) -> list[Record]:
    """Return every record that is wanted, the oldest first: for a file."""
    found = (one for one in registers.of_kinds(wanted.kinds) if _fits(one, wanted))
    return [one for one in found if not wanted.state or one.state == wanted.state]


def is_late(record: Record, tree: ServiceTree, today: date) -> bool:
    """Tell if something of a record is overdue: what is due, or a decision that is waited for."""
    return record.is_overdue(today) or waits_too_long(record, tree, today)


def inside(tree: ServiceTree, service: str) -> frozenset[str]:
    """Return the codes of a service and all that is inside it; of all that may be read, without one."""
    return frozenset(one.code for one in tree.below(service)) if service else frozenset(tree.by_code)


def waiting_at(registers: Registers, tree: ServiceTree, kinds: Iterable[str], service: str) -> list[Record]:
    """Return what waits for a decision in a service, the longest waiting first."""
    waiting = (one for one in registers.of_kinds([*kinds]) if one.standing.waits and one.service in tree)
    found = [one for one in waiting if approval(one.declared, tree, one.service).at.code == service]
    return sorted(found, key=lambda one: (one.since, one.number))


def _fits(one: Record, wanted: Wanted) -> bool:
    if one.service not in wanted.services or (wanted.measure and one.measure != wanted.measure):
        return False
    return all(word in one.words for word in wanted.words.casefold().split())
