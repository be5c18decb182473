"""Reasons for groups without a value: what the files said instead of a number, by group."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from quality.disclosure.not_known import missing_reasons
from quality.reference.ids import read_ids


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
    number = known.indicator_ids.get(indicator)
    labels = {one.id: one.label for one in known.categories.values() if one.dimension == dimension}
    if number is None or not labels:
        return ()
    reasons = missing_reasons(session, number, known.services[service].id, labels)
    return tuple(
        WithoutValue(label, reasons[category]) for category, label in labels.items() if category in reasons
    )
