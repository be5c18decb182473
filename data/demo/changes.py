"""What may happen to the level that common cause variation goes around."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np


@dataclass(frozen=True)
class Change:
    """The level of one measure in one service from a date on."""

    indicator: str
    service: str
    shape: Literal["step", "drift", "spike", "winter"]
    """A step holds from its date; a drift reaches its level in the last period; a spike is one period; a
    winter comes back: the level of every January, as far from the usual one as July on the other side."""
    since: date
    level: float

    def apply(self, usual: np.ndarray, periods: list[date]) -> np.ndarray:
        """The levels of one series, changed."""
        has_started = np.array([period >= self.since for period in periods])
        if self.shape == "step":
            return np.where(has_started, self.level, usual)
        if self.shape == "spike":
            first = int(has_started.argmax())
            return np.where(np.arange(len(periods)) == first, self.level, usual)
        if self.shape == "winter":
            month = np.array([period.month for period in periods])
            wave = np.cos(2 * np.pi * (month - 1) / 12)
            return np.where(has_started, usual + (self.level - usual) * wave, usual)
        way = np.cumsum(has_started) / has_started.sum()
        return usual + (self.level - usual) * way


@dataclass(frozen=True)
class Everywhere:
    """The same relative change in every service, too small to be seen in most of them."""

    indicator: str
    since: date
    factor: float

    def apply(self, levels: np.ndarray, periods: list[date]) -> np.ndarray:
        """Services × periods, changed."""
        has_started = np.array([period >= self.since for period in periods])
        return np.where(has_started, levels * self.factor, levels)
