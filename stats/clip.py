"""Keep limits where the measure itself can be."""

from __future__ import annotations

import numpy as np

from stats.chart import ChartOptions, Lines


def clipped(lines: Lines, options: ChartOptions, low: float, high: float = np.inf) -> Lines:
    """Lower lines raised to `low`, upper ones lowered to `high`; untouched if the options say so."""
    if not options.clip:
        return lines
    return Lines(
        lines.values,
        lines.centre,
        np.maximum(lines.lower, low),
        np.minimum(lines.upper, high),
        np.maximum(lines.near_lower, low),
        np.minimum(lines.near_upper, high),
    )
