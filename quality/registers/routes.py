"""The place where an application is decided, and the day by which it is answered.

Trees are of the whole organisation here: who decides stands above what a team may see.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from catalogue.registers.declared import ANY, RecordKind, Step
from quality.reference.service_tree import Service, ServiceTree
from quality.registers.record import Record


@dataclass(frozen=True, slots=True)
class Approval:
    """The place where an application is decided: by somebody who may, in this service."""

    at: Service
    days: int

    def reply_by(self, since: date) -> date:
        return since + timedelta(days=self.days)


def approval(kind: RecordKind, tree: ServiceTree, service: str) -> Approval:
    """Return the route of a service: to the level that its declaration names, else to the nearest above. The
    top decides for itself, by another person."""
    path = tree.path(service)
    route = kind.routes.get(path[-1].level) or kind.routes[ANY]
    above = [one for one in path[:-1] if not route.at or one.level == route.at]
    return Approval(above[-1] if above else path[-1], route.days)


def place(kind: RecordKind, step: Step, tree: ServiceTree, service: str) -> Service:
    """Return the service in which somebody needs the permission for a step."""
    return approval(kind, tree, service).at if step.on_route else tree[service]


def reply_by(record: Record, tree: ServiceTree) -> date | None:
    """Return the day by which a decision about a record is due; None where none is waited for."""
    if not record.standing.waits:
        return None
    return approval(record.declared, tree, record.service).reply_by(record.since)


def waits_too_long(record: Record, tree: ServiceTree, today: date) -> bool:
    due = reply_by(record, tree)
    return due is not None and due < today
