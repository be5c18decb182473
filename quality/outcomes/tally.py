"""Counts of what signals led to: of all, by measure, by rule. Shares with their uncertainty, where there are
enough signals to speak of a share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

import stats
from quality.acts.kinds import Closing
from quality.lifecycle.signal_life import State
from quality.outcomes.raised import Raised

K = TypeVar("K", bound=Hashable)
FEWEST = 10
"""Signals from which on a share of them is said."""


class Outcome(StrEnum):
    """The end of a signal, or its place on the way, as it stands now: each has one."""

    CARE = Closing.CARE
    DATA = Closing.DATA
    CASE_MIX = Closing.CASE_MIX
    CHANCE = Closing.CHANCE
    OUTSIDE = Closing.OUTSIDE
    OTHER = Closing.OTHER
    RECOGNISED = "recognised"
    """Nothing else had to be done."""
    WAITING = "waiting"
    """For a reply from above."""
    OPEN = "open"
    """Somebody acted on it, and it is not closed."""
    SEEN = "seen"
    """A huddle or a person had it before them, and did no more."""
    NEW = "new"
    """It stands, and nobody acted yet."""
    MISSED = "missed"
    """It was over before anybody acted."""
    FOLLOWED = "followed"
    """Somebody acted, nobody closed it, and a later pattern took its place."""


CLOSED = tuple(Outcome(reason) for reason in Closing)


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many, with its 95 % interval; without one where they are too few."""

    count: int
    of: int

    @property
    def is_said(self) -> bool:
        return self.of >= FEWEST

    @property
    def per_100(self) -> float:
        return 100 * self.count / self.of

    @property
    def interval(self) -> tuple[float, float]:
        low, high = stats.wilson(self.count, self.of)
        return float(100 * low), float(100 * high)


@dataclass(slots=True)
class Tally:
    """Signals counted by what became of them."""

    total: int = 0
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    escalated: int = 0
    """Whatever became of them later; so are the next two."""
    answered: int = 0
    reopened: int = 0

    def add(self, one: Raised) -> None:
        self.total += 1
        self.outcomes[outcome(one)] += 1
        if (thread := one.thread) is not None:
            self.escalated += bool(thread.escalations)
            self.answered += bool(thread.escalations) and not thread.is_waiting
            self.reopened += bool(thread.reopened or one.standing.reopened_by)

    def share(self, *outcomes: Outcome) -> Share:
        return Share(sum(self.outcomes[one] for one in outcomes), self.total)

    @property
    def closed(self) -> Share:
        return self.share(*CLOSED)


def outcome(one: Raised) -> Outcome:
    """Return what became of a signal."""
    thread, state = one.thread, one.standing.state
    if thread is None or not thread.acts:
        standing = Outcome.SEEN if thread else Outcome.NEW
        return Outcome.MISSED if one.is_over else standing
    if state is State.CLOSED and thread.reason is not None:
        return Outcome(thread.reason)
    if one.is_followed:
        return Outcome.FOLLOWED
    if state is State.ESCALATED:
        return Outcome.WAITING
    if state is State.SEEN and not thread.snooze:
        return Outcome.RECOGNISED if thread.recognitions else Outcome.SEEN
    return Outcome.OPEN


def tally(signals: Iterable[Raised]) -> Tally:
    """Count signals."""
    found = Tally()
    for one in signals:
        found.add(one)
    return found


def tallies(signals: Iterable[Raised], by: Callable[[Raised], K]) -> Mapping[K, Tally]:
    """Count signals by something they share, the most frequent first."""
    found: dict[K, Tally] = {}
    for one in signals:
        found.setdefault(by(one), Tally()).add(one)
    return dict(sorted(found.items(), key=lambda pair: (-pair[1].total, str(pair[0]))))
