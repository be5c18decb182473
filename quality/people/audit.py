"""The audit: who signed in, saw groups of people, took files, was refused. Rows are only ever added."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.models import Audit
from quality.people.sessions import utc_now


class Kind(StrEnum):
    TRIED = "tried to sign in"
    SIGNED_IN = "signed in"
    SIGNED_OUT = "signed out"
    ENDED = "ended by the directory"
    SAW_GROUPS = "saw groups"
    TOOK_FILE = "took a file"
    READ_AUDIT = "read the audit"
    REFUSED = "was refused"
    ADDED = "account added"
    GIVEN = "roles given"
    TAKEN = "roles taken"
    LINK = "password link made"
    PASSWORD = "password set"
    LEFT = "left"
    RETURNED = "came back"
    SUPPRESSED = "entries not written"
    REMOVED = "removed old records"


@dataclass(frozen=True, slots=True)
class Entry:
    kind: Kind
    person_id: str
    """Of a try to sign in: who was meant."""
    sent_from: str = ""
    """Network address."""
    about: str = ""
    """The address that was asked for, or what was given to whom: `local:anna: team leader (ward-4)`."""
    at: datetime | None = None
    service: str = ""
    """The code of the service that it was about, where it was about one."""


def write(session: Session, entries: Iterable[Entry]) -> None:
    """Add entries to the audit."""
    for one in entries:
        row = Audit(
            at=one.at or utc_now(),
            kind=one.kind,
            person_id=_text(one.person_id)[:200],
            sent_from=one.sent_from[:64],
            about=_text(one.about)[:2000],
            service=_text(one.service)[:64] or None,
        )
        session.add(row)


def _text(text: str) -> str:
    """Return a text as a database holds it. What strangers send may have what it does not."""
    return text.replace("\0", "�")


def read(session: Session, most: int = 200) -> list[Entry]:
    """Return the newest entries, the newest first."""
    rows = session.scalars(select(Audit).order_by(Audit.id.desc()).limit(most))
    return [Entry(Kind(row.kind), row.person_id, row.sent_from, row.about, row.at) for row in rows]
