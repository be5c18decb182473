"""Swaps: people of two groups change places at two places or at four, many at once. In large trees they open
nearly all small numbers, and cost no linear program.

    at two      ward 1  May   a → b                       the same was told of both groups at both places
                ward 1  June  b → a

    at four     ward 1  May   a → b     June  b → a       the hospital is told by month, its wards by year
                ward 2  May   b → a     June  a → b

Where a swap changes no sum that was told, the marks of its places (`told.Sums.mark`) cancel out: a mark is
the sum of those of all sums that a place is in. Whole people stay whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from quality.disclosure.feasibility.parts import areas
from quality.disclosure.feasibility.places import NOWHERE, Integers
from quality.disclosure.feasibility.small_numbers import SmallNumbers
from quality.disclosure.feasibility.told import Knowledge, Marks
from stats.arrays import Floats

LARGE, MANY = 10_000, 1000
"""Groups × places, and small numbers, from which on swaps are cheaper than linear programs."""
AIMS, PASSES, FOURS = 40, 12, 4
"""Aims at most; passes over pairs of groups for each; swaps at four places in a pass."""
WORTH_ANOTHER, PATIENCE = 0.98, 2
"""Of the numbers, that may be left after an aim; and how often more may be."""
EARLIER = 0.3
"""Of the swaps at four places, between places as they stood before some load."""
_NO_MATTER = 1e-9


def swap(
    known: Knowledge, chain: int, closed: Sequence[SmallNumbers], above: Mapping[int, int], k: int
) -> None:
    """Keep how far the small numbers of a chain get by swaps. above: service → the one it is in."""
    people = known.people[chain]
    left, idle = _left(closed, k), 0
    if people[0].size < LARGE or left < MANY:
        return
    swaps = Swaps(known, above)
    for _ in range(AIMS):
        if not left or idle == PATIENCE:
            return
        _push_once(swaps, people, closed, k)
        before, left = left, _left(closed, k)
        idle = idle + 1 if left > before * WORTH_ANOTHER else 0


def _left(closed: Sequence[SmallNumbers], k: int) -> int:
    return sum(of_kind.closed(k).size for of_kind in closed)


def _push_once(swaps: Swaps, people: Floats, closed: Sequence[SmallNumbers], k: int) -> None:
    """Push every number that is still closed up or down, from how things are."""
    random, state = swaps.random, people.copy()
    pushes = [random.choice([-1.0, 1.0], n.number.size) * random.random(n.number.size) for n in closed]
    for _ in range(PASSES):
        aims = [of_kind.aim(push, len(people), k) for of_kind, push in zip(closed, pushes, strict=True)]
        swaps.push(state, np.sum(aims, axis=0).reshape(people.shape))
        moved = (state - people).reshape(len(people), -1)
        for of_kind in closed:
            of_kind.keep(moved)


class Swaps:
    """Swaps at random, each of which changes no sum that was told."""

    def __init__(self, known: Knowledge, above: Mapping[int, int]) -> None:
        self.told = known.told
        self.random = np.random.default_rng(0)
        places = known.frame.places
        self._stood = [places.now, *(before for _, before in places.before)]
        self._areas = [area for _, area in areas(len(known.frame.inside), above)]

    def push(self, state: Floats, aim: Floats) -> None:
        """Change (C, G, N) people by swaps of two groups each, so that an aim rises."""
        groups = self.random.permutation(state.shape[1])
        half = groups.size // 2
        one, two = groups[:half], groups[half : 2 * half]
        live = np.flatnonzero(aim.any(axis=(1, 2)))[:, np.newaxis]
        mark = self.told[one] * np.uint64(3) + self.told[two] * np.uint64(5)
        better = aim[live, two] - aim[live, one]
        a, b = state[live, one], state[live, two]
        moved = self._furthest(mark, better, a, b)
        a, b = a - moved, b + moved
        for _ in range(FOURS if self._areas else 0):
            first, second = self._of_two_services(aim)
            moved = self._furthest(
                mark[:, first] - mark[:, second],
                better[..., first] - better[..., second],
                np.minimum(a[..., first], b[..., second]),
                np.minimum(b[..., first], a[..., second]),
            )
            for cells, sign in ((a, -1.0), (b, 1.0)):
                cells[..., first] += sign * moved
                cells[..., second] -= sign * moved
        state[live, one], state[live, two] = a, b

    def _of_two_services(self, aim: Floats) -> tuple[Integers, Integers]:
        """Return places of two services each, in the same period, one of which the aim is about."""
        is_earlier = self.random.random() < EARLIER
        stood = self._stood[self.random.integers(len(self._stood)) if is_earlier else 0]
        this, that = self._neighbours(self._areas[self.random.integers(len(self._areas))])
        wanted = np.append(aim.any(axis=(0, 1)), False)[stood].any(axis=1)  # NOWHERE is the last
        either = wanted[this] | wanted[that]
        first, second = stood[this[either]].ravel(), stood[that[either]].ravel()
        both = (first != NOWHERE) & (second != NOWHERE)
        return first[both], second[both]

    def _neighbours(self, area: Integers) -> tuple[Integers, Integers]:
        """Return pairs of services of the same area at random, each in one pair at most."""
        order = self.random.permutation(area.size)
        order = order[np.argsort(area[order], kind="stable")]
        place = np.arange(area.size)
        place -= np.maximum.accumulate(np.where(_is_first(area[order]), place, 0))
        second = np.flatnonzero(place % 2)
        return order[second - 1], order[second]

    def _furthest(self, mark: Marks, gain: Floats, there: Floats, back: Floats) -> Floats:
        """Return (C, pairs of groups, n) how many go there, less how many come back: as many of either where
        the marks (pairs of groups, n) are equal, and so that most is gained; at a mark of 0 as they like."""
        found = np.zeros(gain.shape)
        at = np.nonzero((there > 0) | (back > 0))
        if not at[0].size:
            return found
        of_class = self.random.integers(0, 2**63, len(gain), dtype=np.uint64)
        key = mark[at[1:]] ^ of_class[at[0]]
        order = np.lexsort((-gain[at] - _NO_MATTER * self.random.random(key.size), key))
        key, at = key[order], tuple(axis[order] for axis in at)
        gain, there, back = gain[at], there[at], back[at]
        first = np.flatnonzero(_is_first(key))
        size = np.diff(np.append(first, key.size))
        before, after = there.cumsum() - there, back.cumsum()
        before -= np.repeat(before[first], size)
        after = np.repeat(after[first + size - 1], size) - after
        moved = np.clip(after - before, -back, there)
        freely = np.where(gain > 0, there, np.where(gain < 0, -back, 0.0))
        found[at] = np.where(mark[at[1:]] == 0, freely, moved)
        return found


def _is_first(key: Integers | Marks) -> np.ndarray:
    return np.append(True, key[1:] != key[:-1])
