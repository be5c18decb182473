"""One vertical scale for the Plotly chart, the SVG chart and the sparkline, so that a slope on a tile is the
slope on the page it opens."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Extent:
    """The lowest and highest number a chart has to show, with air."""

    low: float
    high: float

    def place(self, values: Floats, top: float, bottom: float) -> Floats:
        """Turn numbers into heights in a picture whose y runs downwards."""
        share = (values - self.low) / (self.high - self.low)
        return bottom - share * (bottom - top)


def extent(parts: Iterable[Floats], *, air: float = 0.08) -> Extent:
    """Return the extent of points, limits and target together. The axis of a control chart starts where the
    process is: forcing it to zero would squash the very variation the chart is about."""
    known = [part[~np.isnan(part)] for part in parts]
    filled = [part for part in known if part.size]
    if not filled:
        return Extent(0.0, 1.0)
    low = min(float(part.min()) for part in filled)
    high = max(float(part.max()) for part in filled)
    if high - low < 1e-9 * max(abs(high), 1.0):
        # A flat line goes through the middle.
        spread = abs(high) * 0.1 or 1.0
        return Extent(low - spread, high + spread)
    room = (high - low) * air
    # Counts and rates are never below zero, so no empty strip is kept there.
    bottom = 0.0 if low >= 0 and low - room < 0 else low - room
    return Extent(bottom, high + room)


def runs(known: NDArray[np.bool_], group: NDArray[np.intp] | None = None) -> list[slice]:
    """Find the unbroken stretches: gaps split them, and so do changes of `group` (phases).

    >>> runs(np.array([True, True, False, True]))
    [slice(0, 2, None), slice(3, 4, None)]
    """
    changes = known[1:] != known[:-1]
    if group is not None:
        changes |= group[1:] != group[:-1]
    ends = [0, *(np.flatnonzero(changes) + 1).tolist(), len(known)]
    return [slice(start, end) for start, end in pairwise(ends) if known[start:end].any()]
