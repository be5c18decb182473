"""The digest of a day: how much waits at a service and everything inside it. Measures, actions and feeds are
counted, never people."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from data.models import EVERYONE, IndicatorKey, SeriesStatus
from quality.lifecycle.agenda import Agenda
from quality.open_signals import Kind, OpenSignal, open_signals
from quality.provenance.lateness import is_overdue, read_feeds
from quality.reference.ids import read_ids
from quality.reference.service_tree import Service


@dataclass(frozen=True, slots=True)
class Counts:
    """Measures, actions and questions that somebody should know of."""

    new: int = 0
    """Signals that no closed huddle had before it, but for bright spots."""
    bright: int = 0
    """Improvements that no closed huddle had before it."""
    overdue: int = 0
    """Actions whose day has passed."""
    waiting: int = 0
    """Escalations and questions without a reply."""
    late_replies: int = 0
    """Those of them that should have had one by now."""

    def __add__(self, other: Counts) -> Counts:
        return Counts(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))

    def __bool__(self) -> bool:
        return any(getattr(self, one.name) for one in fields(self))


@dataclass(frozen=True, slots=True)
class Digest:
    service: Service
    day: date
    total: Counts
    by_service: tuple[tuple[Service, Counts], ...]
    """Those of which something is counted, the service itself first."""
    late: tuple[str, ...]
    """Titles of the feeds that are late."""


def digest(session: Session, catalogue: Catalogue, code: str, today: date) -> Digest:
    """Return the digest of a service on a day."""
    services = list(read_ids(session).services.below(code))
    found = open_signals(session, catalogue, services, today)
    counts = {one.code: _of_team(found.teams[one.code], today) for one in services if one.code in found.teams}
    for signal in found.signals:
        counts[signal.service.code] += _of_signal(signal)
    by_service = tuple((one, counts[one.code]) for one in services if counts.get(one.code))
    total = sum((one for _, one in by_service), Counts())
    late = _late(session, catalogue, services, today)
    return Digest(services[0], today, total, by_service, late)


def _of_signal(signal: OpenSignal) -> Counts:
    if not signal.is_new:
        return Counts()
    is_bright = signal.kind is Kind.IMPROVEMENT
    return Counts(new=int(not is_bright), bright=int(is_bright))


def _of_team(team: Agenda, today: date) -> Counts:
    waiting = [one for one in (*team.sent, *team.questions) if one.reply is None]
    return Counts(
        overdue=sum(one.is_overdue(today) for one in team.actions),
        waiting=len(waiting),
        late_replies=sum(one.is_overdue(today) for one in waiting),
    )


def _late(
    session: Session, catalogue: Catalogue, services: Collection[Service], today: date
) -> tuple[str, ...]:
    """Return the late feeds that a measure of these services waits for: others may have come by the same."""
    query = (
        select(IndicatorKey.code, SeriesStatus.received_to)
        .join(SeriesStatus, SeriesStatus.indicator_id == IndicatorKey.id)
        .where(
            SeriesStatus.service_id.in_([one.id for one in services if one.is_open(today)]),
            SeriesStatus.category_id == EVERYONE,
        )
        .distinct()
    )
    found = [(catalogue.indicators.get(code), received) for code, received in session.execute(query)]
    behind = [one for one, received in found if one and received and is_overdue(received, one, today)]
    sources = {source for indicator in behind for source in indicator.sources}
    return tuple(
        feed.title
        for feed in read_feeds(session, catalogue, today)
        if feed.is_late and feed.source in sources
    )
