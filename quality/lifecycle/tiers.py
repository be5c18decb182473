"""The tiers that a team may escalate to, and whose huddle hears of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from catalogue.models import USUAL_REPLY, Catalogue
from quality.reference.service_tree import Service, ServiceTree


@dataclass(frozen=True, slots=True)
class Step:
    """One tier above a team."""

    tier: str
    to: Service
    reply_days: int

    def reply_by(self, today: date) -> date:
        return today + timedelta(days=self.reply_days)


def route(catalogue: Catalogue, tree: ServiceTree, service: str) -> tuple[Step, ...]:
    """Return the tiers above a team, the nearest first. Without any in the catalogue: the services above."""
    *above, team = tree.path(service)
    tiers = catalogue.escalation
    if not tiers:
        return tuple(Step(one.name, one, USUAL_REPLY) for one in reversed(above))
    own = [place for place, tier in enumerate(tiers) if tier.level == team.level]
    steps = []
    for tier in tiers[own[-1] + 1 if own else 0 :]:
        found = [one for one in above if one.level == tier.level] if tier.level else above[:1]
        steps += [Step(tier.title, found[0], tier.reply_days)] if found else []
    return tuple(steps)
