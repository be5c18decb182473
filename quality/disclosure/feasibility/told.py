"""All sums over places that a reader was ever told: now, and after every earlier load.

A sum is told of a group, in a service, over a month, quarter or year. It is the same sum after another load
where no place in it changed; else it is another one, over other places.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quality.disclosure.feasibility.places import Integers, Places
from quality.series.calendar_blocks import Grain
from stats.arrays import Bools, Floats

GRAINS = (Grain.PERIOD, Grain.QUARTER, Grain.YEAR)
"""From fine to coarse."""
Marks = NDArray[np.uint64]
Span = Integers
"""(T, 2) first and one past the last period of each span."""
Spans = Mapping[Grain, Span]
Open = Mapping[Grain, Bools]
"""(S, G, T) by grain: what a reader is told."""


class Frame:
    """The places of a tree, and all sums over them that could be told."""

    def __init__(self, places: Places, inside: Bools, spans: Spans) -> None:
        self.places, self.inside, self.spans = places, inside, spans
        self._members: dict[bytes, tuple[Integers, Integers, Integers, Integers]] = {}
        random = np.random.default_rng(0)
        self._mark = random.integers(1, 2**63, size=places.counts.shape[-1] + 1, dtype=np.uint64)
        self._mark[-1] = 0
        """Of each place; of no place nothing."""
        self.begun = _begun(spans, places.now.shape[1])
        """Years to come that will hold periods that there are."""

    def _members_of(self, spans: Span) -> tuple[Integers, Integers, Integers, Integers]:
        """Return service, time, row inside it and period, of every part of every sum."""
        which = spans.tobytes()
        if which not in self._members:
            self._members[which] = self._find_members(spans)
        return self._members[which]

    def _find_members(self, spans: Span) -> tuple[Integers, Integers, Integers, Integers]:
        service, row = np.nonzero(self.inside)
        time = np.repeat(np.arange(len(spans)), [last - first for first, last in spans])
        period = np.array([p for first, last in spans for p in range(first, last)], dtype=np.int64)
        pair, part = np.indices((service.size, time.size)).reshape(2, -1)
        return service[pair], time[part], row[pair], period[part]

    def gather(self, cells: Floats, spans: Span) -> Floats:
        """Sum (..., S, P) of places to (..., S, T) of services and spans."""
        inside = self.inside.astype(float) @ cells
        running = np.concatenate([np.zeros((*inside.shape[:-1], 1)), inside.cumsum(axis=-1)], axis=-1)
        sums: Floats = np.round(running[..., spans[:, 1]] - running[..., spans[:, 0]], 6)
        return sums

    def at(self, places: Integers, of_each: Floats) -> Floats:
        """Spread (..., N) over (..., S, P): nothing where there is no place."""
        return np.where(places >= 0, of_each[..., places], 0.0)

    def marks(self, places: Integers, spans: Span) -> Marks:
        """Return (S, T): equal where a sum is over the same places."""
        of_places = self._mark[places]
        by_service = np.stack([of_places[rows].sum(axis=0, dtype=np.uint64) for rows in self.inside])
        running = np.concatenate(
            [np.zeros((len(by_service), 1), np.uint64), by_service.cumsum(axis=-1)], axis=-1
        )
        found: Marks = running[:, spans[:, 1]] - running[:, spans[:, 0]]
        return found

    def members(self, places: Integers, spans: Span, told: Bools) -> tuple[Integers, Integers, Integers]:
        """Return number of the sum, group and place, of every part of the sums that are told (S, G, T)."""
        service, time, row, period = self._members_of(spans)
        part, group = np.nonzero(told[service, :, time])
        place = places[row[part], period[part]]
        number = np.cumsum(told.ravel()).reshape(told.shape) - 1
        known = place >= 0
        return number[service[part], group, time[part]][known], group[known], place[known]


def _begun(spans: Spans, periods: int) -> Span:
    """Return the spans that a year which is not complete yet will hold of the periods that there are."""
    quarters, years = spans[Grain.QUARTER], spans[Grain.YEAR]
    first = quarters[:, 0][quarters[:, 0] > years[-1, 0]] if len(years) else quarters[:, 0]
    first = np.append(first, quarters[-1, 1] if len(quarters) else 0)
    return np.array([(one, periods) for one in first if one < periods], dtype=np.int64).reshape(-1, 2)


@dataclass(frozen=True, slots=True, eq=False)
class Sums:
    """Sums that were told: part i of sum `sum[i]` is the group `group[i]` at `place[i]`."""

    sum: Integers
    group: Integers
    place: Integers
    keys: Marks
    """Sorted: which sums these are."""
    of: Integers
    """(n, 3) service, group and place in GRAINS of each sum."""

    @property
    def count(self) -> int:
        return len(self.of)

    def mark(self, groups: int, places: int) -> Marks:
        """Return (G, N): equal where the same was told, 0 where nothing was."""
        random = np.random.default_rng(1)
        of_sum = random.integers(1, 2**63, size=self.count, dtype=np.uint64)
        found = np.zeros((groups, places), dtype=np.uint64)
        np.add.at(found, (self.group, self.place), of_sum[self.sum])
        return found


def no_sums() -> Sums:
    none = np.empty(0, dtype=np.int64)
    return Sums(none, none, none, np.empty(0, dtype=np.uint64), np.empty((0, 3), dtype=np.int64))


def add_told(frame: Frame, so_far: Sums, places: Integers, told: Open) -> Sums:
    """Add what was told at one time, unless it was told before."""
    parts = [(so_far.sum, so_far.group, so_far.place)]
    keys, of = so_far.keys, [so_far.of]
    for at, grain in enumerate(GRAINS):
        if not told[grain].any():
            continue
        of_each = _names(told[grain].shape, grain) ^ frame.marks(places, frame.spans[grain])[:, np.newaxis]
        is_new = told[grain] & ~np.isin(of_each, keys)
        number, group, place = frame.members(places, frame.spans[grain], is_new)
        parts.append((number + sum(map(len, of)), group, place))
        keys = np.union1d(keys, of_each[is_new])
        cells = np.argwhere(is_new)
        cells[:, 2] = at
        of.append(cells)
    number, group, place = (np.concatenate(each) for each in zip(*parts, strict=True))
    return Sums(number, group, place, keys, np.concatenate(of))


def _names(shape: tuple[int, ...], grain: Grain) -> Marks:
    """Return (S, G, T): a number at random for every sum, always the same."""
    random = np.random.default_rng(GRAINS.index(grain) + 2)
    return random.integers(0, 2**63, size=shape, dtype=np.uint64)


@dataclass(frozen=True, slots=True, eq=False)
class Knowledge:
    """All that was told of people at all places."""

    frame: Frame
    people: Sequence[Floats]
    """By chain (C, G, N)"""
    sums: Sums
    told: Marks
    """(G, N): equal where the same was told, 0 where nothing was."""
