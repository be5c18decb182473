"""Does a series repeat itself: every year (or week), or from one point to the next?

Both make control limits say something other than they seem to. A yearly pattern widens them; points that
follow their neighbours narrow them and fire rules by themselves. Here both are measured, and nothing is done.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import fdtrc

from stats.arrays import Bools, Floats, Ints, as_matrix, divide
from stats.diagnostics.change_point import centred_ranks
from stats.limits.phases import Phases
from stats.limits.segments import Segments

LEVEL = 0.01
MIN_CYCLES, MIN_SEEN = 2.5, 2
# Two waves, one and two a cycle, draw any smooth year; a week is drawn day by day with all three of its,
# and of quarters there is but one.
MOST_WAVES = {7: 3}
USUAL_WAVES = 2


@dataclass(frozen=True, slots=True, eq=False)
class Seasonality:
    """(S,) each; NaN (or −1, False) where there are too few points to say.

    is_seasonal: p at or below the level
    p:           chance of so strong a pattern in a series that has none, but may wander
    share:       of the variation around the level and a straight slope, how much the pattern explains, 0–1
    swing:       highest season less lowest, in units of the values
    peak:        the season (0 … cycle − 1) where the pattern is highest
    autocorrelation, autocorrelation_limit: of neighbours, and what chance alone would rarely exceed
    is_autocorrelated: above that limit
    """

    is_seasonal: Bools
    p: Floats
    share: Floats
    swing: Floats
    peak: Ints
    autocorrelation: Floats
    autocorrelation_limit: Floats
    is_autocorrelated: Bools


def find_seasonality(
    values: ArrayLike,
    season: ArrayLike,
    *,
    cycle: int = 12,
    phases: Phases | None = None,
    judged: Bools | None = None,
    level: float = LEVEL,
) -> Seasonality:
    """Look for a pattern that comes back, in every series.

    values: (S, P) as charted; NaN is missing. season: (P,) 0 … cycle − 1, the month or weekday of each period
    cycle:  seasons in one round, at least 3
    phases: levels differ between phases, which is no season; excluded points are passed over
    judged: (S, P) False: leave the point out

    Least squares on ranks (Conover & Iman 1981, Am Stat 35: 124), so that one wild point makes no season:

        rank = slope + Σ a_k cos(2πk season / cycle) + b_k sin(…)        k = 1, 2; for a week k = 1, 2, 3

    F compares with and without the waves. A series that wanders has slow waves by chance: F is divided by
    the spectrum of a first-order autoregression at the wave where it is largest,
    (1 − r²) / (1 − 2 r cos(2πk / cycle) + r²), r > 0 from what the fit leaves. Points for two and a half
    cycles are needed, and every season twice.

    >>> month = np.arange(36) % 12
    >>> winter = 50 + 10 * np.cos(2 * np.pi * month / 12) + np.array([1, -2, 2, -1] * 9)
    >>> found = find_seasonality([winter], month)
    >>> bool(found.is_seasonal[0]), int(found.peak[0]), found.share.round(2)
    (True, 0, array([0.92]))
    """
    known = as_matrix(values)
    shape = (known.shape[0], known.shape[1])
    phases = Phases.single(shape) if phases is None else phases
    known = np.where(phases.included & (True if judged is None else judged), known, np.nan)
    segments = Segments.of_phases(phases.phase)
    level_of = segments.spread(segments.mean(known.ravel())).reshape(shape)
    away = known - level_of
    r, limit = autocorrelation(away, phases)

    if cycle < 3:
        raise ValueError("a cycle has at least three seasons")
    place = np.asarray(season, dtype=np.intp)
    waves = min(MOST_WAVES.get(cycle, USUAL_WAVES), (cycle - 1) // 2)
    angle = 2 * np.pi * np.outer(place, np.arange(1, waves + 1)) / cycle
    design = np.concatenate([_line(shape[1]), np.cos(angle), np.sin(angle)], axis=1)
    enough = _enough(~np.isnan(known), place, cycle)
    ranks = centred_ranks(away)
    _, without = _fit(ranks, design[:, :2], enough)
    _, left = _fit(ranks, design, enough)
    extra_levels = phases.phase.max(axis=1, initial=0)
    freedom = np.count_nonzero(~np.isnan(known), axis=1) - design.shape[1] - extra_levels
    enough &= freedom > 0
    before, after = np.nansum(without**2, axis=1), np.nansum(left**2, axis=1)
    gain = np.maximum(before - after, 0.0)
    f = divide(gain / (2 * waves), np.maximum(after, 1e-12 * before) / np.maximum(freedom, 1))
    f = f / _wandering(left, phases, waves, cycle, design.shape[1])
    p = np.where(enough, fdtrc(2.0 * waves, np.maximum(freedom, 1).astype(float), np.nan_to_num(f)), np.nan)

    weights, _ = _fit(away, design, enough)
    every = 2 * np.pi * np.outer(np.arange(cycle), np.arange(1, waves + 1)) / cycle
    pattern = weights[:, 2:] @ np.concatenate([np.cos(every), np.sin(every)], axis=1).T
    return Seasonality(
        is_seasonal=np.nan_to_num(p, nan=1.0) <= level,
        p=p,
        share=np.where(enough, np.nan_to_num(divide(gain, before)), np.nan),
        swing=np.where(enough, pattern.max(axis=1) - pattern.min(axis=1), np.nan),
        peak=np.where(enough, pattern.argmax(axis=1), -1),
        autocorrelation=r,
        autocorrelation_limit=limit,
        is_autocorrelated=r > limit,
    )


def waves_of(values: Floats, season: ArrayLike, newest: Bools, *, cycle: int = 12) -> tuple[Floats, int]:
    """Return (S, P) the pattern that comes back in each series, and how many numbers describe it.

    values: (S, P), NaN missing; season: as of `find_seasonality`; newest: (S, P) points whose level may be
    another one. Least squares on level, slope, another level of the newest points, and the waves: what moved
    of late makes no season, and a season no change. All zero where there are too few points.

    >>> month = np.arange(36) % 12
    >>> winter = 10 * np.cos(2 * np.pi * month / 12) + 5.0 * (np.arange(36) >= 30)
    >>> waves, numbers = waves_of(winter[np.newaxis], month, (np.arange(36) >= 30)[np.newaxis])
    >>> waves[0, :3].round(6).tolist(), numbers
    ([10.0, 8.660254, 5.0], 4)
    """
    waves = min(MOST_WAVES.get(cycle, USUAL_WAVES), (cycle - 1) // 2)
    angle = 2 * np.pi * np.outer(np.asarray(season, dtype=np.intp), np.arange(1, waves + 1)) / cycle
    repeated = np.concatenate([np.cos(angle), np.sin(angle)], axis=1)
    out = np.zeros(values.shape)
    for row in range(len(values)):
        design = np.column_stack([_line(values.shape[1]), newest[row], repeated])
        known = ~np.isnan(values[row])
        if known.sum() > design.shape[1]:
            weights, *_ = np.linalg.lstsq(design[known], values[row, known], rcond=None)
            out[row] = repeated @ weights[3:]
    return out, repeated.shape[1]


def autocorrelation(away: Floats, phases: Phases) -> tuple[Floats, Floats]:
    """Return (S,) lag-1 autocorrelation of distances (S, P) from the level, and its one-sided 95 % limit.

    r = mean of products of neighbours / mean square; never across a gap or a rephase. Limit:
    (−1 + 1.645 sqrt(n − 2)) / (n − 1) (Anderson 1942, Ann Math Stat 13: 1). NaN below three points.

    >>> r, limit = autocorrelation(np.array([[1.0, 2.0, 1.0, -1.0, -2.0, -1.0]]), Phases.single((1, 6)))
    >>> r.round(2), limit.round(2)  # 6/5 × (2 + 2 − 1 + 2 + 2) / 12
    (array([0.7]), array([0.46]))
    """
    known = ~np.isnan(away)
    flat = np.where(known, away, 0.0)
    joined = known[:, 1:] & known[:, :-1] & (phases.phase[:, 1:] == phases.phase[:, :-1])
    count = np.count_nonzero(known, axis=1).astype(np.float64)
    products = np.sum(np.where(joined, flat[:, 1:] * flat[:, :-1], 0.0), axis=1)
    r = divide(count * products, np.count_nonzero(joined, axis=1) * np.sum(flat**2, axis=1))
    limit = divide(-1.0 + 1.645 * np.sqrt(np.maximum(count - 2.0, 0.0)), count - 1.0)
    few = count < 3
    return np.where(few, np.nan, r), np.where(few, np.nan, limit)


def _line(periods: int) -> Floats:
    """Return (P, 2) a level and a slope, of like size."""
    return np.stack([np.ones(periods), np.linspace(-1.0, 1.0, periods)], axis=1)


def _enough(known: Bools, season: Ints, cycle: int) -> Bools:
    """Return (S,) whether there are points for two and a half cycles, and every season at least twice."""
    seen = known.astype(np.float64) @ (season[:, np.newaxis] == np.arange(cycle)).astype(np.float64)
    enough: Bools = (seen.min(axis=1) >= MIN_SEEN) & (seen.sum(axis=1) >= MIN_CYCLES * cycle)
    return enough


def _fit(values: Floats, design: Floats, enough: Bools) -> tuple[Floats, Floats]:
    """Return ((S, Q) weights, (S, P) what they leave) by least squares on the known points; 0 where not
    enough."""
    known = ~np.isnan(values)
    flat = np.where(known, values, 0.0)
    number = design.shape[1]
    products = (design[:, :, np.newaxis] * design[:, np.newaxis, :]).reshape(-1, number * number)
    squares = (known @ products).reshape(-1, number, number)
    squares[~enough] = np.eye(number)
    weights = np.asarray(np.linalg.solve(squares, (flat @ design)[..., np.newaxis])[..., 0], dtype=np.float64)
    return weights, np.where(known, flat - weights @ design.T, np.nan)


def _wandering(left: Floats, phases: Phases, waves: int, cycle: int, parameters: int) -> Floats:
    """Return (S,) how much more a wandering series moves at the slow waves than on average, at least 1."""
    r, _ = autocorrelation(left, phases)
    count = np.count_nonzero(~np.isnan(left), axis=1)
    # The fit draws r down by about half its number of parameters / n.
    r = np.clip(np.nan_to_num(r) + divide(np.full(len(r), parameters / 2.0), count), 0.0, 0.9)[:, np.newaxis]
    angle = 2 * np.pi * np.arange(1, waves + 1) / cycle
    spectrum = (1 - r**2) / (1 - 2 * r * np.cos(angle) + r**2)
    largest: Floats = np.maximum(np.nan_to_num(spectrum).max(axis=1), 1.0)
    return largest
