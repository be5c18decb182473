"""How often a chart cries wolf: looked up in what `python -m bench.false_alarms` simulated.

Every rule sometimes marks a steady process. The table holds, for each chart type and rule set, the share of
steady charts of 12 to 60 points whose newest point is marked, and how many points it is to a first mark once
limits are settled. Real series repeat themselves a little: the truth is rather worse than better.
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike

from stats.arrays import Floats
from stats.false_alarm_table import NEWEST, POINTS, RUN_LENGTHS

T = TypeVar("T")


def newest_point_chance(kind: str, rule_set: str, points: ArrayLike) -> Floats:
    """Chance that the newest point of a steady chart is marked; any shape of points, between 0 and 1.

    kind: `CHARTS`; rule_set: name in `RULE_SETS`; points: known points of the phase in force. Straight lines
    between 12, 18, 24, 36, 48 and 60 points; fewer or more count as 12 or 60. The bounds of the Anhøj rules
    move in whole numbers, so that their true chance jumps by as much as 0.02 between numbers of points.

    >>> newest_point_chance("xmr", "plotthedots", [24, 30, 36])
    array([0.0159 , 0.01635, 0.0168 ])
    """
    chances = _found(NEWEST, kind, rule_set)
    return np.asarray(np.interp(np.asarray(points, dtype=np.float64), POINTS, chances))


def run_length(kind: str, rule_set: str) -> float:
    """Mean points from one false mark to the next of a steady process, looked at every period.

    With limits settled on 500 points; limits from few points alarm sooner. NaN for the Anhøj rules, which
    judge a chart as a whole: about one steady chart in twenty is marked, however often it is looked at.

    >>> run_length("xmr", "plotthedots")
    70.0
    """
    mean = _found(RUN_LENGTHS, kind, rule_set)
    return float("nan") if mean is None else float(mean)


def _found(table: dict[tuple[str, str], T], kind: str, rule_set: str) -> T:
    if (kind, rule_set) not in table:
        raise ValueError(f"nothing was simulated for chart {kind!r} with rule set {rule_set!r}")
    return table[kind, rule_set]
