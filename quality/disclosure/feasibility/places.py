"""Places in which people were counted: a service without those inside, a period, a version of what was sent.

    place   0        1        2          3
            ward 1   ward 1   ward 2     ward 1
            May      June     May        May, as it stood before load 7

Who keeps what was shown of May before and after load 7 holds sums over different places. What no load changed
is one place, and ties the sums of both dates to each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from stats.arrays import Bools, Floats

Integers = NDArray[np.int64]
NOWHERE = -1
Cell = tuple[int, int, int, int]
"""Count (a numerator or a denominator), service, group, period."""


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """Counts of groups at every place. Not for show."""

    counts: Floats
    """(K, G, N)"""
    now: Integers
    """(S, P) the place of a service and period; NOWHERE where nobody was counted."""
    before: tuple[tuple[int, Integers], ...]
    """(load, the same before that load), the newest load first."""

    def after(self, load: int) -> Integers:
        """Return the places as they stood after a load."""
        found = self.now
        for changed, before in self.before:
            if changed <= load:
                break
            found = before
        return found


def find_places(
    counts: Floats,
    changes: Iterable[tuple[int, Cell, float]],
    children: Mapping[int, Sequence[int]],
) -> Places:
    """Return the places of counts (K, S, G, P).

    changes: (load, cell, what stood in it before), the newest load first
    """
    state = np.nan_to_num(counts)
    own = own_people(state, children)
    services, periods = own.shape[1], own.shape[3]
    now = np.full((services, periods), NOWHERE)
    found: list[Floats] = []

    def number(places: Integers, people: Floats, where: Bools) -> None:
        at = np.argwhere(where)
        first = sum(block.shape[-1] for block in found)
        places[where] = first + np.arange(len(at))
        found.append(people[:, at[:, 0], :, at[:, 1]].transpose(1, 2, 0))

    number(now, own, np.any(own, axis=(0, 2)))
    before, places = [], now
    for load, of_load in groupby(changes, key=lambda change: change[0]):
        cells = [(cell, value) for _, cell, value in of_load]
        state = state.copy()
        for cell, value in cells:
            state[cell] = value
        touched = sorted({cell[3] for cell, _ in cells})
        then = own_people(state[..., touched], children)
        is_other: Bools = np.any(then != own[..., touched], axis=(0, 2))
        places = places.copy()
        part = places[:, touched]
        part[is_other] = NOWHERE
        number(part, then, is_other & np.any(then, axis=(0, 2)))
        places[:, touched] = part
        own = own.copy()
        own[..., touched] = then
        before.append((load, places))
    return Places(np.concatenate(found, axis=-1), now, tuple(before))


def own_people(groups: Floats, children: Mapping[int, Sequence[int]]) -> Floats:
    """Return (K, S, G, P): of each service without those inside it."""
    found = groups.copy()
    for parent, rows in children.items():
        found[:, parent] -= groups[:, rows].sum(axis=1)
    return np.maximum(np.round(found, 6), 0.0)


def holding(services: int, children: Mapping[int, Sequence[int]]) -> Bools:
    """Return (S, S): service × those inside it, itself too."""
    found = np.eye(services, dtype=np.bool_)
    above = {row: parent for parent, rows in children.items() for row in rows}
    for row in range(services):
        at = row
        while at in above:
            at = above[at]
            found[at, row] = True
    return found


MOSTLY = 0.95
"""Of the places, where a count has to hold another: a few that were typed wrongly part nothing."""


@dataclass(frozen=True, slots=True)
class Chain:
    """Counts each of which is a part of the one before: booked, seen of them, treated of those."""

    counts: tuple[int, ...]

    def classes(self, counts: Floats) -> Floats:
        """Return (C, G, N): who came so far and no further."""
        of_chain = counts[list(self.counts)]
        rest = np.concatenate([of_chain[1:], np.zeros((1, *of_chain.shape[1:]))])
        found: Floats = np.maximum(np.round(of_chain - rest, 6), 0.0)
        return found


def find_chains(counts: Floats, pairs: Sequence[tuple[int, int]]) -> list[Chain]:
    """Return chains that hold every count (K, G, N), and every pair (whole, part) of which the whole holds
    the part."""

    def holds(whole: int, part: int) -> bool:
        return bool((counts[whole] >= counts[part] - 1e-6).mean() >= MOSTLY)

    order = sorted(range(len(counts)), key=lambda i: -counts[i].sum())
    about = np.arange(len(counts))
    """Equal for counts that some measure has together, of the same people."""
    for whole, part in pairs:
        about[about == about[part]] = about[whole]

    def chain_of(*these: int) -> Chain:
        found = sorted(these, key=order.index)
        for other in order:
            at = sum(order.index(one) < order.index(other) for one in found)
            fits = all(holds(one, other) for one in found[:at]) and all(
                holds(other, one) for one in found[at:]
            )
            if other not in found and about[other] == about[these[0]] and fits:
                found.insert(at, other)
        return Chain(tuple(found))

    found: list[Chain] = []
    wanted = [(i,) for i in order] + [(n, x) for n, x in pairs if n != x and holds(n, x)]
    for these in wanted[::-1]:
        if not any(set(these) <= set(chain.counts) for chain in found):
            found.append(chain_of(*these))
    return found
