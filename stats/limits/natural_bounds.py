"""Keep limits where the measure itself can be, and know which of them are still limits of the process."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from stats.arrays import Bools, tolerance
from stats.limits.chart import Chart, ChartOptions, Lines

_NEVER_BELOW_ZERO = frozenset({"p", "pp", "c", "u", "up", "g", "t", "s", "mr"})
_NEVER_ABOVE_ONE = frozenset({"p", "pp"})


def clipped(lines: Lines, options: ChartOptions, low: float, high: float = np.inf) -> Lines:
    """Raise lower lines to `low`, lower upper ones to `high`; leave them untouched if the options say so."""
    if not options.clip:
        return lines
    return replace(
        lines,
        lower=np.maximum(lines.lower, low),
        upper=np.minimum(lines.upper, high),
        near_lower=np.maximum(lines.near_lower, low),
        near_upper=np.minimum(lines.near_upper, high),
    )


def real_limits(chart: Chart, rows: slice = slice(None)) -> tuple[Bools, Bools]:
    """Return (S, P) each, of some rows: whether the lower and the upper limit say how far the process varies.

    Not where there is none, where it lies on the centre line (nothing varies) and where it was clipped:
    it then says only where the measure ends, and no value can lie beyond it. An upper limit of p and pp was
    clipped where it is nearer to the centre than one and a half times the near line is.
    """
    reach = tolerance(chart.values[rows])
    centre, lower, upper = chart.centre[rows], chart.lower[rows], chart.upper[rows]
    has_lower, has_upper = centre - lower > reach, upper - centre > reach
    if chart.kind in _NEVER_BELOW_ZERO:
        has_lower &= lower > reach
    if chart.kind in _NEVER_ABOVE_ONE:
        has_upper &= upper - centre > 1.5 * (chart.near_upper[rows] - centre) - reach
    return has_lower, has_upper
