"""The recent change of every series of a judged matrix: what its last points say against its own past.

It is kept beside the status of a series and depends on that series alone. What it is worth among all of them
is worked out of all (`quality.ranking.wall`).
"""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np

from quality.signals.judge import Judged
from quality.signals.together.seasons import CYCLES, places, seasonality_of
from stats.arrays import Bools, Floats, Ints, divide
from stats.diagnostics.seasonality import waves_of
from stats.evidence import RECENT, recent_change

DECIMALS = 6
FROM_CHANCE = ("p", "u", "c")
"""Charts whose sigma follows from the centre line alone."""
FEWEST = 8
"""Events that the past has to give for the recent points, one a period, before their number is taken for
nearly normal: with fewer, one more or less would be evidence (docs/evidence.md)."""
EVENLY_SPREAD = 1 / 3.6
"""Power that makes times between events nearly normal (Nelson 1994, J Quality Technology 26: 239)."""


def recent_of(judged: Judged) -> dict[str, list[Any]]:
    """Return by name, (S,) each, the fields of a status that tell its recent change."""
    residuals, numbers_of_season = _without_season(judged, residuals_of(judged))
    found = recent_change(residuals)
    past = np.maximum(found.past - numbers_of_season, 0)
    squares = found.spread * (found.past - 1.0)
    excess, is_enough = _counted(judged, residuals)
    unit = _unit(judged)
    # Sums differ in their last digits by how many series are judged together.
    numbers: dict[str, Floats | Ints] = {
        "moved": _significant(np.where(is_enough, found.moved, np.nan).round(DECIMALS) * unit),
        "spread": _significant(divide(squares, np.maximum(past - 1.0, 0.0)).round(DECIMALS) * unit**2),
        "alike": found.alike.round(DECIMALS),
        "past": past,
        "excess": excess.round(DECIMALS),
    }
    plain = {name: as_plain(values) for name, values in numbers.items()}
    return plain | {"moved_since": _since(judged, residuals)}


def _without_season(judged: Judged, residuals: Floats) -> tuple[Floats, Ints]:
    """Take out what comes back every year (week), where it does: a winter is no change. And return (S,) how
    many numbers describe it: what is known of a past is so many points less."""
    numbers = np.zeros(len(residuals), dtype=np.intp)
    found = seasonality_of(judged)
    of = np.flatnonzero(found.is_seasonal) if found is not None else numbers[:0]
    if not of.size:
        return residuals, numbers
    frequency, known = judged.indicator.frequency, ~np.isnan(residuals[of])
    newest = known & (known[:, ::-1].cumsum(axis=1)[:, ::-1] <= RECENT)
    season = places(judged.matrix.periods, frequency)
    waves, numbers[of] = waves_of(residuals[of], season, newest, cycle=CYCLES[frequency])
    whole = residuals.copy()
    whole[of] -= waves
    return whole, numbers


def _since(judged: Judged, residuals: Floats) -> list[date | None]:
    """Return the first period of each series' last known points."""
    known: Bools = ~np.isnan(residuals)
    back = known[:, ::-1].cumsum(axis=1)[:, ::-1]
    first = np.argmax(known & (back <= RECENT), axis=1).tolist()
    is_any: list[bool] = np.any(known, axis=1).tolist()
    return [judged.matrix.day(row, at) if is_any[row] else None for row, at in enumerate(first)]


def residuals_of(judged: Judged) -> Floats:
    """Return (S, P) value less centre, by the sigma of its denominator; NaN without a sigma or judgement.

    Of what lies between rare events it is a power of the value that is nearly normal.
    """
    chart = judged.chart
    if chart.kind in ("t", "g"):
        return np.where(judged.judged, np.maximum(chart.values, 0.0) ** EVENLY_SPREAD, np.nan)
    sigma = _sigma(judged)
    return np.where(judged.judged, divide(chart.values - chart.centre, sigma), np.nan)


def _sigma(judged: Judged) -> Floats:
    """Return (S, P) of single points: a third of the longer side, as limits are clipped where a measure ends.
    A run chart has no limits: there it is how widely the series varies."""
    chart = judged.chart
    if chart.kind == "run":
        values = np.where(judged.judged, chart.values, 0.0)
        count = judged.judged.sum(axis=1)
        away = np.where(judged.judged, values - divide(values.sum(axis=1), count)[:, np.newaxis], 0.0)
        return np.broadcast_to(divide((away**2).sum(axis=1), count)[:, np.newaxis] ** 0.5, chart.shape)
    return np.fmax(chart.upper - chart.centre, chart.centre - chart.lower) / 3.0


def _unit(judged: Judged) -> Floats:
    """Return (S,) what a residual is multiplied by before it is kept.

    A sigma that chance gives (p, u and c charts) is the measure of all series alike. One that was estimated
    from the same points would make all of them vary alike, and what is not known of it would be forgotten:
    there the unit of the measure is kept.
    """
    if judged.chart.kind in (*FROM_CHANCE, "t", "g"):
        return np.ones(judged.chart.shape[0])
    sigma = np.where(judged.judged, _sigma(judged), np.nan)
    known = ~np.isnan(sigma).all(axis=1)
    unit = np.ones(sigma.shape[0])
    unit[known] = np.nanmedian(sigma[known], axis=1)
    return unit


def as_plain(values: Floats | Ints) -> list[float | None]:
    """Write floats as JSON has them: None where there is no number."""
    return [None if value != value else value for value in values.tolist()]


def _significant(values: Floats) -> Floats:
    """Round to nine significant figures."""
    size = np.where(np.isnan(values) | (values == 0), 1.0, np.abs(values))
    step = 10.0 ** (np.floor(np.log10(size)) - 8)
    return np.asarray(np.round(values / step) * step)


def _counted(judged: Judged, residuals: Floats) -> tuple[Floats, Bools]:
    """Return (S,) how many more of what the numerator counts came in the recent points than the series' own
    past would give, NaN where it counts nothing; and whether enough were to be expected for a p-value."""
    matrix, chart = judged.matrix, judged.chart
    known = ~np.isnan(residuals)
    back = known[:, ::-1].cumsum(axis=1)[:, ::-1]
    is_recent, is_past = known & (back <= RECENT), known & (back > RECENT)
    level = divide(np.where(is_past, residuals, 0.0).sum(axis=1), is_past.sum(axis=1))
    at_risk = np.where(np.isnan(matrix.denominator), 1.0, matrix.denominator)
    usual = (chart.centre + level[:, np.newaxis] * _sigma(judged)) * at_risk / judged.counted_per
    expected = np.where(is_recent, usual, 0.0).sum(axis=1)
    # A series without a past has no level, and so no excess.
    excess = np.where(is_recent, matrix.numerator - usual, 0.0).sum(axis=1) + 0.0 * level
    others = np.where(is_recent, at_risk - usual, 0.0).sum(axis=1) if judged.is_proportion else expected
    # What counts nothing has no few of it.
    return excess, ~(np.fmin(expected, others) < FEWEST)
