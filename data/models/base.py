"""The base of every table, and the key that tables about series share."""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, Integer, MetaData
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

# SQLite autoincrements INTEGER only; PostgreSQL should not run out at 2 billion.
BigKey = BigInteger().with_variant(Integer, "sqlite")

EVERYONE = 0
"""`category.id` of everyone: the series that is not broken down by any dimension."""


class Base(DeclarativeBase):
    # Named constraints, so that later migrations can alter them on both databases.
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class OfSeries:
    """Key of a series, or the first part of one."""

    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicator.id"), primary_key=True, sort_order=-1)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"), primary_key=True, sort_order=-1)
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"), primary_key=True, sort_order=-1)
