"""A part of a tree, as a reader has it who keeps everything, and what is open of the small numbers in it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from quality.disclosure.feasibility.exchanges import Exchanges, exchanges
from quality.disclosure.feasibility.places import Integers
from quality.disclosure.feasibility.small_numbers import SmallNumber
from quality.disclosure.feasibility.told import Frame, Knowledge, Marks
from stats.arrays import Bools, Floats

AIMS = 40
"""At random, before numbers are asked for one by one."""
WORTH_ANOTHER = 0.99
"""Of the numbers, that may be left after an aim so that another is tried."""
WORTH_ANOTHER_APART = 0.9
"""The same where places are taken apart: what stays closed there is asked for in larger parts."""


class Neighbourhood:
    """Some places. Nobody outside changes places, which only leaves less open than there is; so does taking
    places apart (part: of each place), as nobody goes from one part to another then.

    Places of which the same was told are one: within them people change places as they like.
    """

    def __init__(self, known: Knowledge, places: Integers, part: Integers | None = None) -> None:
        self.known, self.places = known, places
        self.worth_another = WORTH_ANOTHER if part is None else WORTH_ANOTHER_APART
        of_each = np.zeros(places.size, dtype=np.int64) if part is None else part
        self.kind = _kinds_of_place(known, places, of_each)
        self.groups = len(known.told)
        self.size = self.groups * (int(self.kind.max(initial=-1)) + 1)
        sums = known.sums
        self.column = np.full(known.told.shape[1], -1)
        self.column[places] = np.arange(places.size)
        is_in = self.column[sums.place] >= 0
        place = self.column[sums.place[is_in]]
        name = sums.sum[is_in] * (int(of_each.max(initial=0)) + 1) + of_each[place]
        names, row = np.unique(name, return_inverse=True)
        self.parts = (row, sums.group[is_in], place)
        self.names = names
        """Of the sums, where nothing is taken apart: each is a row of the equations."""

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
            if not left or len(left) > before * self.worth_another:
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
            for sign, wanted in ((1.0, secret.more_to_open(k)), (-1.0, secret.less_to_open(k))):
                wanted += secret.more.get(of_class, 0.0) if sign > 0 else secret.less.get(of_class, 0.0)
                names = exchanges.untold(members, sign, wanted, people, price)
                if names.size:
                    return self.names[names]
        return np.empty(0, dtype=np.int64)

    def _people(self, chain: int, of_class: int) -> Floats:
        found: Floats = self.known.people[chain][of_class][:, self.places]
        return found

    def _split(self, by: Integers | Bools | Marks) -> Exchanges:
        """Return the exchanges between places that are of another kind, or that are told apart."""
        mark = self.kind.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) ^ by.astype(np.uint64)
        return exchanges(np.unique(mark, return_inverse=True)[1], self.parts, self.groups)


def around(known: Knowledge, service: int) -> Neighbourhood:
    """Return the places inside a service."""
    return Neighbourhood(known, _places_in(known.frame, service))


def _places_in(frame: Frame, service: int) -> Integers:
    rows = frame.inside[service]
    stood = [frame.places.now, *(before for _, before in frame.places.before)]
    found = np.unique(np.concatenate([places[rows].ravel() for places in stood]))
    return found[found >= 0]


def _kinds_of_place(known: Knowledge, places: Integers, part: Integers) -> Integers:
    """Return the kind of each place: of those of a kind the same was told of all groups."""
    random = np.random.default_rng(2)
    weight = random.integers(0, 2**63, size=(len(known.told), 1), dtype=np.uint64)
    mark = (known.told[:, places] * weight).sum(axis=0, dtype=np.uint64)
    mark += part.astype(np.uint64) * random.integers(0, 2**63, dtype=np.uint64)
    found: Integers = np.unique(mark, return_inverse=True)[1]
    return found
