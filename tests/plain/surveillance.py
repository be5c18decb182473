"""EWMA and CUSUM one point after the other; run lengths from a Markov chain (Brook & Evans 1972)."""

from math import isnan, log, sqrt

import numpy as np
from scipy.stats import norm


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
