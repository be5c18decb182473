"""Exchanges of two people, made twice: a quick bound on how much is open, and mostly enough."""

from __future__ import annotations

import numpy as np

from quality.disclosure.feasibility.places import Integers
from quality.disclosure.feasibility.small_numbers import SmallNumber
from quality.disclosure.feasibility.told import Knowledge
from stats.arrays import Bools, Floats


class ByTwo:
    """One person goes to another group, and one of that group comes back from elsewhere, where the same was
    told of both groups."""

    def __init__(self, known: Knowledge) -> None:
        self.known = known
        self._pairs: dict[tuple[int, int], tuple[Integers, int, Bools]] = {}
        self._alone: dict[tuple[int, int, int], tuple[Floats, Floats]] = {}

    def opens(self, secret: SmallNumber, k: int) -> bool:
        """Tell if enough is open of a number, and keep how much."""
        for of_class in secret.classes:
            if secret.places.size == 1:
                less, more = self._at_one(secret, of_class)
                secret.keep(of_class, -less)
                secret.keep(of_class, more)
            else:
                secret.keep(of_class, self._more_at_many(secret, of_class))
                if not secret.is_open(k):
                    secret.keep(of_class, -self._less_at_many(secret, of_class))
            if secret.is_open(k):
                return True
        return False

    def _at_one(self, secret: SmallNumber, of_class: int) -> tuple[float, float]:
        which = secret.chain, of_class, secret.group
        if which not in self._alone:
            self._alone[which] = self._of_group(*which)
        less, more = self._alone[which]
        return float(less[secret.places[0]]), float(more[secret.places[0]])

    def _of_group(self, chain: int, of_class: int, group: int) -> tuple[Floats, Floats]:
        """Return (N,) how much less and more could be in a group at each place by itself."""
        people = self.known.people[chain][of_class]
        own = people[group]
        back, most, free = np.zeros(own.shape), np.zeros(own.shape), np.zeros(own.shape)
        for other in self._others(group):
            pair, size, is_free = self._pair(group, other)
            back += np.where(is_free, np.inf, np.bincount(pair, people[other], size)[pair] - people[other])
            elsewhere = np.bincount(pair, own, size)[pair] - own
            free += np.where(is_free, people[other], 0.0)
            most = np.maximum(most, np.where(is_free, 0.0, np.minimum(people[other], elsewhere)))
        return np.minimum(own, back), free + most

    def _less_at_many(self, secret: SmallNumber, of_class: int) -> float:
        """Return how much less could be in a group at some places together."""
        people, inside = self.known.people[secret.chain][of_class], secret.places
        there, less = people[secret.group][inside].copy(), 0.0
        for other in self._others(secret.group):
            pair, size, is_free = self._pair(secret.group, other)
            of_pair, is_free = pair[inside], is_free[inside]
            back = np.bincount(pair, people[other], size) - np.bincount(of_pair, people[other][inside], size)
            back[of_pair[is_free]] = np.inf
            taken = np.minimum(np.bincount(of_pair, there, size), back)
            if taken.any():
                less += taken.sum()
                there = _without(there, of_pair, taken)
        return less

    def _more_at_many(self, secret: SmallNumber, of_class: int) -> float:
        """Return how much more could be in a group at some places together."""
        people, inside = self.known.people[secret.chain][of_class], secret.places
        own, free, most = people[secret.group], 0.0, 0.0
        for other in self._others(secret.group):
            pair, size, is_free = self._pair(secret.group, other)
            of_pair, is_free = pair[inside], is_free[inside]
            here = np.bincount(of_pair, people[other][inside], size)
            elsewhere = np.bincount(pair, own, size) - np.bincount(of_pair, own[inside], size)
            free += people[other][inside][is_free].sum()
            here[of_pair[is_free]] = 0.0
            most = max(most, np.minimum(here, elsewhere).sum())
        return free + most

    def _others(self, group: int) -> list[int]:
        return [other for other in range(len(self.known.told)) if other != group]

    def _pair(self, group: int, other: int) -> tuple[Integers, int, Bools]:
        """Return (N,) the kind of each place by what was told of two groups, how many kinds there are, and
        where nothing was."""
        which = min(group, other), max(group, other)
        if which not in self._pairs:
            one, two = (self.known.told[g] for g in which)
            names, kind = np.unique(one * np.uint64(3) + two * np.uint64(5), return_inverse=True)
            self._pairs[which] = kind, names.size, (one == 0) & (two == 0)
        return self._pairs[which]


def _without(stock: Floats, kind: Integers, taken: Floats) -> Floats:
    """Return a stock less what was taken of each kind."""
    order = np.argsort(kind, kind="stable")
    sizes, kinds = stock[order], kind[order]
    before = sizes.cumsum() - sizes
    first = np.r_[True, kinds[1:] != kinds[:-1]]
    start = np.maximum.accumulate(np.where(first, before, 0.0))
    left = sizes - np.clip(taken[kinds] - (before - start), 0.0, sizes)
    found = np.empty_like(stock)
    found[order] = left
    return found
