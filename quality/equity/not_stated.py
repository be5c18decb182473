"""The share of people whose group is not known, and steps in it."""

from __future__ import annotations

from datetime import date

import numpy as np

from quality.equity.comparison import Comparison, finite
from quality.equity.view import NotStated
from quality.series.calendar_blocks import Grain

JUMP = 0.10
"""A step in the share of not stated, from one quarter to the next, that can make or hide a gap by itself."""


def not_stated(case: Comparison) -> NotStated | None:
    if not case.is_unknown.any():
        return None
    groups = [group.label for group in case.counts.groups if group.is_unknown]
    hidden = bool(case.year.is_hidden[case.is_unknown].any())
    part, whole = case.shared_out(case.year)
    share = None if hidden or not whole[-1] else finite(part[case.is_unknown, -1].sum() / whole[-1])
    return NotStated(label=groups[0], is_hidden=hidden, share=share, jump=_jump(case))


def _jump(case: Comparison) -> tuple[date, float, float] | None:
    """Return the latest step of ten points or more in the share of not stated, quarter on quarter."""
    quarters = case.counts.released(Grain.QUARTER)
    if quarters.is_hidden[case.is_unknown].any():
        return None
    part, whole = case.shared_out(quarters)
    share = part[case.is_unknown].sum(axis=0) / np.where(whole > 0, whole, np.nan)
    steps = np.flatnonzero(np.abs(np.diff(share)) >= JUMP)
    if not steps.size:
        return None
    at = int(steps[-1])
    return case.counts.blocks.starts[at + 1], float(share[at]), float(share[at + 1])
