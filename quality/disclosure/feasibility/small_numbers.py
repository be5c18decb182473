"""Small numbers that a reader must not work out, and how far each is known to be open.

A number is open by as many people as could be in the group, or not in it, without a sum that was told being
another.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from quality.disclosure.feasibility.places import Chain, Integers
from quality.disclosure.feasibility.soon_small import small_soon
from quality.disclosure.feasibility.told import GRAINS, Frame, Marks, Span
from quality.series.calendar_blocks import Grain
from stats.arrays import Bools, Floats

_YEAR = GRAINS.index(Grain.YEAR)


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

    def less_to_open(self, k: int) -> float:
        """Return how many more have to be able to leave, if nobody else can come."""
        less, more = self._moved()
        return max(self.width - less - more, self.number - less if self.number <= k else 0.0)

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


@dataclass(slots=True, eq=False)
class SmallNumbers:
    """All small numbers of a kind that nothing opens freely, and how far each is known to be open."""

    kind: Kind
    cells: Integers
    """(n, 4) place in GRAINS, service, group, time."""
    number: Floats
    width: Floats
    parts: csr_matrix
    """(n, groups × places): 1 where it is a part."""
    places: int
    less: Floats
    more: Floats
    """(n, classes of the chain)"""

    def closed(self, k: int) -> Integers:
        """Return the rows of those of which too little is open."""
        classes = list(self.kind.classes)
        less, more = self.less[:, classes].sum(axis=1), self.more[:, classes].sum(axis=1)
        return np.flatnonzero(~_is_open(self.number, less, more, self.width, k))

    def aim(self, push: Floats, classes: int, k: int) -> Floats:
        """Return (classes, groups × places) what to raise or to lower, so that closed ones are pushed."""
        closed = self.closed(k)
        of_closed = np.zeros(push.size)
        of_closed[closed] = push[closed]
        found = np.zeros((classes, self.parts.shape[1]))
        found[list(self.kind.classes)] = self.parts.T @ of_closed
        return found

    def keep(self, moved: Floats) -> None:
        """Keep how far people got, in whole people. moved: (classes, groups × places)"""
        for of_class in self.kind.classes:
            by = self.parts @ moved[of_class]
            far = np.floor(np.abs(by) + 1e-6)
            self.more[:, of_class] = np.maximum(self.more[:, of_class], np.where(by > 0, far, 0.0))
            self.less[:, of_class] = np.maximum(self.less[:, of_class], np.where(by < 0, far, 0.0))

    def one_by_one(self, k: int) -> Iterator[SmallNumber]:
        """Yield those that are still closed."""
        for row in self.closed(k).tolist():
            grain, service, group, time = self.cells[row].tolist()
            first, last = self.parts.indptr[row : row + 2]
            yield SmallNumber(
                GRAINS[grain], service, group, time, self.kind.chain, self.kind.classes,
                self.parts.indices[first:last].astype(np.int64) - group * self.places,
                float(self.number[row]), float(self.width[row]),
                {c: float(self.less[row, c]) for c in self.kind.classes},
                {c: float(self.more[row, c]) for c in self.kind.classes},
            )  # fmt: skip


def small_numbers(
    frame: Frame, people: Sequence[Floats], of_kinds: Sequence[Kind], told: Marks, k: int
) -> list[SmallNumbers]:
    """Return the small numbers, of every version and of years to come, for which it is not enough that people
    of whom nothing was told change places. people: by chain (C, G, N); told: (G, N)"""
    asked = [
        (at, spans, version)
        for at, grain in enumerate(GRAINS)
        for spans in (frame.spans[grain],)
        for version in _versions(frame, spans)
    ]
    asked.append((_YEAR, frame.begun, _now(frame, frame.begun)))
    found = []
    for kind in of_kinds:
        freely = _Freely(people[kind.chain][list(kind.classes)].sum(axis=0), told == 0)
        blocks = [_of_spans(frame, freely, at, spans, version, k) for at, spans, version in asked]
        if any(len(cells) for cells, *_ in blocks):
            found.append(_in_one(blocks, kind, len(people[kind.chain]), told.shape))
    return found


class _Freely:
    """People in each group at each place, and those who could leave or come as nothing was told of them."""

    def __init__(self, whole: Floats, free: Bools) -> None:
        there = np.where(free, whole, 0.0)
        self.whole = whole
        self.more = np.where(free, there.sum(axis=0) - there, 0.0)
        self.less = np.where(free & (free.sum(axis=0) > 1), there, 0.0)


Block = tuple[Integers, Floats, Floats, Integers, Integers, Integers]
"""Cells, number and width of some numbers; number, group and place of every part of them."""


def _of_spans(
    frame: Frame, freely: _Freely, at: int, spans: Span, version: tuple[Integers, Bools], k: int
) -> Block:
    places, is_new = version
    number = frame.gather(frame.at(places, freely.whole), spans)
    closed = (number > 0) & (number <= k) & is_new
    if places is frame.places.now:
        closed |= small_soon(frame, freely.whole, spans, number.transpose(1, 0, 2), k).transpose(1, 0, 2)
    width = np.minimum(k, number.sum(axis=0))
    if closed.any():
        more, less = (frame.gather(frame.at(places, f), spans) for f in (freely.more, freely.less))
        closed &= ~_is_open(number, less, more, width, k)
    by_service = closed.transpose(1, 0, 2)
    service, group, time = np.nonzero(by_service)
    cells = np.stack([np.full(service.size, at), service, group, time], axis=1)
    parts = frame.members(places, spans, by_service) if service.size else (service, group, time)
    return cells, number[group, service, time], width[service, time], *parts


def _in_one(blocks: Sequence[Block], kind: Kind, classes: int, shape: tuple[int, ...]) -> SmallNumbers:
    before = np.cumsum([0, *(len(block[0]) for block in blocks)])
    cells, number, width, _, group, place = map(np.concatenate, zip(*blocks, strict=True))
    row = np.concatenate([block[3] + first for block, first in zip(blocks, before, strict=False)])
    column = group * shape[1] + place
    parts = csr_matrix((np.ones(row.size), (row, column)), shape=(len(cells), shape[0] * shape[1]))
    nothing = np.zeros((len(cells), classes))
    return SmallNumbers(kind, cells, number, width, parts, shape[1], nothing, nothing.copy())


def _now(frame: Frame, spans: Span) -> tuple[Integers, Bools]:
    return frame.places.now, np.ones((len(frame.inside), len(spans)), dtype=np.bool_)


def _versions(frame: Frame, spans: Span) -> Iterator[tuple[Integers, Bools]]:
    """Yield the places of each version, and which sums (S, T) are not those of a later one."""
    marks = frame.marks(frame.places.now, spans)
    yield _now(frame, spans)
    for _, places in frame.places.before:
        before, marks = marks, frame.marks(places, spans)
        is_new = (marks != before) & (marks != 0)
        if is_new.any():
            yield places, is_new
