"""How many signals chance alone would make: said beside every count of signals, because thirty steady
charts looked at together flag something about every other month."""

from __future__ import annotations

from collections.abc import Iterable

import stats
from quality.results import Status, Variation

USUAL_POINTS = (24, 36)

FALSE_ALARMS = {
    rule_set: (
        round(float(stats.newest_point_chance("xmr", rule_set, USUAL_POINTS).mean()), 3),
        round(float(stats.newest_point_chance("p", rule_set, USUAL_POINTS).mean()), 3),
    )
    for rule_set in stats.RULE_SETS
}
"""Rule set -> chance that the newest point of a steady chart of usual length is flagged: of single values
(xmr), and of counts (p). In words on a page; for one series `false_alarm` knows its own chart and length.
"""


def false_alarm(rule_set: str, chart: str, points: int = 30) -> float:
    """Chance that the newest of so many points of one steady chart is flagged. `rule_set` as in
    `Status.rule_set`: its name, or its name and version. Real series repeat themselves, so the truth is
    rather higher than lower."""
    return float(stats.newest_point_chance(chart, rule_set.partition(" ")[0], points))


def is_judged(status: Status) -> bool:
    """Whether a signal could have been found at all. A flat line has no variation to mistake for one."""
    return status.variation is not Variation.TOO_FEW and not status.is_constant


def expected_signals(statuses: Iterable[Status]) -> float:
    """How many of these series would show a signal now if nothing had happened to any."""
    return sum(false_alarm(s.rule_set, s.chart, s.points) for s in statuses if is_judged(s))
