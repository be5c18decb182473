"""The cards of a huddle: what is unusual of a service, in the order in which it matters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from catalogue.models import Catalogue, Indicator
from quality.lifecycle.signal_life import Standing
from quality.provenance.lateness import awaited_by, is_overdue
from quality.ranking.reasons import NO_REASONS, Reasons, reasons_for
from quality.ranking.wall import Wall
from quality.signals.results import SeriesResult, Status, Variation


class CardKind(StrEnum):
    CONCERN = "concern"
    IMPROVEMENT = "improvement"
    CHANGE = "change"
    """A special cause on an indicator without a better direction."""
    BUILT_UP = "built up"
    """A change for the worse that many periods show together."""


WORSE = (CardKind.CONCERN, CardKind.BUILT_UP)


@dataclass(frozen=True, slots=True)
class HuddleCard:
    """One signal for the team: the series as its chart page has it."""

    kind: CardKind
    status: Status
    result: SeriesResult | None
    is_new: bool
    """No closed huddle of this team had it. Before the first: the latest period completed the pattern."""
    age: int
    """Points of the pattern so far."""
    due: date | None = None
    """The day the next period should have come, where it is late: what is said is as old as that."""
    standing: Standing | None = None
    """The acts of people about it."""
    reasons: Reasons = NO_REASONS
    """All that places it among the others."""
    is_dealt_with: bool = False
    """Somebody did something about it since the last huddle."""

    @property
    def is_built_up(self) -> bool:
        """Tell if many periods show it together, and the newest alone does not."""
        return self.status.built_up is not None and not self.status.variation.is_special

    @property
    def is_worse(self) -> bool:
        return self.kind in WORSE


def candidates(
    catalogue: Catalogue, measures: Mapping[str, Status], wall: Wall, today: date
) -> list[HuddleCard]:
    """Find what is unusual. What a late measure showed last stands, with its age: a concern does not go away
    because nobody sent the next file."""
    cards = []
    for code, status in measures.items():
        indicator = catalogue.indicators[code]
        built_up = status.built_up
        if built_up is not None:
            kind = _KINDS_BUILT_UP.get(built_up.variation, CardKind.CHANGE)
            due = late_since(status, indicator, today)
            made = HuddleCard(kind, status, None, False, built_up.points, due)
        elif status.variation.is_special and status.rule:
            kind, due = _KINDS.get(status.variation, CardKind.CHANGE), late_since(status, indicator, today)
            fresh = due is None and is_new(status, indicator)
            made = HuddleCard(kind, status, None, fresh, status.run, due)
        else:
            continue
        cards.append(replace(made, reasons=reasons_for(status, indicator, wall, today=today)))
    return cards


_KINDS = {Variation.CONCERN: CardKind.CONCERN, Variation.IMPROVEMENT: CardKind.IMPROVEMENT}
_KINDS_BUILT_UP = _KINDS | {Variation.CONCERN: CardKind.BUILT_UP}


def is_new(status: Status, indicator: Indicator) -> bool:
    """Tell if the latest point completed the pattern: one point before, there was none.

    A shift of seven is new with its seventh point; with its eighth the team has had a period to see it.
    """
    lengths = {check.rule: check.length for check in indicator.rules.checks}
    assert status.rule is not None
    return status.run <= max(lengths[status.rule], 1)


def answered(card: HuddleCard, standing: Standing) -> HuddleCard:
    """Return a card with what people did about it: it is unanswered no longer once they did anything."""
    is_answered = standing.thread is not None and bool(standing.thread.acts)
    reasons = replace(card.reasons, unanswered=0) if is_answered else card.reasons
    return replace(card, standing=standing, is_new=standing.is_new, reasons=reasons)


def first(cards: Sequence[HuddleCard], most: int) -> list[HuddleCard]:
    """Return cards in the order in which they matter: concerns, then what went well or changed. Of the first
    ones, one place is for the latter: concerns never crowd out the only good news."""
    waiting = sorted(
        cards, key=lambda card: (card.reasons.place, card.status.key.service, card.status.key.indicator)
    )
    concerns = [card for card in waiting if card.is_worse]
    others = [card for card in waiting if not card.is_worse]
    return concerns[: most - 1] + others[:1] + concerns[most - 1 :] + others[1:]


def late_since(status: Status, indicator: Indicator, today: date) -> date | None:
    """Return the day by which the next period should have come, where it has not."""
    received = status.received_to
    return awaited_by(received, indicator) if received and is_overdue(received, indicator, today) else None
