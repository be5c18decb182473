"""Seasons and neighbours the slow way: one series, least squares by numpy, ranks and F by scipy."""

from math import cos, isnan, nan, pi, sin

import numpy as np
from scipy.stats import f as f_distribution
from scipy.stats import rankdata


def plain_seasonality(values: list[float], phase: list[int], cycle: int) -> tuple[float, float]:
    """(p, lag-1 autocorrelation) of one series whose first season is 0."""
    columns = [i for i, y in enumerate(values) if not isnan(y)]
    level = {n: np.mean([values[i] for i in columns if phase[i] == n] or [nan]) for n in set(phase)}
    away = {i: values[i] - level[phase[i]] for i in columns}
    r = _neighbours(away, phase)
    seen = [sum(i % cycle == season for i in columns) for season in range(cycle)]
    if min(seen) < 2 or len(columns) < 2.5 * cycle:
        return nan, r
    ranks = rankdata([away[i] for i in columns]) - (len(columns) + 1) / 2
    waves = {4: 1, 7: 3, 12: 2}[cycle]
    line = [[1.0, i / len(values)] for i in columns]
    wave = [
        [way(2 * pi * k * (i % cycle) / cycle) for k in range(1, waves + 1) for way in (cos, sin)]
        for i in columns
    ]
    before = _left(line, ranks)
    left = _left([a + b for a, b in zip(line, wave, strict=True)], ranks)
    freedom = len(columns) - 2 - 2 * waves - max(phase)
    if freedom <= 0 or before @ before == 0:
        return nan if freedom <= 0 else 1.0, r
    gain = before @ before - left @ left
    f = gain / (2 * waves) / max(left @ left, 1e-12 * (before @ before)) * freedom
    wander = _neighbours(dict(zip(columns, left, strict=True)), phase)
    wander = (0.0 if isnan(wander) else wander) + (2 + 2 * waves) / 2 / len(columns)
    wander = min(max(wander, 0.0), 0.9)
    slow = max(
        (1 - wander**2) / (1 - 2 * wander * cos(2 * pi * k / cycle) + wander**2) for k in range(1, waves + 1)
    )
    return float(f_distribution.sf(f / max(slow, 1.0), 2 * waves, freedom)), r


def _left(design: list[list[float]], values: np.ndarray) -> np.ndarray:
    weights, *_ = np.linalg.lstsq(np.array(design), values)
    return values - np.array(design) @ weights


def _neighbours(away: dict[int, float], phase: list[int]) -> float:
    pairs = [away[i] * away[i + 1] for i in away if i + 1 in away and phase[i] == phase[i + 1]]
    squares = sum(a * a for a in away.values())
    if len(away) < 3 or not pairs or squares == 0:
        return nan
    return len(away) * sum(pairs) / (len(pairs) * squares)
