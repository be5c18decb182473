"""The common ground of EWMA, CUSUM and VLAD: running sums, and what counts as a signal."""

from __future__ import annotations

import numpy as np

from stats.arrays import Bools, Floats


def accumulate(steps: Floats, at: Bools, floor: float = 0.0, start: Floats | float = 0.0) -> Floats:
    """Return (S, P) running sum from its start, (S, P) or 0, at each beginning; never below the floor."""
    start = np.broadcast_to(start, steps.shape)
    sums = np.empty_like(steps)
    total = np.zeros(len(steps))
    for t in range(steps.shape[1]):
        total = np.maximum(np.where(at[:, t], start[:, t], total) + steps[:, t], floor)
        sums[:, t] = total
    return sums


def signed(up: Bools, down: Bools, known: Bools) -> Floats:
    """Return (S, P) +1, −1 or 0."""
    return np.where(known, up.astype(np.float64) - down, 0.0)
