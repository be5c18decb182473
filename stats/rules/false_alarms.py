"""The frequency of false alarms of a steady chart: looked up in what `python -m bench.false_alarms`
simulated.

Every rule sometimes marks a steady process. The table holds, for each chart type and published rule set, the
share of steady charts of 12 to 60 points whose newest point is marked, and how many points it is to a first
mark once limits are settled. Other rule sets and options are simulated when they are first asked for, with
fewer series, and remembered. Real series repeat themselves a little: the truth is rather worse than better.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike

from stats.arrays import Floats
from stats.charts import CHARTS
from stats.limits.chart import ChartOptions
from stats.rules.custom import behaviour
from stats.rules.sets import RULE_SETS, RuleSet
from stats.rules.simulate import LENGTHS, drawn, newest_point, run_length_of, settled
from stats.simulated import read_table

TABLE = Path(__file__).with_name("false_alarms.csv")
"""Per chart and published rule set: chance at the newest point by number of points, and the run length."""
TABLE_SERIES, TABLE_LONG_SERIES = 30_000, 500
"""Steady series simulated for each chance, and for each run length."""
# A share near 0.02 is then known to ± 0.0014: enough for "about one in fifty", in 0.03 to 0.1 s a length.
SERIES = 10_000
LONG_SERIES = 150


def newest_point_chance(
    kind: str,
    rule_set: RuleSet | str,
    points: ArrayLike,
    *,
    options: ChartOptions = ChartOptions(),  # noqa: B008 - frozen
) -> Floats:
    """Return the chance that the newest point of a steady chart is marked; any shape of points, between 0 and
    1.

    kind: `CHARTS`; rule_set: a set or the name of a published one; points: known points of the phase in
    force. Straight lines between 12, 18, 24, 36, 48 and 60 points; fewer or more count as 12 or 60. The
    bounds of the Anhøj rules move in whole numbers, so that their true chance jumps by as much as 0.02
    between numbers of points.

    >>> newest_point_chance("xmr", "plotthedots", [24, 30, 36])
    array([0.0159 , 0.01635, 0.0168 ])
    """
    rules, options = _asked(kind, rule_set, options)
    wanted = np.clip(np.asarray(points, dtype=np.float64), LENGTHS[0], LENGTHS[-1])
    if (name := _published(rules, options)) is not None:
        return np.asarray(np.interp(wanted, LENGTHS, published()[kind, name][:-1]))
    needed = _neighbours(wanted)
    chances = [_newest(kind, rules, options, length) for length in needed]
    return np.asarray(np.interp(wanted, needed, chances))


def run_length(
    kind: str,
    rule_set: RuleSet | str,
    *,
    options: ChartOptions = ChartOptions(),  # noqa: B008 - frozen
) -> float:
    """Return the mean points from one false mark to the next of a steady process, looked at every period.

    With limits settled on 500 points; limits from few points alarm sooner. NaN for the Anhøj rules, which
    judge a chart as a whole: about one steady chart in twenty is marked, however often it is looked at.

    >>> run_length("xmr", "plotthedots")
    70.0
    """
    rules, options = _asked(kind, rule_set, options)
    name = _published(rules, options)
    if name is not None:
        return published()[kind, name][-1]
    mean = _long(kind, rules, options)
    return float("nan") if mean is None else float(mean)


@cache
def published() -> dict[tuple[str, ...], tuple[float, ...]]:
    """Return the table: (chart, rule set) → a chance for each of `LENGTHS`, then the run length or NaN."""
    return read_table(TABLE, keys=2)[1]


def _asked(kind: str, rule_set: RuleSet | str, options: ChartOptions) -> tuple[RuleSet, ChartOptions]:
    """Keep what of the question can change the answer: not names, units, or which of two rules names a
    point."""
    if kind not in CHARTS:
        raise ValueError(f"there is no chart {kind!r}; there are {', '.join(CHARTS)}")
    if isinstance(rule_set, str) and rule_set not in RULE_SETS:
        raise ValueError(f"there is no rule set {rule_set!r}; there are {', '.join(RULE_SETS)}")
    rules = RULE_SETS[rule_set] if isinstance(rule_set, str) else rule_set
    if rules.judges_provisional:
        options = replace(options, min_points_for_limits=ChartOptions().min_points_for_limits)
    return _marking(rules), replace(options, multiplier=1.0)


def _marking(rules: RuleSet) -> RuleSet:
    return replace(behaviour(rules), when_both="order", equality="strict", points_for_icons=0)


_PUBLISHED = {_marking(rules): name for name, rules in RULE_SETS.items()}


def _published(rules: RuleSet, options: ChartOptions) -> str | None:
    return _PUBLISHED.get(rules) if options == ChartOptions() else None


def _neighbours(wanted: Floats) -> list[int]:
    """Return the lengths of the table on both sides of every number of points asked for."""
    last = len(LENGTHS) - 1
    after = np.searchsorted(LENGTHS, np.unique(wanted), side="left")
    exact = np.asarray(LENGTHS)[np.minimum(after, last)] == np.unique(wanted)
    places = {*after.tolist(), *(after - 1)[~exact].tolist()}
    return [LENGTHS[place] for place in sorted(places) if 0 <= place <= last]


@lru_cache(maxsize=4096)
def _newest(kind: str, rules: RuleSet, options: ChartOptions, length: int) -> float:
    return newest_point(drawn(kind, (SERIES, length), options=options), rules)


@lru_cache(maxsize=256)
def _long(kind: str, rules: RuleSet, options: ChartOptions) -> float | None:
    return run_length_of(settled(kind, LONG_SERIES, options), rules)
