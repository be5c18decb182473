"""Charts that remember: small lasting changes in safety measures, sooner than a Shewhart chart shows them.

    ewma    a weighted mean of all points so far, the newest weighing most
    cusum   evidence, period by period, that the odds (or the rate) have doubled or halved
    vlad    expected less observed so far: lives gained, or lost, against what was expected

All start again at a rephase. A missing period leaves them where they were. They go along the periods one by
one, all series at once, because each value needs the one before.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from stats.arrays import Bools, Floats, as_matrix, divide
from stats.chart import ChartOptions
from stats.moving_range import individuals_sigma
from stats.phases import Phases
from stats.series import sample

# The pair that alarms once in 500 points when nothing changes, and after 10.5 when the level moves by one
# sigma (Lucas & Saccucci 1990; Montgomery, table 9.11).
WEIGHT, WIDTH = 0.2, 2.962
# Limits of Steiner et al. 2000 for doubled and halved odds.
WORSE_LIMIT, BETTER_LIMIT = 4.5, 4.0


@dataclass(frozen=True, slots=True, eq=False)
class Ewma:
    """(S, P) each. signal: +1 above the upper limit, −1 below the lower, 0 neither or missing."""

    values: Floats
    centre: Floats
    lower: Floats
    upper: Floats
    signal: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Cusum:
    """(S, P) each. worse rises from 0 with evidence of more events, better falls from 0 with that of fewer;
    signal: +1 worse at or above its limit, −1 better at or beyond its own, 0 neither or missing."""

    worse: Floats
    better: Floats
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
    """Exponentially weighted moving average and its limits.

    values: (S, P), NaN missing; weight: λ, 0 < λ ≤ 1, of the newest point; width: L, in sigmas
    centre, sigma: known ones, broadcast to (S, P); else mean and mean moving range / 1.128 of the baseline
    exact_start: limits that widen over the first points; else the limit they approach

        z_t = λ x_t + (1 − λ) z_{t−1}, z_0 = centre
        limits = centre ± L sigma sqrt(λ / (2 − λ) × (1 − (1 − λ)^{2t}))

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
    laid = sample(x, None, phases)
    middle, spread = (
        laid.mean(laid.values),
        laid.segments.spread(individuals_sigma(laid.values, laid, ChartOptions())),
    )
    centres, sigmas = (
        np.broadcast_to(np.asarray(found if given is None else given, dtype=np.float64), x.shape)
        for given, found in ((centre, middle.reshape(x.shape)), (sigma, spread.reshape(x.shape)))
    )
    known, begins = ~np.isnan(x), _begins(phases)
    smooth = np.empty_like(x)
    left = np.empty_like(x)  # (1 − λ)^t
    z, share = np.zeros(len(x)), np.ones(len(x))
    for t in range(x.shape[1]):
        z = np.where(begins[:, t], centres[:, t], z)
        share = np.where(begins[:, t], 1.0, share)
        z = np.where(known[:, t], weight * x[:, t] + (1.0 - weight) * z, z)
        share = np.where(known[:, t], (1.0 - weight) * share, share)
        smooth[:, t], left[:, t] = z, share
    growth = 1.0 - left**2 if exact_start else 1.0
    reach = width * sigmas * np.sqrt(weight / (2.0 - weight) * growth)
    lower, upper = centres - reach, centres + reach
    return Ewma(smooth, centres, lower, upper, _signal(smooth > upper, smooth < lower, known))


def cusum(
    observed: ArrayLike,
    expected: ArrayLike,
    cases: ArrayLike | None = None,
    *,
    worse: float = 2.0,
    better: float = 0.5,
    worse_limit: float = WORSE_LIMIT,
    better_limit: float = BETTER_LIMIT,
    phases: Phases | None = None,
) -> Cusum:
    """Risk-adjusted CUSUM of observed and expected events per period (or per patient).

    observed, expected: (S, P) events, and the sum of the patients' predicted risks; NaN missing
    cases: (S, P) patients; without them events are taken as Poisson
    worse, better: R, the odds ratio (without cases: rate ratio) looked for, above and below 1
    worse_limit, better_limit: h. 4.5 and 4.0 are Steiner's, for single patients at a mean risk of 6.6 %;
        how long it is to a false alarm depends on the events expected: simulate your own numbers

        weight = O ln R − n ln(1 + (R − 1) E / n)      Bernoulli (Steiner et al. 2000, Biostatistics 1: 441)
        weight = O ln R − (R − 1) E                    Poisson (Grigg, Farewell & Spiegelhalter 2003)
        C_t = max(0, C_{t−1} + weight)

    With single patients (n = 1) the first is Steiner's own. With many of unequal risk in a period it takes
    their mean risk for each, which subtracts a little too much when looking for worse: later, not falser,
    alarms. After a signal the chart goes on; a person decides to start it again, as a rephase.

    >>> cusum([[0, 2, 1]], [[0.5, 0.5, 0.5]], worse_limit=1).worse.round(3)  # 2 ln 2 − 0.5, then + ln 2 − 0.5
    array([[0.   , 0.886, 1.079]])
    """
    if not better < 1 < worse:
        raise ValueError("worse is a ratio above 1, better one below")
    o, e = np.broadcast_arrays(as_matrix(observed), as_matrix(expected))
    n = None if cases is None else np.broadcast_to(as_matrix(cases), o.shape)
    phases = Phases.single((o.shape[0], o.shape[1])) if phases is None else phases
    known = ~np.isnan(o) & ~np.isnan(e) & phases.included
    if n is not None:
        known &= n > 0
    up, down = (_weights(o, e, n, ratio) for ratio in (worse, better))
    high, low = (_accumulate(np.where(known, steps, 0.0), _begins(phases)) for steps in (up, down))
    return Cusum(high, -low, _signal(high >= worse_limit, low >= better_limit, known))


def vlad(observed: ArrayLike, expected: ArrayLike, *, phases: Phases | None = None) -> Floats:
    """(S, P) variable life-adjusted display: Σ (expected − observed) so far.

    It shows how many, never whether by chance: read it beside `cusum`.
    Source: Lovegrove et al. 1997, Lancet 350: 1128.

    >>> vlad([[0, 2, 0]], [[0.5, 0.5, 0.5]])
    array([[ 0.5, -1. , -0.5]])
    """
    gain = as_matrix(expected) - as_matrix(observed)
    phases = Phases.single((gain.shape[0], gain.shape[1])) if phases is None else phases
    gain = np.where(phases.included & ~np.isnan(gain), gain, 0.0)
    return _accumulate(gain, _begins(phases), floor=-np.inf)


def _weights(o: Floats, e: Floats, n: Floats | None, ratio: float) -> Floats:
    if n is None:
        return np.asarray(o * np.log(ratio) - (ratio - 1.0) * e)
    risk = np.clip(divide(e, n), 0.0, 1.0)
    return np.asarray(o * np.log(ratio) - n * np.log1p((ratio - 1.0) * risk))


def _begins(phases: Phases) -> Bools:
    """(S, P) the first point of each phase."""
    begins = np.ones(phases.shape, dtype=np.bool_)
    np.not_equal(phases.phase[:, 1:], phases.phase[:, :-1], out=begins[:, 1:])
    return begins


def _accumulate(steps: Floats, begins: Bools, floor: float = 0.0) -> Floats:
    """(S, P) running sum from 0 at each beginning, never below the floor."""
    sums = np.empty_like(steps)
    total = np.zeros(len(steps))
    for t in range(steps.shape[1]):
        total = np.maximum(np.where(begins[:, t], 0.0, total) + steps[:, t], floor)
        sums[:, t] = total
    return sums


def _signal(up: Bools, down: Bools, known: Bools) -> Floats:
    """(S, P) +1, −1 or 0."""
    return np.where(known, up.astype(np.float64) - down, 0.0)
