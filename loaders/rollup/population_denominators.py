"""Denominators that are people: how many belong to a service (and group) in the year of each period.

population   2021: 5,400   2022: 5,600        2020-11   none: nobody knows who lived there
                                              2021-06   5,400
                                              2024-01   5,600   until a newer year comes
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import numpy as np
import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue.fields import periods
from catalogue.fields.periods import Frequency
from catalogue.models import Catalogue
from catalogue.overrides import overridden_sources
from catalogue.sources import PopulationSource
from catalogue.two_sources import RatioPart, code_of
from data.models import Population
from data.write.observations import Values


def population_sources(catalogue: Catalogue, code: str) -> frozenset[str]:
    """Return the sources of populations that make an indicator's denominator, or override those."""
    below = catalogue.measured.get(code_of(code, RatioPart.DENOMINATOR))
    if below is None:
        return frozenset()
    populations = {name for name, s in catalogue.sources.items() if isinstance(s, PopulationSource)}
    named = {formula.source for formula in below.data} & populations
    return frozenset(n for n in populations if named & {n, *overridden_sources(catalogue.sources, n)})


def may_be_added_up(catalogue: Catalogue, code: str) -> bool:
    """Return whether nobody is counted for two services; so wherever no people are counted."""
    sources = (catalogue.sources[name] for name in population_sources(catalogue, code))
    return all(source.additive for source in sources if isinstance(source, PopulationSource))


def people(
    session: Session, sources: Collection[str], frequency: Frequency, categories: np.ndarray, days: np.ndarray
) -> Values:
    """Return the people of every service and of these categories, in each of the periods that begin on
    these days: of the newest year up to the one its middle lies in. In `numerator`, as of a part."""
    middles = [_middle(start, frequency).year for start in days.tolist()]
    p = Population.__table__.c
    query = select(p.service_id, p.category_id, p.year, p["count"]).where(
        p.source.in_(sources), p.category_id.in_(categories.tolist())
    )
    names = {"service": np.int64, "category": np.int64, "year": np.int64, "count": np.float64}
    known = pd.DataFrame(session.execute(query).all(), columns=list(names)).astype(names)
    asked = pd.DataFrame({"day": days, "year": np.array(middles, dtype=np.int64)})
    asked = asked.merge(known[["service", "category"]].drop_duplicates(), how="cross").sort_values("year")
    found = pd.merge_asof(asked, known.sort_values("year"), on="year", by=["service", "category"]).dropna()
    day = found["day"].to_numpy().astype("datetime64[D]")
    who = (found[name].to_numpy() for name in ("service", "category"))
    return Values.without_denominators(*who, day, found["count"].to_numpy())


def _middle(start: date, frequency: Frequency) -> date:
    return start + (periods.end(start, frequency) - start) // 2
