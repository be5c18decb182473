"""Bounds for counts with seasons: the flexible method of Farrington, as Noufaily et al. improved it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betainc, gammaincc

from stats.arrays import Bools, Floats, Ints, as_matrix
from stats.surveillance.recursion import signed

CHANCE = 0.005
"""Of a steady count above its upper bound, and of one below its lower bound."""
YEARS = (3, 5)
"""Least and most years that a bound looks back at."""
FEWEST, OF_LATE = 5, 4
"""There is no bound where fewer events came in so many last periods: too few to call anything unusual."""
OUTBREAK = 2.58
"""Residuals above this count less: what was an outbreak must not hide the next."""
KNOWN = 0.75
"""The part of the years before that must be known."""
BLOCK, STEPS, TINY = 256, 30, 1e-10


@dataclass(frozen=True, slots=True)
class Seasons:
    """A year of so many periods: those on each side of the same place in the year that count as the same
    season, into how many seasons the year is cut, and the newest periods that are left out, lest a beginning
    outbreak raise its own bound."""

    cycle: int
    window: int
    seasons: int
    left_out: int


WEEKS, MONTHS = Seasons(52, 3, 10, 26), Seasons(12, 1, 4, 6)
"""Of weeks as published; of months as near to it as they allow."""


@dataclass(frozen=True, slots=True, eq=False)
class SeasonalBounds:
    """(S, P) each, NaN without a bound. signal: +1 above the upper bound, −1 below the lower, 0 none"""

    expected: Floats
    lower: Floats
    upper: Floats
    signal: Floats


def seasonal_bounds(
    counts: ArrayLike,
    at_risk: ArrayLike | None = None,
    *,
    seasons: Seasons = MONTHS,
    chance: float = CHANCE,
    newest_only: bool = False,
) -> SeasonalBounds:
    """Return for each period what three to five years before it lead to expect, and how far chance reaches.

    counts: (S, P) events, NaN missing; at_risk: (S, P) out of how many, if that changes
    chance: of a count beyond each bound when nothing but season, trend and chance is there
    newest_only: bounds of the last period alone, NaN at the others: many times quicker

        log E = trend + season (+ log at_risk), by quasi-Poisson regression of the periods before, fitted
        twice: with weight 1, then with s^−2 for Anscombe residuals s above 2.58
        bounds: quantiles of the negative binomial distribution with mean E and variance φ E, φ at least 1
        The trend goes where it leads above every count before.

    Sources: Farrington et al. 1996, J R Stat Soc A 159: 547; Noufaily et al. 2013, Stat Med 32: 1206. As
    `farringtonFlexible` of the R package surveillance with thresholdMethod "nbPlugin" and pThresholdTrend 1.

    >>> counts = np.tile([12, 11, 9, 8, 6, 5, 4, 5, 6, 8, 10, 30], 5).astype(float)
    >>> counts[-1] = 50  # a December like no other
    >>> bounds = seasonal_bounds(counts)
    >>> bounds.signal[0, -13:].astype(int).tolist()
    [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]
    """
    y = as_matrix(counts)
    population = np.ones_like(y) if at_risk is None else np.broadcast_to(as_matrix(at_risk), y.shape)
    known = ~np.isnan(y) & (population > 0)
    offset = np.log(np.where(known, population, 1.0))
    expected, spread = np.full_like(y, np.nan), np.full_like(y, np.nan)
    for years in range(YEARS[0], YEARS[1] + 1):  # each as soon as there are so many
        back, design = _design(seasons, years)
        begins = int(back.max())
        end = y.shape[1] if years == YEARS[1] else min(begins + seasons.cycle, y.shape[1])
        if newest_only:
            begins = max(begins, y.shape[1] - 1)
        for first in range(begins, end, BLOCK):
            at = np.arange(first, min(first + BLOCK, end))
            past = at[:, np.newaxis] - back
            before, exposed, seen = (
                part[:, past].reshape(-1, back.size) for part in (y, offset, known.astype(np.float64))
            )
            now = np.log(np.where(population > 0, population, np.nan))[:, at]
            found, dispersion = _ahead(before, exposed, seen > 0, now.ravel(), design)
            expected[:, at], spread[:, at] = found.reshape(now.shape), dispersion.reshape(now.shape)
    expected[_quiet(y)] = np.nan
    lower, upper = (_quantile(part, expected, spread) for part in (chance, 1.0 - chance))
    return SeasonalBounds(expected, lower, upper, signed(y > upper, y < lower, known))


def _quiet(y: Floats) -> Bools:
    """Mark where too few events came of late, the period itself included."""
    late = np.nan_to_num(y).cumsum(axis=1)
    late[:, OF_LATE:] -= late[:, :-OF_LATE].copy()
    return np.asarray(late < FEWEST)


def _design(seasons: Seasons, years: int) -> tuple[Ints, Floats]:
    """Return how many periods back each point of the model lies, and its row: constant, years, seasons.

    Years count from the period itself, and its own season has no column: the constant is its level.
    """
    place = np.zeros(years * seasons.cycle + seasons.window + 1, dtype=np.intp)
    between = np.arange(seasons.cycle - 2 * seasons.window - 1)
    for number, block in enumerate(np.array_split(between, seasons.seasons - 1), 1):
        for year in range(1, years + 1):
            place[year * seasons.cycle - seasons.window - 1 - block] = number
    back = np.arange(place.size - 1, seasons.left_out, -1)
    others = place[back][:, np.newaxis] == np.arange(1, seasons.seasons)
    return back, np.column_stack([np.ones(back.size), -back / seasons.cycle, others])


def _ahead(y: Floats, offset: Floats, known: Bools, now: Floats, design: Floats) -> tuple[Floats, Floats]:
    """Return (K,) expected counts and dispersions; NaN where too little is known. now: the offset ahead"""
    y = np.where(known, y, 0.0)
    level, dispersion = _fitted_twice(y, offset, known, design)
    expected = np.exp(level + now)
    if (too_high := expected > y.max(axis=1)).any():
        without_trend = np.delete(design, 1, axis=1)
        level, again = _fitted_twice(y[too_high], offset[too_high], known[too_high], without_trend)
        expected[too_high], dispersion[too_high] = np.exp(level + now[too_high]), again
    expected[known.mean(axis=1) < KNOWN] = np.nan
    return expected, dispersion


def _fitted_twice(y: Floats, offset: Floats, known: Bools, design: Floats) -> tuple[Floats, Floats]:
    """Return (K,) constant and dispersion of the second fit, in which outbreaks weigh less."""
    weight = known.astype(np.float64)
    _, mean, reach = _fitted(y, offset, weight, design)
    spread = _dispersion(y, mean, weight, design)[:, np.newaxis]
    residual = 1.5 * (y ** (2 / 3) * mean ** (-1 / 6) - mean**0.5)
    residual /= np.sqrt(spread * np.maximum(1.0 - reach, TINY))
    weight *= np.where(residual > OUTBREAK, np.maximum(residual, OUTBREAK) ** -2.0, 1.0)
    weight *= (known.sum(axis=1) / np.maximum(weight.sum(axis=1), TINY))[:, np.newaxis]
    factors, mean, _ = _fitted(y, offset, weight, design)
    return factors[:, 0], _dispersion(y, mean, weight, design)


def _fitted(y: Floats, offset: Floats, weight: Floats, design: Floats) -> tuple[Floats, Floats, Floats]:
    """Return (K, F) coefficients, (K, N) means and leverages of a Poisson regression, by Newton's steps."""
    squares = (design[:, :, np.newaxis] * design[:, np.newaxis, :]).reshape(len(design), -1)
    size = (len(y), design.shape[1], design.shape[1])
    mean = np.asarray(y + 0.1, dtype=np.float64)
    for _ in range(STEPS):
        pull = weight * mean
        curve = (pull @ squares).reshape(size) + TINY * np.eye(size[1])
        aim = (pull * (np.log(mean) - offset) + weight * (y - mean)) @ design
        factors = np.asarray(np.linalg.solve(curve, aim[:, :, np.newaxis])[:, :, 0], dtype=np.float64)
        before, mean = mean, np.asarray(np.exp(np.clip(factors @ design.T + offset, -25.0, 25.0)))
        if np.allclose(before, mean, rtol=1e-9, atol=1e-9):
            break
    curve = ((weight * mean) @ squares).reshape(size) + TINY * np.eye(size[1])
    reach = weight * mean * (design @ np.linalg.inv(curve) * design).sum(axis=2)
    return factors, mean, np.asarray(reach)


def _dispersion(y: Floats, mean: Floats, weight: Floats, design: Floats) -> Floats:
    """Return (K,) Pearson's, not below that of chance alone."""
    free = np.maximum((weight > 0).sum(axis=1) - design.shape[1], 1)
    return np.asarray(np.maximum((weight * (y - mean) ** 2 / mean).sum(axis=1) / free, 1.0))


def _quantile(chance: float, mean: Floats, dispersion: Floats) -> Floats:
    """Return the smallest count that is not exceeded by this chance, NaN where the mean is not known."""
    known = ~np.isnan(mean)
    mean, dispersion = mean[known], dispersion[known]
    low, high = np.full(mean.shape, -1.0), np.ceil(mean + 40 * np.sqrt(mean * dispersion) + 40)
    extra = np.maximum(dispersion - 1.0, 1e-9)  # Poisson is its border
    while np.any(high - low > 1):
        middle = np.floor((low + high) / 2)
        below = np.where(
            dispersion > 1.0 + 1e-9,
            betainc(mean / extra, middle + 1.0, 1.0 / (1.0 + extra)),
            gammaincc(middle + 1.0, mean),
        )
        low, high = np.where(below < chance, middle, low), np.where(below < chance, high, middle)
    found = np.full(known.shape, np.nan)
    found[known] = high
    return found
