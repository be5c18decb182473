"""Find few people who could be worked out of all that was ever shown: those of whom nobody could have changed
places with others unseen.

    told        of a group, at a service, in a period: the numbers shown, now or ever, of which it is a part
    exchange    people of different groups change places, and leave every sum that was told as it is: at once
                where nothing was told, or so that as many change back elsewhere

Whatever people can change by without a trace is open to a reader, and nothing else is. So a small number is
safe when that is at least as much as the threshold, or as everyone's total leaves.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from quality.series.calendar_blocks import Grain
from stats.arrays import Bools, Floats

Told = NDArray[np.uint64]


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """Those counted by one measure, each in one place: a service without those inside it.

    counts: (2, S, G, P) events and others; inside: (S, S) which service holds which, itself too; told: (S, G,
    P), a number that is the same where the same was shown, 0 where nothing was; sums: all that was told of a
    group, service and period, by names of the sums
    """

    counts: Floats
    inside: Bools
    told: Told
    spans: Mapping[Grain, Sequence[tuple[int, int]]]
    sums: Callable[[int, int, int], Sequence[tuple[int, Grain, int]]]
    is_table: Mapping[Grain, Bools]
    """(S, T) some group of a service is shown, or was, at that grain: the others stand hidden beside it."""


def own_people(groups: Floats, children: Mapping[int, Sequence[int]]) -> Floats:
    """Return (2, S, G, P) events and others of (3, S, G, P): of each service without those inside it."""
    found = groups[1:].copy()
    for parent, rows in children.items():
        found[:, parent] -= groups[1:, rows].sum(axis=1)
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


def given_away(people: People, family: Mapping[int, int], k: int) -> list[Secret]:
    """Return the small numbers of which less is open than has to be. family: service → the one it is in."""
    secrets = []
    for grain, spans in people.spans.items():
        for classes in ([0, 1], [0], [1]) if spans else ():
            secrets += _not_free(people, grain, classes, k)
    return still_given_away(people, family, secrets, k)


def still_given_away(
    people: People, family: Mapping[int, int], secrets: Iterable[Secret], k: int
) -> list[Secret]:
    """Return those of some small numbers of which too little is open. Hiding more never leaves less open, so
    that no others need be asked."""
    of_place: dict[int, list[Secret]] = defaultdict(list)
    for secret in secrets:
        secret.less, secret.more = np.zeros(2), np.zeros(2)
        of_place[_neighbourhood(people, family, secret.service)].append(secret)
    return [
        secret
        for service, its in of_place.items()
        for secret in Neighbourhood(people, service).closed(its, k)
    ]


def _neighbourhood(people: People, family: Mapping[int, int], service: int) -> int:
    """Return the service above, or the highest that is not too large to be looked at as a whole."""
    size = people.told[0].size
    at = service = family.get(service, service)
    while at in family:
        at = family[at]
        if people.inside[at].sum() * size <= LARGEST:
            service = at
    return service


@dataclass(slots=True, eq=False)
class Secret:
    """A small number, and how far it is known to be open by each class of people."""

    grain: Grain
    service: int
    group: int
    time: int
    classes: list[int]
    number: float
    width: float
    """Return the width to be left open: of a number that stands hidden in a table the threshold, or all that
    everyone's total leaves; of one that stands nowhere, that it is not exact."""
    less: Floats
    more: Floats
    """(2,)"""

    def is_open(self, k: int) -> bool:
        less, more = self.less[self.classes].sum(), self.more[self.classes].sum()
        return bool(_is_open(self.number, less, more, self.width, k))


def _not_free(people: People, grain: Grain, classes: list[int], k: int) -> list[Secret]:
    """Find small numbers for which it is not enough that people of whom nothing was told change places."""
    first, last = np.array(people.spans[grain]).T
    inside = people.inside.astype(float)

    def gather(cells: Floats) -> Floats:
        by_service = np.tensordot(inside, cells, axes=(1, 0))
        running = np.concatenate([np.zeros((*by_service.shape[:-1], 1)), by_service.cumsum(axis=-1)], axis=-1)
        sums: Floats = np.round(running[..., last] - running[..., first], 6)
        return sums

    whole = people.counts[classes].sum(axis=0)
    number = gather(whole)
    is_secret = (number > 0) & (number <= k)
    if not is_secret.any():
        return []
    free = people.told == 0
    freely = np.where(free, whole, 0.0)
    more = gather(np.where(free, freely.sum(axis=1, keepdims=True) - freely, 0.0))
    less = gather(np.where(free & (free.sum(axis=1, keepdims=True) > 1), freely, 0.0))
    is_table = people.is_table[grain][:, np.newaxis]
    width = np.where(is_table, np.minimum(k, number.sum(axis=1, keepdims=True)), 1.0)
    closed = is_secret & ~_is_open(number, less, more, width, k)
    return [
        Secret(grain, s, g, t, classes, number[s, g, t], width[s, 0, t], np.zeros(2), np.zeros(2))
        for s, g, t in np.argwhere(closed).tolist()
    ]


def _is_open(number: Any, less: Any, more: Any, width: Any, k: int) -> Bools:
    """Tell if enough is open: numbers, or arrays of them."""
    is_wide = less + more >= width
    found: Bools = is_wide & ((number - less < 1) | (number + more > k) | (np.asarray(width) == 1))
    return found


LARGEST = 8000
"""Groups × periods × services that are looked at as a whole."""
AIMS = 16
"""At random, before numbers are asked for one by one."""
ONE_BY_ONE = 100
"""At most: of the rest it is taken that they are given away."""


class Neighbourhood:
    """The places inside a service, each with its people, and the sums that were told of them. Nobody outside
    changes places, which only leaves less open than there is."""

    def __init__(self, people: People, service: int) -> None:
        self.people = people
        self.rows = np.flatnonzero(people.inside[service])
        _, groups, periods = people.told.shape
        self.index = np.full((people.told.shape[0], groups, periods), -1)
        variables, places, sums = 0, [], defaultdict(list)
        for row in self.rows.tolist():
            for period in range(periods):
                free = []
                for group in range(groups):
                    told = people.sums(row, group, period)
                    if any(name[0] == row and name[1] is Grain.PERIOD for name in told):
                        continue
                    self.index[row, group, period] = variables
                    for name in told:
                        sums[group, name].append(variables)
                    free.append(variables)
                    variables += 1
                places.append(free)
        equations = [row for row in [*places, *sums.values()] if row]
        at = [(i, column) for i, row in enumerate(equations) for column in row]
        r, c = np.array(at or np.empty((0, 2)), dtype=np.int64).T
        self.sums = csr_matrix((np.ones(r.size), (r, c)), shape=(len(equations), variables))
        self.there = np.zeros((len(people.counts), variables))
        known = self.index >= 0
        self.there[:, self.index[known]] = people.counts[:, known]

    def closed(self, secrets: Sequence[Secret], k: int) -> list[Secret]:
        """Return the secrets that are given away."""
        random = np.random.default_rng(0)
        of_each = [self._variables(secret) for secret in secrets]
        left = list(range(len(secrets)))
        for _ in range(AIMS):
            for of_class in range(len(self.there)):
                left = [i for i in left if not secrets[i].is_open(k)]
                asked = [i for i in left if of_class in secrets[i].classes]
                if not asked:
                    continue
                aim = np.zeros(self.there.shape[1])
                for i in asked:
                    aim[of_each[i]] += random.choice([-1.0, 1.0]) * random.random()
                self._learn(secrets, of_each, left, of_class, aim)
        left = [i for i in left if not secrets[i].is_open(k)]
        for place, i in enumerate(list(left)):
            if place >= ONE_BY_ONE:
                break
            for of_class in secrets[i].classes:
                for sign in (1.0, -1.0):
                    if not secrets[i].is_open(k):
                        aim = np.zeros(self.there.shape[1])
                        aim[of_each[i]] = sign
                        self._learn(secrets, of_each, left, of_class, aim)
        return [secrets[i] for i in left if not secrets[i].is_open(k)]

    def _variables(self, secret: Secret) -> NDArray[np.int64]:
        first, last = self.people.spans[secret.grain][secret.time]
        found = self.index[self.people.inside[secret.service], secret.group, first:last].ravel()
        return found[found >= 0]

    def _learn(
        self,
        secrets: Sequence[Secret],
        of_each: Sequence[NDArray[np.int64]],
        left: Sequence[int],
        of_class: int,
        aim: Floats,
    ) -> None:
        """Let people of a class change places for an aim, and keep how far each number got."""
        bounds = np.stack([-self.there[of_class], np.full(aim.size, np.inf)], axis=1)
        # Here, as pages that read from the release log never need it: it takes a part of a second to import.
        from scipy.optimize import linprog

        solve: Any = linprog  # its types know no sparse sums
        answer = solve(aim, A_eq=self.sums, b_eq=np.zeros(self.sums.shape[0]), bounds=bounds, method="highs")
        if answer.x is None:
            return
        for i in left:
            moved = np.floor(np.abs(total := answer.x[of_each[i]].sum()) + 1e-6)
            side = secrets[i].more if total > 0 else secrets[i].less
            side[of_class] = max(side[of_class], moved)
