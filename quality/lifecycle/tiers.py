"""The tiers that a team may escalate to, and whose huddle hears of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from catalogue.models import Catalogue
from quality.reference.service_tree import Service, ServiceTree

USUAL_DAYS = 7


@dataclass(frozen=True, slots=True)
class Step:
    """One tier above a team."""

    tier: str
    """The name of its service, or of the committee."""
    to: Service
    reply_days: int

    def reply_by(self, today: date) -> date:
        return today + timedelta(days=self.reply_days)


def route(catalogue: Catalogue, tree: ServiceTree, service: str) -> tuple[Step, ...]:
    """Return the tiers above a team, the nearest first."""
    *above, team = tree.path(service)
    tiers, levels = catalogue.escalation, catalogue.organisation.levels
    if not tiers:
        return tuple(Step(one.name, one, USUAL_DAYS) for one in reversed(above))
    names = list(tiers)
    steps = []
    for name in names[names.index(team.level) + 1 if team.level in tiers else 0 :]:
        found = [one for one in above if one.level == name] if name in levels else above[:1]
        steps += [Step(one.name if name in levels else name, one, tiers[name]) for one in found[-1:]]
    return tuple(steps)
