"""EWMA: a weighted mean of all points so far, the newest weighing most."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike

from stats.arrays import Floats, as_matrix
from stats.limits.chart import ChartOptions
from stats.limits.moving_range import individuals_sigma
from stats.limits.phases import Phases
from stats.limits.sample import sample
from stats.limits.segments import begins
from stats.simulated import read_table
from stats.surveillance.recursion import signed

# With limits known for certain and single values that are roughly normal, this pair signals once in 500
# points when nothing changes and after 10.5 when the level moves by one sigma (Lucas & Saccucci 1990;
# tests/unit/stats/surveillance/test_surveillance.py has their table and recalculates it).
WEIGHT, WIDTH = 0.2, 2.962
TABLE = Path(__file__).with_name("ewma.csv")


@dataclass(frozen=True, slots=True, eq=False)
class Ewma:
    """(S, P) each. signal: +1 above the upper limit, −1 below the lower, 0 neither or missing."""

    values: Floats
    centre: Floats
    lower: Floats
    upper: Floats
    signal: Floats


def ewma(
    values: ArrayLike,
    *,
    weight: float = WEIGHT,
    width: float = WIDTH,
    centre: ArrayLike | None = None,
    sigma: ArrayLike | None = None,
    exact_start: bool = True,
    phases: Phases | None = None,
) -> Ewma:
    """Return the exponentially weighted moving average and its limits.

    values: (S, P), NaN missing; weight: λ, 0 < λ ≤ 1, of the newest point; width: L, in sigmas
    centre, sigma: known ones, broadcast to (S, P); else mean and mean moving range / 1.128 of the baseline.
        sigma may differ from period to period, as denominators do; it must be known where a value is
    exact_start: limits that widen over the first points; else the limit they approach

        z_t = λ x_t + (1 − λ) z_{t−1}, z_0 = centre
        v_t = λ² sigma_t² + (1 − λ)² v_{t−1}, v_0 = 0;  limits = centre ± L sqrt(v_t)

    With one sigma for all, v_t = sigma² λ / (2 − λ) × (1 − (1 − λ)^{2t}), as published.
    Source: Lucas & Saccucci 1990, Technometrics 32: 1; Montgomery, section 9.2.

    >>> chart = ewma([[10, 12, 14]], weight=0.5, width=3, centre=10, sigma=1)
    >>> chart.values, chart.upper.round(2)  # 10, 11, 12.5; 10 + 3 sqrt(1/3 × 3/4) = 11.5
    (array([[10. , 11. , 12.5]]), array([[11.5 , 11.68, 11.72]]))
    """
    if not 0 < weight <= 1:
        raise ValueError("the newest point's weight lies above 0 and not above 1")
    x = as_matrix(values)
    phases = Phases.single((x.shape[0], x.shape[1])) if phases is None else phases
    x = np.where(phases.included, x, np.nan)
    centres, sigmas = _levels(x, phases, centre, sigma)
    known, first = ~np.isnan(x), begins(phases.phase)
    # From the first point on as if the chart had always run: v = sigma² λ / (2 − λ).
    start = np.zeros_like(x) if exact_start else sigmas**2 * weight / (2.0 - weight)
    smooth, variance = np.empty_like(x), np.empty_like(x)
    z, v = np.zeros(len(x)), np.zeros(len(x))
    keep = 1.0 - weight
    for t in range(x.shape[1]):
        z = np.where(first[:, t], centres[:, t], z)
        v = np.where(first[:, t], start[:, t], v)
        z = np.where(known[:, t], weight * x[:, t] + keep * z, z)
        v = np.where(known[:, t], (weight * sigmas[:, t]) ** 2 + keep**2 * v, v)
        smooth[:, t], variance[:, t] = z, v
    reach = width * np.sqrt(variance)
    lower, upper = centres - reach, centres + reach
    return Ewma(smooth, centres, lower, upper, signed(smooth > upper, smooth < lower, known))


def _levels(
    x: Floats, phases: Phases, centre: ArrayLike | None, sigma: ArrayLike | None
) -> tuple[Floats, Floats]:
    """Return (S, P) centre and sigma: as given, else of each phase's baseline."""
    laid = sample(x, None, phases)
    found = (
        laid.mean(laid.values).reshape(x.shape),
        laid.segments.spread(individuals_sigma(laid.values, laid, ChartOptions())).reshape(x.shape),
    )
    middle, spread = (
        np.broadcast_to(np.asarray(mine if given is None else given, dtype=np.float64), x.shape)
        for given, mine in zip((centre, sigma), found, strict=True)
    )
    return middle, spread


def ewma_newest_chance(kind: str, points: ArrayLike) -> Floats:
    """Return the chance that the newest value of a steady EWMA lies outside its limits; any shape of points,
    0 to 1.

    kind: `CHARTS`, whose centre line and sigma are used; points: known points of the phase in force, between
    12 and 60. Limits are those of the same points, so that this is not 1 in 500: simulated by
    `python -m bench.simulate.surveillance`. NaN for a chart without limits.

    >>> ewma_newest_chance("xmr", [24, 36])
    array([0.0025, 0.0029])
    """
    where = np.asarray(points, dtype=np.float64)
    points_of_table, chances = _newest()
    if (kind,) not in chances:
        return np.full(where.shape, np.nan)
    return np.asarray(np.interp(where, points_of_table, chances[(kind,)]))


@cache
def _newest() -> tuple[tuple[int, ...], dict[tuple[str, ...], tuple[float, ...]]]:
    head, chances = read_table(TABLE, keys=1)
    return tuple(map(int, head)), chances
