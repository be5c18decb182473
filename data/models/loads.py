"""Tables of what came in: loads with their problems, notes of publishers, facts about the database itself."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from data.models.base import Base, BigKey


class Load(Base):
    """One run of a loader over one file. A refused file has a row too, with its problems."""

    __tablename__ = "load"
    __table_args__ = (CheckConstraint("status in ('done', 'refused')", name="status"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(64), index=True)
    file_name: Mapped[str] = mapped_column(String(255))
    file_hash: Mapped[str] = mapped_column(String(64))
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime]
    as_at: Mapped[date]
    """The day the data stood at: what counts as immature is measured from here."""
    status: Mapped[str] = mapped_column(String(10))
    rows_read: Mapped[int] = mapped_column(default=0)
    rows_dropped: Mapped[int] = mapped_column(default=0)
    rows_rejected: Mapped[int] = mapped_column(default=0)
    values_new: Mapped[int] = mapped_column(default=0)
    values_revised: Mapped[int] = mapped_column(default=0)
    values_unchanged: Mapped[int] = mapped_column(default=0)
    values_missing: Mapped[int] = mapped_column(default=0)
    data_from: Mapped[date | None]
    data_to: Mapped[date | None]
    undoes: Mapped[int | None]
    """This is no file: it took back what that load had stored."""
    undone_by: Mapped[int | None]
    notes: Mapped[str | None] = mapped_column(Text)
    """Notes beside the refused rows, one to a line."""


class LoadRepeat(Base):
    """A load that said again what an earlier one had brought. Nothing of it was stored twice, so the earlier
    one cannot be undone by itself without silently taking back what the later one said too."""

    __tablename__ = "load_repeat"
    __table_args__ = ({"sqlite_with_rowid": False},)
    load_id: Mapped[int] = mapped_column(ForeignKey("load.id"), primary_key=True)
    repeated: Mapped[int] = mapped_column(ForeignKey("load.id"), primary_key=True)


class LoadProblem(Base):
    """The reason why a row, or a file, was refused: row, column, what was expected, what was found."""

    __tablename__ = "load_problem"
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    load_id: Mapped[int] = mapped_column(ForeignKey("load.id"), index=True)
    row: Mapped[int | None]
    column: Mapped[str | None] = mapped_column(String(200))
    expected: Mapped[str] = mapped_column(Text)
    found: Mapped[str] = mapped_column(Text)


class PublisherNote(Base):
    """A publisher's words about a service, about an indicator, or the meaning of a word or mark of its own. A
    text that a newer file changed or left out stays, marked with the load that ended it."""

    __tablename__ = "publisher_note"
    __table_args__ = (Index("ix_publisher_note_subject", "about", "subject"),)
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    source: Mapped[str] = mapped_column(String(64))
    about: Mapped[str] = mapped_column(String(10))
    """service, indicator or word."""
    subject: Mapped[str] = mapped_column(String(200))
    """The service's or indicator's code, or the word itself."""
    heading: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    load_id: Mapped[int] = mapped_column(ForeignKey("load.id"))
    superseded_by: Mapped[int | None] = mapped_column(ForeignKey("load.id"))


class Release(Base):
    """The numbers of groups that were open to readers, by indicator and dimension, from a load on. Nothing
    else may be shown of that load, and what was shown is known for ever: no row is taken away, not even when
    the load is undone."""

    __tablename__ = "release"
    __table_args__ = ({"sqlite_with_rowid": False},)
    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicator.id"), primary_key=True)
    dimension: Mapped[str] = mapped_column(String(64), primary_key=True)
    load_id: Mapped[int] = mapped_column(ForeignKey("load.id"), primary_key=True)
    content: Mapped[str] = mapped_column(Text)
    """JSON, as quality.disclosure.release_log writes it."""


class Fact(Base):
    """A few facts about this database itself: whether it is the demo, the day the demo is frozen at."""

    __tablename__ = "fact"
    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[str] = mapped_column(Text)
