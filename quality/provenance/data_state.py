"""Known faults of a service's data: feeds late, files refused, children that did not report.

Late data is a signal about data, told apart from signals about care: nothing here is a special cause.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalogue.fields.periods import Frequency
from catalogue.identifiers import masked
from catalogue.models import Catalogue, Indicator
from data.models import EVERYONE, IndicatorKey, Load, LoadProblem, SeriesStatus
from quality.provenance.lateness import Feed, awaited, is_overdue
from quality.provenance.watcher import silent_since
from quality.reference.service_tree import Service, ServiceTree

STOPPED_AFTER = timedelta(days=400)
"""A child that sent nothing for so long, while others did, has stopped: it is not late any more."""


@dataclass(frozen=True, slots=True)
class RefusedFile:
    """A file that was refused whole, with no good load of its feed on a later day."""

    title: str
    file_name: str
    at: datetime
    reasons: int


@dataclass(frozen=True, slots=True)
class Lagging:
    """Children of a service without a period that others of them have."""

    title: str
    awaited: date
    frequency: Frequency
    services: tuple[Service, ...]
    of: int


@dataclass(frozen=True, slots=True)
class DataState:
    today: date
    late: tuple[Feed, ...]
    refused: tuple[RefusedFile, ...]
    lagging: tuple[Lagging, ...]
    silent_since: datetime | None  # when the watcher looked last, if it should have looked since

    def __bool__(self) -> bool:
        return bool(self.late or self.refused or self.lagging or self.silent_since)


def data_state(
    session: Session,
    catalogue: Catalogue,
    tree: ServiceTree,
    service: Service,
    indicators: Collection[str],
    feeds: Sequence[Feed],
    today: date,
) -> DataState:
    """Return the state of the feeds behind these indicators of a service.

    indicators: codes of those the service has a series of.
    feeds: all of them, as `quality.provenance.lateness.read_feeds` gives them.
    """
    sources = {source for code in indicators for source in catalogue.indicators[code].sources}
    return DataState(
        today,
        late=tuple(feed for feed in feeds if feed.source in sources and feed.is_late),
        refused=_refused(session, catalogue, sources),
        lagging=_lagging(session, catalogue, tree.children(service.code), indicators, today),
        silent_since=silent_since(session),
    )


def _refused(session: Session, catalogue: Catalogue, sources: Collection[str]) -> tuple[RefusedFile, ...]:
    """Find the files that stand refused. A refusal is over where the file was corrected and loaded under its
    name, or a good one of the feed came on a later day."""
    newest = (
        select(func.max(Load.id))
        .where(Load.source.in_(sources), Load.undoes.is_(None))
        .group_by(Load.source, Load.file_name)
    )
    good = select(Load.source, func.max(Load.finished_at)).where(
        Load.source.in_(sources), Load.status == "done", Load.undone_by.is_(None), Load.undoes.is_(None)
    )
    last_good = dict(session.execute(good.group_by(Load.source)).all())
    reasons = select(func.count()).where(LoadProblem.load_id == Load.id).scalar_subquery()
    query = (
        select(Load.source, Load.file_name, Load.finished_at, reasons)
        .where(Load.id.in_(newest), Load.status == "refused")
        .order_by(Load.id.desc())
    )
    return tuple(
        RefusedFile(
            catalogue.sources[source].title or source, masked(file_name.rpartition("/")[2]), at, count
        )
        for source, file_name, at, count in session.execute(query)
        if source not in last_good or last_good[source].date() <= at.date()
    )


def _lagging(
    session: Session,
    catalogue: Catalogue,
    children: Iterable[Service],
    indicators: Collection[str],
    today: date,
) -> tuple[Lagging, ...]:
    """Return, by feed, the measure that most children are behind with: they send all of a file or nothing."""
    open_ones = {child.id: child for child in children if child.is_open(today)}
    worst: dict[str, Lagging] = {}
    for code, received in _received(session, open_ones, indicators).items():
        indicator = catalogue.indicators[code]
        read = {name: catalogue.sources[name] for name in indicator.sources}
        titles = [s.title or name for name, s in read.items() if s.shape != "population"]
        title = " and ".join(titles) if indicator.has_two_sources else titles[0]
        found = _behind(indicator, received, open_ones, today, title)
        if found and (found.title not in worst or len(worst[found.title].services) < len(found.services)):
            worst[found.title] = found
    return tuple(worst.values())


def _received(
    session: Session, services: Collection[int], indicators: Collection[str]
) -> dict[str, dict[int, date]]:
    """Return the first day of the newest period that came, by indicator and service."""
    query = (
        select(IndicatorKey.code, SeriesStatus.service_id, SeriesStatus.received_to)
        .join(IndicatorKey, IndicatorKey.id == SeriesStatus.indicator_id)
        .where(
            SeriesStatus.service_id.in_(services),
            SeriesStatus.category_id == EVERYONE,
            IndicatorKey.code.in_(indicators),
        )
    )
    found: dict[str, dict[int, date]] = {}
    for code, service, received in session.execute(query):
        if received is not None:
            found.setdefault(code, {})[service] = received
    return found


def _behind(
    indicator: Indicator, received: dict[int, date], services: dict[int, Service], today: date, title: str
) -> Lagging | None:
    newest = max(received.values())
    still = {number: day for number, day in received.items() if newest - day <= STOPPED_AFTER}
    behind = [n for n, day in still.items() if day < newest and is_overdue(day, indicator, today)]
    if not behind:
        return None
    first = min(awaited(still[number], indicator) for number in behind)
    names = tuple(sorted((services[number] for number in behind), key=lambda service: service.name))
    return Lagging(title, first, indicator.rhythm, names, len(still))
