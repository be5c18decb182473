"""The yield of the signals of a part of the organisation, counted from all sides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from quality.outcomes.raised import raised
from quality.outcomes.tally import Tally, tallies, tally
from quality.reference.service_tree import Service
from quality.signals.results import Variation

KINDS: Mapping[str, frozenset[Variation]] = {
    "concern": frozenset({Variation.CONCERN}),
    "improvement": frozenset({Variation.IMPROVEMENT}),
    "change": frozenset({Variation.NEUTRAL_HIGH, Variation.NEUTRAL_LOW}),
}


@dataclass(frozen=True, slots=True)
class Outcomes:
    since: date
    until: date
    all: Tally
    by_measure: Mapping[str, Tally]
    by_rule: Mapping[tuple[str, str], Tally]
    """By rule set and the rule that raised the signal."""
    before: int
    """Patterns that came as history, and are not counted."""


def outcomes(
    session: Session,
    catalogue: Catalogue,
    services: Sequence[Service],
    since: date,
    until: date,
    today: date,
    kind: str = "",
) -> Outcomes:
    """Return what the signals led to that some services had first on a day of a span."""
    found = raised(session, catalogue, services, since, until, today)
    signals = [one for one in found.signals if not kind or one.variation in KINDS[kind]]
    return Outcomes(
        since=since,
        until=until,
        all=tally(signals),
        by_measure=tallies(signals, lambda one: one.indicator),
        by_rule=tallies(signals, lambda one: (one.rule_set, one.rule)),
        before=len(found.before),
    )
