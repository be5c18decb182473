"""The share of people whose group is not known, steps in it, and people who are counted in no group."""

from __future__ import annotations

from datetime import date

import numpy as np

from quality.equity.comparison import Comparison, finite
from quality.equity.view import NotStated
from quality.series.calendar_blocks import Grain
from stats.arrays import Bools, Floats, divide

JUMP = 0.10
"""A step in the share of not stated, from one quarter to the next, that can make or hide a gap by itself."""


def not_stated(case: Comparison) -> NotStated | None:
    if not case.is_unknown.any():
        return None
    groups = [group.label for group in case.counts.groups if group.is_unknown]
    hidden = bool(case.year.is_hidden[case.is_unknown].any())
    part, whole = case.shared_out(case.year)
    unknown = part[case.is_unknown, -1].sum()
    quarterly = _quarterly(case)
    return NotStated(
        label=groups[0],
        is_hidden=hidden,
        share=None if hidden or not whole[-1] else finite(unknown / whole[-1]),
        jump=_jump(case, quarterly),
        recorded=None if hidden else finite(whole[-1] - unknown),
        total=None if hidden else finite(whole[-1]),
        has_risen=bool(has_risen(quarterly[np.newaxis], case.counts.blocks.per_year)[0]),
    )


def in_no_group(case: Comparison) -> float | None:
    """Return how many people (of a count: events) of the latest year are counted for everyone and in none of
    the groups, not even as not stated; below zero, how many more the groups hold. None where a group is
    hidden, or where rounding alone could make the difference."""
    if case.year.is_hidden.any():
        return None
    part, whole = case.shared_out(case.year)
    left = float(whole[-1] - np.nan_to_num(part[:, -1]).sum())
    blur = case.counts.rule.round_to / 2 * len(case.counts.groups)
    return None if left and abs(left) <= blur else finite(left)


def has_risen(quarterly: Floats, per_year: int) -> Bools:
    """Tell of each service (S, Q) if the latest step of ten points or more is a rise, in the latest year."""
    steps = np.diff(quarterly, axis=1)
    with np.errstate(invalid="ignore"):
        is_step = np.abs(steps) >= JUMP
    if not is_step.shape[1]:
        return np.zeros(quarterly.shape[0], np.bool_)
    last = is_step.shape[1] - 1 - is_step[:, ::-1].argmax(axis=1)
    latest = steps[np.arange(steps.shape[0]), last]
    found: Bools = is_step.any(axis=1) & (last >= is_step.shape[1] - per_year) & (latest > 0)
    return found


def _quarterly(case: Comparison) -> Floats:
    """Return (Q,) the share whose group is not known; unknown where that is hidden."""
    quarters = case.counts.released(Grain.QUARTER)
    part, whole = case.shared_out(quarters)
    if quarters.is_hidden[case.is_unknown].any():
        return np.full(whole.shape, np.nan)
    return divide(part[case.is_unknown].sum(axis=0), whole)


def _jump(case: Comparison, share: Floats) -> tuple[date, float, float] | None:
    """Return the latest step of ten points or more in the share of not stated, quarter on quarter."""
    with np.errstate(invalid="ignore"):
        steps = np.flatnonzero(np.abs(np.diff(share)) >= JUMP)
    if not steps.size:
        return None
    at = int(steps[-1])
    return case.counts.blocks.starts[at + 1], float(share[at]), float(share[at + 1])
