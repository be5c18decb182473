"""The state of sending, for whoever runs it: what was given up, and whether the sender has fallen silent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.models import Message
from quality.provenance.watcher import SENT, silent_since

LATELY = timedelta(days=7)
"""The time for which the page says that something was not sent."""


@dataclass(frozen=True, slots=True)
class State:
    not_told: int
    """Messages of the last week that were tried in vain."""
    silent_since: datetime | None
    """The last look of a sender that should be looking; None while all is well, or where there is none."""


def state(session: Session, now: datetime | None = None) -> State:
    """Return the state of sending."""
    now = now or datetime.now(UTC).replace(tzinfo=None)
    in_vain = (Message.next_try_at.is_(None), Message.sent_at.is_(None), Message.created_at >= now - LATELY)
    count = session.scalar(select(func.count()).where(*in_vain)) or 0
    return State(count, silent_since(session, now, name=SENT))
