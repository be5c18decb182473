"""What people did, kept for ever: decisions about charts now, every other act later.

Rows are only ever added. Each carries a hash over its own content and the hash before it, so that a row
changed or taken away shows (`verify`). This only writes down: `quality.decide.decide` checks first and judges
after.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import orjson
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from data.models import Act
from data.read.as_of import as_of
from quality.series.key import SeriesKey


@dataclass(frozen=True, slots=True)
class Record:
    """One act as it was written down."""

    id: int
    kind: str
    at: datetime
    actor: str
    role: str
    key: SeriesKey
    content: Mapping[str, Any]


def append(
    session: Session,
    *,
    kind: str,
    by: str,
    role: str,
    at: datetime,
    key: SeriesKey,
    content: Mapping[str, Any],
) -> int:
    """Write one act down at the end of the chain; gives its number."""
    if session.get_bind().dialect.name == "postgresql":
        # Two acts at once would both follow the same one. SQLite has one writer and refuses the second.
        session.execute(text("lock table act in exclusive mode"))
    last = session.scalar(select(Act.hash).order_by(Act.id.desc()).limit(1)) or ""
    written = orjson.dumps(dict(content), option=orjson.OPT_SORT_KEYS).decode()
    act = Act(
        kind=kind,
        at=at,
        actor=by,
        role=role,
        indicator=key.indicator or None,
        service=key.service or None,
        category=key.category or None,
        content=written,
        previous_hash=last,
        hash="",
    )
    act.hash = _hash(act)
    session.add(act)
    session.flush()
    return act.id


def _hash(act: Act) -> str:
    fields = [act.previous_hash, act.kind, act.at.isoformat(), act.actor, act.role]
    fields += [act.indicator or "", act.service or "", act.category or "", act.content]
    return hashlib.sha256("\x1f".join(fields).encode()).hexdigest()


def verify(session: Session) -> list[int]:
    """Ids of acts whose hash does not follow from what stands there: empty when all is well."""
    broken, before = [], ""
    for act in session.scalars(select(Act).order_by(Act.id)):
        if act.previous_hash != before or act.hash != _hash(act):
            broken.append(act.id)
        before = act.hash
    return broken


def records(session: Session, *kinds: str) -> list[Record]:
    """Acts of some kinds, in the order they were done."""
    query = select(Act.__table__).where(Act.kind.in_(kinds)).order_by(Act.id)
    if then := as_of(session):
        query = query.where(Act.at <= then.until)
    rows = session.execute(query)
    return [
        Record(
            id=row.id,
            kind=row.kind,
            at=row.at,
            actor=row.actor,
            role=row.role,
            key=SeriesKey(row.indicator or "", row.service or "", row.category or ""),
            content=orjson.loads(row.content),
        )
        for row in rows
    ]


def rephase(
    session: Session, *, key: SeriesKey, first_period: date, reason: str, by: str, role: str, at: datetime
) -> int:
    """Record the decision that new limits start at a period. The old ones stay viewable before it."""
    content = {"first_period": first_period.isoformat(), "reason": reason}
    return append(session, kind="rephase", by=by, role=role, at=at, key=key, content=content)


def fix_baseline(
    session: Session,
    *,
    key: SeriesKey,
    last_period: date,
    reason: str,
    by: str,
    role: str,
    at: datetime,
    first_period: date | None = None,
) -> int:
    """Record that only the points up to `last_period` (from `first_period`, else from the start of its phase)
    set the limits of that phase."""
    content = {"last_period": last_period.isoformat(), "reason": reason}
    if first_period is not None:
        content["first_period"] = first_period.isoformat()
    return append(session, kind="baseline", by=by, role=role, at=at, key=key, content=content)


def exclude(
    session: Session, *, key: SeriesKey, period: date, reason: str, by: str, role: str, at: datetime
) -> int:
    """Record that a point stays visible and is left out of limits and rules."""
    content = {"period": period.isoformat(), "reason": reason}
    return append(session, kind="exclusion", by=by, role=role, at=at, key=key, content=content)


def annotate(
    session: Session, *, key: SeriesKey, period: date, text: str, by: str, role: str, at: datetime
) -> int:
    """Record what happened in a period: a flag on the chart."""
    content = {"period": period.isoformat(), "text": text}
    return append(session, kind="annotation", by=by, role=role, at=at, key=key, content=content)


def withdraw(
    session: Session, *, key: SeriesKey, act: int, reason: str, by: str, role: str, at: datetime
) -> int:
    """Record that an earlier act about the same series no longer holds. It stays in the record."""
    content = {"act": act, "reason": reason}
    return append(session, kind="withdrawal", by=by, role=role, at=at, key=key, content=content)
