"""The least and the most that each secret can be, out of all that is known: linear and integer programming.

Each column is a part of the one before, so people are of classes: booked and no more, seen and no more …
What is true is one answer. Others are found for many secrets at once by random aims; the rest are asked for
one by one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from tests.attacker.knowledge import Reader, Secret

AIMS = 40
SECONDS = 20.0
"""For one secret at most."""
CORNERS, SLIGHTLY = 5, 1e-3
_WHOLE = 1e-6


@dataclass(slots=True)
class Found:
    """What can be worked out of one secret."""

    secret: Secret
    least: float
    most: float

    @property
    def is_exact(self) -> bool:
        return self.least == self.most

    def is_narrow(self, k: int) -> bool:
        """Tell if too little is open: a number that is exact is narrow, too."""
        return self.most - self.least < self.secret.width or (self.least >= 1 and self.most <= k)


def worked_out(reader: Reader) -> list[Found]:
    """Return the secrets of which more can be worked out than may be."""
    system = _System(reader)
    found = [Found(secret, secret.value, secret.value) for secret in reader.secrets()]
    terms = [system.terms(one.secret) for one in found]
    random = np.random.default_rng(0)
    for _ in range(AIMS):
        left = [i for i, one in enumerate(found) if one.is_narrow(reader.k) and terms[i].size]
        if not left:
            break
        aim = np.zeros(system.true.size)
        for i in left:
            np.add.at(aim, terms[i], random.choice([-1.0, 1.0]) * random.random())
        system.learn(found, terms, aim)
    for i, one in enumerate(found):
        for sign in (1.0, -1.0):
            if terms[i].size and one.is_narrow(reader.k):
                aim = np.zeros(system.true.size)
                np.add.at(aim, terms[i], sign)
                system.learn(found, terms, aim, wanted=i)
    return [one for one in found if one.is_narrow(reader.k)]


class _System:
    """Sums over people of a class, a group and a place, none of them below zero."""

    def __init__(self, reader: Reader) -> None:
        last = np.zeros((1, *reader.true.shape[1:]), dtype=int)
        people = reader.true - np.concatenate([reader.true[1:], last])
        columns: dict[tuple[int, frozenset[int]], set[int]] = defaultdict(set)
        for column, group, places in reader.equations:
            columns[group, places].add(column)
        classes = len(people)
        sums = []
        self.index = np.arange(people.size).reshape(people.shape)
        for (group, places), of_it in columns.items():
            # Told of a column, and of the one after it: told of those who came so far and no further.
            ends = [*sorted(of_it), classes]
            sums += [self.index[a:b, group, list(places)].ravel() for a, b in pairwise(ends)]
        for of_class in self.index:
            sums += list(of_class.T)
        fixed = {int(row[0]) for row in sums if row.size == 1}
        free = np.array([i not in fixed for i in range(people.size)])
        place = np.full(people.size, -1)
        place[free] = np.arange(free.sum())
        self.index = place[self.index]
        self.true = people.ravel()[free].astype(float)
        rows = [place[row][place[row] >= 0] for row in sums if row.size > 1]
        rows = [row for row in rows if row.size]
        at = (
            np.concatenate([np.full(row.size, i) for i, row in enumerate(rows)]) if rows else np.empty(0, int)
        )
        columns_of = np.concatenate(rows) if rows else np.empty(0, int)
        self.sums = csr_matrix((np.ones(at.size), (at, columns_of)), shape=(len(rows), self.true.size))
        # Classes that are told of apart, and months that no sum ties, are solved apart.
        _, self.part = connected_components(self.sums.T @ self.sums, directed=False)

    def terms(self, secret: Secret) -> np.ndarray:
        classes = slice(secret.column, None) if secret.whole < 0 else slice(secret.whole, secret.column)
        found = self.index[classes, secret.group][:, list(secret.places)].ravel()
        return found[found >= 0]

    def learn(
        self, found: Sequence[Found], terms: Sequence[np.ndarray], aim: np.ndarray, wanted: int = -1
    ) -> None:
        """Change who is where for an aim, and keep how far each secret got."""
        change = np.zeros(aim.size)
        for part in np.unique(self.part[aim != 0]):
            inside = self.part == part
            sums = self.sums[:, inside]
            whole = self._exchange(aim[inside], sums[sums.getnnz(axis=1) > 0], self.true[inside], wanted >= 0)
            if whole is not None:
                change[inside] = whole
        for one, its in zip(found, terms, strict=True):
            value = one.secret.value + round(float(change[its].sum()))
            one.least, one.most = min(one.least, value), max(one.most, value)

    def _exchange(self, aim: np.ndarray, sums: csr_matrix, true: np.ndarray, must: bool) -> np.ndarray | None:
        """Return the change of whole people that pushes an aim down furthest. Corners of the same sums with
        other small aims mostly are whole; else integer programming has to find it, where it must."""
        nothing, random = np.zeros(sums.shape[0]), np.random.default_rng(0)
        bounds = np.stack([-true, np.full(true.size, np.inf)], axis=1)
        for attempt in range(CORNERS if must else 1):
            slightly = random.normal(scale=SLIGHTLY, size=aim.size) * (attempt > 0)
            answer = linprog(aim + slightly, A_eq=sums, b_eq=nothing, bounds=bounds)
            assert answer.x is not None, answer.message
            if np.abs(answer.x - np.round(answer.x)).max(initial=0) <= _WHOLE:
                return answer.x
        if not must:
            return None
        return milp(
            aim, constraints=LinearConstraint(sums, nothing, nothing), integrality=np.ones(aim.size),
            bounds=Bounds(-true, np.inf), options={"time_limit": SECONDS},
        ).x  # fmt: skip
