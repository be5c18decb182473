"""Find few people who could be worked out of all that was ever told: those of whom nobody could have changed
places with others unseen.

    exchange    people of different groups change places, and leave every sum that was told as it is: at once
                where nothing was told, or so that as many change back elsewhere

Whatever people can change by without a trace is open to a reader, and nothing else is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from quality.disclosure.feasibility.by_two import ByTwo
from quality.disclosure.feasibility.neighbourhood import Neighbourhood, around
from quality.disclosure.feasibility.parts import parts_of_places
from quality.disclosure.feasibility.small_numbers import SmallNumber
from quality.disclosure.feasibility.told import Knowledge
from stats.arrays import Floats

LARGEST = 3000
"""Groups × kinds of places, of what is looked at as a whole."""
FEW = 20
"""Numbers, that are asked for in the whole at once."""


def given_away(
    known: Knowledge, asked: Iterable[SmallNumber], above: Mapping[int, int], k: int
) -> list[SmallNumber]:
    """Return the small numbers of which too little is open. above: service → the one it is in.

    Quick bounds first: exchanges by two, then those within small parts of the tree and of time. Hiding more
    never leaves less open, so that no others need be asked afterwards."""
    by_two = ByTwo(known)
    left = [secret for secret in asked if not by_two.opens(secret, k)]
    every = np.arange(known.told.shape[1])
    for part in parts_of_places(known.frame, above):
        if len(left) > FEW:
            left = Neighbourhood(known, every, part).narrow(left, k)
    by_top: dict[int, list[SmallNumber]] = defaultdict(list)
    tops = _Tops(known, above)
    for secret in left:
        by_top[tops.of(secret.service)].append(secret)
    found: list[SmallNumber] = []
    for top, its in by_top.items():
        found += _asked_one_by_one(tops.around(top), tops.around(top).narrow(its, k), k)
    return found


class _Tops:
    """Neighbourhoods to look at as a whole: around each service as much of the tree as is not too large."""

    def __init__(self, known: Knowledge, above: Mapping[int, int]) -> None:
        self.known, self.above = known, above
        self._around: dict[int, Neighbourhood] = {}

    def around(self, service: int) -> Neighbourhood:
        if service not in self._around:
            self._around[service] = around(self.known, service)
        return self._around[service]

    def of(self, service: int) -> int:
        while service in self.above and self.around(service).size <= LARGEST:
            service = self.above[service]
        return service


def _asked_one_by_one(whole: Neighbourhood, secrets: Iterable[SmallNumber], k: int) -> Iterator[SmallNumber]:
    """Yield the numbers that are narrow; and after the first of a group of a service the others unasked, as
    what is hidden for that one may open them."""
    found: set[tuple[str, int, int]] = set()
    for secret in secrets:
        if secret.what in found or not whole.opens(secret, k):
            found.add(secret.what)
            yield secret


def cheapest_to_hide(
    known: Knowledge, secret: SmallNumber, above: Mapping[int, int], cost: Floats, k: int
) -> set[tuple[int, int, int]]:
    """Return what has to be hidden so that enough is open of a number: services, groups and places in GRAINS.
    cost: of every sum; inf where it was told before."""
    tops = _Tops(known, above)
    whole = tops.around(tops.of(secret.service))
    return set(map(tuple, known.sums.of[whole.cheapest(secret, cost, k)].tolist()))
