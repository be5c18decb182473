"""Changes of people between groups and places that leave every sum as it was told: linear programs over kinds
of places."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from scipy.sparse import coo_matrix, csc_matrix, csr_matrix, hstack, vstack
from scipy.sparse.csgraph import connected_components

from quality.disclosure.feasibility.places import Integers
from stats.arrays import Bools, Floats

_DUST = 1e-6


@dataclass(frozen=True, eq=False)
class Exchanges:
    """Changes of (group, kind of place) that leave every sum as it was told."""

    kind: Integers
    """Of each place."""
    sums: csr_matrix
    """Rows of sums × (group, kind): 1 where it is a part."""

    @property
    def size(self) -> int:
        return int(self.sums.shape[1])

    @property
    def rows(self) -> int:
        return int(self.sums.shape[0])

    def columns(self, places: Integers, group: int) -> Integers:
        found: Integers = np.unique(self.kind[places]) + group * self._kinds
        return found

    def furthest(self, aim: Floats, people: Floats) -> Floats:
        """Return the change that pushes an aim down as far as can be. people: (G, places)

        Only the parts that it is about are solved; what no sum ties to them stays as it is."""
        found = np.zeros(self.size)
        cells = np.flatnonzero(np.isin(self._parts, np.unique(self._parts[(aim != 0) & self._free])))
        if not cells.size:
            return found
        sums = self._by_cell[:, cells].tocsr()
        sums = sums[sums.getnnz(axis=1) > 0]
        answer = _solve(aim[cells], sums, np.zeros(sums.shape[0]), -self._there(people)[cells])
        if answer is not None:
            found[cells] = answer
        return found

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
        furthest = Exchanges(self.kind, self.sums[kept]).furthest(aim, people)
        most = np.floor(abs(furthest[members].sum()) + _DUST)
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

    @cached_property
    def _kinds(self) -> int:
        return int(self.kind.max(initial=-1)) + 1

    @cached_property
    def _by_cell(self) -> csc_matrix:
        return self.sums.tocsc()

    @cached_property
    def _free(self) -> Bools:
        """Tell which can change at all: who is alone in a sum that was told cannot."""
        found = np.ones(self.size)
        back = self.sums.T.tocsr()
        while True:
            alone = (self.sums @ found) == 1
            known = (back @ alone.astype(float) > 0) & (found > 0)
            if not known.any():
                free: Bools = found > 0
                return free
            found[known] = 0.0

    @cached_property
    def _parts(self) -> Integers:
        """Return the part of each that can change, by itself; -1 of those that cannot: no sum ties one part
        to another."""
        free = np.flatnonzero(self._free)
        tied = self._by_cell[:, free].tocoo()
        nodes = free.size + self.rows
        graph = coo_matrix((np.ones(tied.nnz), (tied.col, free.size + tied.row)), shape=(nodes, nodes))
        found = np.full(self.size, -1)
        found[free] = connected_components(graph, directed=False)[1][: free.size]
        return found

    def _there(self, people: Floats) -> Floats:
        return np.concatenate([np.bincount(self.kind, of_group, self._kinds) for of_group in people])


def exchanges(kind: Integers, parts: tuple[Integers, Integers, Integers], groups: int) -> Exchanges:
    """Return the exchanges between kinds of places. parts: sum, group and place of every part of a sum."""
    sums, group, place = parts
    kinds = int(kind.max(initial=-1)) + 1
    rows = int(sums.max(initial=-1)) + 1
    cells = np.unique(sums * (groups * kinds) + group * kinds + kind[place])
    at, column = np.divmod(cells, groups * kinds)
    everybody = np.tile(np.arange(kinds), groups) + rows
    ones = np.ones(at.size + everybody.size)
    of_it = np.concatenate([at, everybody]), np.concatenate([column, np.arange(everybody.size)])
    return Exchanges(kind, csr_matrix((ones, of_it), shape=(rows + kinds, groups * kinds)))


def _solve(aim: Floats, equations: csr_matrix, right: Floats, lowest: Floats) -> Floats | None:
    """Return what makes an aim least; None where nothing does."""
    # Here, as pages that read from the release log never need it: it takes a part of a second to import.
    from scipy.optimize import linprog

    bounds = np.stack([lowest, np.full(lowest.size, np.inf)], axis=1)
    solve: Any = linprog  # its types know no sparse sums
    found: Floats | None = solve(aim, A_eq=equations, b_eq=right, bounds=bounds, method="highs").x
    return found
