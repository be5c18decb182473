"""People whose group is not known, and groups without a value: released by rules of their own.

Of people, only shares of many are given, in whole per cent. One per cent of them is then at least twice the
largest count that must stay hidden, so a share says nothing exact about any few people, whatever else is
shown beside it. Reasons for a missing value are the publisher's own words, and no number of people.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from sqlalchemy.orm import Session

from catalogue.fields.periods import PER_YEAR, Frequency
from catalogue.fields.qualifiers import CODES, FIRST_MISSING, QUALIFIERS
from catalogue.models import Catalogue
from data.read.group_observations import group_observations, missing_reasons
from quality.reference.ids import CategoryName, Ids, read_ids
from quality.series.matrix import SeriesMatrix, to_matrix
from stats.arrays import Floats


def least_people(hide_up_to: int) -> int:
    """Return the people below which no share is given: one per cent of them is twice the hidden size."""
    return 200 * max(hide_up_to, 1)


def share_of_unknown(
    session: Session, catalogue: Catalogue, known: Ids, indicator: str, service_id: int
) -> dict[str, int | None]:
    """Return, by dimension, the share of people without a known group over the last year of complete periods.

    In whole per cent; None where too few people are recorded to say. Empty where no group is recorded.
    """
    definition = catalogue.indicators[indicator]
    dimensions = catalogue.compared_by(definition)
    groups = [c for c in known.categories.values() if c.dimension in dimensions]
    rows = group_observations(
        session,
        known.indicator_ids[indicator],
        services=[service_id],
        categories=[group.id for group in groups],
    )
    matrix = to_matrix(rows, definition.frequency)
    if matrix is None:
        return {}
    has_denominator = any(formula.denominator for formula in definition.data)
    counts = matrix.denominator if has_denominator else matrix.numerator
    least = least_people(catalogue.disclosure.hide_up_to)
    found: dict[str, int | None] = {}
    for dimension in dimensions:
        of_dimension = [group for group in groups if group.dimension == dimension]
        year = _latest_year(matrix, counts, of_dimension, definition.frequency)
        everybody = _people(matrix, year, of_dimension)
        unknown = _people(matrix, year, [group for group in of_dimension if group.is_unknown])
        found[dimension] = round(100 * unknown / everybody) if everybody >= least else None
    return found


def _latest_year(
    matrix: SeriesMatrix, counts: Floats, groups: Collection[CategoryName], frequency: Frequency
) -> Floats:
    """Return counts of the latest year of a dimension: up to the last period in which any of its groups is
    complete. Each dimension may come in a file of its own, and later than the others."""
    own = np.isin(matrix.category, [group.id for group in groups])
    is_known = own[:, np.newaxis] & ~np.isnan(counts)
    is_complete = is_known.any(axis=0) & ~(is_known & matrix.is_immature).any(axis=0)
    stop = np.flatnonzero(is_complete)[-1] + 1 if is_complete.any() else 0
    year = np.where(is_complete, counts, np.nan)[:, :stop]
    return year[:, -PER_YEAR[frequency] :]


def _people(matrix: SeriesMatrix, counts: Floats, groups: Collection[CategoryName]) -> float:
    return float(np.nansum(counts[np.isin(matrix.category, [group.id for group in groups])]))


@dataclass(frozen=True, slots=True)
class WithoutValue:
    """One group, and of how many of its periods each reason was given: codes of
    `catalogue.fields.qualifiers`, the commonest first."""

    label: str
    reasons: tuple[tuple[int, int], ...]


def without_value(session: Session, indicator: str, service: str, dimension: str) -> tuple[WithoutValue, ...]:
    """Return the groups of a dimension that miss a value for a reason, in the dimension's order; over all
    periods. What is hidden here (quality.disclosure.suppression) is no part of it."""
    known = read_ids(session)
    known.check_groups(service)
    number = known.indicator_ids.get(indicator)
    labels = {one.id: one.label for one in known.categories.values() if one.dimension == dimension}
    if number is None or not labels:
        return ()
    words = [word for word in QUALIFIERS[FIRST_MISSING:] if word]
    service_id = known.services[service].id
    found: dict[int, list[tuple[int, int]]] = {}
    for category, word, count in missing_reasons(session, number, service_id, labels, words):
        found.setdefault(category, []).append((-count, CODES[word]))
    return tuple(
        WithoutValue(label, tuple((code, -count) for count, code in sorted(found[category])))
        for category, label in labels.items()
        if category in found
    )
