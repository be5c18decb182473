"""The numbers that the lines of a chart are made of, at its latest judged point: by the functions that drew
them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from quality.signals.results import SeriesResult
from stats.arrays import divide
from stats.charts import ip, t
from stats.limits.laney import widened
from stats.limits.moving_range import mean_moving_range
from stats.limits.phases import Phases
from stats.limits.sample import Sample, sample


@dataclass(frozen=True, slots=True)
class LimitsMade:
    """Amounts are in units before `per`, as the chart's formula takes them."""

    at: int
    """Column of the latest judged point."""
    values: tuple[float, ...]
    """Of the points that set the lines, in their order."""
    first: date
    last: date
    x: float
    n: float
    """Sums of their numerators and denominators."""
    is_median: bool
    """The centre is their middle value, not what the chart usually has."""
    step: float | None
    """Mean step between neighbours: of xmr and i of the values, of t of their roots, of ip of each step by
    what chance makes of the sizes."""
    between: float | None
    """Of pp and up: how much more values vary than chance alone would have it."""


def limits_made(result: SeriesResult) -> LimitsMade | None:
    """Return what centre and limits of the latest judged point are made of; None where nothing is judged."""
    judged = np.flatnonzero(result.is_judged)
    if not judged.size:
        return None
    at = int(judged[-1])
    per = result.indicator.per
    values = result.values / per
    of = result.is_baseline & (result.phase == result.phase[at]) & ~np.isnan(values)
    if not of.any():
        return None
    kind = result.status.chart
    where = np.flatnonzero(of)
    is_median = kind in ("run", "g") or (kind in ("xmr", "i") and not _is_near(result, values[of].mean(), at))
    step, between = _spread(kind, result, at, is_median)
    return LimitsMade(
        at=at,
        values=tuple(values[of].tolist()),
        first=result.periods[where[0]],
        last=result.periods[where[-1]],
        x=float(np.nansum(result.numerator[of])),
        n=float(np.nansum(result.denominator[of])),
        is_median=is_median,
        step=step,
        between=between,
    )


def _is_near(result: SeriesResult, centre: float, at: int) -> bool:
    """Tell the mean from the median around which a series is drawn that moved once or twice only."""
    return bool(np.isclose(centre * result.indicator.per, result.centre[at], rtol=1e-9, atol=1e-12))


def _spread(kind: str, result: SeriesResult, at: int, is_median: bool) -> tuple[float | None, float | None]:
    drawn, options = _sample(result), result.indicator.limits.options(1.0)
    with np.errstate(invalid="ignore"):
        if kind in ("pp", "up"):
            centre = drawn.pooled()
            chance = np.sqrt((centre * (1.0 - centre) if kind == "pp" else centre) / drawn.out_of())
            return None, _known(divide(widened(drawn, centre, chance, options), chance)[at])
        if kind == "ip":
            return _known(drawn.segments.spread(ip.typical_step(drawn, options))[at]), None
        if kind not in ("xmr", "i", "t"):
            return None, None
        values = drawn.values ** (1.0 / t.POWER) if kind == "t" else drawn.values
        # A series that moved once or twice is drawn without screening (quality/signals/chart_type.py).
        step = mean_moving_range(values, drawn, replace(options, screen=options.screen and not is_median))
    return _known(drawn.segments.spread(step)[at]), None


def _sample(result: SeriesResult) -> Sample:
    """Lay the series flat, as its chart received it."""
    indicator = result.indicator
    has_denominator = not indicator.is_rare_event and any(formula.denominator for formula in indicator.data)
    marks = result.phase[np.newaxis], result.is_baseline[np.newaxis], ~result.is_excluded[np.newaxis]
    denominator = result.denominator[np.newaxis] if has_denominator else None
    return sample(result.numerator[np.newaxis], denominator, Phases(*marks))


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
