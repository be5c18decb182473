"""How many people are recorded without an age, sex, ethnicity …: what an equity page cannot see.

Only shares of many people are given, in whole per cent. One per cent of them is then at least twice the
largest count that must stay hidden, so a share says nothing exact about any few people, whatever else is
shown beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy.orm import Session

from catalogue.fields.periods import PER_YEAR
from catalogue.models import Catalogue, Indicator
from quality.reference.ids import CategoryName, Ids, read_ids
from quality.reference.service_tree import Service
from quality.series.matrix import SeriesMatrix, read_matrix


@dataclass(frozen=True, slots=True)
class Completeness:
    """One indicator and dimension, over the last year of complete periods."""

    indicator: str
    dimension: str
    not_stated: int | None
    """In whole per cent; None when too few people are recorded to say."""


def least_people(hide_up_to: int) -> int:
    """People below which no share is given: one per cent of them is twice the hidden size."""
    return 200 * max(hide_up_to, 1)


def completeness(session: Session, catalogue: Catalogue, service: str) -> list[Completeness]:
    """Every indicator that is split by a dimension and measured here, for a service and all inside it."""
    known = read_ids(session)
    service_id = known.services[service].id
    found = []
    for code, indicator in catalogue.indicators.items():
        indicator_id = known.indicator_ids.get(code)
        if indicator_id is None or not indicator.dimensions:
            continue
        groups = [c for c in known.categories.values() if c.dimension in indicator.dimensions]
        matrix = read_matrix(
            session,
            indicator_id,
            indicator.frequency,
            services=[service_id],
            categories=[group.id for group in groups],
        )
        if matrix is None:
            continue
        found += [
            Completeness(code, dimension, _share(matrix, dimension, indicator, known, catalogue))
            for dimension in indicator.dimensions
        ]
    return found


def where_recorded(
    session: Session, catalogue: Catalogue, candidates: Sequence[Service]
) -> tuple[Service | None, list[Completeness]]:
    """The first of some services that records any groups, and how completely."""
    for service in candidates:
        if found := completeness(session, catalogue, service.code):
            return service, found
    return None, []


def _share(
    matrix: SeriesMatrix, dimension: str, indicator: Indicator, known: Ids, catalogue: Catalogue
) -> int | None:
    of_dimension = [c for c in known.categories.values() if c.dimension == dimension]
    everybody = _people(matrix, of_dimension, indicator)
    unknown = _people(matrix, [c for c in of_dimension if c.is_unknown], indicator)
    if everybody < least_people(catalogue.disclosure.hide_up_to):
        return None
    return round(100 * unknown / everybody)


def _people(matrix: SeriesMatrix, groups: list[CategoryName], indicator: Indicator) -> float:
    """Denominators (counts, where there is none) of some groups over the last year of complete periods."""
    rows = np.isin(matrix.category, [group.id for group in groups])
    has_denominator = any(formula.denominator for formula in indicator.data)
    counts = matrix.denominator if has_denominator else matrix.numerator
    complete = ~matrix.is_immature.any(axis=0)
    return float(np.nansum(counts[rows][:, complete][:, -PER_YEAR[indicator.frequency] :]))
