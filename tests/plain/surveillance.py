"""EWMA and CUSUM one point after the other; run lengths from a Markov chain (Brook & Evans 1972)."""

from math import isnan, log, sqrt

import numpy as np
from scipy.sparse import coo_array, eye_array
from scipy.sparse.linalg import spsolve
from scipy.stats import binom, norm, poisson


def plain_ewma(
    values: list[float], weight: float, width: float, centre: float
) -> tuple[list[float], list[float]]:
    """(values, upper limits) with sigma 1."""
    z, t, smooth, upper = centre, 0, [], []
    for y in values:
        if not isnan(y):
            z, t = weight * y + (1 - weight) * z, t + 1
        smooth.append(z)
        upper.append(centre + width * sqrt(weight / (2 - weight) * (1 - (1 - weight) ** (2 * t))))
    return smooth, upper


def plain_cusum(
    observed: list[float], expected: list[float], cases: list[float] | None, ratio: float
) -> list[float]:
    total, sums = 0.0, []
    for t, (o, e) in enumerate(zip(observed, expected, strict=True)):
        if not isnan(o) and not isnan(e) and cases is None:
            total = max(0.0, total + o * log(ratio) - (ratio - 1) * e)
        elif cases is not None and not isnan(o) and not isnan(e) and cases[t] > 0:
            n = cases[t]
            total = max(0.0, total + o * log(ratio) - n * log(1 + (ratio - 1) * e / n))
        sums.append(total)
    return sums


def ewma_run_length(weight: float, width: float, shift: float, states: int = 201) -> float:
    """Mean points to the first signal, with the limits that are approached in the end."""
    reach = width * sqrt(weight / (2 - weight))
    step = 2 * reach / states
    middle = -reach + step * (np.arange(states) + 0.5)
    to = (middle[np.newaxis] - (1 - weight) * middle[:, np.newaxis]) / weight
    half = step / 2 / weight
    move = norm.cdf(to + half - shift) - norm.cdf(to - half - shift)
    return float(np.linalg.solve(np.eye(states) - move, np.ones(states))[states // 2])


def cusum_run_length(risk: float, ratio: float, limit: float, states: int = 2000) -> float:
    """Mean patients to the first signal, all of one risk."""
    gain = log(ratio) - log(1 + (ratio - 1) * risk)
    loss = -log(1 + (ratio - 1) * risk)
    place = (np.arange(states) + 0.5) * limit / states
    place[0] = 0.0
    move = np.zeros((states, states))
    for step, chance in ((gain, risk), (loss, 1 - risk)):
        reached = np.maximum(place + step, 0.0)
        # Between two places the chance is shared, so that the mean step is right.
        low = np.clip(((reached / limit * states) - 0.5).astype(int), 0, states - 1)
        share = np.clip(reached / limit * states - 0.5 - low, 0, 1)
        inside = reached < limit
        np.add.at(move, (np.flatnonzero(inside), low[inside]), (chance * (1 - share))[inside])
        within = inside & (low + 1 < states)
        np.add.at(move, (np.flatnonzero(within), low[within] + 1), (chance * share)[within])
    return float(np.linalg.solve(np.eye(states) - move, np.ones(states))[0])


def period_run_length(
    expected: float, ratio: float, limit: float, cases: int | None, true: float, states: int = 2000
) -> float:
    """Mean periods to the first signal, each of so many expected events."""
    if cases is None:
        events = np.arange(200)
        chances, usual = poisson.pmf(events, expected * true), (ratio - 1) * expected
    else:
        events, risk = np.arange(cases + 1), expected / cases
        odds = true * risk / (1 - risk)
        chances, usual = binom.pmf(events, cases, odds / (1 + odds)), cases * log(1 + (ratio - 1) * risk)
    place = np.arange(states) * limit / states
    reached = np.maximum(place[:, np.newaxis] + events * log(ratio) - usual, 0.0) / limit * states
    low = (reached + 1e-9).astype(int)
    share = np.clip(reached - low, 0, 1)
    rows, many = (
        np.broadcast_to(np.arange(states)[:, np.newaxis], low.shape),
        np.broadcast_to(chances, low.shape),
    )
    at = [(rows, low, many * (1 - share)), (rows, low + 1, many * share)]
    row, column, chance = (np.concatenate([part[i].ravel() for part in at]) for i in range(3))
    inside = column < states
    move = coo_array((chance[inside], (row[inside], column[inside])), shape=(states, states))
    return float(spsolve((eye_array(states) - move).tocsc(), np.ones(states))[0])
