"""Common cause variation: counts as chance makes them, with a little more spread than pure chance.

Each series is drawn several times, and the draw whose last months come least near to setting off a rule by
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
    """The way a measure varies around its level."""

    kind: Literal["share", "rate", "mean"]
    per: float = 1
    """100 for a percentage, 1000 for a rate per 1,000."""
    spread: float = 0.0
    """Standard deviation from period to period beyond chance: of a share in points, else relative to the
    level."""


def generator(name: str) -> np.random.Generator:
    """Make random numbers that belong to one name: a further measure leaves the others as they were."""
    return np.random.default_rng([SEED, zlib.crc32(name.encode())])


def numerators(name: str, process: Process, level: np.ndarray, denominators: np.ndarray) -> np.ndarray:
    """Draw what was counted, given each level and denominator: services × periods."""
    rng = generator(name)
    shape = (_DRAWS, *level.shape)
    drawn = _draw(rng, process, np.broadcast_to(level, shape), np.broadcast_to(denominators, shape))
    with np.errstate(divide="ignore", invalid="ignore"):
        away = (drawn / denominators * process.per - level) / _sigma(process, level, denominators)
    restless = _restlessness(np.where(np.isfinite(away) & _watched(level), away, 0))
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


def _watched(level: np.ndarray) -> np.ndarray:
    """Mark the newest periods, and all of a series whose level changes, so that chance does not seem to begin
    a story before its time: services × periods."""
    changes = (np.ptp(level, axis=1) > 0)[:, None]
    return changes | (np.arange(level.shape[1]) >= level.shape[1] - _WATCHED)


def _restlessness(away: np.ndarray) -> np.ndarray:
    """Count points far away, and windows that hold a long run, a climb or two points near a limit: draws ×
    services. A little stricter than the rules, since a chart knows its level less well."""
    side = np.sign(away)
    step = np.sign(np.diff(away))
    far = np.abs(away) > 2.5
    near_limits = np.abs(_windows(side * (np.abs(away) > 1.6), 3)) >= 2
    run = np.abs(_windows(side, 6)) == 6
    climb = np.abs(_windows(step, 5)) == 5
    return sum(found.sum(axis=-1) for found in (far, near_limits, run, climb))


def _windows(values: np.ndarray, length: int) -> np.ndarray:
    """Sum each window of neighbours."""
    return np.lib.stride_tricks.sliding_window_view(values, length, axis=-1).sum(axis=-1)
