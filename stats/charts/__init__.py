"""One module per chart type; a new chart is a new file here.

Every public module of this folder is named after its chart and exports one function,

    limits(sample: Sample, options: ChartOptions) -> Lines

which sees flat arrays (`stats.limits.segments`) and knows nothing of matrices, multipliers or the other
charts. The registry is the folder itself.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike

from stats.arrays import TOLERANCE, Bools, Floats, as_matrix, as_numbers
from stats.limits.chart import Chart, ChartOptions, Lines
from stats.limits.phases import Phases
from stats.limits.sample import Sample, sample

__all__ = ["CHARTS", "Chart", "ChartOptions", "control_chart"]

Limits = Callable[[Sample, ChartOptions], Lines]

# About this many points are worked on at a time, so that the dozen arrays in use stay in the
# processor's cache; measured best between 30,000 and 130,000 points (bench/stats.py).
BLOCK_POINTS = 65_536


def _find_charts() -> dict[str, Limits]:
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return {name: importlib.import_module(f"{__name__}.{name}").limits for name in names}


CHARTS: Mapping[str, Limits] = MappingProxyType(_find_charts())


def control_chart(
    kind: str,
    numerator: ArrayLike,
    denominator: ArrayLike | None = None,
    *,
    phases: Phases | None = None,
    options: ChartOptions = ChartOptions(),  # noqa: B008 - frozen: a value, not a shared state
    spread: ArrayLike | None = None,
    centre: ArrayLike | None = None,
) -> Chart:
    """Compute centre and limits of every series at once.

    kind:        run xmr i mr p pp u up c xbar s g t ip (`CHARTS`)
    numerator:   (S, P) counts, values, days between events or, for xbar, subgroup means
    denominator: (S, P) at risk; for xbar, s and ip the number of measurements
    spread:      (S, P) standard deviation inside each subgroup (xbar and s only)
    centre:      a decided centre, broadcast to (S, P), in units before the multiplier; it replaces
                 the calculated one in every phase where it is stated for all points

    NaN is missing; a zero denominator makes a value missing (`stats.limits.sample.ratio`).

    >>> chart = control_chart("xmr", [[4, 6, 5, 7, 4, 6]])
    >>> chart.centre[0, 0].round(3), chart.upper[0, 0].round(3)  # 5.333 + 2.66 × 2.0
    (np.float64(5.333), np.float64(10.653))
    """
    try:
        limits = CHARTS[kind]
    except KeyError:
        raise ValueError(f"there is no chart {kind!r}; there are {', '.join(CHARTS)}") from None
    numbers = as_matrix(numerator)
    shape = (numbers.shape[0], numbers.shape[1])
    phases = Phases.single(shape) if phases is None else phases
    if phases.shape != shape:
        raise ValueError(f"phases are for {phases.shape}, the numbers for {shape} series × periods")
    others = [
        _like(numbers, part, name)
        for name, part in (("denominator", denominator), ("spread", spread), ("centre", centre))
    ]

    lines = {name: np.empty(shape) for name in Lines.__slots__}
    is_provisional, is_constant = np.empty(shape, dtype=np.bool_), np.empty(shape, dtype=np.bool_)
    step = max(1, BLOCK_POINTS // max(1, shape[1]))
    for first in range(0, shape[0], step):
        rows = slice(first, first + step)
        out_of, within, given = (None if part is None else part[rows] for part in others)
        block = sample(numbers[rows], out_of, phases.rows(rows), spread=within, given=given)
        with np.errstate(invalid="ignore", over="ignore"):  # what cannot be calculated is NaN
            found = limits(block, options)
            provisional, constant = _describe(found.values, block, options)
        for name, matrix in lines.items():
            line: Floats = getattr(found, name).reshape(matrix[rows].shape)
            np.multiply(line, options.multiplier, out=matrix[rows])
        is_provisional[rows] = provisional.reshape(is_provisional[rows].shape)
        is_constant[rows] = constant.reshape(is_constant[rows].shape)
    return Chart(kind=kind, **lines, phases=phases, is_provisional=is_provisional, is_constant=is_constant)


def _like(numbers: Floats, part: ArrayLike | None, name: str) -> Floats | None:
    if part is None:
        return None
    given = as_numbers(part, f"the {name}")
    try:
        return np.broadcast_to(given, numbers.shape)
    except ValueError:
        raise ValueError(
            f"the {name} has shape {given.shape}, the values {numbers.shape} (series × periods);"
            " give one number for each value, one row for all series, or a single number"
        ) from None


def _describe(values: Floats, block: Sample, options: ChartOptions) -> tuple[Bools, Bools]:
    """Return is_provisional and is_constant, (N,) each, asked of the known baseline points of each phase."""
    segments = block.segments
    known = block.baseline_of(values)
    count = segments.count(~np.isnan(known))
    high, low = segments.reduce(np.fmax, known), segments.reduce(np.fmin, known)
    near = TOLERANCE * np.maximum(np.abs(high), np.abs(low))
    constant = (count > 1) & (high - low <= near)
    return segments.spread(count < options.min_points_for_limits), segments.spread(constant)
