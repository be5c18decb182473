"""The acts of teams, as whoever reads may see them.

Of a signal about a group of people, those who may not see numbers about groups learn that there is one, who
looks into it and by when: neither the measure nor the group, nor any word that people wrote about it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from quality.acts import ledger
from quality.acts.evidence import Evidence
from quality.acts.kinds import CHART_KINDS, LIFE_KINDS
from quality.acts.ledger import LoggedAct
from quality.lifecycle.meeting_decisions import MEETING_ACTS, as_decisions
from quality.lifecycle.signal_life import HIDDEN
from quality.reference.ids import read_ids
from quality.series.key import SeriesKey

PLAIN = frozenset({"of", "act", "owner", "due", "until", "tier", "to", "reply_by", "reason", ledger.PERSON})
"""Fields that say nothing of the group."""


def acts_of(session: Session, service: str) -> list[LoggedAct]:
    """Return everything people did at one team."""
    return acts_at(session, [service]).get(service, [])


def acts_at(session: Session, services: Collection[str]) -> dict[str, list[LoggedAct]]:
    """Return everything people did at some teams, by service, and what a meeting decided about a measure."""
    found = defaultdict[str, list[LoggedAct]](list)
    read = ledger.acts(session, *LIFE_KINDS, *CHART_KINDS, *MEETING_ACTS, services=services)
    for act in as_decisions(read):
        if act.kind in LIFE_KINDS or hides_signal(act):
            found[act.key.service].append(act)
    return {
        service: acts if may_read_groups(session, service) else without_groups(acts)
        for service, acts in found.items()
    }


def hides_signal(act: LoggedAct) -> bool:
    """Tell if a decision about a chart made a signal go away that stood before it."""
    return act.kind in CHART_KINDS and "evidence" in act.content and not act.key.category


def may_read_groups(session: Session, service: str) -> bool:
    """Tell if a session may read numbers about groups of people of a service."""
    known = read_ids(session)
    return service in known.services and known.may_see_groups(service)


def without_groups(acts: Iterable[LoggedAct]) -> list[LoggedAct]:
    """Return acts without what they say about groups of people. What each is about stays apart from the
    others, so that they still tell a history."""
    numbers: dict[tuple[str, str], str] = {}
    found = []
    for act in acts:
        if act.key.category:
            number = _number(numbers, act.key.indicator, act.key.category)
            found.append(
                replace(act, key=SeriesKey(HIDDEN, act.key.service, number), content=_plain(act.content))
            )
        elif act.kind == "huddle":
            entries = [_entry(numbers, entry) for entry in act.content["signals"]]
            found.append(replace(act, content={**act.content, "signals": entries}))
        else:
            found.append(act)
    return found


def _number(numbers: dict[tuple[str, str], str], indicator: str, category: str) -> str:
    return numbers.setdefault((indicator, category), str(len(numbers) + 1))


def _plain(content: Mapping[str, Any]) -> dict[str, Any]:
    said = {name: value if name in PLAIN else "" for name, value in content.items() if name != "evidence"}
    return said | ({"evidence": _bare(content["evidence"])} if "evidence" in content else {})


def _entry(numbers: dict[tuple[str, str], str], entry: Mapping[str, Any]) -> dict[str, Any]:
    if not entry.get("category"):
        return dict(entry)
    number = _number(numbers, entry["indicator"], entry["category"])
    return {"indicator": HIDDEN, "category": number} | _bare(entry)


def _bare(stored: Mapping[str, Any]) -> dict[str, Any]:
    return Evidence.read(stored).without_numbers.written()
