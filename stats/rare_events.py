"""Times between rare events, and how long a silence chance alone makes.

Times between events that come at a steady rate are exponential, cases between them geometric: both have no
memory, so a silence is judged from the last event on, however long the record before it.
Source: Benneyan 2001, Health Care Manag Sci 4: 305; Provost & Murray 2011, ch. 7; the chance that allows for
an uncertain rate: the gamma mixture of exponentials (Lomax), Gelman et al., Bayesian Data Analysis, 2.6.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from stats.arrays import Floats, Ints


def moments(series: ArrayLike, day: ArrayLike) -> Floats:
    """Return (N,) the moment of each event, in days, sorted by series and day.

    An event alone on its day stands at the day's beginning. Of k events of one series on one day, the i-th
    (from 0) stands at day + i / k: set evenly through the day, because nobody knows at what hour they came.
    No gap is then zero, the next day's events stay later, and no event is lost.

    >>> moments([7, 7, 7, 8], [100, 103, 103, 103])
    array([100. , 103. , 103.5, 103. ])
    """
    place, size = _ties(np.asarray(series), np.asarray(day))
    return np.asarray(day, dtype=np.float64) + place / size


def ties(series: ArrayLike, day: ArrayLike) -> Ints:
    """Return (N,) how many events of its series fall on the day of each event, sorted by series and day.

    >>> ties([7, 7, 7, 8], [100, 103, 103, 103])
    array([1, 2, 2, 1])
    """
    return _ties(np.asarray(series), np.asarray(day))[1]


def _ties(series: Ints, day: Ints) -> tuple[Ints, Ints]:
    """Return the place among the events of one series and day, and how many they are."""
    if not series.size:
        return np.zeros(0, dtype=np.intp), np.ones(0, dtype=np.intp)
    starts = np.flatnonzero(np.r_[True, (np.diff(series) != 0) | (np.diff(day) != 0)])
    sizes = np.diff(np.r_[starts, series.size])
    return np.arange(series.size) - np.repeat(starts, sizes), np.repeat(sizes, sizes)


def silence_chance(time: ArrayLike, mean: ArrayLike) -> Floats:
    """Return the chance that no event comes for this long or longer, at a rate of one every `mean`: exp(−time
    / mean).

    60 days without, one event every 30 days: exp(−2), about 14 in 100.

    >>> silence_chance(60, 30).round(3)
    np.float64(0.135)
    """
    return np.asarray(np.exp(-np.asarray(time, dtype=np.float64) / np.asarray(mean, dtype=np.float64)))[()]


def silence_chance_cases(cases: ArrayLike, mean: ArrayLike) -> Floats:
    """Return the chance that this many cases, or more, pass before the next event, where `mean` cases pass
    between two: (m / (m + 1)) ^ cases. Also for time counted in whole days.

    >>> silence_chance_cases(60, 30).round(3)  # 1 in 31 cases is an event
    np.float64(0.14)
    """
    m = np.asarray(mean, dtype=np.float64)
    return np.asarray((m / (m + 1.0)) ** np.asarray(cases, dtype=np.float64))[()]


def silence_chance_uncertain(time: ArrayLike, mean: ArrayLike, gaps: ArrayLike) -> Floats:
    """Return `silence_chance`, knowing the rate from so many gaps only: (n m / (n m + time)) ^ n.

    Few gaps leave room for a slower rate, so that the same silence is less remarkable; with many the two
    agree.

    >>> silence_chance_uncertain(60, 30, [1, 5, 1000]).round(3)
    array([0.333, 0.186, 0.136])
    """
    n = np.asarray(gaps, dtype=np.float64)
    total = n * np.asarray(mean, dtype=np.float64)
    return np.asarray((total / (total + np.asarray(time, dtype=np.float64))) ** n)[()]
