"""The table of messages."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index, SmallInteger, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from data.models.base import Base, BigKey


class Message(Base):
    """A message that somebody is to get: for whom, by which way, and what became of it. Its text is made when
    it is sent, from the act or the day that it is about; addresses of webhooks are not here."""

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("act", "day", "service", "channel", "name", name="uq_message_once"),
        Index("ix_message_next_try_at", "next_try_at"),
    )
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    act: Mapped[int] = mapped_column(BigKey)
    """Number of the act it tells of; 0 for a digest."""
    day: Mapped[date]
    service: Mapped[str] = mapped_column(String(64))
    """Code of the service that is told, or that a digest is about."""
    channel: Mapped[str] = mapped_column(String(8))
    name: Mapped[str] = mapped_column(String(254))
    """An address of mail, or the name of a webhook."""
    created_at: Mapped[datetime]
    next_try_at: Mapped[datetime | None]
    """None: nothing is left to be done."""
    tries: Mapped[int] = mapped_column(SmallInteger)
    sent_at: Mapped[datetime | None]
    last_error: Mapped[str] = mapped_column(Text)
