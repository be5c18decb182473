"""Common cause variation: counts as chance makes them, with a little more spread than pure chance.

Each series is drawn several times, and the first draw whose last months would not set off a rule by
themselves is taken. Pure chance would flag the newest point of about one chart in twenty; a demo of two
hundred charts would then drown its stories. Earlier months are left as chance made them.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Literal

import numpy as np

SEED = 20261120
_DRAWS = 16
_WATCHED = 12
"""Newest periods in which a draw must be calm."""


@dataclass(frozen=True)
class Process:
    """How a measure varies around its level."""

    kind: Literal["share", "rate", "mean"]
    per: float = 1
    """100 for a percentage, 1000 for a rate per 1,000."""
    spread: float = 0.0
    """Standard deviation from period to period beyond chance: of a share in points, else relative to the
    level."""


def generator(name: str) -> np.random.Generator:
    """Random numbers that belong to one name: a further measure leaves the others as they were."""
    return np.random.default_rng([SEED, zlib.crc32(name.encode())])


def numerators(name: str, process: Process, level: np.ndarray, denominators: np.ndarray) -> np.ndarray:
    """Services × periods: what was counted, given each level and denominator."""
    rng = generator(name)
    shape = (_DRAWS, *level.shape)
    drawn = _draw(rng, process, np.broadcast_to(level, shape), np.broadcast_to(denominators, shape))
    with np.errstate(divide="ignore", invalid="ignore"):
        away = (drawn / denominators * process.per - level) / _sigma(process, level, denominators)
    restless = _is_restless(np.where(np.isfinite(away), away, 0))
    return np.take_along_axis(drawn, restless.argmin(axis=0)[None, :, None], axis=0)[0]


def _draw(
    rng: np.random.Generator, process: Process, level: np.ndarray, denominators: np.ndarray
) -> np.ndarray:
    wobble = rng.standard_normal(level.shape)
    if process.kind == "share":
        chance = np.clip((level + process.spread * wobble) / process.per, 0, 1)
        # Where the level is 100 %, nothing ever fails.
        return rng.binomial(denominators, np.where(level >= process.per, 1, chance))
    if process.kind == "rate":
        return rng.poisson(
            np.clip(level * (1 + process.spread * wobble), 0, None) / process.per * denominators
        )
    return np.rint(level * (1 + process.spread * wobble) * denominators / process.per).astype(int)


def _sigma(process: Process, level: np.ndarray, denominators: np.ndarray) -> np.ndarray:
    if process.kind == "share":
        return np.sqrt(level * (process.per - level) / denominators + process.spread**2)
    if process.kind == "rate":
        return np.sqrt(level * process.per / denominators + (process.spread * level) ** 2)
    return process.spread * level


def _is_restless(away: np.ndarray) -> np.ndarray:
    """Draws × services: whether the newest periods hold a far point, a long run, a climb or two near
    limits. A little stricter than the rules, since a chart knows its level less well than we do."""
    newest = away[..., -_WATCHED:]
    side = np.sign(newest)
    step = np.sign(np.diff(newest))
    far = (np.abs(newest) > 2.5).any(axis=-1)
    near_limits = (_windows(side * (np.abs(newest) > 1.6), 3).__abs__() >= 2).any(axis=-1)
    run = (np.abs(_windows(side, 6)) == 6).any(axis=-1)
    climb = (np.abs(_windows(step, 5)) == 5).any(axis=-1)
    return far | near_limits | run | climb


def _windows(values: np.ndarray, length: int) -> np.ndarray:
    """Sums over each window of neighbours."""
    return np.lib.stride_tricks.sliding_window_view(values, length, axis=-1).sum(axis=-1)
