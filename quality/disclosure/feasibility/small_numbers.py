"""Small numbers that a reader must not work out, and how far each is known to be open.

A number is open by as many people as could be in the group, or not in it, without a sum that was told being
another.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from quality.disclosure.feasibility.places import Chain, Integers
from quality.disclosure.feasibility.told import Frame, Marks, Span
from quality.series.calendar_blocks import Grain
from stats.arrays import Bools, Floats


@dataclass(slots=True, eq=False)
class SmallNumber:
    """Few people of some classes, in a group of a service, over a span."""

    grain: Grain
    service: int
    group: int
    time: int
    chain: int
    classes: tuple[int, ...]
    places: Integers
    number: float
    width: float
    """To be left open: the threshold, or all that everyone's total leaves."""
    less: dict[int, float] = field(default_factory=dict)
    more: dict[int, float] = field(default_factory=dict)
    """By class."""

    @property
    def what(self) -> tuple[Grain, int, int]:
        return self.grain, self.service, self.group

    def keep(self, of_class: int, moved: float) -> None:
        """Keep how far people of a class got, in whole people."""
        side = self.less if moved < 0 else self.more
        side[of_class] = max(side.get(of_class, 0.0), float(np.floor(abs(moved) + 1e-6)))

    def is_open(self, k: int) -> bool:
        return bool(_is_open(self.number, *self._moved(), self.width, k))

    def more_to_open(self, k: int) -> float:
        """Return how many more have to be able to come, if nobody else can leave."""
        less, more = self._moved()
        return max(self.width - less - more, k + 1 - self.number - more)

    def less_to_open(self) -> float:
        """Return how many more have to be able to leave, if nobody else can come."""
        less, more = self._moved()
        return max(self.width - less - more, self.number - less)

    def _moved(self) -> tuple[float, float]:
        less = sum(self.less.get(c, 0.0) for c in self.classes)
        return less, sum(self.more.get(c, 0.0) for c in self.classes)


def _is_open(number: Any, less: Any, more: Any, width: Any, k: int) -> Bools:
    """Tell if enough is open: numbers, or arrays of them."""
    is_wide = less + more >= width
    found: Bools = is_wide & ((number - less < 1) | (number + more > k))
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Kind:
    """A kind of number: people of some classes of a chain."""

    chain: int
    classes: tuple[int, ...]


def kinds(chains: Sequence[Chain], pairs: Sequence[tuple[int, int]]) -> list[Kind]:
    """Return every count once; and those of every pair (whole, part) who are not of the part."""
    found: dict[object, Kind] = {}
    for at, chain in enumerate(chains):
        last = len(chain.counts)
        for place, count in enumerate(chain.counts):
            found.setdefault(count, Kind(at, tuple(range(place, last))))
        for whole, part in pairs:
            if {whole, part} <= set(chain.counts) and whole != part:
                between = range(chain.counts.index(whole), chain.counts.index(part))
                if between:
                    found.setdefault((whole, part), Kind(at, tuple(between)))
    return list(found.values())


def small_numbers(
    frame: Frame, people: Sequence[Floats], of_kinds: Sequence[Kind], told: Marks, k: int
) -> list[SmallNumber]:
    """Return the small numbers, of every version, for which it is not enough that people of whom nothing was
    told change places. people: by chain (C, G, N); told: (G, N)"""
    free = told == 0
    found = []
    for grain, spans in frame.spans.items():
        for places, is_new in _versions(frame, spans):
            for kind in of_kinds:
                whole = people[kind.chain][list(kind.classes)].sum(axis=0)
                number = frame.gather(frame.at(places, whole), spans)
                is_small = (number > 0) & (number <= k) & is_new
                if not is_small.any():
                    continue
                freely = np.where(free, whole, 0.0)
                more = np.where(free, freely.sum(axis=0) - freely, 0.0)
                less = np.where(free & (free.sum(axis=0) > 1), freely, 0.0)
                more, less = (frame.gather(frame.at(places, of_it), spans) for of_it in (more, less))
                width = np.minimum(k, number.sum(axis=0))
                closed = is_small & ~_is_open(number, less, more, width, k)
                for g, s, t in np.argwhere(closed).tolist():
                    first, last = spans[t]
                    its = places[frame.inside[s], first:last].ravel()
                    found.append(
                        SmallNumber(grain, s, g, t, kind.chain, kind.classes, its[its >= 0],
                                    number[g, s, t], width[s, t])
                    )  # fmt: skip
    return found


def _versions(frame: Frame, spans: Span) -> Iterator[tuple[Integers, Bools]]:
    """Yield the places of each version, and which sums (S, T) are not those of a later one."""
    marks = frame.marks(frame.places.now, spans)
    yield frame.places.now, np.ones(marks.shape, dtype=np.bool_)
    for _, places in frame.places.before:
        before, marks = marks, frame.marks(places, spans)
        is_new = (marks != before) & (marks != 0)
        if is_new.any():
            yield places, is_new
