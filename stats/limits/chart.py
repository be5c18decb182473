"""The parts of a control chart: options in, lines between, a chart out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from stats.arrays import Bools, Floats
from stats.limits.phases import Phases

# Sigma estimated from a mean moving range of two neighbours is range / d2, d2 = 1.128 (Montgomery,
# Introduction to Statistical Quality Control, appendix VI). Making Data Count rounds 3 / 1.128 =
# 2.6596 to 2.66; qicharts2 does not. The two differ by 0.016 %, enough to show in the fifth digit.
D2 = 1.128
XMR_CONSTANT = 2.66
# A moving range at or above 3.267 × the mean moving range (D4 for pairs) is itself a signal and is left
# out of the mean, once. The idea is Nelson's (1982, J. Quality Technology 14: 172), who proposed 3.5; the
# factor is that of NHSRplotthedots and qicharts2.
SCREEN_FACTOR = 3.267
# NHSRplotthedots warns below 13 points and the Making Data Count tools draw limits from 13 on.
MIN_POINTS_FOR_LIMITS = 13


@dataclass(frozen=True, slots=True)
class ChartOptions:
    """Choices on which published tools differ; the defaults are NHSRplotthedots' where it has them.

    screen: leave large moving ranges out of their mean (xmr, i, t, pp, up, ip)
    constant: xmr limits are centre ± constant × mean moving range: 2.66, or 3/1.128 as chart "i"
    multiplier: units of the chart: 100 for per cent, 1000 for per 1,000. Never changes a signal
    clip: keep limits where the measure can be: p and pp in 0–1, c, u, up, g, t and s not below 0.
        xmr, i, xbar and ip are never clipped: their formula does not know the measure's range
    bridge_excluded: a moving range spans an excluded point (True) or is missing beside it (False)
    min_points_for_limits: below this many known baseline points the limits are called provisional
    between: how pp and up measure variation between periods: "moving_range", or "sd" when the
        points have no order (categories)
    count_empty_subgroups: xbar and s: let a subgroup without values weigh −1 in the pooled standard
        deviation, as qicharts2 0.8.1 does; kept only to reproduce its numbers
    """

    screen: bool = True
    constant: float = XMR_CONSTANT
    multiplier: float = 1.0
    clip: bool = True
    bridge_excluded: bool = True
    min_points_for_limits: int = MIN_POINTS_FOR_LIMITS
    between: Literal["moving_range", "sd"] = "moving_range"
    count_empty_subgroups: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """The result of a chart module: flat arrays, one number per point, NaN where undefined."""

    values: Floats
    centre: Floats
    lower: Floats
    upper: Floats
    near_lower: Floats
    near_upper: Floats

    @classmethod
    def around(cls, values: Floats, centre: Floats, sigma: Floats) -> Lines:
        """Return centre ± 3 sigma, and ± 2 sigma for the near lines."""
        far, near = 3.0 * sigma, 2.0 * sigma
        return cls(values, centre, centre - far, centre + far, centre - near, centre + near)


@dataclass(frozen=True, slots=True, eq=False)
class Chart:
    """Every series' values and lines, (S, P) each, in the units of the chart (× multiplier).

        upper       ┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈   centre + 3 sigma
        near_upper                           centre + 2 sigma
        centre      ────────────────────   mean, or median on run and g charts
        near_lower
        lower       ┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈

    A line is NaN where the method gives none: run charts have no limits, a phase of one point has
    no moving range, an xmr chart of a flat line has no limits when ranges are screened (every range
    is 0 and 0 is not below 3.267 × 0).
    is_provisional: the phase has fewer known baseline points than the minimum
    is_constant: the phase has at least two known baseline values and they are all equal
    """

    kind: str
    values: Floats
    centre: Floats
    lower: Floats
    upper: Floats
    near_lower: Floats
    near_upper: Floats
    phases: Phases
    is_provisional: Bools
    is_constant: Bools

    @property
    def shape(self) -> tuple[int, int]:
        return self.phases.shape
