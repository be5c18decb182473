"""Tables of who may sign in, who did, and what people did. Acts and the audit are only ever added to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from data.models.base import Base, BigKey


class Act(Base):
    """Something a person did. Each row carries the hash of the one before it, so that a changed or removed
    row shows. What the person said can be taken out when it was kept long enough (quality.retention): its
    digest stays, and the chain with it."""

    __tablename__ = "act"
    __table_args__ = (
        Index("ix_act_subject", "indicator", "service", "category"),
        Index("ix_act_service", "service", "id"),
    )
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    kind: Mapped[str] = mapped_column(String(24), index=True)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(120))
    role: Mapped[str] = mapped_column(String(120))
    indicator: Mapped[str | None] = mapped_column(String(64))
    service: Mapped[str | None] = mapped_column(String(64))
    category: Mapped[str | None] = mapped_column(String(130))
    content: Mapped[str] = mapped_column(Text)
    salt: Mapped[str | None] = mapped_column(String(32))
    """Random, so that nobody finds by trying what a digest stands for. None: it was emptied."""
    digest: Mapped[str] = mapped_column(String(64), server_default="")
    """Of the salt, who did it and what they said."""
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)


class Person(Base):
    """Somebody who may sign in, or has. Whoever leaves stays, as acts and the audit speak of them."""

    __tablename__ = "person"
    id: Mapped[str] = mapped_column(String(200), primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    source: Mapped[str] = mapped_column(String(10))
    password: Mapped[str | None] = mapped_column(String(200))
    """Hashed with argon2; none where another system says who they are."""
    grants: Mapped[str] = mapped_column(Text)
    """JSON: [[role, service], …] that they were given here."""
    groups: Mapped[str] = mapped_column(Text)
    """JSON: names of their groups when the directory was last heard of them."""
    since: Mapped[datetime]
    left_at: Mapped[datetime | None]


class SignedIn(Base):
    """A session: somebody is signed in with one browser. Its token is known to that browser alone."""

    __tablename__ = "session"
    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[str] = mapped_column(String(200), index=True)
    since: Mapped[datetime]
    until: Mapped[datetime]


class DirectorySession(Base):
    """The part of a session that the organisation's directory has: it is asked again while it lasts."""

    __tablename__ = "directory_session"
    token_hash: Mapped[str] = mapped_column(
        ForeignKey("session.token_hash", ondelete="CASCADE"), primary_key=True
    )
    sid: Mapped[str | None] = mapped_column(String(200), index=True)
    """The directory's own name of this session, by which it says that it has ended."""
    tokens: Mapped[str] = mapped_column(Text)
    """To ask with; encrypted by a key that is not in the database."""
    asked_at: Mapped[datetime]
    """The moment a server last began to ask the directory: no other has to ask for a while."""
    tried_at: Mapped[datetime]
    """The moment of the last answer, or of the failure to get one."""
    confirmed_at: Mapped[datetime]
    """The moment the directory last confirmed that the person is still there."""


class UsedToken(Base):
    """A token that counts once and was used: a directory's word that a session has ended."""

    __tablename__ = "used_token"
    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    until: Mapped[datetime]
    """After that it counts for nothing anyway."""


class PasswordLink(Base):
    """A link by which somebody sets the password of their account, once."""

    __tablename__ = "password_link"
    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[str] = mapped_column(String(200))
    until: Mapped[datetime]


class Visit(Base):
    """The newest visit of a person, and what the database held then. A row each, written over."""

    __tablename__ = "visit"
    person_id: Mapped[str] = mapped_column(String(200), primary_key=True)
    seen_at: Mapped[datetime]
    """The last moment they were here; the newest load and act of that moment follow."""
    seen_load: Mapped[int]
    seen_act: Mapped[int] = mapped_column(BigKey)
    before_at: Mapped[datetime | None]
    """The end of the visit before this one; none in the first."""
    before_load: Mapped[int | None]
    before_act: Mapped[int | None] = mapped_column(BigKey)


class Audit(Base):
    """Sign-ins, views of groups of people, files taken, refusals: by whom and when. Only ever added to."""

    __tablename__ = "audit"
    __table_args__ = (
        Index("ix_audit_kind", "kind", "person_id", "at"),
        Index("ix_audit_service", "service", "id"),
        Index("ix_audit_at", "at"),
    )
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(24))
    person_id: Mapped[str] = mapped_column(String(200))
    """The person, or the name that somebody tried to sign in with."""
    sent_from: Mapped[str] = mapped_column(String(64))
    about: Mapped[str] = mapped_column(Text)
    """The address that was asked for."""
    service: Mapped[str | None] = mapped_column(String(64))
    """The code of the service that it was about, where it was about one."""
