"""Count the signals that chance alone would make: said beside every count of signals, because thirty steady
charts looked at together flag something about every other month."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from math import isnan

import stats
from catalogue.models import Indicator
from quality.signals.results import SeriesResult, Status, Variation
from quality.signals.together.seasons import CYCLES, has_bounds
from quality.signals.together.small_changes import is_watched
from stats import ChartOptions, RuleSet
from stats.evidence import alike_newest_point_chance, built_up_chance, events_built_up_chance
from stats.surveillance.seasonal_bounds import CHANCE, YEARS


@dataclass(frozen=True, slots=True)
class FalseAlarms:
    """The rate at which a chart of one kind and length shows a signal when nothing has happened."""

    chart: str
    points: int
    """Judged points of the phase in force: what its limits rest on."""
    chance: float
    """That the newest point shows a signal."""
    between: float | None
    """Mean number of periods from one false signal to the next, with settled limits; None where unknown."""


def false_alarms(result: SeriesResult, rule_set: str = "") -> FalseAlarms:
    """Return how often a steady series is flagged that is like this one, under its own rule set or
    another."""
    chart, indicator = result.status.chart, result.indicator
    if rule_set:
        indicator = indicator.model_copy(update={"rule_set": rule_set})
    points, options = _points_in_force(result), indicator.limits.options(indicator.per)
    between = stats.run_length(chart, indicator.rules, options=options)
    chance = false_alarm(indicator, chart, points)
    return FalseAlarms(chart, points, chance, None if isnan(between) else between)


def _points_in_force(result: SeriesResult) -> int:
    """Count the points of the phase that the latest judged point belongs to; a newer one may have no complete
    point yet."""
    if result.status.period is None:
        return 0
    return result.phases[int(result.phase[result.periods.index(result.status.period)])].points


def false_alarm(indicator: Indicator, chart: str, points: int = 30) -> float:
    """Return the chance that the newest of so many points of one steady chart is flagged by this indicator's
    rules and limits. Real series repeat themselves, so the truth is rather higher than lower."""
    return _chance(chart, indicator.rules, points, indicator.limits.options(indicator.per))


@lru_cache(maxsize=4096)
def _chance(chart: str, rules: RuleSet, points: int, options: ChartOptions) -> float:
    return float(stats.newest_point_chance(chart, rules, points, options=options))


def is_judged(status: Status) -> bool:
    """Tell if a signal could have been found at all. A flat line has no variation to mistake for one."""
    return status.variation is not Variation.TOO_FEW and not status.is_constant


def signal_chances(series: Iterable[tuple[Indicator, str, int, float]]) -> list[float]:
    """Return, for each series, the chance that a steady one is a signal, where neighbours are so alike: the
    newest of so many points is marked, or many together seem to say something.

    series: (indicator, chart, points, autocorrelation)
    """
    found = []
    for one, chart, points, alike in series:
        rules = one.rules, points, one.limits.options(one.per), round(alike, 2)
        found.append(min(1.0, _alike_chance(chart, *rules) + _built_up(one, points, round(alike, 2))))
    return found


def _built_up(indicator: Indicator, points: int, alike: float) -> float:
    years = YEARS[0] * CYCLES.get(indicator.frequency, 12)
    season = 2 * CHANCE if has_bounds(indicator) and points > years else 0.0
    return _built_up_by_chance(points, alike, is_watched(indicator), indicator.has_expected) + season


@lru_cache(maxsize=4096)
def _built_up_by_chance(points: int, alike: float, watched: bool, has_expected: bool) -> float:
    events = float(events_built_up_chance(points)) if has_expected else 0.0
    return float(built_up_chance(points, alike, watched=watched)) + events


@lru_cache(maxsize=4096)
def _alike_chance(chart: str, rules: RuleSet, points: int, options: ChartOptions, alike: float) -> float:
    chance = _chance(chart, rules, points, options)
    if not alike or not chance:
        return chance
    # Limits of one's own are simulated for independent points; how many times more there are is alike.
    usual = float(alike_newest_point_chance(chart, rules, points, 0.0))
    more = float(alike_newest_point_chance(chart, rules, points, alike)) / usual if usual else 1.0
    return min(1.0, chance * more)
