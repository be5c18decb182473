"""Why groups are without a value: what the files said instead of a number, by group."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalogue.fields.qualifiers import CODES, FIRST_MISSING, QUALIFIERS
from data.models import Observation
from quality.reference.ids import read_ids


@dataclass(frozen=True, slots=True)
class WithoutValue:
    """One group, and of how many of its periods each reason was given: codes of
    `catalogue.fields.qualifiers`, the commonest first."""

    label: str
    reasons: tuple[tuple[int, int], ...]


def without_value(session: Session, indicator: str, service: str, dimension: str) -> tuple[WithoutValue, ...]:
    """The groups of a dimension that miss a value for a reason, in the dimension's order; over all periods.

    What is hidden here (quality.disclosure.suppression) is no part of it: these are the publisher's own
    words.
    """
    known = read_ids(session)
    number = known.indicator_ids.get(indicator)
    labels = {one.id: one.label for one in known.categories.values() if one.dimension == dimension}
    if number is None or not labels:
        return ()
    said = Observation.__table__.c
    query = (
        select(said.category_id, said.qualifier, func.count())
        .where(
            said.indicator_id == number,
            said.service_id == known.services[service].id,
            said.category_id.in_(labels),
            said.qualifier.in_(QUALIFIERS[FIRST_MISSING:]),
        )
        .group_by(said.category_id, said.qualifier)
    )
    found: dict[int, list[tuple[int, int]]] = {}
    for category, word, count in session.execute(query):
        found.setdefault(category, []).append((CODES[word], count))
    return tuple(
        WithoutValue(label, tuple(sorted(found[category], key=lambda one: (-one[1], one[0]))))
        for category, label in labels.items()
        if category in found
    )
