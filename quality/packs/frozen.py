"""Packs as they were frozen: a fold over acts. Each holds its value for ever; people sign it, or say that it
no longer holds. What a later load changed changes nothing of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from errors import BrightspotError, NotFoundError
from quality.acts import ledger
from quality.acts.kinds import PACK_KINDS
from quality.acts.ledger import LoggedAct
from quality.packs.value import Pack, content_hash, read, unpacked
from quality.reference.ids import read_ids

FREEZE, SIGN_OFF, RETRACTION = "freeze", "sign_off", "retraction"
NO_PACK = "There is no pack with the number {number}."
CHANGED = (
    "The content of pack {number} is not what was frozen: its hash is another one. Nothing of it is shown. "
    "Restore the database from a backup."
)
PUBLIC = "public"
FOR_STAFF = (
    "This pack was frozen for staff: its numbers are as they are. Everybody may open public editions, which "
    "are frozen where everybody reads."
)


@dataclass(frozen=True, slots=True)
class Signature:
    """A named person's sign-off."""

    act: LoggedAct
    retracted: LoggedAct | None = None


@dataclass(frozen=True)
class FrozenPack:
    """One pack, and what people did about it."""

    act: LoggedAct
    signatures: tuple[Signature, ...] = ()
    retracted: LoggedAct | None = None
    """The act that says it no longer holds."""

    @property
    def number(self) -> int:
        return self.act.id

    @property
    def service(self) -> str:
        return self.act.key.service

    @property
    def title(self) -> str:
        return str(self.act.content["title"])

    @property
    def hash(self) -> str:
        return str(self.act.content["hash"])

    @property
    def meeting(self) -> tuple[str, str]:
        """Return the forum and the day of the meeting that it is for; empty where it is for none."""
        said = self.act.content
        return str(said.get("forum", "")), str(said.get("meeting", ""))

    @property
    def edition(self) -> str:
        """Return `public` for one that everybody may open; nothing for one of staff."""
        return str(self.act.content.get("edition", ""))

    @property
    def document(self) -> str:
        """Return the code of the document that it is; nothing for the pack of a board."""
        return str(self.act.content.get("document", ""))

    @property
    def record(self) -> int:
        """Return the number of the record that it is about; 0 where it is about the service."""
        return int(self.act.content.get("record", 0))

    @property
    def signed(self) -> tuple[LoggedAct, ...]:
        """Return the sign-offs that hold."""
        return tuple(one.act for one in self.signatures if one.retracted is None)

    @property
    def is_draft(self) -> bool:
        """Tell if nobody has signed it off."""
        return not self.signed

    @cached_property
    def content(self) -> bytes:
        """Return the canonical bytes. BrightspotError: they are not those that were frozen."""
        found = unpacked(self.act.content["content"])
        if content_hash(found) != self.hash:
            raise BrightspotError(CHANGED.format(number=self.number))
        return found

    def verify(self) -> None:
        """Raise BrightspotError where the content is not as it was frozen."""
        _ = self.content

    @cached_property
    def pack(self) -> Pack:
        return read(self.content)


def fold(acts: Iterable[LoggedAct]) -> dict[int, FrozenPack]:
    """Return the packs that acts tell of, by number, in the order in which they were frozen."""
    acts = list(acts)
    gone = {act.content["of"]: act for act in acts if act.kind == RETRACTION}
    signed: dict[int, list[Signature]] = {}
    for act in acts:
        if act.kind == SIGN_OFF:
            signed.setdefault(act.content["of"], []).append(Signature(act, gone.get(act.id)))
    return {
        act.id: FrozenPack(act, tuple(signed.get(act.id, ())), gone.get(act.id))
        for act in acts
        if act.kind == FREEZE
    }


def packs_of(session: Session, catalogue: Catalogue, service: str) -> list[FrozenPack]:
    """Return the packs of a service that the session may read, the newest first, without their content: where
    everybody reads, public editions alone. NotFoundError: the service is not there; ForbiddenError: it is not
    for whoever reads."""
    code = read_ids(session).services[service].code
    return [one for one in reversed(_heads(session, code).values()) if _is_for(one, catalogue)]


def find_pack(session: Session, catalogue: Catalogue, number: int | None) -> FrozenPack:
    """Return one pack. NotFoundError: there is none, or it is one of staff where everybody reads;
    ForbiddenError: it is of a service of others."""
    service = ledger.service_of(session, number, FREEZE) if number else None
    if service is None or number is None:
        raise NotFoundError(NO_PACK.format(number=number or "that the address gives"))
    code = read_ids(session).services[service].code
    head = _heads(session, code)[number]
    if not _is_for(head, catalogue):
        raise NotFoundError(FOR_STAFF)
    return replace(head, act=ledger.acts(session, FREEZE, services=[code], number=number)[0])


def _heads(session: Session, service: str) -> dict[int, FrozenPack]:
    return fold(ledger.acts(session, *PACK_KINDS, services=[service], without="content"))


def _is_for(one: FrozenPack, catalogue: Catalogue) -> bool:
    """Tell if a pack holds nothing but what may be read here."""
    return one.edition == PUBLIC or not catalogue.disclosure.is_public
