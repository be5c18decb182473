"""The part of the organisation that a session may read. It is said once, when the session is opened; whatever
is read through it then knows no other service.

    with Session(engine, info=reading_for(scope)) as session: …

A session without a scope is the program's own: it judges, loads and counts over everything.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Scope:
    """Codes of services, each with everything inside it; None: every service."""

    services: frozenset[str] | None = None
    groups: frozenset[str] | None = None
    """The services of which numbers about groups of people may be read too."""
    governs: frozenset[str] | None = None
    """The services of which texts that wait for approval may be read too."""


EVERYTHING = Scope()


def reading_for(scope: Scope) -> dict[str, Any]:
    """Return the `info` of a session that reads for somebody."""
    return {"scope": scope}


def scope_of(session: Session) -> Scope:
    """Return what a session may read."""
    found: Scope = session.info.get("scope", EVERYTHING)
    return found
