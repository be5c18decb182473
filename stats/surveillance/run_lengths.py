"""The run length to a false signal of a CUSUM, and the limit that makes it so long.

Exact. From 0 the sum climbs until it is back at 0 or reaches the limit; within a climb it is known by how
many periods and events it has seen. The chances of every climb are added up period by period, without an
equation to solve and without steps to round to: periods to a signal = mean periods of a climb / chance that
it ends at the limit. A Markov chain after Brook & Evans 1972 (Biometrika 59: 539) comes to the same with ever
finer steps.
"""

from __future__ import annotations

from functools import lru_cache
from math import ceil, floor, inf, log, log1p

import numpy as np
from scipy.special import gammaln

from stats.arrays import Floats

UNFINISHED = 1e-10
"""Climbs are followed until what is left of them can move the answer by no more than this part of it."""
TIE = 1e-9
"""A sum this near to 0 or to the limit, in events, is there: the rest is rounding."""
SMALLEST, NEAR = 0.05, 0.001
"""The smallest limit there is, and how near to the exact one a limit is looked for."""


@lru_cache(maxsize=512)
def cusum_run_length(
    expected: float,
    ratio: float,
    limit: float,
    *,
    cases: int | None = None,
    true: float = 1.0,
    head_start: float = 0.0,
) -> float:
    """Return the mean periods until one side of `stats.cusum` reaches its limit. Of two sides that are both
    looked at, 1 / (1 / one + 1 / other).

    expected: events expected in every period; ratio: R, above 1 to look for more, below for fewer
    limit: h, above 0; cases: patients in every period, all at risk expected / cases; else Poisson counts
    true: what really happens, as a ratio like R: 1 when nothing changed, R when what is looked for is there
    head_start: the part of the limit where the sum begins

    Published for Poisson counts, with and without a head start, by Lucas 1985, Technometrics 27: 129.

    >>> round(cusum_run_length(4.0, 1.5, 3.0)), round(cusum_run_length(4.0, 1.5, 3.0, true=1.5), 1)
    (143, 7.4)
    """
    if expected <= 0 or limit <= 0 or true <= 0 or ratio <= 0 or ratio == 1:
        raise ValueError("expected events, limit and ratios are above 0, and a ratio of 1 looks for nothing")
    if not 0 <= head_start < 1:
        raise ValueError("a head start is a part of the limit: 0 or more, and less than 1")
    events, chances, usual = _period(expected, ratio, cases, true)
    # In units of one event: up or down by the count, back by what is usual.
    least, reach = int(events[0]), limit / abs(log(ratio))
    return mean_periods(least, chances, usual, reach, rises=ratio > 1, begins=head_start * reach)


@lru_cache(maxsize=512)
def cusum_limit(expected: float, ratio: float, run_length: float, *, cases: int | None = None) -> float:
    """Return the limit h that one side of `stats.cusum` reaches by chance once in `run_length` periods, on
    average.

    expected, ratio, cases: as for `cusum_run_length`. Counts are whole, so that run lengths go up in steps:
    this is the smallest limit (to 0.001) that is at least as long to a false signal as wanted, and
    `cusum_run_length` says how long it really is. Where even one event is rarer than that, it is the
    smallest limit there is.

    >>> round(cusum_limit(4.0, 1.5, 500), 2), round(cusum_limit(40.0, 1.1, 500), 2)
    (4.22, 3.87)
    """
    if run_length <= 1:
        raise ValueError("a run length is more than one period")

    def beyond(limit: float) -> float:
        return log(cusum_run_length(expected, ratio, limit, cases=cases) / run_length)

    low, high = SMALLEST, 1.0
    if beyond(low) >= 0:
        return low
    while beyond(high) < 0:
        low, high = high, high * 1.6
    while high - low > NEAR:
        middle = (low + high) / 2
        low, high = (low, middle) if beyond(middle) >= 0 else (middle, high)
    return high


def mean_periods(
    least: int, chances: Floats, usual: float, limit: float, *, rises: bool, begins: float = 0.0
) -> float:
    """Return the mean periods until a sum that never falls below 0 reaches the limit.

    A period adds its events less the usual number, or the other way round where the sum does not rise with
    events. chances: (M,) of `least` events, one more, and so on; usual, limit, begins: in events, the limit
    above 0
    """
    lasts, reaches = _climb(least, chances, usual, limit, rises, 0.0)
    periods = lasts / reaches if reaches else inf
    if not begins:
        return periods
    first_lasts, first_reaches = _climb(least, chances, usual, limit, rises, begins)
    return first_lasts + (1.0 - first_reaches) * periods


def _climb(
    least: int, chances: Floats, usual: float, limit: float, rises: bool, begins: float
) -> tuple[float, float]:
    """Return the mean periods until a sum is back at 0 or at the limit, and the chance of the limit."""
    climbing, fewest = np.ones(1), 0  # chances of the climbs under way, by their events from `fewest` on
    begun = signals = 0.0
    lasted = 0
    low, high = (-begins, limit - begins) if rises else (begins - limit, begins)
    while (left := float(climbing.sum())) > UNFINISHED * signals:
        begun, lasted, fewest = begun + left, lasted + 1, fewest + least
        after = np.convolve(climbing, chances)
        first = min(max(floor(lasted * usual + low + TIE) + 1 - fewest, 0), after.size)
        end = min(max(ceil(lasted * usual + high - TIE) - fewest, first), after.size)
        signals += float((after[end:] if rises else after[:first]).sum())
        climbing, fewest = after[first:end], fewest + first
    return begun, signals


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
