"""A level that seems to have changed: found inside the points that set the limits, which cannot judge it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

import stats
from catalogue.models import Indicator
from quality.signals.measure_type import Kind, measure_type
from quality.signals.together.points import sigma_of
from stats.arrays import Bools, Floats, Ints

NEED_EVENTS = {"g", "t"}
"""Charts of what lies between events: a count per period does not hold it."""


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """The points of one or many series as they are drawn: (S, P) each."""

    kind: str
    values: Floats
    numerator: Floats
    denominator: Floats
    centre: Floats
    lower: Floats
    upper: Floats
    in_force: Bools
    """Judged points of the latest phase."""


@dataclass(frozen=True, slots=True)
class Step:
    """A lasting step of one series."""

    start: int
    """Column of its first point."""
    points: int
    before: float
    after: float
    """Levels, in the unit of the measure."""
    sigmas: float


def find_steps(drawn: Drawn, indicator: Indicator) -> dict[int, Step]:
    """Return by row the lasting step in the latest phase, where there is one. Days with and without harm are
    for the safety cross: their chart has no level to step."""
    if indicator.harm_by_day:
        return {}
    found = stats.suggest_rephase(_comparable(drawn), judged=drawn.in_force)
    steps = {}
    for row in np.flatnonzero(found.start >= 0).tolist():
        start = int(found.start[row])
        phase, since = drawn.in_force[row], np.arange(drawn.in_force.shape[1]) >= start
        steps[row] = Step(
            start=start,
            points=int(found.points[row]),
            before=_level(drawn, row, phase & ~since, indicator),
            after=_level(drawn, row, phase & since, indicator),
            sigmas=float(found.sigmas[row]),
        )
    return steps


def in_force(judged: Bools, phase: Ints) -> Bools:
    """Mark the judged points of the latest phase of each series."""
    return np.asarray(judged & (phase == phase[:, -1:]))


def _comparable(drawn: Drawn) -> Floats:
    """Return (S, P) values whose ordinary variation is the same everywhere. Where limits follow denominators
    a small month lies far off by chance; times between events are skewed, and Nelson's root mends that."""
    kind, values = drawn.kind, drawn.values
    if kind in NEED_EVENTS:
        return np.asarray(values ** (1 / 3.6))
    if kind in {"run", "xmr", "i"}:
        return values
    sigma = sigma_of(drawn.upper, drawn.centre, drawn.lower)
    is_spread = (np.isnan(values) | (sigma > 0)).all(axis=1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(is_spread, (values - drawn.centre) / sigma, values)


def _level(drawn: Drawn, row: int, where: Bools, indicator: Indicator) -> float:
    """Divide all of the numerators by all of the denominators, or the mean of single values."""
    n, d = drawn.numerator[row, where], drawn.denominator[row, where]
    if np.isnan(d).any() or measure_type(indicator).kind is Kind.OTHER:
        return float(np.mean(drawn.values[row, where]))
    return float(stats.ratio(np.sum(n), np.sum(d))) * indicator.per
