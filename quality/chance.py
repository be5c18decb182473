"""How many signals chance alone would make: said beside every count of signals, because thirty steady
charts looked at together flag something about every other month."""

from __future__ import annotations

from collections.abc import Iterable

from quality.results import Status, Variation

FALSE_ALARMS = {
    "plotthedots": (0.017, 0.012),
    "mdc": (0.018, 0.012),
    "anhoej": (0.040, 0.037),
    "anhoej-bestbox": (0.030, 0.027),
    "anhoej-cutbox": (0.031, 0.028),
    "ihi": (0.015, 0.009),
    "western-electric": (0.017, 0.010),
    "nelson": (0.018, 0.009),
}
"""Rule set -> chance that the newest point of a steady chart is flagged: of single values (xmr, run, and
the like), and of counts (p, u, c).

Simulated by `python -m bench.false_alarms`: 100,000 series each of 24 and of 36 independent values, the mean
of the two lengths. Real series repeat themselves, so the truth is rather higher than lower.
"""

COUNT_CHARTS = frozenset({"p", "pp", "u", "up", "c"})


def false_alarm(rule_set: str, chart: str) -> float:
    """Chance that the newest point of one steady chart is flagged. `rule_set` as in `Status.rule_set`:
    its name, or its name and version."""
    values, counts = FALSE_ALARMS[rule_set.partition(" ")[0]]
    return counts if chart in COUNT_CHARTS else values


def is_judged(status: Status) -> bool:
    """Whether a signal could have been found at all. A flat line has no variation to mistake for one."""
    return status.variation is not Variation.TOO_FEW and not status.is_constant


def expected_signals(statuses: Iterable[Status]) -> float:
    """How many of these series would show a signal now if nothing had happened to any."""
    return sum(false_alarm(s.rule_set, s.chart) for s in statuses if is_judged(s))
