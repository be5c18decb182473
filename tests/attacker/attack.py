"""Somebody who writes down all that is shown as sums over cells that nobody shows, and solves for the rest.

A cell is the smallest thing that people are counted in: one column of the file, one service without those
inside it, one group, one period. `learns` takes a sum over cells and its value; `recovers` names the sums
that follow from all the others, and `range_of` says what is left open where no cell is below zero.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from scipy.optimize import linprog

Cells = np.ndarray
"""(cells,) how often each cell stands in a sum."""


class Attack:
    """All that somebody knows about the cells of a table."""

    def __init__(self, cells: int) -> None:
        self.cells = cells
        self._known: dict[bytes, tuple[Cells, float]] = {}

    def learns(self, sum_of: Cells, value: float) -> None:
        """Add one number that is shown. The same sum twice is one."""
        if sum_of.any():
            self._known[np.ascontiguousarray(sum_of, dtype=np.int8).tobytes()] = sum_of.astype(float), value

    def recovers(self, sums: Mapping[object, Cells]) -> list[object]:
        """Name the sums that lie in the space of those that are known."""
        if not self._known or not sums:
            return []
        rows = np.array([row for row, _ in self._known.values()])
        weight, vectors = np.linalg.eigh(rows.T @ rows)
        space = vectors[:, weight > 1e-8 * weight[-1]]
        wanted = np.array(list(sums.values()), dtype=float)
        left = wanted - (wanted @ space) @ space.T
        is_known = np.abs(left).max(axis=1) < 1e-6
        return [name for name, known in zip(sums, is_known, strict=True) if known]

    def range_of(self, sum_of: Cells) -> tuple[float, float]:
        """Return the least and the most that a sum can be."""
        rows = np.array([row for row, _ in self._known.values()])
        values = np.array([value for _, value in self._known.values()])
        ends = []
        for sign in (1, -1):
            found = linprog(sign * sum_of, A_eq=rows, b_eq=values, bounds=(0, None))
            ends.append(sign * found.fun if found.status == 0 else sign * -np.inf)
        return ends[0], ends[1]
