"""A planned path: dated values with straight lines between. A plan is not a target: it says where a measure
is meant to be on the way, and whether a target will be met is never judged by it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from catalogue.fields import periods
from catalogue.models import Indicator
from stats.arrays import Floats


def planned(days: Sequence[date], indicator: Indicator) -> Floats:
    """Return (P,) the plan at each of the periods that follow one another; NaN before it begins and after it
    ends.

    Steps are of equal size from period to period, so that a plan from 12 in April to 8 in August goes by
    12, 11, 10, 9, 8, however many days a month has.
    """
    plan = indicator.trajectory
    if not plan or not days:
        return np.full(len(days), np.nan)
    places = [periods.periods_between(days[0], point.by, indicator.frequency) for point in plan]
    values = [point.value for point in plan]
    path: Floats = np.interp(np.arange(len(days)), places, values, left=np.nan, right=np.nan)
    return path


def side_of_plan(value: float | None, plan: float | None, improvement_sign: int) -> int | None:
    """Return +1 on the good side of the plan, −1 on the other, 0 exactly on it; for an indicator without a
    better direction +1 above it. None without a plan or a value."""
    if value is None or plan is None:
        return None
    if bool(np.isclose(value, plan, rtol=1e-9, atol=0)):
        return 0
    above = 1 if value > plan else -1
    return above * (improvement_sign or 1)
