"""Tables that follow from the observations, and can be rebuilt at will."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, SmallInteger, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from data.models.base import Base, OfSeries


class SumOfChildren(OfSeries, Base):
    """The sum of a service's children, where its own value was loaded too. Derived."""

    __tablename__ = "sum_of_children"
    __table_args__ = ({"sqlite_with_rowid": False},)
    period_start: Mapped[date] = mapped_column(primary_key=True)
    numerator: Mapped[float | None]
    denominator: Mapped[float | None]
    load_id: Mapped[int] = mapped_column(ForeignKey("load.id"))


class SeriesStatus(OfSeries, Base):
    """The present state of one series, as quality.signals.read judged it. Derived: rebuilt at will."""

    __tablename__ = "series_status"
    __table_args__ = (
        # All that is counted of many services at once, without a look at their rows.
        Index("ix_series_status_service", "service_id", "category_id", "variation", "received_to"),
        {"sqlite_with_rowid": False},
    )
    # As quality.signals.results.Status has them, which says what each means.
    variation: Mapped[str] = mapped_column(String(16))
    assurance: Mapped[str] = mapped_column(String(16))
    direction: Mapped[int] = mapped_column(SmallInteger)
    rule: Mapped[str | None] = mapped_column(String(24))
    since: Mapped[date | None]
    run: Mapped[int]
    period: Mapped[date | None]
    value: Mapped[float | None]
    numerator: Mapped[float | None]
    denominator: Mapped[float | None]
    centre: Mapped[float | None]
    lower: Mapped[float | None]
    upper: Mapped[float | None]
    target: Mapped[float | None]
    plan: Mapped[float | None]
    points: Mapped[int]
    missing: Mapped[int]
    immature: Mapped[int]
    excluded: Mapped[int]
    first_period: Mapped[date | None]
    last_period: Mapped[date | None]
    received_to: Mapped[date | None]
    phase_since: Mapped[date | None]
    phase_run: Mapped[int]
    is_provisional: Mapped[bool]
    is_constant: Mapped[bool]
    chart: Mapped[str] = mapped_column(String(8))
    rule_set: Mapped[str] = mapped_column(String(48))
    moved: Mapped[float | None]
    spread: Mapped[float | None]
    alike: Mapped[float | None]
    past: Mapped[int]
    excess: Mapped[float | None]
    moved_since: Mapped[date | None]
    accumulated: Mapped[str | None] = mapped_column(Text)
    """JSON: an `Accumulated`, its fields in their order."""
    recent: Mapped[str] = mapped_column(Text)
    """JSON: the points of the sparkline, and a digit for each, its place in quality.signals.results.MARKS."""


class Signal(OfSeries, Base):
    """One episode of special cause in one series. Derived: rebuilt at will."""

    __tablename__ = "signal"
    __table_args__ = (
        Index("ix_signal_service", "service_id", "last_period"),
        {"sqlite_with_rowid": False},
    )
    first_period: Mapped[date] = mapped_column(primary_key=True)
    rule: Mapped[str] = mapped_column(String(24), primary_key=True)
    direction: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    last_period: Mapped[date]
    seen_period: Mapped[date]
    """The period that completed the pattern: nobody could see it earlier."""
    ended_period: Mapped[date | None]
    """The period after its last one, which showed that it was over."""
    points: Mapped[int] = mapped_column(SmallInteger)
    variation: Mapped[str] = mapped_column(String(16))
    rule_set: Mapped[str] = mapped_column(String(48))
    is_current: Mapped[bool]
