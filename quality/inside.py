"""One indicator in the services just below one: counted by where they stand, and a window of them, those with
a special cause first. A service may have thousands inside it; what is read of them has a bound."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from data.models import EVERYONE, SeriesStatus
from data.models import Service as ServiceRow
from data.read.as_of import as_of
from quality.accumulated import weigh_many
from quality.reference.ids import read_ids
from quality.reference.service_tree import Service
from quality.signals.read import read_statuses
from quality.signals.results import Status, Variation

SHOWN = 24
"""Services in a window, unless another number is asked for."""


@dataclass(frozen=True, slots=True)
class Inside:
    """The services just below one that an indicator has data of."""

    counts: Mapping[Variation, int]
    """How many of them stand where, whether they are in the window or not."""
    statuses: tuple[Status, ...]
    """Those of the window, in order of name, as this is no league table."""
    after: int
    """How many come after the window."""
    special_after: int
    """How many of these have a special cause, because more have one than the window holds."""

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def inside(
    session: Session,
    catalogue: Catalogue,
    service: Service,
    indicator: str,
    *,
    skip: int = 0,
    most: int | None = SHOWN,
) -> Inside:
    """Return how many services inside one stand where, and those of a window: `most`, or all, after `skip`
    others. It takes those with a special cause first, then the others by name."""
    stand = {**_standing(session, service, indicator)}
    better = [code for code, variation in stand.items() if variation is Variation.IMPROVEMENT]
    stored = read_statuses(session, services=better, indicators=[indicator]) if better else []
    # Some are none, and the chart of the service says so.
    weighed = {status.key.service: status for status in weigh_many(session, catalogue, stored)}
    stand |= {code: status.variation for code, status in weighed.items()}
    place = {code: number for number, code in enumerate(service.children)}
    ranked = sorted(stand, key=lambda code: (not stand[code].is_special, place[code]))
    end = len(ranked) if most is None else skip + most
    window, rest = sorted(ranked[skip:end], key=place.__getitem__), ranked[end:]
    found = read_statuses(session, services=window, indicators=[indicator]) if window else []
    by_service = {status.key.service: status for status in found} | weighed
    return Inside(
        counts=Counter(stand.values()),
        statuses=tuple(by_service[code] for code in window),
        after=len(rest),
        special_after=sum(stand[code].is_special for code in rest),
    )


def _standing(session: Session, service: Service, indicator: str) -> Mapping[str, Variation]:
    """Return where each service inside stands, by its code: judged again where the session looks back."""
    if not service.children:
        return {}
    if as_of(session) is not None:
        then = read_statuses(session, services=service.children, indicators=[indicator])
        return {status.key.service: status.variation for status in then}
    query = (
        select(ServiceRow.code, SeriesStatus.variation)
        .join(SeriesStatus, SeriesStatus.service_id == ServiceRow.id)
        .where(
            ServiceRow.parent_id == service.id,
            SeriesStatus.indicator_id == read_ids(session).indicator_ids.get(indicator),
            SeriesStatus.category_id == EVERYONE,
        )
    )
    return {code: Variation(variation) for code, variation in session.execute(query)}
