"""Packs for tests: frozen as the page freezes them.

number = frozen_pack(here, "glenmore")
"""

from __future__ import annotations

from typing import Any

from components.documents.written import WRITING
from quality.deployment import Deployment
from quality.meetings.record import Name
from quality.packs.compose import compose
from quality.packs.freeze import Actor, freeze
from quality.packs.frozen import FrozenPack, find_pack
from quality.packs.value import Pack, canonical, content_hash

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


def reopened(here: Deployment, number: int) -> FrozenPack:
    with here.session() as session:
        return find_pack(session, here.catalogue, number)
