"""Sessions that the organisation's directory has a part in: it is asked again while they last, by one server
at a time, and says by itself when one has ended."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from data.models import DirectorySession, SignedIn, UsedToken
from quality.people.sessions import hashed, utc_now

ASK_EVERY = timedelta(seconds=30)
"""A leaver is out within this, and the few seconds of an answer and of a server's memory."""
GRACE = timedelta(minutes=10)
"""For so long after its last yes people stay in while the directory cannot be reached."""
LONGEST_SID = 200
CONFIRMED = timedelta(seconds=50)
"""People whom the directory confirmed longer ago than this wait for the answer that is on its way."""


@dataclass(frozen=True, slots=True)
class OfDirectory:
    """A session that the directory has a part in, as it is stored."""

    token_hash: str
    person_id: str
    tokens: str
    asked_at: datetime
    tried_at: datetime
    confirmed_at: datetime

    def is_due(self, now: datetime) -> bool:
        return self.asked_at <= now - ASK_EVERY

    def is_being_asked(self) -> bool:
        return self.asked_at > self.tried_at

    def may_stay(self, now: datetime, within: timedelta = GRACE) -> bool:
        """Tell if the directory's last yes is recent enough."""
        return self.confirmed_at > now - within


def begin(session: Session, token: str, sid: str | None, tokens: str) -> None:
    """Remember that the directory has just let this session in."""
    now = utc_now()
    row = DirectorySession(
        token_hash=hashed(token), sid=_kept(sid), tokens=tokens, asked_at=now, tried_at=now, confirmed_at=now
    )
    session.add(row)


def _kept(sid: str | None) -> str | None:
    """Return a directory's name of a session as the database holds it: of one that is too long, a digest."""
    return sid if sid is None or (len(sid) <= LONGEST_SID and "\0" not in sid) else hashed(sid)


def read(session: Session, token: str) -> OfDirectory | None:
    """Return what is known; None for a session that no directory has a part in."""
    row = DirectorySession
    columns = (row.token_hash, SignedIn.person_id, row.tokens, row.asked_at, row.tried_at, row.confirmed_at)
    query = select(*columns).join(SignedIn, SignedIn.token_hash == row.token_hash)
    found = session.execute(query.where(row.token_hash == hashed(token))).first()
    return None if found is None else OfDirectory(*found)


def claim(session: Session, known: OfDirectory) -> bool:
    """Take it on to ask. Of several servers one may."""
    row = DirectorySession
    same = (row.token_hash == known.token_hash, row.asked_at == known.asked_at)
    done = session.execute(update(row).where(*same).values(asked_at=utc_now()))
    return getattr(done, "rowcount", 0) == 1


def confirm(session: Session, known: OfDirectory, tokens: str) -> None:
    """Remember that the directory said yes, and what to ask with the next time."""
    now = utc_now()
    _set(session, known, tokens=tokens, tried_at=now, confirmed_at=now)


def leave_open(session: Session, known: OfDirectory) -> None:
    """Remember that there was no answer."""
    _set(session, known, tried_at=utc_now())


def _set(session: Session, known: OfDirectory, **values: object) -> None:
    row = DirectorySession
    session.execute(update(row).where(row.token_hash == known.token_hash).values(**values))


def end(session: Session, known: OfDirectory) -> None:
    """End a session whose person the directory no longer lets in."""
    session.execute(delete(SignedIn).where(SignedIn.token_hash == known.token_hash))


def end_named(session: Session, person_id: str | None, sid: str | None) -> dict[str, str]:
    """End the sessions that the directory says have ended, and return the person of each by its hash.

    sid:       one session; a person's session whose name was never told may be that one, and ends too
    person_id: all sessions of a person, where there is no sid
    """
    row, sid = DirectorySession, _kept(sid)
    query = select(row.token_hash, SignedIn.person_id).join(SignedIn, SignedIn.token_hash == row.token_hash)
    if person_id:
        query = query.where(SignedIn.person_id == person_id)
    if sid:
        query = query.where(or_(row.sid == sid, row.sid.is_(None)) if person_id else row.sid == sid)
    ended = dict(session.execute(query).all())
    session.execute(delete(SignedIn).where(SignedIn.token_hash.in_(ended)))
    return ended


def use_once(session: Session, name: str, until: datetime) -> bool:
    """Tell if a token of this name was not used yet; from here on it was."""
    session.execute(delete(UsedToken).where(UsedToken.until < utc_now()))
    try:
        with session.begin_nested():
            digest = hashlib.sha256(name.encode(errors="replace")).hexdigest()
            session.add(UsedToken(token_hash=digest, until=until))
    except IntegrityError:
        return False
    return True
