"""Acts of people, kept for ever: decisions about charts, what was done about a signal, huddles.

Rows are only ever added. Each carries a hash over its own content and the hash before it, so that a row
changed or taken away shows (`verify`). This only writes down: `quality.decide.decide` and
`quality.lifecycle.perform` check first.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from data.models import Act
from data.read.as_of import as_of
from quality.acts.kinds import KINDS
from quality.series.key import SeriesKey


@dataclass(frozen=True, slots=True)
class LoggedAct:
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
    kind: str,
    *said: Any,
    key: SeriesKey,
    by: str,
    role: str,
    at: datetime,
    evidence: Mapping[str, Any] | None = None,
) -> int:
    """Write one act down at the end of the chain, and return its number.

    said: what the kind says, in the order of its fields; None is left out.
    """
    pairs = zip(KINDS[kind].fields, said, strict=False)
    content = {name: value for name, value in pairs if value is not None}
    if evidence is not None:
        content["evidence"] = evidence
    begin(session)
    act = Act(
        kind=str(kind),
        at=at,
        actor=by,
        role=role,
        indicator=key.indicator or None,
        service=key.service or None,
        category=key.category or None,
        content=orjson.dumps(content, option=orjson.OPT_SORT_KEYS).decode(),
        previous_hash=session.scalar(select(Act.hash).order_by(Act.id.desc()).limit(1)) or "",
        hash="",
    )
    act.hash = _hash(act)
    session.add(act)
    session.flush()
    return act.id


def begin(session: Session) -> None:
    """Let nobody else write an act until this transaction ends: what is checked now still holds when the act
    is written."""
    if session.get_bind().dialect.name == "postgresql":
        # Two acts at once would both follow the same one. SQLite has one writer (data.database.transaction).
        session.execute(text("lock table act in exclusive mode"))


def _hash(act: Act) -> str:
    fields = [act.previous_hash, act.kind, act.at.isoformat(), act.actor, act.role]
    fields += [act.indicator or "", act.service or "", act.category or "", act.content]
    return hashlib.sha256("\x1f".join(fields).encode()).hexdigest()


def verify(session: Session) -> list[int]:
    """Return the ids of acts whose hash does not follow from what stands there: empty when all is well."""
    broken, before = [], ""
    for act in session.scalars(select(Act).order_by(Act.id)):
        if act.previous_hash != before or act.hash != _hash(act):
            broken.append(act.id)
        before = act.hash
    return broken


def acts(session: Session, *kinds: str, services: Collection[str] | None = None) -> list[LoggedAct]:
    """Return the acts of some kinds, in the order they were done: of all services, or of some."""
    query = select(Act.__table__).where(Act.kind.in_(kinds)).order_by(Act.id)
    if services is not None:
        query = query.where(Act.service.in_(services))
    if then := as_of(session):
        query = query.where(Act.at <= then.until)
    found = []
    for row in session.execute(query):
        key = SeriesKey(row.indicator or "", row.service or "", row.category or "")
        content = orjson.loads(row.content)
        found.append(LoggedAct(row.id, row.kind, row.at, row.actor, row.role, key, content))
    return found
