"""Denominators that are people: how many belong to a service (and group) in the year of each period.

population   2021: 5,400   2022: 5,600        2020-11   none: nobody knows who lived there
                                              2021-06   5,400
                                              2024-01   5,600   until a newer year comes
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue.checks.overrides import overridden_sources
from catalogue.fields import periods
from catalogue.fields.periods import Frequency
from catalogue.models import Catalogue
from catalogue.sources import PopulationSource
from catalogue.two_sources import RatioPart, code_of
from data.models import Population
from data.write.observations import Values


def population_sources(catalogue: Catalogue, code: str) -> frozenset[str]:
    """Return the sources of populations that make an indicator's denominator, and those that override
    them."""
    below = catalogue.measured.get(code_of(code, RatioPart.DENOMINATOR))
    if below is None:
        return frozenset()
    populations = {name for name, s in catalogue.sources.items() if isinstance(s, PopulationSource)}
    named = {formula.source for formula in below.data} & populations
    winners = {
        name for name in populations if not named.isdisjoint(overridden_sources(catalogue.sources, name))
    }
    return frozenset(named | winners)


def may_be_added_up(catalogue: Catalogue, code: str) -> bool:
    """Return whether nobody is counted for two services; so wherever no people are counted."""
    sources = (catalogue.sources[name] for name in population_sources(catalogue, code))
    return all(source.additive for source in sources if isinstance(source, PopulationSource))


def people(
    session: Session,
    sources: Collection[str],
    frequency: Frequency,
    categories: np.ndarray,
    days: np.ndarray,
) -> Values:
    """Return the people of every service and of these categories, in each of the periods that begin on
    these days: of the newest year up to the one its middle lies in. In `numerator`, as of a part."""
    middles = _years(np.array([_middle(day, frequency) for day in days.tolist()], dtype="datetime64[D]"))
    p = Population.__table__.c
    query = (
        select(p.service_id, p.category_id, p.year, p["count"])
        .where(p.source.in_(sources), p.category_id.in_(categories.tolist()))
        .order_by(p.service_id, p.category_id, p.year)
    )
    rows = session.execute(query).all()
    service, category, year = (np.array([row[i] for row in rows], dtype=np.int64) for i in range(3))
    count = np.array([row[3] for row in rows], dtype=np.float64)
    parts = [
        _in_year(one, days[middles == one], service, category, year, count)
        for one in np.unique(middles).tolist()
    ]
    return (
        Values.join(parts)
        if parts
        else Values.without_denominators(service[:0], category[:0], days[:0], count[:0])
    )


def _middle(start: date, frequency: Frequency) -> date:
    return start + (periods.end(start, frequency) - start) // 2


def _in_year(
    wanted: int,
    mine: np.ndarray,
    service: np.ndarray,
    category: np.ndarray,
    year: np.ndarray,
    count: np.ndarray,
) -> Values:
    known = np.flatnonzero(year <= wanted)
    series = np.column_stack([service[known], category[known]])
    is_newest = np.ones(len(known), dtype=bool)  # the last of its series, as years stand in order
    is_newest[:-1] = (series[1:] != series[:-1]).any(axis=1)
    at = known[is_newest]
    each = np.repeat(at, len(mine))
    return Values.without_denominators(service[each], category[each], np.tile(mine, len(at)), count[each])


def _years(days: np.ndarray) -> np.ndarray:
    found: np.ndarray = days.astype("datetime64[Y]").astype(np.int64) + 1970
    return found
