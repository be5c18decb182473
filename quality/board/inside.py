"""One indicator in the services below one: those just below counted by where they stand, and a window of
them, those with a special cause first; and where in the whole part of the tree there is a special cause.

A service may have thousands inside it; what is shown of them has a bound."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from data.models import EVERYONE, SeriesStatus
from data.models import Service as ServiceRow
from data.read.as_of import as_of
from quality.provenance.history import is_over
from quality.ranking.own_past import with_own_past
from quality.ranking.wall import Wall, read_wall
from quality.reference.ids import read_ids
from quality.reference.service_tree import Service, ServiceTree
from quality.signals.read import read_statuses
from quality.signals.results import Status, Variation

SHOWN = 24
"""Services in a window, unless another number is asked for."""


@dataclass(frozen=True, slots=True)
class Inside:
    """The services just below one that an indicator has data of."""

    counts: Mapping[Variation, int]
    """Their number by standing, in the window or not."""
    statuses: tuple[Status, ...]
    """Those of the window, in order of name, as this is no league table."""
    after: int
    """The number that comes after the window."""
    special_after: int
    """The number of these with a special cause, because more have one than the window holds."""

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def inside(
    session: Session,
    catalogue: Catalogue,
    service: Service,
    indicator: str,
    today: date,
    *,
    skip: int = 0,
    most: int | None = SHOWN,
) -> Inside:
    """Return how many services inside one stand where, and those of a window: `most`, or all, after `skip`
    others. It takes those with a special cause first, then the others by name."""
    stand = {**_standing(session, service, indicator)}
    place = {code: number for number, code in enumerate(service.children)}
    ranked = sorted(stand, key=lambda code: (not stand[code].is_special, place[code]))
    end = len(ranked) if most is None else skip + most
    window, rest = sorted(ranked[skip:end], key=place.__getitem__), ranked[end:]
    found = read_statuses(session, services=window, indicators=[indicator]) if window else []
    wall = read_wall(session, catalogue, today)
    by_service = {status.key.service: with_own_past(status, wall) for status in found}
    return Inside(
        counts=Counter(stand.values()),
        statuses=tuple(by_service[code] for code in window),
        after=len(rest),
        special_after=sum(stand[code].is_special for code in rest),
    )


NEAR = 4
"""Services that stand beside an exception."""


@dataclass(frozen=True, slots=True)
class Within:
    """The services anywhere inside one in which an indicator shows special cause; or, where none does, those
    just inside."""

    statuses: tuple[Status, ...]
    """At most NEAR: concerns first, each kind in the order of the tree, as this is no league table."""
    special: int
    """Number of services that show special cause, among these or not."""


def within(
    session: Session, catalogue: Catalogue, service: Service, indicators: Collection[str], today: date
) -> dict[str, Within]:
    """Return by indicator which services inside one it comes from."""
    tree = read_ids(session).services
    place = {one.code: at for at, one in enumerate(tree.below(service.code)) if one is not service}
    wall = read_wall(session, catalogue, today)
    stored = read_statuses(session, services=[*place], indicators=indicators, only_special=True)
    moved = _off_their_past(session, wall, place, indicators)
    special = defaultdict[str, list[Status]](list)
    for status in _that_come([*stored, *moved], catalogue, tree, today):
        if status.variation.is_special or status.built_up:
            special[status.key.indicator].append(status)
    calm = [code for code in indicators if code not in special]
    near = read_statuses(session, services=service.children, indicators=calm) if calm else []
    found = defaultdict[str, list[Status]](list)
    for status in chain(*special.values(), _that_come(near, catalogue, tree, today)):
        found[status.key.indicator].append(status)

    def order(status: Status) -> tuple[bool, int]:
        worth = status.built_up.variation if status.built_up else status.variation
        return worth is not Variation.CONCERN, place[status.key.service]

    return {
        code: Within(tuple(sorted(statuses, key=order)[:NEAR]), len(special.get(code, ())))
        for code, statuses in found.items()
        if statuses
    }


def _off_their_past(
    session: Session, wall: Wall, services: Collection[str], indicators: Collection[str]
) -> list[Status]:
    """Return those steady at their newest point that are a signal by their own past."""
    named = [
        (code, service) for code, service in wall.evident() if code in indicators and service in services
    ]
    if not named:
        return []
    found = read_statuses(
        session, services={service for _, service in named}, indicators={code for code, _ in named}
    )
    steady = (one for one in found if not one.variation.is_special)
    return [one for one in (with_own_past(status, wall) for status in steady) if one.built_up]


def _that_come(
    statuses: Iterable[Status], catalogue: Catalogue, tree: ServiceTree, today: date
) -> list[Status]:
    """Leave out what is history, and what waits for its first value."""
    return [
        one
        for one in statuses
        if one.period is not None
        and not is_over(one, catalogue.indicators[one.key.indicator], tree[one.key.service], today)
    ]


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
