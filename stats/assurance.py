"""Assurance: left alone, will this process meet its target?

That is a question about the limits, not about the last point: a process whose whole range of
ordinary variation lies on the good side of the target will keep meeting it, one whose range lies on
the bad side will keep missing it, and anything between is hit or miss. It is apart from variation
(is it changing?): a failing process may be improving.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from stats.arrays import Bools, Floats, Ints, Signs, tolerance
from stats.limits.chart import Chart
from stats.limits.natural_bounds import real_limits


class Assurance(StrEnum):
    """The standing of a process to its target, left alone."""

    PASSING = "passing"
    FAILING = "failing"
    HIT_OR_MISS = "hit_or_miss"
    NONE = "none"


# `assure` gives codes so that thousands of series stay one small array: code → state by index.
ASSURANCE_CODES: tuple[Assurance, ...] = (
    Assurance.NONE,
    Assurance.PASSING,
    Assurance.FAILING,
    Assurance.HIT_OR_MISS,
)
_NONE, _PASSING, _FAILING, _HIT_OR_MISS = range(4)


def assure(
    chart: Chart,
    target: ArrayLike,
    improvement: ArrayLike,
    *,
    at: ArrayLike = -1,
    equality: Literal["strict", "fails", "inclusive"] = "strict",
    constant: Literal["centre", "undefined"] = "centre",
) -> Signs:
    """Return (S,) codes, 0 none, 1 passing, 2 failing, 3 hit or miss (`ASSURANCE_CODES`).

    target:      (S,) or (S, P), then as it is at that point; NaN where there is none; units of the chart
    improvement: (S,) +1 higher is better, −1 lower is better, 0 neutral (gives none)
    at:          (S,) or one column: the point whose target and phase decide, the last one if not given;
                 the latest judged one, say, where later ones are not yet complete
    equality:    a target exactly on a limit: "strict" hit or miss (NHSRplotthedots); "fails" when it
                 is the limit on the bad side (Making Data Count tools); "inclusive" also passes on
                 the good side. A clipped limit on the bad side is no limit: up to 100 % is possible,
                 so a target of 100 % is hit or miss, whatever is said here
    constant:    "centre": a series that never varied passes if its centre meets the target, so that
                 100 % every month passes a target of 100 %; "undefined": it is judged by its limits
                 like any other, and without limits it is hit or miss (NHSRplotthedots)

    The limits are those of the phase of that point, at its last point up to there that has any. Where it
    has none (a run chart, a phase of one point) nothing can be said: none.

        improvement +1   lower > target: passing   upper < target: failing   else hit or miss
        improvement −1   upper < target: passing   lower > target: failing   else hit or miss

    >>> from stats.charts import control_chart
    >>> chart = control_chart("xmr", [[4, 6, 5, 7, 4, 6]])  # limits 0.01 and 10.65
    >>> [str(ASSURANCE_CODES[code]) for code in assure(chart, [12], [1])]
    ['failing']
    """
    rows, periods = chart.shape
    if periods == 0:
        return np.zeros(rows, dtype=np.int8)
    row = np.arange(rows)
    column = np.broadcast_to(np.asarray(at, dtype=np.intp), (rows,)) % periods
    aims = np.asarray(target, dtype=np.float64)
    goal: Floats = np.broadcast_to(aims, chart.shape)[row, column] if aims.ndim == 2 else aims
    goal = np.broadcast_to(goal, (rows,))
    way = np.broadcast_to(np.asarray(improvement), (rows,))
    last = _last_with_limits(chart, column)
    reach = tolerance(chart.values)[:, 0]
    real_lower, real_upper = (real[row, last] for real in real_limits(chart))
    lower, upper = chart.lower[row, last], chart.upper[row, last]
    above = _beyond(goal - upper, reach, equality, bad_side=way > 0, is_real=real_upper)
    below = _beyond(lower - goal, reach, equality, bad_side=way < 0, is_real=real_lower)
    codes = np.full(rows, _HIT_OR_MISS, dtype=np.int8)
    codes[np.where(way > 0, below, above)] = _PASSING
    codes[np.where(way > 0, above, below)] = _FAILING
    if constant == "centre":
        codes[np.isnan(upper)] = _NONE
        flat = chart.is_constant[row, column]
        short = (goal - chart.centre[row, column]) * way > reach
        codes = np.where(flat, np.where(short, _FAILING, _PASSING), codes).astype(np.int8)
    codes[np.isnan(goal) | (way == 0)] = _NONE
    return codes


def _last_with_limits(chart: Chart, column: Ints) -> Ints:
    """Return (S,) the last column up to `column`, and of its phase, that has limits; itself if none has.

    On p and u charts a period without denominators has no limits of its own.
    """
    at = column[:, np.newaxis]
    phase = chart.phases.phase
    in_force = (phase == np.take_along_axis(phase, at, axis=1)) & (np.arange(chart.shape[1]) <= at)
    has_limits = in_force & ~np.isnan(chart.upper)
    last: Ints = chart.shape[1] - 1 - np.argmax(has_limits[:, ::-1], axis=1)
    return np.where(has_limits.any(axis=1), last, column)


def _beyond(distance: Floats, reach: Floats, equality: str, *, bad_side: Bools, is_real: Bools) -> Bools:
    """Return whether the target lies past a limit by `distance`; on the limit itself the option decides."""
    past: Bools = distance > reach
    if equality == "strict":
        return past
    on_limit = np.abs(distance) <= reach
    fails = on_limit & bad_side & is_real
    return past | fails | (on_limit & ~bad_side if equality == "inclusive" else False)
