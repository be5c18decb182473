"""Find the meeting that a board's page looks back to: what changed is what changed since then."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from catalogue.forums import Forum
from catalogue.models import Catalogue
from quality.reference.service_tree import Service, ServiceTree

BACK = timedelta(days=800)
"""Time back in which a meeting is looked for."""


@dataclass(frozen=True, slots=True)
class LastMeeting:
    """The meeting before today. Without a forum its day is assumed."""

    day: date
    code: str = ""
    forum: Forum | None = None


def last_meeting(catalogue: Catalogue, tree: ServiceTree, service: Service, today: date) -> LastMeeting:
    """Return the meeting of a service's own forum before today; where it has none that met, that of the
    nearest service above it. Without any, a month ago is assumed, as boards meet monthly."""
    for one in reversed(tree.path(service.code)):
        days = [
            (day, code)
            for code, forum in _own_forums(catalogue.forums, one)
            for day in forum.meets(today - BACK, today - timedelta(days=1))
        ]
        if days:
            day, code = max(days)
            return LastMeeting(day, code, catalogue.forums[code])
    return LastMeeting(month_before(today))


def month_before(today: date) -> date:
    """Return the same day of the month before, or the last that it has."""
    year, month = (today.year, today.month - 1) if today.month > 1 else (today.year - 1, 12)
    return date(year, month, min(today.day, 28 if month == 2 else 30))


def _own_forums(forums: Mapping[str, Forum], service: Service) -> Iterator[tuple[str, Forum]]:
    """Yield the forums that answer for a service itself: a committee is another tier."""
    for code, forum in forums.items():
        if forum.service == service.code and forum.level in ("", service.level):
            yield code, forum
