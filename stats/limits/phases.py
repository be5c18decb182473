"""Phases of a series, the baseline that sets their limits, and the points left out.

A *rephase* is a recorded decision to start new limits at a period; a *frozen baseline* lets only the
first points of a phase set the limits; an *excluded* ("ghost") point stays visible but takes part
neither in limits nor in rules. Which decision, by whom and why is a record elsewhere: here are only
the marks they leave on a matrix.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from stats.arrays import Bools, Ints
from stats.limits.segments import begins


@dataclass(frozen=True, slots=True, eq=False)
class Phases:
    """Three marks for every point of a matrix series × periods.

    phase:    (S, P) 0-based number of the phase, non-decreasing along a row
    baseline: (S, P) the point helps to set centre and limits (if its value is known)
    included: (S, P) False: an excluded point, out of limits and rules
    """

    phase: Ints
    baseline: Bools
    included: Bools

    def __post_init__(self) -> None:
        if not self.phase.shape == self.baseline.shape == self.included.shape or self.phase.ndim != 2:
            raise ValueError("phase, baseline and included must be matrices of one shape")
        if np.any(self.phase[:, 1:] < self.phase[:, :-1]):
            raise ValueError("phase numbers must not fall along a series")

    @property
    def shape(self) -> tuple[int, int]:
        return self.phase.shape[0], self.phase.shape[1]

    @classmethod
    def single(cls, shape: tuple[int, int]) -> Phases:
        """Make one phase with every point in its baseline."""
        return cls(np.zeros(shape, dtype=np.intp), np.ones(shape, np.bool_), np.ones(shape, np.bool_))

    @classmethod
    def build(
        cls,
        shape: tuple[int, int],
        *,
        starts: Mapping[int, Sequence[int]] | None = None,
        fix_after: int | Mapping[int, int] | None = None,
        excluded: Bools | None = None,
        judged: Bools | None = None,
        known: Bools | None = None,
    ) -> Phases:
        """Turn decisions into marks.

        starts:    row → columns at which a new phase begins (column 0 begins one anyway)
        fix_after: only the first n points of each phase form its baseline; one number for all, or
                   row → n
        excluded:  (S, P) True: leave this point out of limits and rules
        judged:    (S, P) False: the point (an immature one, say) may not set limits
        known:     (S, P) which points have a value; with it the n of `fix_after` is counted from the
                   first known point of a phase, so that a series that starts late gets its full
                   baseline. Without it, from the phase's first column.

        >>> Phases.build((1, 6), starts={0: [3]}, fix_after=2).baseline.astype(int)
        array([[1, 1, 0, 1, 1, 0]])
        """
        phase = _number_phases(shape, starts or {})
        baseline = np.ones(shape, dtype=np.bool_)
        if fix_after is not None:
            baseline &= _place_in_phase(phase, known) < _limit_per_row(shape[0], fix_after)
        included = np.ones(shape, dtype=np.bool_)
        if excluded is not None:
            included &= ~np.asarray(excluded, dtype=np.bool_)
        if judged is not None:
            baseline &= np.asarray(judged, dtype=np.bool_)
        return cls(phase, baseline & included, included)

    def rows(self, part: slice) -> Phases:
        """Return these marks for some of the series; views, not copies."""
        return Phases(self.phase[part], self.baseline[part], self.included[part])


def _number_phases(shape: tuple[int, int], starts: Mapping[int, Sequence[int]]) -> Ints:
    if not starts:
        return np.zeros(shape, dtype=np.intp)
    rows = np.repeat(np.fromiter(starts, np.intp), [len(columns) for columns in starts.values()])
    columns = np.concatenate([np.asarray(columns, dtype=np.intp) for columns in starts.values()])
    if np.any((columns < 0) | (columns >= shape[1]) | (rows < 0) | (rows >= shape[0])):
        raise ValueError(f"a phase starts outside the matrix of {shape[0]} series × {shape[1]} periods")
    is_start = np.zeros(shape, dtype=np.bool_)
    is_start[rows, columns] = True
    is_start[:, :1] = False
    return np.cumsum(is_start, axis=1, dtype=np.intp)


def _place_in_phase(phase: Ints, known: Bools | None) -> Ints:
    """Count (S, P) how many points of its phase came before this one."""
    column = np.broadcast_to(np.arange(phase.shape[1]), phase.shape)
    is_start = begins(phase)
    first = np.maximum.accumulate(np.where(is_start, column, 0), axis=1)
    if known is None:
        return column - first
    # Counting starts at the first known point: columns before it stand at place 0 too, where they
    # harm nothing because they have no value to give.
    before: Ints = np.cumsum(known, axis=1) - known
    at_start: Ints = np.take_along_axis(before, first, axis=1)
    waiting = (before == at_start) & ~known
    begun = np.maximum.accumulate(np.where(is_start | waiting, column + waiting, 0), axis=1)
    return np.maximum(column - begun, 0)


def _limit_per_row(rows: int, fix_after: int | Mapping[int, int]) -> Ints:
    if not isinstance(fix_after, Mapping):
        fix_after = dict.fromkeys(range(rows), fix_after)
    limits = np.full((rows, 1), np.iinfo(np.intp).max, dtype=np.intp)
    limits[np.fromiter(fix_after, np.intp), 0] = np.fromiter(fix_after.values(), np.intp)
    if np.any(limits < 1):
        raise ValueError("a baseline needs at least one point")
    return limits
