"""A part of a tree, as a reader has it who keeps everything, and the exchanges of people that leave it as it
is: linear programs over kinds of places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack, vstack

from quality.disclosure.feasibility.places import Integers
from quality.disclosure.feasibility.small_numbers import SmallNumber
from quality.disclosure.feasibility.told import Frame, Knowledge, Marks
from stats.arrays import Bools, Floats

AIMS = 40
"""At random, before numbers are asked for one by one."""
WORTH_ANOTHER = 0.99
"""Of the numbers, that may be left after an aim so that another is tried."""
_DUST = 1e-6


class Neighbourhood:
    """The places inside a service. Nobody outside changes places, which only leaves less open than there is.

    Places of which the same was told are one: within them people change places as they like.
    """

    def __init__(self, known: Knowledge, service: int) -> None:
        self.known = known
        self.places = _places_in(known.frame, service)
        self.kind = _kinds_of_place(known, self.places)
        self.groups = len(known.told)
        self.size = self.groups * (int(self.kind.max(initial=-1)) + 1)
        sums = known.sums
        self.column = np.full(known.told.shape[1], -1)
        self.column[self.places] = np.arange(self.places.size)
        is_in = self.column[sums.place] >= 0
        names, row = np.unique(sums.sum[is_in], return_inverse=True)
        self.parts = (row, sums.group[is_in], self.column[sums.place[is_in]])
        self.names = names
        """Of the sums: each is a row of the equations."""

    def narrow(self, secrets: Sequence[SmallNumber], k: int) -> list[SmallNumber]:
        """Return the numbers that stay too narrow after a few exchanges at random, each of which may open
        many."""
        random = np.random.default_rng(0)
        weight = random.integers(0, 2**63, size=len(secrets), dtype=np.uint64)
        inside = np.zeros(self.known.told.shape[1], dtype=np.uint64)
        for secret, of_it in zip(secrets, weight, strict=True):
            inside[secret.places] += of_it
        exchanges = self._split(inside[self.places])
        members = [exchanges.columns(self.column[secret.places], secret.group) for secret in secrets]
        left = list(range(len(secrets)))
        for _ in range(AIMS):
            before = len(left)
            for chain, of_class in sorted({(secrets[i].chain, c) for i in left for c in secrets[i].classes}):
                aim = np.zeros(exchanges.size)
                asked = [i for i in left if secrets[i].chain == chain and of_class in secrets[i].classes]
                for i in asked:
                    aim[members[i]] += random.choice([-1.0, 1.0]) * random.random()
                moved = exchanges.furthest(aim, self._people(chain, of_class))
                for i in asked:
                    secrets[i].keep(of_class, float(moved[members[i]].sum()))
                left = [i for i in left if not secrets[i].is_open(k)]
            if not left or len(left) > before * WORTH_ANOTHER:
                break
        return [secrets[i] for i in left]

    def opens(self, secret: SmallNumber, k: int) -> bool:
        """Tell if enough is open of a number, and keep how much."""
        exchanges = self._split(np.isin(self.places, secret.places))
        members = exchanges.columns(self.column[secret.places], secret.group)
        aim = np.zeros(exchanges.size)
        aim[members] = 1.0
        for of_class in secret.classes:
            people = self._people(secret.chain, of_class)
            for sign in (1.0, -1.0):
                moved = exchanges.furthest(sign * aim, people)
                secret.keep(of_class, float(moved[members].sum()))
                if secret.is_open(k):
                    return True
        return False

    def cheapest(self, secret: SmallNumber, cost: Floats, k: int) -> Integers:
        """Return the sums that have to go untold so that enough is open of a number, or as much as can be.
        cost: of every sum; inf where it was told before. None where nothing helps."""
        exchanges = self._split(np.isin(self.places, secret.places))
        members = exchanges.columns(self.column[secret.places], secret.group)
        price = np.concatenate([cost[self.names], np.full(exchanges.rows - self.names.size, np.inf)])
        for of_class in secret.classes:
            people = self._people(secret.chain, of_class)
            for sign, wanted in ((1.0, secret.more_to_open(k)), (-1.0, secret.less_to_open())):
                wanted += secret.more.get(of_class, 0.0) if sign > 0 else secret.less.get(of_class, 0.0)
                names = exchanges.untold(members, sign, wanted, people, price)
                if names.size:
                    return self.names[names]
        return np.empty(0, dtype=np.int64)

    def _people(self, chain: int, of_class: int) -> Floats:
        found: Floats = self.known.people[chain][of_class][:, self.places]
        return found

    def _split(self, by: Integers | Bools | Marks) -> _Exchanges:
        """Return the exchanges between places that are of another kind, or that are told apart."""
        mark = self.kind.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) ^ by.astype(np.uint64)
        names, kind = np.unique(mark, return_inverse=True)
        row, group, place = self.parts
        cells = np.unique(row * (self.groups * names.size) + group * names.size + kind[place])
        at, column = np.divmod(cells, self.groups * names.size)
        everybody = np.tile(np.arange(names.size), self.groups) + self.names.size
        ones = np.ones(at.size + everybody.size)
        rows, columns = np.concatenate([at, everybody]), np.concatenate([column, np.arange(everybody.size)])
        sums = csr_matrix(
            (ones, (rows, columns)), shape=(self.names.size + names.size, self.groups * names.size)
        )
        return _Exchanges(kind, sums)


@dataclass(frozen=True, slots=True, eq=False)
class _Exchanges:
    """Changes of (group, kind of place) that leave every sum as it was told."""

    kind: Integers
    """Of each place."""
    sums: csr_matrix

    @property
    def size(self) -> int:
        return int(self.sums.shape[1])

    @property
    def rows(self) -> int:
        return int(self.sums.shape[0])

    def columns(self, places: Integers, group: int) -> Integers:
        found: Integers = np.unique(self.kind[places]) + group * (int(self.kind.max()) + 1)
        return found

    def furthest(self, aim: Floats, people: Floats) -> Floats:
        """Return the change that pushes an aim down as far as can be. people: (G, places)"""
        there = self._there(people)
        found = _solve(aim, self.sums, np.zeros(self.rows), -there)
        return np.zeros(there.size) if found is None else found

    def untold(
        self, members: Integers, sign: float, wanted: float, people: Floats, price: Floats
    ) -> Integers:
        """Return the rows that cost least of those to give up, so that members change by as much as is
        wanted, or as can be."""
        there = self._there(people)
        may_go = np.flatnonzero(np.isfinite(price))
        if not may_go.size:
            return may_go
        kept = np.isinf(price)
        aim = np.zeros(self.size)
        aim[members] = -sign
        furthest = _solve(aim, self.sums[kept], np.zeros(int(kept.sum())), -there)
        most = 0.0 if furthest is None else np.floor(abs(furthest[members].sum()) + _DUST)
        if most < 1:
            return may_go[:0]
        slack = csr_matrix(
            (np.ones(may_go.size), (may_go, np.arange(may_go.size))), shape=(self.rows, may_go.size)
        )
        total = csr_matrix(
            (np.ones(members.size), (np.zeros(members.size, dtype=np.int64), members)),
            shape=(1, self.size + 2 * may_go.size),
        )
        equations = vstack([hstack([self.sums, slack, -slack]), total], format="csr")
        costs = np.concatenate([np.zeros(self.size), price[may_go], price[may_go]])
        lowest = np.concatenate([-there, np.zeros(2 * may_go.size)])
        right = np.append(np.zeros(self.rows), sign * min(most, wanted))
        found = _solve(costs, equations, right, lowest)
        if found is None:
            return may_go[:0]
        both = found[self.size :].reshape(2, -1).sum(axis=0)
        found_rows: Integers = may_go[both > _DUST]
        return found_rows

    def _there(self, people: Floats) -> Floats:
        return np.concatenate([np.bincount(self.kind, of_group) for of_group in people])


def _solve(aim: Floats, equations: csr_matrix, right: Floats, lowest: Floats) -> Floats | None:
    """Return what makes an aim least; None where nothing does."""
    # Here, as pages that read from the release log never need it: it takes a part of a second to import.
    from scipy.optimize import linprog

    bounds = np.stack([lowest, np.full(lowest.size, np.inf)], axis=1)
    solve: Any = linprog  # its types know no sparse sums
    found: Floats | None = solve(aim, A_eq=equations, b_eq=right, bounds=bounds, method="highs").x
    return found


def _places_in(frame: Frame, service: int) -> Integers:
    rows = frame.inside[service]
    stood = [frame.places.now, *(before for _, before in frame.places.before)]
    found = np.unique(np.concatenate([places[rows].ravel() for places in stood]))
    return found[found >= 0]


def _kinds_of_place(known: Knowledge, places: Integers) -> Integers:
    """Return the kind of each place: of those of a kind the same was told of all groups."""
    weight = np.random.default_rng(2).integers(0, 2**63, size=(len(known.told), 1), dtype=np.uint64)
    mark = (known.told[:, places] * weight).sum(axis=0, dtype=np.uint64)
    found: Integers = np.unique(mark, return_inverse=True)[1]
    return found
