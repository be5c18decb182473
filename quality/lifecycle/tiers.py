"""The tiers that a team may escalate to, and whose huddle hears of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from catalogue.models import Catalogue
from quality.reference.service_tree import Service, ServiceTree


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
    """Return the tiers above a team, the nearest first: the services above it, and the committees between."""
    above = {one.level: one for one in tree.path(service)[:-1]}
    levels = list(catalogue.organisation.levels.items())
    is_service = {one.level for one in tree.by_code.values()}
    steps: list[Step] = []
    heard = None
    for level, days in levels[: [name for name, _ in levels].index(tree[service].level)]:
        if level in is_service and level not in above:
            continue
        heard = above.get(level, heard)
        if heard is not None:
            steps.append(Step(heard.name if level in above else level, heard, days))
    return tuple(reversed(steps))
