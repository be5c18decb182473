"""Whoever looks at a chart and may decide about it: where their decisions go, and what they just did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from flask import g

from components import address
from quality.acts.decision import Decision
from quality.decide.decide import decided_lately, newest_decision, withdrawn_last
from quality.deployment import current
from quality.indicator_view import SeriesView
from quality.people.person import Person, may
from quality.people.roles import What
from quality.reference.service_tree import ServiceTree
from quality.series.key import SeriesKey


@dataclass(frozen=True, slots=True)
class Decider:
    """A person who may decide about the chart of a page."""

    to: str
    """Address that decisions are sent to."""
    csrf: str
    newest: int
    """Number of the newest decision about the chart."""
    undo: int
    """Number of a decision that may still be undone; 0 for none."""
    undid: Decision | None
    """The decision that was just withdrawn."""
    today: date
    proposed: str = ""
    """First period of new limits that the address proposes; nothing without one."""


def may_decide(person: Person, key: SeriesKey, tree: ServiceTree) -> bool:
    """Tell if a person may decide about a chart; of a group, only where they may see groups."""
    needed = (What.DECIDE, What.GROUPS) if key.category else (What.DECIDE,)
    return all(may(person, what, key.service, tree) for what in needed)


def decider_of(series: SeriesView, did: str, since: str = "") -> Decider | None:
    """Return whoever asks, where they may decide about a chart in force that shows anything; else None.
    `did`: number of the decision that the address says was just taken; `since`: day from which it proposes
    new limits."""
    key, result = series.key, series.result
    if not series.is_in_force or result is None or not may_decide(g.person, key, series.context.tree):
        return None
    if np.isnan(result.values).all():
        return None
    here, number = current(), address.number(did)
    return Decider(
        to=address.indicator(key.indicator, key.service, key.category, file="/decide"),
        csrf=g.viewer.csrf,
        newest=newest_decision(series.decided),
        undo=decided_lately(series.decided, number, g.person.id, here.now),
        undid=withdrawn_last(series.decided, number, g.person.id),
        today=series.context.today,
        proposed=next((day for day in map(date.isoformat, result.periods) if since and day >= since), ""),
    )
