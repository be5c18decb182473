"""Steady series that a rule set marks at their newest point, where neighbouring points are alike.

Rules count on points that know nothing of one another. With an autocorrelation of 0.3 runs come more easily
and moving ranges are smaller: several times as many steady charts are marked. How many was simulated for each
chart, published rule set and number of points (`python -m bench.simulate.alike_alarms`); other rule sets
follow when they are first asked for, with fewer series, and are remembered.
"""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike

from stats.arrays import Floats
from stats.rules.false_alarms import newest_point_chance
from stats.rules.sets import RULE_SETS, RuleSet
from stats.rules.simulate import LENGTHS, drawn, newest_point
from stats.simulated import read_table

TABLE = Path(__file__).with_name("alike_alarms.csv")
"""Per chart, published rule set and autocorrelation: chance at the newest point by number of points."""
ALIKE = (0.1, 0.2, 0.3, 0.4, 0.5)
"""Autocorrelations that are simulated; 0 stands in the table of `stats.rules.false_alarms`."""
TABLE_SERIES, SERIES = 40_000, 10_000
"""Steady series for each number of the table, and for what is simulated when it is asked for."""


def alike_newest_point_chance(
    kind: str, rule_set: RuleSet | str, points: ArrayLike, autocorrelation: float
) -> Floats:
    """Return the chance that the newest point of a steady chart is marked; any shape of points.

    kind: `CHARTS`; rule_set: a set or the name of a published one; points: known points of the phase in
    force. Straight lines between 12, 18, 24, 36, 48 and 60 points and between tenths of autocorrelation;
    beyond 0 and 0.5 the nearest of them.

    >>> alike_newest_point_chance("xmr", "plotthedots", [36], 0.0)
    array([0.0171])
    """
    phi = float(np.clip(autocorrelation, 0.0, ALIKE[-1]))
    tenth = min(int(phi * 10 + 1e-9), len(ALIKE) - 1)
    independent = newest_point_chance(kind, rule_set, points)
    low = independent if tenth == 0 else _at(kind, rule_set, points, tenth)
    high = _at(kind, rule_set, points, tenth + 1)
    return np.asarray(low + (phi * 10 - tenth) * (high - low))


def expected_signals(kind: str, rule_set: RuleSet | str, points: ArrayLike, autocorrelation: float) -> float:
    """Return how many of these series chance alone would mark at their newest point; points: one number each.

    >>> round(expected_signals("xmr", "plotthedots", [36] * 1000, 0.0), 1)
    17.1
    """
    lengths, series = np.unique(np.asarray(points, dtype=np.float64), return_counts=True)
    return float(alike_newest_point_chance(kind, rule_set, lengths, autocorrelation) @ series)


def _at(kind: str, rule_set: RuleSet | str, points: ArrayLike, step: int) -> Floats:
    """Return the chances at an autocorrelation of so many tenths."""
    rules = RULE_SETS[rule_set] if isinstance(rule_set, str) else rule_set
    if RULE_SETS.get(rules.name) == rules:
        chances = _published()[kind, rules.name, str(ALIKE[step - 1])]
    else:
        chances = tuple(_simulated(kind, rules, length, step) for length in LENGTHS)
    return np.asarray(np.interp(np.asarray(points, dtype=np.float64), LENGTHS, chances))


@lru_cache(maxsize=1024)
def _simulated(kind: str, rules: RuleSet, length: int, step: int) -> float:
    return newest_point(drawn(kind, (SERIES, length), autocorrelation=ALIKE[step - 1]), rules)


@cache
def _published() -> dict[tuple[str, ...], tuple[float, ...]]:
    return read_table(TABLE, keys=3)[1]
