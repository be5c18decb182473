"""Packs for tests: frozen as the page freezes them.

number = frozen_pack(here, "glenmore")
number = frozen_document(here, "annual_report")
"""

from __future__ import annotations

from typing import Any

from components.documents.written import WRITING
from quality.deployment import Deployment
from quality.meetings.record import Name
from quality.packs.compose import compose
from quality.packs.documents import AskedDocument, compose_document
from quality.packs.freeze import Actor, freeze, store
from quality.packs.frozen import FrozenPack, find_pack
from quality.packs.value import Pack, canonical, content_hash
from quality.reference.ids import read_ids
from quality.registers.read import read_registers

SECRETARY = Actor("Una Ross", "board member", "una")
SAID = {"title": "Board, November 2026", "reason": "For the meeting"}


def draft(here: Deployment, service: str, meeting: Name | None = None) -> Pack:
    with here.session() as session:
        told: dict[str, Any] = {"service": service, "today": here.today, "meeting": meeting}
        return compose(session, here.catalogue, WRITING, **told)


def frozen_pack(
    here: Deployment, service: str, actor: Actor = SECRETARY, meeting: Name | None = None, **said: str
) -> int:
    """Freeze the pack of a service as it stands, and return its number."""
    expected = content_hash(canonical(draft(here, service, meeting)))
    told: dict[str, Any] = {"service": service, "expected": expected, "meeting": meeting}
    with here.writing() as session:
        typed = SAID | said
        return freeze(session, here.catalogue, WRITING, typed, actor, **told, since=None, at=here.now,
                      today=here.today)  # fmt: skip


def frozen_document(here: Deployment, code: str, actor: Actor = SECRETARY) -> int:
    """Freeze a document of a kind, about the organisation or the first record that it can be about."""
    about = here.catalogue.all_documents[code].about
    with here.session() as session:
        asked = AskedDocument(code, read_ids(session).services.roots[0].code)
        if about is not None:
            record = next(read_registers(session, here.catalogue, withheld=False).of_kinds([about]))
            asked = AskedDocument(code, record.service, record.number)
        pack = compose_document(session, here.catalogue, WRITING.document, asked, here.today)
    with here.writing() as session:
        return store(
            session, pack.model_copy(update={"title": pack.document_name}), "For this", actor, here.now
        )


def reopened(here: Deployment, number: int) -> FrozenPack:
    with here.session() as session:
        return find_pack(session, here.catalogue, number)
