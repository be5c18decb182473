"""The acts of the demo's people, for the ledger."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

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
    group: str = ""
    id: str = ""
    of: str = ""


@dataclass(frozen=True)
class MeetingAct:
    """Something that was recorded of a meeting, as its form would have said it."""

    kind: str
    forum: str
    meeting: date
    at: datetime
    said: dict[str, object]
    id: str = ""
    of: str = ""


@dataclass(frozen=True)
class RegisterAct:
    """A step with a record of a register, as its form would have said it."""

    step: str
    """Kind of record and step: `test_of_change.apply`."""
    at: datetime
    by: str
    said: dict[str, object]
    service: str = ""
    id: str = ""
    of: str = ""


@dataclass(frozen=True)
class PastEscalation:
    """A question of the year before, and its reply so many days later."""

    service: str
    sent: datetime
    days: int
    ask: str
    answer: str


@dataclass(frozen=True)
class PastClosing:
    """A signal of the year before that a team owned for two weeks and closed."""

    service: str
    indicator: str
    rule: str
    first_period: date
    at: datetime
    reason: str
    text: str


def _read(name: str) -> Any:
    return yaml.safe_load(Path(__file__).with_name(name).read_text("utf-8"))


def _scored(said: dict[str, object]) -> dict[str, object]:
    """Take a digit for each statement of the six steps, - for none, for the fields of a form."""
    scores = iter(str(said.get("scores", "")).replace(" ", ""))
    codes = (f"scores:{step}.{whom}" for step in range(1, 7) for whom in range(1, 5))
    given = {code: score for code, score in zip(codes, scores, strict=False) if score != "-"}
    return {name: value for name, value in said.items() if name != "scores"} | given


def _at(kind: type, moment: str, entries: list[dict[str, object]]) -> list[Any]:
    """Make acts out of entries; `moment` names the field that holds a day and time."""
    return [kind(**entry | {moment: datetime.fromisoformat(str(entry[moment]))}) for entry in entries]


ACTS = [Act(**fields) for fields in _read("acts.yaml")]
TEAM_ACTS: list[TeamAct] = _at(TeamAct, "at", _read("team_acts.yaml"))
MEETING_ACTS: list[MeetingAct] = _at(MeetingAct, "at", _read("meeting_acts.yaml"))
REGISTER_ACTS: list[RegisterAct] = [
    replace(one, said=_scored(one.said))
    for name in ("register", "experience")
    for one in _at(RegisterAct, "at", _read(f"{name}_acts.yaml"))
]
PEOPLE = {
    "kerr": ("Shona Kerr", "charge nurse"),
    "duncan": ("Isla Duncan", "manager"),
    "grant": ("Morven Grant", "quality lead"),
    "fraser": ("Dr Iona Fraser", "clinician"),
    "munro": ("Ailsa Munro", "team leader"),
}
"""Name and role of those who wrote in the registers."""
_YEAR = _read("past_team_acts.yaml")
PAST_ESCALATIONS: list[PastEscalation] = _at(PastEscalation, "sent", _YEAR["escalations"])
PAST_CLOSINGS: list[PastClosing] = _at(PastClosing, "at", _YEAR["closed"])
PAST_HUDDLES = datetime.fromisoformat(str(_YEAR["huddles"]))
"""The days on which each of these teams closed a huddle."""
