"""Judged points of many series moved together: what takes no part leaves every running sum where it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from quality.signals.judge import Judged
from quality.signals.results import SeriesResult
from stats import Phases
from stats.arrays import Bools, Floats, Ints

Array = TypeVar("Array", Floats, Ints)


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """(S, P) each, the judged points of a row first and in their order, then NaN."""

    values: Floats
    centre: Floats
    sigma: Floats
    numerator: Floats
    denominator: Floats
    phase: Ints
    column: Ints
    """Place in the matrix that they come from."""
    count: Ints
    """(S,) judged points."""

    @property
    def newest(self) -> Ints:
        """Return (S,) the place of the latest one; 0 where there is none."""
        return np.maximum(self.count - 1, 0)

    @property
    def phases(self) -> Phases:
        everything = np.ones(self.phase.shape, dtype=np.bool_)
        return Phases(self.phase, everything, everything)

    def rows(self, of: Ints) -> Points:
        return Points(*(getattr(self, name)[of] for name in Points.__slots__))

    def at_newest(self, values: Array) -> Array:
        """Return (S,) of values (S, P) those at the latest judged point."""
        return values[np.arange(len(values)), self.newest]

    def run_up(self, climbing: Bools) -> Bools:
        """Return (S, P) the unbroken stretch of climbing points that ends at the latest one, in its phase."""
        place = np.arange(climbing.shape[1])
        here = place <= self.newest[:, np.newaxis]
        current = self.phase == self.at_newest(self.phase)[:, np.newaxis]
        broken = here & ~(climbing & current)
        last = np.where(broken, place, -1).max(axis=1, initial=-1)
        return np.asarray(here & (place > last[:, np.newaxis]))


def points_of(judged: Judged) -> Points:
    """Return the judged points of a matrix."""
    chart, matrix = judged.chart, judged.matrix
    sigma = sigma_of(chart.upper, chart.centre, chart.lower)
    parts = (chart.values, chart.centre, sigma, matrix.numerator, matrix.denominator)
    return _moved(judged.judged, chart.phases.phase, parts)


def points_of_one(result: SeriesResult) -> Points:
    """Return the judged points of one series."""
    sigma = sigma_of(result.upper, result.centre, result.lower)
    parts = (result.values, result.centre, sigma, result.numerator, result.denominator)
    return _moved(result.is_judged[np.newaxis], result.phase[np.newaxis], [one[np.newaxis] for one in parts])


def sigma_of(upper: Floats, centre: Floats, lower: Floats) -> Floats:
    """Return a third of the longer side: limits are clipped where a measure ends, at 0% and 100%."""
    return np.asarray(np.fmax(upper - centre, centre - lower) / 3.0)


def _moved(judged: Bools, phase: Ints, parts: Sequence[Floats]) -> Points:
    order = np.argsort(~judged, axis=1, kind="stable")
    count = judged.sum(axis=1)
    there = np.arange(judged.shape[1]) < count[:, np.newaxis]
    values, centre, sigma, numerator, denominator = (
        np.where(there, np.take_along_axis(part, order, axis=1), np.nan) for part in parts
    )
    number = np.take_along_axis(phase, order, axis=1)
    newest = number[np.arange(len(number)), np.maximum(count - 1, 0)][:, np.newaxis]
    last = np.where(there, number, newest)
    return Points(values, centre, sigma, numerator, denominator, last, order, count)
