"""Tables of what is measured: services, groups of people, indicators and the versions of both."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, SmallInteger, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from data.models.base import Base, BigKey


class _Described:
    """Knowledge of a service: of now, or from before a later load."""

    name: Mapped[str] = mapped_column(String(200))
    level: Mapped[str] = mapped_column(String(32))
    opened: Mapped[date | None]
    closed: Mapped[date | None]
    successor_code: Mapped[str | None] = mapped_column(String(64))
    load_id: Mapped[int | None] = mapped_column(ForeignKey("load.id"))


class Service(_Described, Base):
    """A node of the tree that is measured. History stays with the code; succession is explicit."""

    __tablename__ = "service"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(64), unique=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("service.id"), index=True)


class ServiceRevision(_Described, Base):
    """Earlier knowledge of a service, before a later load said otherwise."""

    __tablename__ = "service_revision"
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("service.id"))
    superseded_by: Mapped[int] = mapped_column(ForeignKey("load.id"), index=True)


class ServiceName(Base):
    """A name that a file gave a service, beside the one it goes by: names drift in case and in words."""

    __tablename__ = "service_name"
    __table_args__ = (UniqueConstraint("service_id", "name", "load_id"),)
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    name: Mapped[str] = mapped_column(String(200))
    load_id: Mapped[int] = mapped_column(ForeignKey("load.id"))
    """A load that met it. Of several that loaded the very same file, only the first is written down."""


class Category(Base):
    """One group of one dimension. Row 0 is everyone (its dimension is empty)."""

    __tablename__ = "category"
    __table_args__ = (UniqueConstraint("dimension", "code"),)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    dimension: Mapped[str] = mapped_column(String(64))
    code: Mapped[str] = mapped_column(String(64))
    label: Mapped[str] = mapped_column(String(200))
    position: Mapped[int] = mapped_column(SmallInteger)
    is_unknown: Mapped[bool]


class IndicatorKey(Base):
    """A small number for each indicator code, so that millions of observations stay narrow."""

    __tablename__ = "indicator"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(64), unique=True)


class Definition(Base):
    """One version of an indicator's definition, by content: each observation knows its own."""

    __tablename__ = "definition"
    __table_args__ = (UniqueConstraint("indicator_id", "fingerprint"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicator.id"))
    fingerprint: Mapped[str] = mapped_column(String(64))
    content: Mapped[str] = mapped_column(Text)
    first_used: Mapped[datetime]


class IndicatorVersion(Base):
    """An indicator as its catalogue described it, in full, from a moment on: what was charted and judged by,
    down to its targets. A definition (above) is only what its numbers depend on."""

    __tablename__ = "indicator_version"
    id: Mapped[int] = mapped_column(primary_key=True)
    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicator.id"), index=True)
    content: Mapped[str] = mapped_column(Text)
    first_used: Mapped[datetime]
