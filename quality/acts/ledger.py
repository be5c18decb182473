"""Acts of people: decisions about charts, what was done about a signal, huddles.

Rows are only ever added. Each carries a hash over its own content and the hash before it, so that a row
changed or taken away shows (`verify`). The hash covers who acted and what they said by a salted digest: when
an act was kept long enough these are taken out with the salt (`quality.retention`), and the chain holds. This
only writes down: `quality.decide.decide` and `quality.lifecycle.perform` check first.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Text, cast, func, or_, select, text, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from data.models import Act
from data.read.as_of import as_of
from quality.acts.kinds import EVER, KINDS, PURGE
from quality.series.key import SeriesKey

SEAL = 16
"""Letters of a hash that are noted elsewhere."""
PERSON = "person"
"""The part of what an act says that holds the id of who did it."""
AT_ONCE = 500
"""Acts of one statement."""


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
    hash: str = ""
    """Its place in the chain, as it is noted elsewhere; empty for one that is not written yet."""

    @property
    def by(self) -> str:
        """Return who did it, told apart from others of the same name where that was noted."""
        return self.content.get(PERSON) or self.actor


def append(
    session: Session,
    kind: str,
    *said: Any,
    key: SeriesKey,
    by: str,
    role: str,
    at: datetime,
    evidence: Mapping[str, Any] | None = None,
    person: str = "",
) -> int:
    """Write one act down at the end of the chain, and return its number.

    said: what the kind says, in the order of its fields; None is left out.
    person: the id of who did it, for ever theirs; `by` is the name that others read
    """
    pairs = zip(KINDS[kind].fields, said, strict=False)
    content = {name: value for name, value in pairs if value is not None}
    if evidence is not None:
        content["evidence"] = evidence
    if person:
        content[PERSON] = person
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
        salt=secrets.token_hex(16),
        previous_hash=session.scalar(select(Act.hash).order_by(Act.id.desc()).limit(1)) or "",
        hash="",
    )
    act.digest = _digest(act)
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


def _digest(act: Act) -> str:
    return _sha256(act.salt or "", act.actor, act.role, act.content)


def _hash(act: Act) -> str:
    subject = (act.indicator or "", act.service or "", act.category or "")
    return _sha256(act.previous_hash, act.kind, act.at.isoformat(), *subject, act.digest)


def _sha256(*fields: str) -> str:
    return hashlib.sha256("\x1f".join(fields).encode()).hexdigest()


def verify(session: Session, known: Mapping[int, str] | None = None) -> list[int]:
    """Return the ids of acts whose hash does not follow from what stands there: empty when all is well.

    An act that was emptied is well where a removal names it, of the same team, and not before it was kept for
    as long as its kind is kept: no removal excuses more.

    known: hashes that somebody noted elsewhere, or how they begin, by number. Whoever can write in the
    database could make the whole chain anew, or cut off its end; only what is kept outside of it shows that.
    """
    expected, before = dict(known or {}), ""
    broken: set[int] = set()
    emptied: dict[int, tuple[str | None, int]] = {}
    for act in session.scalars(select(Act).order_by(Act.id).execution_options(yield_per=1000)):
        follows = act.previous_hash == before and act.hash == _hash(act)
        if not follows or not act.hash.startswith(expected.pop(act.id, "")) or not _is_whole(act):
            broken.add(act.id)
        elif act.kind == PURGE:
            for number in orjson.loads(act.content)["acts"]:
                service, last_year = emptied.get(number, (None, EVER))
                if service == act.service and last_year < act.at.year <= _this_year():
                    del emptied[number]
        if act.salt is None:
            emptied[act.id] = (act.service, act.at.year + _years(act.kind))
        before = act.hash
    return sorted(broken | {*emptied} | {*expected})


def _years(kind: str) -> int:
    return KINDS[kind].years if kind in KINDS else EVER


def _this_year() -> int:
    return datetime.now(UTC).year


def _is_whole(act: Act) -> bool:
    """Tell if what was said stands there as it was said, or is gone as a whole."""
    if act.salt is None:
        return act.kind != PURGE and not (act.actor or act.role or act.content)
    return act.digest == _digest(act)


def newest(session: Session) -> tuple[int, str]:
    """Return the number and the hash of the newest act: to note elsewhere, and to `verify` by later."""
    found = session.execute(select(Act.id, Act.hash).order_by(Act.id.desc()).limit(1)).first()
    return (found[0], found[1]) if found else (0, "")


def empty(session: Session, numbers: Collection[int]) -> None:
    """Take out who did some acts and what they said. An act of kind `purge` has to name them."""
    gone, numbers = {"actor": "", "role": "", "content": "", "salt": None}, sorted(numbers)
    for start in range(0, len(numbers), AT_ONCE):
        some = numbers[start : start + AT_ONCE]
        session.execute(update(Act).where(Act.id.in_(some)).values(gone))


def acts(
    session: Session,
    *kinds: str,
    services: Collection[str] | None = None,
    without: str = "",
    number: int | None = None,
) -> list[LoggedAct]:
    """Return the acts of some kinds, in the order they were done, without those that were emptied: of all
    services, or of some.

    without: a long part of what they say, which the database keeps to itself
    number: of the one act that is asked for
    """
    c = Act.__table__.c
    said = _without(session, without).label("content") if without else c.content
    rest = [column for column in c if column.name != "content"]
    query = select(*rest, said).where(Act.kind.in_(kinds), Act.salt.is_not(None)).order_by(Act.id)
    if services is not None:
        query = query.where(Act.service.in_(services))
    if number is not None:
        query = query.where(Act.id == number)
    if then := as_of(session):
        # What was taken out since is not there to be looked back at.
        query = query.where(or_(then.acts, Act.kind == PURGE))
    found = []
    for row in session.execute(query):
        key = SeriesKey(row.indicator or "", row.service or "", row.category or "")
        content = orjson.loads(row.content)
        found.append(LoggedAct(row.id, row.kind, row.at, row.actor, row.role, key, content, row.hash))
    return found


def _without(session: Session, part: str) -> ColumnElement[str]:
    if session.get_bind().dialect.name == "postgresql":
        return cast(cast(Act.content, JSONB).op("-", return_type=JSONB())(part), Text)
    return func.json_remove(Act.content, f"$.{part}")


def service_of(session: Session, number: int, kind: str) -> str | None:
    """Return the service that an act of a kind is about; None where there is no such act."""
    return session.scalar(select(Act.service).where(Act.id == number, Act.kind == kind))
