"""The smallest lasting change that a chart would have found: what its silence means.

The last six points of a chart lie higher (or lower) by the same amount: does a rule mark one of them in that
direction? The amount with which four in five of such charts do is the smallest that the chart finds. It was
simulated, limits from the same points, neighbours independent (`python -m bench.simulate.detectable_change`).

Charts whose sigma follows from the centre line differ by how skewed their points are, and by little else. One
table, of Poisson counts, serves p, u and c charts: a share is as skewed as some count.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from math import log
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import bdtr, ndtri, pdtr

from stats.arrays import Bools, Floats
from stats.charts import control_chart
from stats.rules.detect import detect
from stats.rules.sets import RULE_SETS, RuleSet
from stats.rules.simulate import LENGTHS
from stats.rules.steady import AT_RISK, BETWEEN, EVENTS, LEVEL, SIGMA
from stats.simulated import read_table

TABLE = Path(__file__).with_name("detectable_change.csv")
"""Per rule set, chart, direction and events a period (0: charts without): the change by number of points."""
LATEST, POWER = 6, 0.8
"""Periods that a change has lasted, and the share of such changes that are found."""
COUNTED = (1.0, 2.0, 4.0, 8.0, 16.0, 40.0, 120.0, 1000.0)
"""Events a period that are simulated; more are as good as a thousand."""
FROM_CHANCE, BETWEEN_EVENTS = ("p", "u", "c"), ("g", "t")
KINDS = ("run", "xmr", "i", "u", "pp", "up", "ip", "t", "g")
"""Charts that are simulated."""
TABLE_SERIES, SERIES, STEPS, NEAR = 8_000, 2_000, 9, 0.01
NEVER = float("inf")
AT = tuple(-1.0 / points for points in LENGTHS)
"""Between them a change is nearly straight in one over the number of points."""


def detectable_change(
    kind: str,
    rule_set: RuleSet | str,
    points: ArrayLike,
    direction: int,
    *,
    events: ArrayLike = np.nan,
    share: ArrayLike = 0.0,
) -> Floats:
    """Return the smallest change of the last six points that is found with 80 %; any shape of points.

    kind: `KINDS`, or p or c; points: known points of the phase in force, those six among them, 12 to 60 (the
    nearest of them beyond); direction: +1 higher, −1 lower
    events: expected in a period, of p, u and c charts; share: events out of all at risk, of p charts

    In sigmas of the chart; of g and t charts by how many times longer or shorter what lies between is on
    average. Infinite where no change would be found that often, as no count falls below zero; NaN for other
    charts.

    >>> bool(detectable_change("xmr", "plotthedots", 24, 1) > detectable_change("xmr", "plotthedots", 60, 1))
    True
    >>> float(detectable_change("u", "plotthedots", 36, -1, events=1.0))
    inf
    """
    lengths = np.clip(np.asarray(points, dtype=np.float64), LENGTHS[0], LENGTHS[-1])
    if kind in FROM_CHANCE:
        side, counted = _as_counts(np.asarray(events, dtype=np.float64), np.asarray(share, dtype=np.float64))
        lengths, side, counted = np.broadcast_arrays(lengths, side * direction, counted)
        each = zip(*(one.ravel().tolist() for one in (lengths, side, counted)), strict=True)
        found = [_of_counts(rule_set, *one) for one in each]
        return np.asarray(found, dtype=np.float64).reshape(lengths.shape)
    if kind not in KINDS:
        return np.full(lengths.shape, np.nan)
    return _between(-1.0 / lengths, AT, _row(kind, rule_set, direction, 0.0))


def _as_counts(events: Floats, share: Floats) -> tuple[Floats, Floats]:
    """Return the side to look at and the Poisson count that is as skewed as so many events out of all.

    A binomial count has skewness (1 − 2p) / sqrt(np (1 − p)), a Poisson count 1 / sqrt(mean). Above one half
    it is those who are not counted that are rare.
    """
    with np.errstate(divide="ignore"):
        counted = events * (1.0 - share) / np.maximum((1.0 - 2.0 * share) ** 2, 1e-9)
    return np.where(share > 0.5, -1, 1), counted


def _of_counts(rule_set: RuleSet | str, points: float, side: float, counted: float) -> float:
    if not counted > 0:
        return float("nan")
    rows = [float(_between(-1.0 / points, AT, _row("u", rule_set, int(side), one))) for one in COUNTED]
    return float(_between(log(counted), [log(one) for one in COUNTED], rows))


def _between(at: float | Floats, known: Sequence[float], changes: Sequence[float]) -> Floats:
    """Interpolate by reciprocals, which NEVER has too: 0."""
    with np.errstate(divide="ignore"):
        return np.asarray(1.0 / np.interp(at, known, 1.0 / np.asarray(changes, dtype=np.float64)))


def _row(kind: str, rule_set: RuleSet | str, direction: int, events: float) -> tuple[float, ...]:
    """Return the smallest changes by LENGTHS."""
    rules = RULE_SETS[rule_set] if isinstance(rule_set, str) else rule_set
    stored = _published().get((rules.name, kind, str(direction), f"{events:g}"))
    if RULE_SETS.get(rules.name) == rules and stored:
        return stored
    return tuple(simulated(kind, rules, length, direction, events) for length in LENGTHS)


@lru_cache(maxsize=2048)
def simulated(
    kind: str, rules: RuleSet, points: int, direction: int, events: float = 0.0, series: int = SERIES
) -> float:
    """Return the smallest change by simulation, the same draws moved further or less far."""
    random = np.random.default_rng([points, KINDS.index(kind), int(events)])
    chance, other = random.random((2, series, points))

    def missed(change: float) -> float:
        """Return how far what is found lies off POWER, on a scale on which it is nearly straight."""
        found = power(kind, rules, chance, other, direction, change, events)
        return float(ndtri(np.clip(found, 1 / series, 1 - 1 / series)) - ndtri(POWER))

    low, high = _span(kind, direction, events)
    above, below = missed(high), None
    if above < 0:
        return NEVER
    at = _usual(kind, direction, low, high)
    for _ in range(STEPS):
        off = missed(at)
        if abs(off) < NEAR:
            break
        low, below, high, above = (at, off, high, above) if off < 0 else (low, below, at, off)
        part = 0.5 if below is None else -below / (above - below)
        at = low * (high / low) ** part if kind in BETWEEN_EVENTS else low + (high - low) * part
    return at


def _usual(kind: str, direction: int, low: float, high: float) -> float:
    """Return where the search begins."""
    if kind in BETWEEN_EVENTS:
        return 5.0 if direction > 0 else 0.05
    return min(2.5, (low + high) / 2)


def _span(kind: str, direction: int, events: float) -> tuple[float, float]:
    """Return the changes between which the smallest one is looked for."""
    if kind in BETWEEN_EVENTS:
        return (1.0, 200.0) if direction > 0 else (1.0, 1e-4)
    return 0.0, min(12.0, events**0.5) if events and direction < 0 else 12.0


def power(
    kind: str,
    rules: RuleSet | str,
    chance: Floats,
    other: Floats,
    direction: int,
    change: float,
    events: float,
) -> float:
    """Return the share of series that a rule marks in a direction at one of the last six points.

    chance, other: (S, P) quantiles; change: of the last six, as of `detectable_change`
    """
    moved = np.zeros(chance.shape[1], dtype=np.bool_)
    moved[-LATEST:] = True
    found = detect(
        control_chart(kind, *_drawn(kind, chance, other, moved, direction * change, change, events)), rules
    )
    return float((found.winner_direction[:, -LATEST:] == direction).any(axis=1).mean())


def _drawn(
    kind: str, chance: Floats, other: Floats, moved: Bools, by: float, times: float, events: float
) -> tuple[Floats, Floats | None]:
    """Return numerators and denominators of series whose last points moved by so many sigmas, or times."""
    match kind:
        case "u" | "up":
            mean = events or EVENTS
            counts = np.arange(10.0 * mean + 50)
            after = max(mean + by * float(np.sqrt(mean)), 1e-9)
            return _counts(chance, moved, pdtr(counts, mean), pdtr(counts, after)), np.full_like(
                chance, AT_RISK
            )
        case "pp":
            share, counts = EVENTS / AT_RISK, np.arange(AT_RISK + 1)
            after = float(np.clip(share + by * np.sqrt(share * (1 - share) / AT_RISK), 1e-9, 1 - 1e-9))
            below = bdtr(counts, AT_RISK, share), bdtr(counts, AT_RISK, after)
            return _counts(chance, moved, *below), np.full_like(chance, AT_RISK)
        case "g":
            return np.floor(
                np.log1p(-chance) / np.log1p(-1 / (1 + BETWEEN * np.where(moved, times, 1.0)))
            ), None
        case "t":
            return -BETWEEN * np.where(moved, times, 1.0) * np.log1p(-chance), None
        case "ip":
            size = 20.0 + np.floor(41 * other)
            return size * LEVEL + SIGMA * (
                np.sqrt(size) * ndtri(chance) + size * moved * by / np.sqrt(40.0)
            ), size
        case _:
            return LEVEL + SIGMA * (ndtri(chance) + moved * by), None


def _counts(chance: Floats, moved: Bools, before: NDArray[Any], after: NDArray[Any]) -> Floats:
    """Return the counts at quantiles (S, P): of one distribution function, of another where moved (P,)."""
    found = np.empty_like(chance)
    found[:, ~moved] = np.searchsorted(before, chance[:, ~moved])
    found[:, moved] = np.searchsorted(after, chance[:, moved])
    return found


@cache
def _published() -> dict[tuple[str, ...], tuple[float, ...]]:
    return read_table(TABLE, keys=4)[1] if TABLE.exists() else {}
