"""The people of each group who live where a service is: its own population, the sum of those inside it where
that is declared, or that of the nearest service above that has one. Few residents of a group would be as
telling as few patients: they are released all or not at all, and not where those of a service follow from
those of the services beside and around it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from sqlalchemy.orm import Session

from catalogue.disclosure import Disclosure
from catalogue.models import Catalogue
from catalogue.sources import PopulationSource
from data.read.as_of import as_of
from data.read.group_observations import group_populations
from quality.disclosure.suppression import is_small, rounded
from quality.reference.ids import CategoryName, Ids, data_version
from quality.reference.service_tree import Service, ServiceTree
from quality.reference.versioned_cache import VersionedCache
from stats.arrays import Bools, Floats

_DUST = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Residents:
    """Residents by group. Not for show: ask for `released`."""

    name: str
    year: int
    _counts: Floats = field(repr=False)
    """(G,) in the order of the groups asked for, 0 for a group without a number."""
    added_up: int = 0
    """Out of how many services inside; 0: its own."""
    _all: People | None = field(default=None, repr=False)
    """Those of every service, out of which these may follow."""
    _place: int = 0

    def released(self, rule: Disclosure) -> Floats | None:
        """Return the residents (G,) as they may be shown; None where those of any group are too few, or cover
        for few of a service beside it."""
        assert self._all is not None
        if self._place in self._all.withheld(self.year, rule.hide_up_to):
            return None
        return rounded(self._counts, rule.round_to)


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """The residents of every service that a number is stored or added up for."""

    counts: Mapping[tuple[int, int], Floats] = field(repr=False)
    """(service, year) → (G,)"""
    inside: Mapping[int, Sequence[int]]
    """Service → those next inside."""

    _withheld: dict[tuple[int, int], frozenset[int]] = field(default_factory=dict, repr=False)

    def withheld(self, year: int, k: int) -> frozenset[int]:
        """Return the services whose residents of a year are not shown."""
        if (year, k) not in self._withheld:
            of_year = {service: counts for (service, when), counts in self.counts.items() if when == year}
            self._withheld[year, k] = withheld(of_year, self.inside, k)
        return self._withheld[year, k]


def withheld(residents: Mapping[int, Floats], inside: Mapping[int, Sequence[int]], k: int) -> frozenset[int]:
    """Return the services whose residents are not shown: those with few people of a group, and as many more
    as leave those few open by the threshold, of each group in which they are few.

    What is left of a service beside those inside it is a part, too, that nobody shows.
    """
    if not k:
        return frozenset()
    found = {service for service, counts in residents.items() if is_small(counts, k).any()}
    size = -1
    while size != (size := len(found)):
        for service, whole in residents.items():
            parts = {part: residents[part] for part in _next_inside(service, residents, inside)}
            if not parts:
                continue
            if service not in found:
                found |= _covers(whole, parts, found, k)
            elif found.isdisjoint(parts) and not _rest(whole, parts).any():
                found.add(min(parts, key=lambda part: parts[part].sum()))  # else they add up to it
    return frozenset(found)


def _rest(whole: Floats, parts: Mapping[int, Floats]) -> Floats:
    """Return (G,) who is in none of the parts."""
    rest = whole - np.sum([*parts.values()], axis=0)
    return np.where(rest > _DUST * whole, rest, 0.0)


def _follow(whole: Floats, parts: Mapping[int, Floats], hidden: Collection[int], k: int) -> Bools:
    """Tell of which groups (G,) few people of a hidden part follow from the whole."""
    lines = np.stack([*(parts[part] for part in parts if part in hidden), _rest(whole, parts)])
    total = lines.sum(axis=0)
    found: Bools = is_small(lines, k).any(axis=0) & ((total == lines.max(axis=0)) | (total < k))
    return found


def _covers(whole: Floats, parts: Mapping[int, Floats], hidden: Collection[int], k: int) -> set[int]:
    """Return the parts to hide as well: the next smallest of a group that follows, as a measure of these
    people would hide."""
    found: set[int] = set()
    while (follow := _follow(whole, parts, {*hidden, *found}, k)).any():
        group = int(follow.argmax())
        shown = {
            part: counts[group] for part, counts in parts.items() if part not in hidden and part not in found
        }
        if not shown:
            break
        found.add(min(shown, key=lambda part: (shown[part] == 0, shown[part])))
    return found


def _next_inside(
    service: int, residents: Mapping[int, Floats], inside: Mapping[int, Sequence[int]]
) -> list[int]:
    """Return the services inside that have a number: the topmost ones."""
    found, ahead = [], list(inside.get(service, ()))
    while ahead:
        place = ahead.pop()
        if place in residents:
            found.append(place)
        else:
            ahead += inside.get(place, ())
    return found


_kept: VersionedCache[tuple[int, ...], People] = VersionedCache(most=8)


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
    those = next(filter(None, found), None)
    return replace(those, _all=_everybody(session, tree, groups)) if those else None


def _everybody(session: Session, tree: ServiceTree, groups: Sequence[CategoryName]) -> People:
    """Return the residents of all services; of those without a number the sum of those inside, which may be
    shown in its place. Read once per version of the data."""
    asked = tuple(group.id for group in groups)
    return _kept.get(
        session, (data_version(session), as_of(session)), asked, lambda: _read(session, tree, groups)
    )


def _read(session: Session, tree: ServiceTree, groups: Sequence[CategoryName]) -> People:
    found = _people(session, list(tree.by_id), groups)
    inside = {place.id: [tree[code].id for code in place.children] for place in tree.by_code.values()}
    for year in {year for _, year in found}:
        stored = {service: counts for (service, when), counts in found.items() if when == year}
        for service in inside:
            parts = [] if service in stored else _next_inside(service, stored, inside)
            if len(parts) > 1:
                found[service, year] = np.sum([stored[part] for part in parts], axis=0)
    return People(found, inside)


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
    return Residents(place.name, year, found[place.id, year], _place=place.id)


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
    return Residents(of, year, counts, added, _place=service.id)


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
