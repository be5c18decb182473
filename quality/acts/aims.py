"""Targets and trajectories that people set for one service, as columns of its series. From its first period
on, each takes the place of what the catalogue says, and of what was set for those periods before.

    target       holds from a period on, until another one begins
    trajectory   a straight line from one period to another; nothing is planned after its end
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from catalogue.fields.periods import Frequency
from quality.acts.decision import Decision
from quality.series.matrix import SeriesMatrix
from stats.arrays import Floats

Aim = tuple[int, Floats]
"""The column from which on it holds, and (P,) what it says."""


def targets_in_force(surviving: Sequence[Decision]) -> tuple[Decision, ...]:
    """Return them in order of period: of two from the same period on, the later one."""
    by_period = {act.period: act for act in surviving}
    return tuple(by_period[period] for period in sorted(by_period))


def trajectories_in_force(surviving: Sequence[Decision]) -> tuple[Decision, ...]:
    """Return them in order of time: each ends where one that was set later begins."""
    held: list[Decision] = []
    for act in surviving:
        held = [*(one for one in held if one.begins < act.begins), act]
    return tuple(held)


def target_path(matrix: SeriesMatrix, frequency: Frequency, targets: Sequence[Decision]) -> Aim:
    """Return what targets say of the periods of a matrix. There is at least one."""
    path = np.full(len(matrix.periods), np.nan)
    for act in targets:
        path[_column(matrix, frequency, act) :] = act.value
    return _column(matrix, frequency, targets[0]), path


def trajectory_path(matrix: SeriesMatrix, frequency: Frequency, trajectories: Sequence[Decision]) -> Aim:
    """Return what trajectories say of the periods of a matrix. There is at least one."""
    path = np.full(len(matrix.periods), np.nan)
    every = np.arange(len(matrix.periods))
    for act in trajectories:
        ends = [matrix.column(day, frequency) for day in (act.begins, act.period)]
        values = [act.start_value or 0.0, act.value or 0.0]
        first = _column(matrix, frequency, act)
        path[first:] = np.interp(every, ends, values, left=np.nan, right=np.nan)[first:]
    return _column(matrix, frequency, trajectories[0]), path


def _column(matrix: SeriesMatrix, frequency: Frequency, act: Decision) -> int:
    """Return where it begins. What was set for before the series holds from its first period on."""
    return max(matrix.column(act.begins, frequency), 0)


def with_aims(usual: Floats, set_here: Mapping[int, Aim], rows: int) -> Floats:
    """Return (S, P) what the catalogue says of every series, and people of some."""
    if not set_here:
        return np.broadcast_to(usual, (rows, usual.size))
    whole = np.tile(usual, (rows, 1))
    for row, (first, path) in set_here.items():
        whole[row, first:] = path[first:]
    return whole
