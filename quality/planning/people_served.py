"""People served by a service: residents by age, sex, deprivation, ethnicity …, and those counted in a measure
beside them. Every number comes through the gate: residents of few people are not released."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from quality.disclosure.residents import Residents, additive_sources, residents
from quality.equity.build_view import brief_view, split_indicators
from quality.equity.view import EquityView
from quality.reference.ids import CategoryName, Ids, read_all_ids, read_ids
from quality.reference.service_tree import Service


class Known(StrEnum):
    """Say if the residents of a dimension can be shown."""

    SHOWN = "shown"
    NOT_LOADED = "not loaded"
    TOO_FEW = "too few"
    """Some group of them is too small."""


@dataclass(frozen=True, slots=True)
class GroupServed:
    """The residents of one group."""

    code: str
    label: str
    residents: float
    share: float
    """Of all residents whose group is known, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Dimension:
    """The residents of a service by one dimension, and the same groups in a measure."""

    code: str
    title: str
    known: Known
    population_of: str = ""
    year: int = 0
    groups: tuple[GroupServed, ...] = ()
    use: EquityView | None = None
    """The people counted in the measure asked for; None where it is not split by this dimension here."""


@dataclass(frozen=True, slots=True)
class PeopleServed:
    """The people served by a service."""

    service: Service
    may_see: bool
    """Whoever reads may see numbers about groups of people there; else there are no dimensions."""
    dimensions: tuple[Dimension, ...] = ()
    measure: str = ""
    """The measure whose people are held against the residents; empty where none is split by groups here."""
    measures: tuple[str, ...] = ()
    """The measures that could be."""

    @property
    def has_any(self) -> bool:
        return any(one.known is Known.SHOWN for one in self.dimensions)


def people_served(session: Session, catalogue: Catalogue, service: str, measure: str = "") -> PeopleServed:
    """Return whom a service serves. measure: whose people are compared; the first that can be, without one.

    NotFoundError: there is no such service."""
    here = read_ids(session)
    place = here.services[service]
    if not here.may_see_groups(service):
        return PeopleServed(place, may_see=False)
    everywhere, additive = read_all_ids(session), additive_sources(catalogue)
    plain = [code for code, one in catalogue.dimensions.items() if not one.crosses]
    people = {code: residents(session, everywhere, place, _groups(here, code), additive) for code in plain}
    chosen, uses, offered = _uses(session, catalogue, place, people, measure)
    found = tuple(
        _dimension(catalogue, code, people[code], _groups(here, code), uses.get(code)) for code in plain
    )
    return PeopleServed(place, True, found, chosen, offered)


def _groups(known: Ids, dimension: str) -> list[CategoryName]:
    found = (one for one in known.categories.values() if one.dimension == dimension and not one.is_unknown)
    return sorted(found, key=lambda one: one.position)


def _uses(
    session: Session,
    catalogue: Catalogue,
    place: Service,
    people: dict[str, Residents | None],
    measure: str,
) -> tuple[str, dict[str, EquityView], tuple[str, ...]]:
    """Return the measure that was asked for, or the first that can be compared, its views by dimension, and
    all measures that are split by a dimension with residents."""
    loaded = {code for code, one in people.items() if one is not None}
    offered = tuple(code for code, one in split_indicators(catalogue).items() if loaded & {*one.dimensions})
    for code in [measure] if measure else offered:
        found: dict[str, EquityView] = {}
        for dimension in catalogue.indicators[code].dimensions:
            if dimension in loaded:
                view = brief_view(session, catalogue, (code, dimension), place, with_residents=True)
                found |= {dimension: view} if any(row.served for row in view.known) else {}
        if found:
            return code, found, offered
    return measure, {}, offered


def _dimension(
    catalogue: Catalogue,
    code: str,
    people: Residents | None,
    groups: Sequence[CategoryName],
    use: EquityView | None,
) -> Dimension:
    title = catalogue.dimensions[code].title
    if people is None:
        return Dimension(code, title, Known.NOT_LOADED)
    counts = people.released(catalogue.disclosure)
    if counts is None or not counts.sum():
        return Dimension(code, title, Known.TOO_FEW, people.name, people.year)
    shares = counts / counts.sum()
    rows = tuple(
        GroupServed(one.code, one.label, float(counts[i]), float(shares[i])) for i, one in enumerate(groups)
    )
    return Dimension(code, title, Known.SHOWN, people.name, people.year, rows, use)
