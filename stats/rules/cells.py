"""The values of a steady process, each with its chance, on a chart with settled limits.

Settled: those that the chart comes to on an endless series.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from stats.arrays import Bools, Floats
from stats.charts import control_chart
from stats.limits.chart import Chart, ChartOptions, Lines
from stats.limits.phases import Phases
from stats.rules.steady import steady

CELLS, MOST_COUNTS = 150, 1000
"""Cells of a value that is measured; with more values than that it is not counted."""
PAIRS = 701
"""Values of the series that gives the limits."""


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """All values there can be, in order: a point each of a chart of one series, its chance, and if it is one
    number only."""

    chart: Chart
    chance: Floats
    is_one_number: Bools


def steady_cells(kind: str, options: ChartOptions) -> Cells:
    """Return every count, or narrow cells of a value that is measured; a line always lies between two."""

    def value(chance: Floats) -> Floats:
        numbers, out_of, spread = steady(kind, chance, np.full_like(chance, 0.5))
        return np.asarray(control_chart(kind, numbers, out_of, spread=spread, options=options).values[0])

    lines = _settled_lines(kind, options)
    some = np.unique(value(ndtr(np.linspace(-6.0, 6.0, 50 * CELLS))))
    if some.size > MOST_COUNTS:
        some = some[:: some.size // CELLS]
    centre, _, _, near_lower, near_upper = lines
    sigma = max(near_upper - centre, centre - near_lower) / 2
    borders = np.unique(np.r_[some, lines, centre - sigma, centre + sigma])
    borders = borders[~np.isnan(borders)]
    low, high = np.zeros(borders.size), np.ones(borders.size)
    for _ in range(60):
        middle = (low + high) / 2
        is_below = value(middle) < borders
        low, high = np.where(is_below, middle, low), np.where(is_below, high, middle)
    edges = np.unique(np.concatenate([[0.0], high, [1.0]]))
    width = np.diff(edges)
    first, middle, last = (edges[:-1] + part * width for part in (0.25, 0.5, 0.75))
    values = value(middle)[np.newaxis]
    phases, no = Phases.single(values.shape), np.zeros(values.shape, dtype=np.bool_)
    drawn = dict(zip(Lines.__slots__[1:], (np.full_like(values, line) for line in lines), strict=True))
    chart = Chart(kind, values, **drawn, phases=phases, is_provisional=no, is_constant=no)
    return Cells(chart, width, value(first) == value(last))


def _settled_lines(kind: str, options: ChartOptions) -> Floats:
    """Return centre, limits and near lines of a series in which each of many values follows each, once."""
    after = [np.column_stack([np.full(PAIRS - i, i), np.arange(i, PAIRS)]).ravel()[1:] for i in range(PAIRS)]
    chance = (np.concatenate(after) + 0.5) / PAIRS
    numbers, out_of, spread = steady(kind, chance, chance[::-1])
    chart = control_chart(kind, numbers, out_of, spread=spread, options=options)
    return np.array([getattr(chart, name)[0, 0] for name in Lines.__slots__[1:]])
