"""The people of each group who live where a service is: its own population, the sum of those inside it where
that is declared, or that of the nearest service above that has one. Few residents of a group would be as
telling as few patients: they are released all or not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import numpy as np
from sqlalchemy.orm import Session

from catalogue.disclosure import Disclosure
from catalogue.models import Catalogue
from catalogue.sources import PopulationSource
from data.read.group_observations import group_populations
from quality.disclosure.suppression import is_small
from quality.reference.ids import CategoryName, Ids
from quality.reference.service_tree import Service, ServiceTree
from stats.arrays import Floats


@dataclass(frozen=True, slots=True, eq=False)
class Residents:
    """Residents by group. Not for show: ask for `released`."""

    name: str
    year: int
    _counts: Floats = field(repr=False)
    """(G,) in the order of the groups asked for, 0 for a group without a number."""
    added_up: int = 0
    """Out of how many services inside; 0: its own."""

    def released(self, rule: Disclosure) -> Floats | None:
        """Return the residents (G,), or None where those of any group are too few to show."""
        return None if is_small(self._counts, rule.hide_up_to).any() else self._counts


def residents(
    session: Session,
    known: Ids,
    service: Service,
    groups: Sequence[CategoryName],
    additive: Collection[str] = (),
) -> Residents | None:
    """Return the latest year's population by group: its own, or what the services inside add up to (of
    sources that may be added up), or that of the nearest service above that has one. None: there is none."""
    tree = known.services
    found = (
        _of_one(session, place, groups) or _inside(session, tree, place, groups, additive)
        for place in reversed(tree.path(service.code))
    )
    return next(filter(None, found), None)


def additive_sources(catalogue: Catalogue) -> frozenset[str]:
    """Return the sources of populations that may be added up to those of the services above."""
    return frozenset(
        code for code, s in catalogue.sources.items() if isinstance(s, PopulationSource) and s.additive
    )


def _of_one(session: Session, place: Service, groups: Sequence[CategoryName]) -> Residents | None:
    found = _people(session, [place.id], groups)
    if not found:
        return None
    year = max(year for _, year in found)
    return Residents(place.name, year, found[place.id, year])


def _inside(
    session: Session,
    tree: ServiceTree,
    service: Service,
    groups: Sequence[CategoryName],
    additive: Collection[str],
) -> Residents | None:
    """Add up the topmost services inside that have a number, in the latest of the years that most of them
    have: a year that few have sent yet would make the whole too small."""
    inside = [place.id for place in tree.below(service.code)][1:]
    found = _people(session, inside, groups, additive) if inside and additive else {}
    if not found:
        return None
    years = Counter(year for _, year in found)
    year = max(years, key=lambda year: (years[year], year))
    counts = np.zeros(len(groups))
    added, ahead = 0, list(service.children)
    while ahead:
        place = tree[ahead.pop()]
        if (place.id, year) in found:
            counts += found[place.id, year]
            added += 1
        else:
            ahead += place.children
    of = f"{service.name} (the {added:,} services inside it together)" if added > 1 else service.name
    return Residents(of, year, counts, added)


def _people(
    session: Session,
    services: Collection[int],
    groups: Sequence[CategoryName],
    sources: Collection[str] | None = None,
) -> dict[tuple[int, int], Floats]:
    """Return, by service and year, how many people of each group: (G,)."""
    column = {group.id: i for i, group in enumerate(groups)}
    found: dict[tuple[int, int], Floats] = {}
    for service, year, category, count in group_populations(session, services, column, sources):
        found.setdefault((service, year), np.zeros(len(groups)))[column[category]] = count
    return found
