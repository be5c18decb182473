"""The run length to a false signal of a CUSUM, and the limit that makes it so long.

A Markov chain after Brook & Evans 1972 (Biometrika 59: 539): the range from 0 to the limit is cut into steps,
each period moves the sum by chance, and a linear system gives the mean number of periods until it leaves.
Where a move ends between two steps its chance is shared between them, so that the mean move is right.
"""

from __future__ import annotations

from functools import lru_cache
from math import log, log1p

import numpy as np
from scipy.special import gammaln

from stats.arrays import Floats

STEPS = 200
"""Of the range from 0 to the limit. Twice as many change a run length by about 1 %."""
ROUGH, FINE = 48, 96
"""For looking for a limit: below 100 steps the system is solved without threads, in 0.1 ms instead of 5 to
50. A limit differs by about 0.02 from that of many steps, a run length by 2 %."""
SMALLEST = 0.05


def cusum_run_length(
    expected: float, ratio: float, limit: float, *, cases: int | None = None, true: float = 1.0
) -> float:
    """Return the mean periods until one side of `stats.cusum` reaches its limit.

    expected: events expected in every period; ratio: R, above 1 to look for more, below for fewer
    limit: h, above 0; cases: patients in every period, all at risk expected / cases; else Poisson counts
    true: what really happens, as a ratio like R: 1 when nothing changed, R when what is looked for is there

    Source: Brook & Evans 1972; for Poisson counts also Lucas 1985, Technometrics 27: 129.

    >>> round(cusum_run_length(4.0, 1.5, 3.0)), round(cusum_run_length(4.0, 1.5, 3.0, true=1.5), 1)
    (145, 7.4)
    """
    return _run_length(expected, ratio, limit, cases, true, STEPS)


@lru_cache(maxsize=512)
def cusum_limit(expected: float, ratio: float, run_length: float, *, cases: int | None = None) -> float:
    """Return the limit h that one side of `stats.cusum` reaches by chance once in `run_length` periods, on
    average.

    expected, ratio, cases: as for `cusum_run_length`. Where even one event is rarer than that, the limit is
    the smallest there is, and it is longer to a false signal than wanted.

    >>> round(cusum_limit(4.0, 1.5, 500), 2), round(cusum_limit(40.0, 1.1, 500), 2)
    (4.24, 3.9)
    """
    if run_length <= 1:
        raise ValueError("a run length is more than one period")

    def beyond(limit: float, steps: int) -> float:
        return log(_run_length(expected, ratio, limit, cases, 1.0, steps) / run_length)

    low, high = SMALLEST, 1.0
    if beyond(low, ROUGH) >= 0:
        return low
    while beyond(high, ROUGH) < 0:
        low, high = high, high * 1.6
    while high - low > 0.05:  # roughly, with few steps: a twentieth of the work
        middle = (low + high) / 2
        low, high = (middle, high) if beyond(middle, ROUGH) < 0 else (low, middle)
    at_low, at_high = beyond(low, FINE), beyond(high, FINE)
    return max(SMALLEST, low - at_low * (high - low) / (at_high - at_low))


def mean_periods(moves: Floats, chances: Floats, limit: float, steps: int = STEPS) -> float:
    """Return the mean periods until a sum that starts at 0 and never falls below it reaches the limit.

    moves, chances: (M,) what a period may add, and how likely that is; limit: above 0, in the same unit
    """
    step = limit / steps
    at = np.arange(steps)
    reached = np.maximum(at[:, None] + moves / step, 0.0)
    # A move that ends on a step must not fall below it by rounding.
    low = np.floor(reached + 1e-9).astype(np.intp)
    share = np.clip(reached - low, 0.0, 1.0)
    chain = np.zeros(steps * steps)
    for target, chance in ((low, chances * (1.0 - share)), (low + 1, chances * share)):
        inside = target < steps
        cell = (at[:, None] * steps + target)[inside]
        chain += np.bincount(cell, weights=chance[inside], minlength=steps * steps)
    return float(np.linalg.solve(np.eye(steps) - chain.reshape(steps, steps), np.ones(steps))[0])


def _run_length(
    expected: float, ratio: float, limit: float, cases: int | None, true: float, steps: int
) -> float:
    if expected <= 0 or limit <= 0 or true <= 0 or ratio <= 0 or ratio == 1:
        raise ValueError("expected events, limit and ratios are above 0, and a ratio of 1 looks for nothing")
    events, chances, usual = _period(expected, ratio, cases, true)
    # In units of one event: up or down by the count, back by what is usual.
    moves = (events - usual) * (1.0 if ratio > 1 else -1.0)
    return mean_periods(moves, chances, limit / abs(log(ratio)), steps)


def _period(expected: float, ratio: float, cases: int | None, true: float) -> tuple[Floats, Floats, float]:
    """Return the possible numbers of events, their chances, and the number that moves the sum neither up nor
    down."""
    if cases is None:
        mean, spread = expected * true, (expected * true) ** 0.5
        events = np.arange(max(0, int(mean - 9 * spread)), int(mean + 9 * spread) + 20, dtype=np.float64)
        chances = np.exp(events * log(mean) - mean - gammaln(events + 1))
        return events, chances, (ratio - 1.0) * expected / log(ratio)
    risk = expected / cases
    if risk >= 1:
        raise ValueError("fewer events are expected than there are cases")
    events = np.arange(cases + 1, dtype=np.float64)
    odds = true * risk / (1.0 - risk)
    ways = gammaln(cases + 1) - gammaln(events + 1) - gammaln(cases - events + 1)
    usual = cases * log1p((ratio - 1.0) * risk) / log(ratio)
    return events, np.exp(ways + events * log(odds) - cases * log1p(odds)), usual
