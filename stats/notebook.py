"""Chart, rules and assurance of a few series in one value that prints itself: for a notebook."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from stats.arrays import Signs, as_numbers
from stats.assurance import ASSURANCE_CODES, Assurance, assure
from stats.charts import control_chart
from stats.limits.chart import Chart, ChartOptions
from stats.limits.phases import Phases
from stats.rules.detect import Detection, detect
from stats.rules.sets import RuleSet

BETTER = {"higher": 1, "lower": -1, "neither": 0}


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """S series read at once; `print` it, or take the parts.

    chart, found: as from `stats.control_chart` and `stats.detect`
    assurance:    (S,) codes, as from `stats.assure`
    """

    chart: Chart
    found: Detection
    assurance: Signs

    def signals(self) -> list[tuple[int, int, str, int]]:
        """Return (series, period, rule, +1 high or −1 low) of every point that a rule names, counted from
        0."""
        rules = self.found.rule_set.rules
        winner, way = self.found.winner, self.found.winner_direction
        return [
            (int(s), int(p), str(rules[winner[s, p]]), int(way[s, p])) for s, p in np.argwhere(winner >= 0)
        ]

    def __str__(self) -> str:
        series, periods = self.chart.shape
        rules = self.found.rule_set.name
        head = f"{self.chart.kind} chart of {series} series × {periods} periods, rules: {rules}"
        return "\n".join([head, *(self._line(row) for row in range(series))])

    def _line(self, row: int) -> str:
        chart = self.chart
        known = np.flatnonzero(~np.isnan(chart.values[row]))
        if not len(known):
            return f"{row}: no values"
        last = int(known[-1])
        parts = [f"newest {_short(chart.values[row, last])}", f"centre {_short(chart.centre[row, last])}"]
        if not isnan(chart.upper[row, last]):
            parts.append(f"limits {_short(chart.lower[row, last])} to {_short(chart.upper[row, last])}")
        parts.append(self._newest(row, last))
        if (code := ASSURANCE_CODES[self.assurance[row]]) is not Assurance.NONE:
            parts.append(f"target: {code.replace('_', ' ')}")
        if chart.is_provisional[row, last]:
            parts.append("few points: limits are provisional")
        return f"{row}: {'; '.join(parts)}"

    def _newest(self, row: int, last: int) -> str:
        winner = self.found.winner[row, last]
        if winner < 0:
            return "common cause"
        way = {1: ", high", -1: ", low"}.get(int(self.found.winner_direction[row, last]), "")
        return f"special cause ({self.found.rule_set.rules[winner].replace('_', ' ')}{way})"


def read(
    values: ArrayLike,
    denominator: ArrayLike | None = None,
    *,
    chart: str = "xmr",
    rules: RuleSet | str = "plotthedots",
    target: ArrayLike = np.nan,
    better: Literal["higher", "lower", "neither"] = "neither",
    phases: Phases | None = None,
    options: ChartOptions = ChartOptions(),  # noqa: B008 - frozen: a value, not a shared state
) -> Reading:
    """Read one series (a list) or many (S, P): what is usual, whether it changed, whether it will meet its
    target.

    values, denominator, chart, phases, options: as in `stats.control_chart`
    rules:  as in `stats.detect`
    target: a number, or (S,); in the chart's units
    better: "higher" or "lower"; "neither" gives no assurance

    >>> print(read([5, 6, 4, 6, 5, 4, 6, 4, 5, 6, 4, 5, 15], target=12, better="higher"))
    xmr chart of 1 series × 13 periods, rules: plotthedots
    0: newest 15; centre 5.769; limits 1.9 to 9.638; special cause (astronomical, high); target: failing
    """
    if better not in BETTER:
        raise ValueError(f"better must be one of {', '.join(BETTER)}, not {better!r}")
    drawn = control_chart(chart, values, denominator, phases=phases, options=options)
    assurance = assure(drawn, as_numbers(target, "the target"), BETTER[better])
    return Reading(drawn, detect(drawn, rules), assurance)


def _short(number: float) -> str:
    return f"{number:.4g}"
