"""One phase of one series is one segment of one long row of numbers.

Nothing in a control chart crosses from one phase to the next: no mean, no moving range, no rule. So
a matrix of series with any number of phases is laid out flat, row after row,

    row 0: phase 0 ──────┬ phase 1 ──┐ row 1: phase 0 ─────────────┐ row 2 …
           0 1 2 3 4 5 6 │ 7 8 9 …   │        …                    │
           ↑ start         ↑ start            ↑ start                ↑ start

and "per phase" becomes "per segment", which numpy can total in one pass (`reduceat`) whatever the
number of series or phases. A row's end is only one more boundary.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stats.arrays import Bools, Floats, Ints, divide


def begins(phase: Ints) -> Bools:
    """Return (S, P) the first point of each phase."""
    first = np.ones(phase.shape, dtype=np.bool_)
    np.not_equal(phase[:, 1:], phase[:, :-1], out=first[:, 1:])
    return first


@dataclass(frozen=True, slots=True, eq=False)
class Segments:
    """The start of each segment in a flat array of `size` points; none is empty."""

    starts: Ints
    lengths: Ints
    size: int

    @classmethod
    def of_phases(cls, phase: Ints) -> Segments:
        """Build the segments of phases (S, P), as in `Phases.phase`."""
        starts = np.flatnonzero(begins(phase))
        return cls(starts, np.diff(starts, append=phase.size), phase.size)

    def spread(self, per_segment: NDArray[Any]) -> NDArray[Any]:
        """Lay one value per segment on each of its points."""
        return np.repeat(per_segment, self.lengths)

    def reduce(self, how: np.ufunc, values: NDArray[Any]) -> NDArray[Any]:
        if self.starts.size == 0:
            return np.zeros(0, dtype=values.dtype)
        return how.reduceat(values, self.starts)

    def count(self, mask: Bools) -> Ints:
        """Count the points of each segment that the mask holds."""
        if self.starts.size == 0:
            return np.zeros(0, dtype=np.intp)
        return np.add.reduceat(mask, self.starts, dtype=np.intp)

    def total(self, values: Floats) -> Floats:
        """Sum per segment; a missing value adds nothing."""
        return self.reduce(np.add, np.where(np.isnan(values), 0.0, values))

    def mean(self, values: Floats) -> Floats:
        """Return the mean of the known values per segment, NaN where there is none."""
        known = ~np.isnan(values)
        return divide(self.reduce(np.add, np.where(known, values, 0.0)), self.count(known))

    def median(self, values: Floats) -> Floats:
        """Return the median of the known values per segment, NaN where there is none."""
        rows = self._as_rows(values)
        rows.sort(axis=1)  # NaN goes last
        known = np.count_nonzero(~np.isnan(rows), axis=1)
        row = np.arange(len(rows))
        low = rows[row, np.maximum(known - 1, 0) // 2]
        high = rows[row, known // 2]
        return np.where(known > 0, (low + high) / 2, np.nan)

    def number(self) -> Ints:
        """Return each point's segment, 0-based: for grouping what is left after points are dropped."""
        return self.spread(np.arange(len(self.starts)))

    def _as_rows(self, values: Floats) -> Floats:
        """Return (G, longest), each segment as its own row, padded with NaN. A copy."""
        longest = int(self.lengths.max(initial=0))
        if longest * len(self.starts) == self.size:  # all of one length: already a matrix
            return values.reshape(len(self.starts), longest).copy()
        rows: Floats = np.full((len(self.starts), longest), np.nan)
        rows[np.arange(longest) < self.lengths[:, np.newaxis]] = values
        return rows
