"""Every record that whoever reads may see. The acts of a service are folded once for each of its acts."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from catalogue.registers.declared import RecordKind
from data.models import Act
from data.read.as_of import as_of
from errors import ForbiddenError, NotFoundError
from quality.acts import ledger
from quality.acts.kinds import REGISTER_KINDS
from quality.reference.ids import newest_act, read_ids
from quality.reference.scope import Scope
from quality.reference.versioned_cache import VersionedCache
from quality.registers.record import Record, fold
from quality.registers.withheld import may_read_withheld, without_withheld

NO_RECORD = "There is no record with the number {number}."
NOT_YOURS = "This record is of a part of the organisation where you have no role."
KEPT_SERVICES = 20_000
Folded = dict[int, Record]


@dataclass(frozen=True)
class Registers:
    """Records by their numbers, and those that belong to each."""

    records: Mapping[int, Record]
    children: Mapping[int, list[Record]] = field(default_factory=dict)
    apart: Mapping[int, list[Record]] = field(default_factory=dict)
    """Answers that are shown only added up (`RecordKind.fewest_shown`), by the record they belong to. They
    are in nothing else of this: no list, page or file has one."""

    def __getitem__(self, number: int) -> Record:
        if number not in self.records:
            raise NotFoundError(NO_RECORD.format(number=number))
        return self.records[number]

    def inside(self, number: int, kind: str = "") -> list[Record]:
        """Return the records that belong to one, of a kind or of any, in the order they were begun."""
        return [one for one in self.children.get(number, ()) if not kind or one.kind == kind]

    def of_kinds(self, kinds: Collection[str]) -> Iterator[Record]:
        for kind in kinds:
            yield from self._by_kind.get(kind, ())

    def until(self, day: date, kinds: Mapping[str, RecordKind]) -> Registers:
        """Return the records as they stood at the end of a day: the fold of the acts until then."""
        whole = (*self.records.values(), *(one for answers in self.apart.values() for one in answers))
        acts = (act for one in whole for act in one.acts if act.at.date() <= day)
        return _whole([fold(sorted(acts, key=lambda act: act.id), kinds)])

    @cached_property
    def _by_kind(self) -> dict[str, list[Record]]:
        found: dict[str, list[Record]] = {}
        for one in self.records.values():
            found.setdefault(one.kind, []).append(one)
        return found


def read_registers(session: Session, catalogue: Catalogue, *, withheld: bool | None = None) -> Registers:
    """Return every record of the services that whoever reads may see, as of now or where they look back.

    withheld: True: with what is withheld from them, so that a step is held against all that was said before;
    False: without it, also for those who may read it; None: as they may
    """
    known = read_ids(session)
    if as_of(session) is not None:
        codes = known.services.by_code
        return _whole(
            [_fold(session, catalogue, code, _is_whole(session, catalogue, code, withheld)) for code in codes]
        )
    version = (newest_act(session), known.version, catalogue.fingerprint)
    key = (known.scope, withheld)
    return _merged.get(session, version, key, lambda: _merge(session, catalogue, withheld))


def find_record(
    session: Session, catalogue: Catalogue, number: int, *, withheld: bool | None = None
) -> tuple[Registers, Record]:
    """Return a record by its number, with all others. NotFoundError: there is none; ForbiddenError: it is not
    for whoever reads."""
    found = read_registers(session, catalogue, withheld=withheld)
    if number not in found.records and _is_elsewhere(session, number):
        raise ForbiddenError(NOT_YOURS)
    return found, found[number]


def _is_elsewhere(session: Session, number: int) -> bool:
    service = session.scalar(select(Act.service).where(Act.id == number, Act.kind.in_(REGISTER_KINDS)))
    return service is not None and service in read_ids(session).services.elsewhere


_merged: VersionedCache[tuple[Scope, bool | None], Registers] = VersionedCache(most=64)
_folded: VersionedCache[tuple[str, bool], Folded] = VersionedCache(most=KEPT_SERVICES)


def _merge(session: Session, catalogue: Catalogue, withheld: bool | None) -> Registers:
    return _whole([folded for _, folded in read_by_service(session, catalogue, withheld).values()])


def _is_whole(session: Session, catalogue: Catalogue, service: str, withheld: bool | None) -> bool:
    return may_read_withheld(session, catalogue, service) if withheld is None else withheld


def _fold(session: Session, catalogue: Catalogue, service: str, is_whole: bool) -> Folded:
    acts = ledger.acts(session, *REGISTER_KINDS, services=[service])
    if not is_whole:
        acts = without_withheld(acts, catalogue)
    return fold(acts, catalogue.record_kinds)


def read_by_service(
    session: Session, catalogue: Catalogue, withheld: bool | None = None
) -> dict[str, tuple[int, Folded]]:
    """Return the newest act and the records of each service that whoever reads may see, as of now: the same
    values as before where nothing was done there since."""
    services = read_ids(session).services
    newest = session.execute(
        select(Act.service, func.max(Act.id)).where(Act.service.is_not(None)).group_by(Act.service)
    )
    found: dict[str, tuple[int, Folded]] = {}
    for service, version in sorted((code, number) for code, number in newest if code and code in services):
        is_whole = _is_whole(session, catalogue, service, withheld)

        def make(service: str = service, is_whole: bool = is_whole) -> Folded:
            return _fold(session, catalogue, service, is_whole)

        state = (version, catalogue.fingerprint)
        found[service] = version, _folded.get(session, state, (service, is_whole), make)
    return found


def _whole(parts: list[Folded]) -> Registers:
    records: Folded = {}
    for part in parts:
        records |= part
    children: dict[int, list[Record]] = {}
    apart: dict[int, list[Record]] = {}
    for one in records.values():
        if one.parent:
            (apart if one.declared.fewest_shown else children).setdefault(one.parent, []).append(one)
    for one in (one for answers in apart.values() for one in answers):
        del records[one.number]
    return Registers(records, children, apart)
