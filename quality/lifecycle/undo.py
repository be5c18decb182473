"""Taking an act back within ten seconds: an act itself, and only while nothing was built on the first.

Each act has subjects: what it changes. The newest act about a subject is what a page knew of it, and travels
with what a person does next, so that of two at once the second is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from quality.acts.ledger import LoggedAct
from quality.lifecycle.meeting_decisions import is_of_meeting

TEN_SECONDS = timedelta(seconds=10)
UNDO = "undo"
Subject = tuple[str, ...] | int
"""A signal by indicator and category, an action or escalation by its number, or the team's huddle."""
HUDDLE: Subject = ("huddle",)
_BEGIN = ("action", "note", "escalate", "question")


def subjects_of(act: LoggedAct) -> tuple[Subject, ...]:
    """Return what an act changes; the first is what it is about."""
    if act.kind == "huddle":
        return (HUDDLE,)
    signal: tuple[Subject, ...] = ((act.key.indicator, act.key.category),) if act.key.indicator else ()
    if "of" in act.content:
        return (act.content["of"], *signal)
    return (*signal, act.id) if act.kind in _BEGIN or not signal else signal


def undone_in(acts: Sequence[LoggedAct]) -> set[int]:
    """Return the numbers of acts that were taken back."""
    before: dict[int, LoggedAct] = {}
    newest: dict[Subject, int] = {}
    gone: set[int] = set()
    for act in acts:
        first = before.get(act.content.get("act", 0)) if act.kind == UNDO else None
        if first is not None and first.id not in gone and may_undo(first, act, newest):
            gone.add(first.id)
        for subject in subjects_of(first or act):
            newest[subject] = act.id
        before[act.id] = act
    return gone


def taken_back(acts: Sequence[LoggedAct]) -> dict[int, LoggedAct]:
    """Return what was taken back, by the number of the act that did so."""
    gone, by_number = undone_in(acts), {act.id: act for act in acts}
    undone = ((act.id, act.content["act"]) for act in acts if act.kind == UNDO)
    return {undo: by_number[first] for undo, first in undone if first in gone}


def may_undo(first: LoggedAct, undo: LoggedAct, newest: Mapping[Subject, int]) -> bool:
    """Tell if an act may be taken back: by whoever did it, soon, and before anybody built on it."""
    is_theirs = first.by == undo.by and first.kind != UNDO and not is_of_meeting(first)
    is_soon = timedelta(0) <= undo.at - first.at <= TEN_SECONDS
    return is_theirs and is_soon and all(newest.get(subject) == first.id for subject in subjects_of(first))


def newest_about(acts: Iterable[LoggedAct]) -> dict[Subject, int]:
    """Return the number of the newest act about each subject, undoing included."""
    acts = list(acts)
    by_number = {act.id: act for act in acts}
    newest = {}
    for act in acts:
        first = by_number.get(act.content.get("act", 0)) if act.kind == UNDO else None
        for subject in subjects_of(first or act):
            newest[subject] = act.id
    return newest
