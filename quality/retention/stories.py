"""Acts that belong together: a signal with its actions and replies, a decision with its withdrawal. What is
not finished stays whole, so that what is left tells the same as before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from catalogue.registers.shipped import shipped_kinds
from quality.acts.kinds import CHART_KINDS, PURGE
from quality.acts.ledger import LoggedAct
from quality.lifecycle.evidence import Signals
from quality.lifecycle.signal_life import SignalName, Thread
from quality.lifecycle.team_history import Huddle, TeamHistory, fold
from quality.lifecycle.undo import UNDO, subjects_of
from quality.registers.record import fold as records_of

REFERS = ("of", "act")
"""Fields that hold the number of an earlier act."""


Pattern = tuple[SignalName, int]
"""A pattern of a signal, by its place among all. Whether an act begins a pattern or continues one depends on
the patterns before it."""


@dataclass(frozen=True, slots=True)
class Story:
    """Acts that are removed together or not at all."""

    acts: tuple[LoggedAct, ...]
    is_open: bool
    """It is not finished, or still in force: it stays, however old."""
    begun: int | None = None
    """Number of the act, or of the huddle, that a signal among them starts with."""
    patterns: frozenset[Pattern] = frozenset()


def stories(acts: Sequence[LoggedAct], now: Signals) -> list[Story]:
    """Return the stories of one team, from all its acts in the order they were done; without its huddles.

    now: what its data show. A signal that was closed and still lasts is open here: it would come back as new.
    """
    history = fold(acts)
    apart = {one.act.id for one in history.huddles}
    told = [act for act in acts if act.id not in apart and act.kind != PURGE]
    groups = _Groups(act.id for act in told)
    for act in told:
        for name in REFERS:
            if isinstance(number := act.content.get(name), int):
                groups.join(act.id, number)
    for thread in history.threads:
        groups.join(*(act.id for act in thread.acts))
    _join_undone(groups, told)
    open_groups = {groups.of(number) for number in _open(history, told, now)}
    begun: dict[int, int] = {}
    patterns = defaultdict[int, set[Pattern]](set)
    for number, thread in enumerate(history.threads):
        if thread.acts:
            group = groups.of(thread.acts[0].id)
            begun[group] = min(thread.begun, begun.get(group, thread.begun))
            patterns[group].add((thread.name, number))
    found = defaultdict[int, list[LoggedAct]](list)
    for act in told:
        found[groups.of(act.id)].append(act)
    return [
        Story(tuple(own), group in open_groups, begun.get(group), frozenset(patterns[group]))
        for group, own in found.items()
    ]


def with_what_follows(staying: Collection[Story], told: Iterable[Story]) -> list[Story]:
    """Return the stories that stay, and those that stay because an earlier pattern of their signal does."""
    found, others = [*staying], [story for story in told if story not in staying]
    while True:
        first = dict[SignalName, int]()
        for name, number in (pattern for story in found for pattern in story.patterns):
            first[name] = min(number, first.get(name, number))
        later = [story for story in others
                 if any(number > first.get(name, number) for name, number in story.patterns)]  # fmt: skip
        if not later:
            return found
        found, others = found + later, [story for story in others if story not in later]


def huddles_before(huddles: Sequence[Huddle], number: int) -> list[LoggedAct]:
    """Return the huddles before an act, without the last of all: what is new is measured by that one."""
    return [one.act for one in huddles[:-1] if one.act.id < number]


def _open(history: TeamHistory, told: Sequence[LoggedAct], now: Signals) -> set[int]:
    """Return numbers of acts that what is not finished, or still in force, rests on."""
    begun = [one for one in history.signals.values() if one.closing is None or lasts(one, now)]
    found = {act.id for thread in begun for act in thread.acts}
    found |= {number for number, one in history.actions.items() if one.done is None}
    asked = history.escalations | history.questions
    found |= {number for number, one in asked.items() if one.reply is None}
    found |= {one.narratives[-1].id for one in history.measures.values() if one.narratives}
    found |= {one.number for one in records_of(told, shipped_kinds()).values() if one.is_open}
    withdrawn = {act.content["act"] for act in told if act.kind == "withdrawal"}
    return found | {
        act.id for act in told
        if act.kind in CHART_KINDS and act.kind != "withdrawal" and act.id not in withdrawn
    }  # fmt: skip


def lasts(thread: Thread, now: Signals) -> bool:
    """Tell if the data still show the pattern."""
    shown = now.get(thread.name)
    return shown is not None and shown.continues(thread.evidence)


def _join_undone(groups: _Groups, told: Sequence[LoggedAct]) -> None:
    """Join an undo to what stood between it and the act that it names: that decided if it counts."""
    by_number = {act.id: act for act in told}
    for undo in told:
        first = by_number.get(undo.content.get("act", 0)) if undo.kind == UNDO else None
        if first is not None:
            subjects = {*subjects_of(first)}
            between = (one for one in told if first.id < one.id < undo.id)
            groups.join(undo.id, *(one.id for one in between if subjects & {*subjects_of(one)}))


class _Groups:
    """Numbers that were joined, directly or through others."""

    def __init__(self, numbers: Iterable[int]) -> None:
        self._above = {number: number for number in numbers}

    def of(self, number: int) -> int:
        """Return the number that stands for the group."""
        while (above := self._above[number]) != number:
            self._above[number] = self._above[above]
            number = above
        return number

    def join(self, *numbers: int) -> None:
        first, *rest = [self.of(number) for number in numbers if number in self._above] or [0]
        for number in rest:
            self._above[self.of(number)] = self.of(first)
