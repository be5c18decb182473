"""The acts of the demo's people, for the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import yaml


@dataclass(frozen=True)
class Act:
    """A decision, or a mark on a chart; the text is its reason."""

    kind: str
    indicator: str
    service: str
    period: date
    """First day of the period it is about."""
    text: str
    actor: str
    role: str


ACTS = [Act(**fields) for fields in yaml.safe_load(Path(__file__).with_name("acts.yaml").read_text("utf-8"))]


@dataclass(frozen=True)
class TeamAct:
    """Something a team did at its huddle, as its form would have said it."""

    kind: str
    service: str
    at: datetime
    actor: str
    role: str
    said: dict[str, object]
    indicator: str = ""
    id: str = ""
    of: str = ""


def _team_act(fields: dict[str, object]) -> TeamAct:
    return TeamAct(**fields | {"at": datetime.fromisoformat(str(fields["at"]))})  # type: ignore[arg-type]


TEAM_ACTS = [
    _team_act(fields)
    for fields in yaml.safe_load(Path(__file__).with_name("team_acts.yaml").read_text("utf-8"))
]
