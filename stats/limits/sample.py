"""A matrix of series, ready for a chart: what was counted, out of what, and what sets the limits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from stats.arrays import Bools, Floats, divide
from stats.limits.phases import Phases
from stats.limits.segments import Segments


def ratio(numerator: ArrayLike, denominator: ArrayLike) -> Floats:
    """Return numerator / denominator, with the one policy for denominators.

    A denominator of zero (or below, or missing) gives a missing value: nobody was at risk, so there
    is nothing to be a share of. It is not 0 % and not 100 %, it fires no rule, and its numerator is
    not counted in any centre line.

    >>> ratio([3.0, 0.0, 1.0], [4.0, 0.0, np.nan])
    array([0.75,  nan,  nan])
    """
    return divide(np.asarray(numerator, dtype=np.float64), np.asarray(denominator, dtype=np.float64))


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """One block of series laid flat (see `segments`), as every chart module receives it.

    values:      (N,) what is plotted by default: numerator, or numerator / denominator
    numerator:   (N,) NaN wherever the value is missing
    denominator: (N,) NaN wherever the value is missing; None if the chart has none
    spread:      (N,) standard deviation inside each subgroup; None but for xbar and s
    given:       (N,) a centre decided by somebody; None to calculate it
    baseline:    (N,) points that set centre and limits; None when all do
    included:    (N,) False for excluded points; None when all are included
    """

    values: Floats
    numerator: Floats
    denominator: Floats | None
    spread: Floats | None
    given: Floats | None
    baseline: Bools | None
    included: Bools | None
    segments: Segments

    def baseline_of(self, values: Floats) -> Floats:
        """Return the values that set the limits; NaN elsewhere."""
        return values if self.baseline is None else np.where(self.baseline, values, np.nan)

    def mean(self, values: Floats) -> Floats:
        """Return (N,) mean of the phase's baseline, on each of its points."""
        return self.segments.spread(self.segments.mean(self.baseline_of(values)))

    def median(self, values: Floats) -> Floats:
        """Return (N,) median of the phase's baseline, on each of its points."""
        return self.segments.spread(self.segments.median(self.baseline_of(values)))

    def pooled(self) -> Floats:
        """Return (N,) sum of numerators / sum of denominators over the phase's baseline."""
        top = self.segments.total(self.baseline_of(self.numerator))
        return self.segments.spread(divide(top, self.segments.total(self.baseline_of(self.out_of()))))

    def out_of(self) -> Floats:
        """Return the denominators, of a chart that cannot do without."""
        if self.denominator is None:
            raise ValueError("this chart needs denominators: how many were at risk, or measured")
        return self.denominator

    def given_or(self, calculated: Floats) -> Floats:
        """Return the decided centre in phases where it is stated for every point, else the calculated one."""
        if self.given is None:
            return calculated
        return np.where(self.is_given(), self.given, calculated)

    def is_given(self) -> Bools:
        """Return (N,) whether the phase's centre is decided at every one of its points."""
        if self.given is None:
            return np.zeros(self.segments.size, dtype=np.bool_)
        return self.segments.spread(self.segments.count(np.isnan(self.given)) == 0)


def sample(
    numerator: Floats,
    denominator: Floats | None,
    phases: Phases,
    *,
    spread: Floats | None = None,
    given: Floats | None = None,
) -> Sample:
    """Lay matrices (S, P) flat. Half a fraction is no fraction: one part missing, both are."""
    values = numerator
    if denominator is not None:
        values = ratio(numerator, denominator)
        lost = np.isnan(values)
        numerator, denominator = np.where(lost, np.nan, numerator), np.where(lost, np.nan, denominator)
    return Sample(
        values=values.ravel(),
        numerator=numerator.ravel(),
        denominator=None if denominator is None else denominator.ravel(),
        spread=None if spread is None else spread.ravel(),
        given=None if given is None else given.ravel(),
        baseline=None if phases.baseline.all() else phases.baseline.ravel(),
        included=None if phases.included.all() else phases.included.ravel(),
        segments=Segments.of_phases(phases.phase),
    )
