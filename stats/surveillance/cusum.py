"""CUSUM and VLAD: observed events against expected ones, summed up over time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from stats.arrays import Floats, as_matrix, divide
from stats.limits.phases import Phases
from stats.limits.segments import begins
from stats.surveillance.recursion import accumulate, signed


@dataclass(frozen=True, slots=True, eq=False)
class Cusum:
    """(S, P) each. worse rises from 0 with evidence of more events, better falls from 0 with that of fewer;
    signal: +1 worse at or above its limit, −1 better at or beyond its own, 0 neither or missing."""

    worse: Floats
    better: Floats
    signal: Floats


def cusum(
    observed: ArrayLike,
    expected: ArrayLike,
    cases: ArrayLike | None = None,
    *,
    worse: float = 2.0,
    better: float = 0.5,
    worse_limit: ArrayLike = np.inf,
    better_limit: ArrayLike = np.inf,
    head_start: ArrayLike = 0.0,
    phases: Phases | None = None,
) -> Cusum:
    """Return the risk-adjusted CUSUM of observed and expected events per period (or per patient).

    observed, expected: (S, P) events, and the sum of the patients' predicted risks; NaN missing
    cases: (S, P) patients; without them events are taken as Poisson
    worse, better: R, the odds ratio (without cases: rate ratio) looked for, above and below 1
    worse_limit, better_limit: h, broadcast to (S, P); without them nothing signals. There is no limit for
        all: how long it is to a false signal depends on the events expected. `cusum_limit` gives one
    head_start: the part of its limit where each sum begins with a phase, broadcast to (S, P); 0.5 finds
        sooner what was wrong from the beginning (Lucas & Crosier 1982, Technometrics 24: 199)

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
    above, below = (np.broadcast_to(np.asarray(h, dtype=float), o.shape) for h in (worse_limit, better_limit))
    first = begins(phases.phase)
    high, low = (
        accumulate(np.where(known, steps, 0.0), first, start=_ahead(limit, head_start))
        for steps, limit in ((up, above), (down, below))
    )
    return Cusum(high, -low, signed(high >= above, low >= below, known))


def vlad(observed: ArrayLike, expected: ArrayLike, *, phases: Phases | None = None) -> Floats:
    """Return (S, P) variable life-adjusted display: Σ (expected − observed) so far.

    It shows how many, never whether by chance: read it beside `cusum`.
    Source: Lovegrove et al. 1997, Lancet 350: 1128.

    >>> vlad([[0, 2, 0]], [[0.5, 0.5, 0.5]])
    array([[ 0.5, -1. , -0.5]])
    """
    gain = as_matrix(expected) - as_matrix(observed)
    phases = Phases.single((gain.shape[0], gain.shape[1])) if phases is None else phases
    gain = np.where(phases.included & ~np.isnan(gain), gain, 0.0)
    return accumulate(gain, begins(phases.phase), floor=-np.inf)


def _ahead(limit: Floats, head_start: ArrayLike) -> Floats:
    """Return where the sums begin: 0 where there is no limit to be ahead to."""
    part = np.broadcast_to(np.asarray(head_start, dtype=np.float64), limit.shape)
    if np.any((part < 0) | (part >= 1)):
        raise ValueError("a head start is a part of the limit: 0 or more, and less than 1")
    return np.where(np.isfinite(limit), part * np.where(np.isfinite(limit), limit, 0.0), 0.0)


def _weights(o: Floats, e: Floats, n: Floats | None, ratio: float) -> Floats:
    if n is None:
        return np.asarray(o * np.log(ratio) - (ratio - 1.0) * e)
    risk = np.clip(divide(e, n), 0.0, 1.0)
    return np.asarray(o * np.log(ratio) - n * np.log1p((ratio - 1.0) * risk))
