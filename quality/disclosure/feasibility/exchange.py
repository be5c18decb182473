"""Find few people who could be worked out of all that was ever told: those of whom nobody could have changed
places with others unseen.

    exchange    people of different groups change places, and leave every sum that was told as it is: at once
                where nothing was told, or so that as many change back elsewhere

Whatever people can change by without a trace is open to a reader, and nothing else is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from quality.disclosure.feasibility.by_two import ByTwo
from quality.disclosure.feasibility.neighbourhood import Neighbourhood
from quality.disclosure.feasibility.small_numbers import SmallNumber
from quality.disclosure.feasibility.told import Knowledge
from stats.arrays import Floats

LARGEST = 3000
"""Groups × kinds of places, of what is looked at as a whole."""


def given_away(
    known: Knowledge, asked: Iterable[SmallNumber], above: Mapping[int, int], k: int
) -> list[SmallNumber]:
    """Return the small numbers of which too little is open. above: service → the one it is in.

    Hiding more never leaves less open, so that no others need be asked afterwards."""
    left: dict[int, list[SmallNumber]] = defaultdict(list)
    by_two = ByTwo(known)
    for secret in asked:
        secret.less, secret.more = {}, {}
        if not by_two.opens(secret, k):
            left[secret.service].append(secret)
    found: list[SmallNumber] = []
    while left:
        around: dict[int, list[SmallNumber]] = defaultdict(list)
        for service, its in left.items():
            neighbourhood = Neighbourhood(known, service)
            is_top = service not in above or neighbourhood.size > LARGEST
            closed = neighbourhood.narrow(its, k)
            if is_top:
                found += _asked_one_by_one(neighbourhood, closed, k)
            else:
                around[above[service]] += closed
        left = {service: its for service, its in around.items() if its}
    return found


def _asked_one_by_one(around: Neighbourhood, secrets: Iterable[SmallNumber], k: int) -> Iterator[SmallNumber]:
    """Yield the numbers that are narrow; and after the first of a group of a service the others unasked, as
    what is hidden for that one may open them."""
    found: set[tuple[str, int, int]] = set()
    for secret in secrets:
        if secret.what in found or not around.opens(secret, k):
            found.add(secret.what)
            yield secret


def cheapest_to_hide(
    known: Knowledge, secret: SmallNumber, above: Mapping[int, int], cost: Floats, k: int
) -> set[tuple[int, int, int]]:
    """Return what has to be hidden so that enough is open of a number: services, groups and places in GRAINS.
    cost: of every sum; inf where it was told before."""
    service = secret.service
    around = Neighbourhood(known, service)
    while service in above and around.size <= LARGEST:
        service = above[service]
        around = Neighbourhood(known, service)
    return set(map(tuple, known.sums.of[around.cheapest(secret, cost, k)].tolist()))
