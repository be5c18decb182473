"""Decisions that a meeting took about a measure, as the service that it governs reads them: the signal is
minuted by them, and nobody writes them down twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from quality.acts.kinds import Sort
from quality.acts.ledger import LoggedAct
from quality.series.key import SeriesKey

OUTCOME, CLOSED, CORRECTION, WITHDRAWAL = "outcome", "meeting_closed", "correction", "outcome_withdrawn"
MEETING_ACTS = (OUTCOME, CLOSED, CORRECTION, WITHDRAWAL)
"""Kinds of which the decisions of meetings are read."""
CORRECTED = "corrected"
"""The part of what a decision says that holds what corrects it: its texts, the oldest first."""
WITHDRAWN = "withdrawn"
"""The part that says who withdrew it, when and why."""


def is_of_meeting(act: LoggedAct) -> bool:
    """Tell if an act was recorded of a meeting."""
    return "meeting" in act.content


def is_withdrawn(act: LoggedAct) -> bool:
    """Tell of a decision if its meeting took it back: it minutes nothing."""
    return WITHDRAWN in act.content


def as_decisions(acts: Iterable[LoggedAct]) -> Iterator[LoggedAct]:
    """Yield acts as they are, and of those of meetings the decisions about a measure, each as a decision
    about that measure, with what corrects or withdraws it. The minute is the one that its meeting was closed
    with; none while it is open."""
    acts = list(acts)
    minutes = {_meeting(act): act.content["minute"] for act in acts if act.kind == CLOSED}
    corrected: dict[int, list[str]] = {}
    for act in acts:
        if act.kind == CORRECTION:
            corrected.setdefault(act.content["of"], []).append(act.content["text"])
    withdrawn = {
        act.content["of"]: {"by": act.actor, "day": act.at.date().isoformat(), "text": act.content["text"]}
        for act in reversed(acts)
        if act.kind == WITHDRAWAL
    }
    for act in acts:
        if act.kind == WITHDRAWAL:
            continue
        if not is_of_meeting(act):
            yield act
        elif act.kind == OUTCOME and act.content["sort"] == Sort.DECISION and act.content.get("about"):
            minute = minutes.get(_meeting(act))
            said: dict[str, Any] = {**act.content, **({"minute": minute} if minute else {})}
            said |= {CORRECTED: corrected[act.id]} if act.id in corrected else {}
            said |= {WITHDRAWN: withdrawn[act.id]} if act.id in withdrawn else {}
            key = SeriesKey(act.content["about"], act.key.service)
            yield replace(act, kind="decision", key=key, content=said)


def _meeting(act: LoggedAct) -> tuple[str, str]:
    return act.content["forum"], act.content["meeting"]
