"""Tables of what was counted: observations, rare events and populations, with what they were before."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from data.models.base import Base, BigKey, OfSeries


class _Observed:
    """Knowledge of an observation: of now, or from before a later load."""

    numerator: Mapped[float | None]
    denominator: Mapped[float | None]
    is_immature: Mapped[bool]
    """Too recent to be complete when it was loaded: drawn hollow, fires no rule."""
    origin: Mapped[str] = mapped_column(String(10))
    definition_id: Mapped[int] = mapped_column(ForeignKey("definition.id"))
    load_id: Mapped[int] = mapped_column(ForeignKey("load.id"))
    qualifier: Mapped[str | None] = mapped_column(String(16))
    """The reason why the value is missing, or a remark about it: `catalogue.fields.qualifiers`."""
    matured_by: Mapped[int | None]
    """The later load by whose day the period was complete: until then the value was shown as immature."""


class Observation(OfSeries, _Observed, Base):
    """The current value of one indicator, service, category and period. One frequency per indicator,
    so the first day of the period says which period it is.

    No index but the key, which is the table itself: every page asks by series, and each further index
    would slow every load of a million rows.
    """

    __tablename__ = "observation"
    __table_args__ = (
        CheckConstraint("origin in ('loaded', 'rolled-up')", name="origin"),
        {"sqlite_with_rowid": False},
    )
    period_start: Mapped[date] = mapped_column(primary_key=True)


class ObservationRevision(_Observed, Base):
    """A value that a later load changed, kept with the load that made it and the one that ended it."""

    __tablename__ = "observation_revision"
    __table_args__ = (
        Index("ix_observation_revision_series", "indicator_id", "service_id", "category_id", "period_start"),
    )
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicator.id"))
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"))
    period_start: Mapped[date]
    superseded_by: Mapped[int] = mapped_column(ForeignKey("load.id"), index=True)


class Event(Base):
    """Rare events: a date and how many there were on it. No person.

    What a newer load of the same list changed or left out stays, marked with the load that ended it."""

    __tablename__ = "event"
    __table_args__ = (Index("ix_event_series", "indicator_id", "service_id", "category_id", "happened_on"),)
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicator.id"))
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"))
    happened_on: Mapped[date]
    position: Mapped[int] = mapped_column(SmallInteger)
    """Order among the rows of one day, where cases between events are given: 0 for the first."""
    count: Mapped[int]
    opportunities: Mapped[float | None]
    """Cases since the event before it, as the service counted them; none where time is what is charted."""
    definition_id: Mapped[int | None] = mapped_column(ForeignKey("definition.id"))
    load_id: Mapped[int] = mapped_column(ForeignKey("load.id"))
    superseded_by: Mapped[int | None] = mapped_column(ForeignKey("load.id"))
    """The load that changed this row or no longer had it; none while it stands."""


class EventCoverage(Base):
    """The days the lists of events speak for, by service: what makes silence mean that nothing happened."""

    __tablename__ = "event_coverage"
    __table_args__ = ({"sqlite_with_rowid": False},)
    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicator.id"), primary_key=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"), primary_key=True)
    complete_from: Mapped[date]
    complete_to: Mapped[date]
    load_id: Mapped[int] = mapped_column(ForeignKey("load.id"))


class EventCoverageRevision(Base):
    """The days a service was known for, before a later load widened them."""

    __tablename__ = "event_coverage_revision"
    __table_args__ = (Index("ix_event_coverage_revision_key", "indicator_id", "service_id"),)
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicator.id"))
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    complete_from: Mapped[date]
    complete_to: Mapped[date]
    load_id: Mapped[int] = mapped_column(ForeignKey("load.id"))
    superseded_by: Mapped[int] = mapped_column(ForeignKey("load.id"), index=True)


class Population(Base):
    """The number of people of a category who live in, or belong to, a service in a year."""

    __tablename__ = "population"
    __table_args__ = ({"sqlite_with_rowid": False},)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"), primary_key=True)
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"), primary_key=True)
    year: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    count: Mapped[float]
    source: Mapped[str] = mapped_column(String(64))
    load_id: Mapped[int] = mapped_column(ForeignKey("load.id"))


class PopulationRevision(Base):
    """A number of people that a later load changed."""

    __tablename__ = "population_revision"
    __table_args__ = (Index("ix_population_revision_key", "service_id", "category_id", "year"),)
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"))
    year: Mapped[int] = mapped_column(SmallInteger)
    count: Mapped[float]
    source: Mapped[str] = mapped_column(String(64))
    load_id: Mapped[int] = mapped_column(ForeignKey("load.id"))
    superseded_by: Mapped[int] = mapped_column(ForeignKey("load.id"), index=True)
