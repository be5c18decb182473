"""The frequency of false alarms of a steady chart: looked up in what `python -m bench.simulate.false_alarms`
worked out.

Every rule sometimes marks a steady process. The table holds, for each chart type and published rule set, the
share of steady charts of 12 to 60 points whose newest point is marked, and how many points it is to a first
mark once limits are settled. The first is simulated, the second calculated wherever it can be. Other rule
sets and options follow when they are first asked for, with fewer series, and are remembered. Real series
repeat themselves a little: the truth is rather worse than better.
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
from stats.rules.markov import NOT_ONE_VALUE, chain_run_length
from stats.rules.sets import RULE_SETS, Rule, RuleSet
from stats.rules.simulate import LENGTHS, drawn, newest_point, simulated_run_length
from stats.simulated import read_table

TABLE = Path(__file__).with_name("false_alarms.csv")
"""Per chart and published rule set: chance at the newest point by number of points, and the run length."""
STANDARD_ERROR, RUN_LENGTH, RUN_LENGTH_ERROR = range(len(LENGTHS), len(LENGTHS) + 3)
"""Places in a row of the table, after the chances."""
TABLE_SERIES, TABLE_LONG_SERIES = 200_000, 20_000
"""Steady series simulated for each chance, and for each run length that cannot be calculated."""
# A share near 0.02 is then known to ± 0.0014: enough for "about one in fifty", in 0.03 to 0.1 s a length.
SERIES = 10_000
LONG_SERIES = 1_000


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
    array([0.0164 , 0.01675, 0.0171 ])
    """
    rules, options = _asked(kind, rule_set, options)
    wanted = np.clip(np.asarray(points, dtype=np.float64), LENGTHS[0], LENGTHS[-1])
    if (name := _published(rules, options)) is not None:
        return np.asarray(np.interp(wanted, LENGTHS, published()[kind, name][: len(LENGTHS)]))
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

    With the limits that a chart comes to on an endless series; limits from few points alarm sooner. It is
    calculated (`stats.rules.markov`), but simulated for mr and ip. NaN for the Anhøj rules, which judge a
    chart as a whole: about one steady chart in twenty is marked, however often it is looked at.

    >>> run_length("xmr", "plotthedots")
    79.9
    """
    rules, options = _asked(kind, rule_set, options)
    if (name := _published(rules, options)) is not None:
        return published()[kind, name][RUN_LENGTH]
    return run_length_and_error(kind, rules, options, LONG_SERIES)[0]


def standard_errors(kind: str, rule_set: RuleSet | str) -> tuple[float, float]:
    """Return those of `newest_point_chance` (the largest of all lengths) and of `run_length`: 0 for what is
    calculated, NaN where there is none.

    >>> standard_errors("xmr", "plotthedots")
    (0.0003, 0.0)
    """
    rules, options = _asked(kind, rule_set, ChartOptions())
    if (name := _published(rules, options)) is not None:
        found = published()[kind, name]
        return found[STANDARD_ERROR], found[RUN_LENGTH_ERROR]
    largest = float(newest_point_chance(kind, rules, LENGTHS).max())
    return standard_error(largest, SERIES), run_length_and_error(kind, rules, options, LONG_SERIES)[1]


def standard_error(chance: float, series: int) -> float:
    """Return how far a share of so many simulated series lies from the chance, typically."""
    return float(np.sqrt(chance * (1 - chance) / series))


@cache
def published() -> dict[tuple[str, ...], tuple[float, ...]]:
    """Return the table: (chart, rule set) → a chance for each of `LENGTHS`, the largest standard error of
    these, the run length (NaN: there is none) and its standard error."""
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
def run_length_and_error(
    kind: str, rules: RuleSet, options: ChartOptions, series: int
) -> tuple[float, float]:
    """Return a run length and its standard error: 0 where it is calculated; NaN for the Anhøj rules."""
    if {Rule.RUN_LENGTH, Rule.CROSSINGS} & set(rules.rules):
        return float("nan"), float("nan")
    if kind in NOT_ONE_VALUE:
        return simulated_run_length(kind, rules, options, series)
    return chain_run_length(kind, rules, options), 0.0
