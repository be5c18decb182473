"""A control chart of the gap between two groups.

Both groups' sizes change from month to month, and the gap with them. Each month's gap is therefore turned
into standard errors away from the usual gap, charted as single values (Laney 2002: what they really vary by,
not what chance alone would give), and the limits are turned back: wide in small months, narrow in large ones.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stats.arrays import Floats, divide
from stats.charts import control_chart
from stats.limits.chart import Chart
from stats.limits.phases import Phases


@dataclass(frozen=True, slots=True, eq=False)
class GapChart:
    """(P,) gaps with their lines; `standardised` is what rules are applied to."""

    gap: Floats
    error: Floats
    """Standard error of each, were there no difference."""
    centre: Floats
    lower: Floats
    upper: Floats
    standardised: Chart


def gap_error(x1: Floats, n1: Floats, x2: Floats, n2: Floats, *, is_rate: bool) -> Floats:
    """Return the standard error of x1/n1 − x2/n2 were there no difference: sqrt(p(1 − p)(1/n1 + 1/n2)), p
    that of both together; p instead of p(1 − p) for rates."""
    both = divide(x1 + x2, n1 + n2)
    variance = both if is_rate else both * (1 - both)
    one = np.ones(())
    return np.sqrt(np.maximum(variance * (divide(one, n1) + divide(one, n2)), 0.0))


def gap_chart(x1: Floats, n1: Floats, x2: Floats, n2: Floats, *, is_rate: bool = False) -> GapChart:
    """Chart x1/n1 − x2/n2 over periods (P,). Centre: the mean gap, weighted by precision."""
    return _chart(divide(x1, n1) - divide(x2, n2), gap_error(x1, n1, x2, n2, is_rate=is_rate))


def ratio_chart(x1: Floats, n1: Floats, x2: Floats, n2: Floats, *, is_rate: bool = False) -> GapChart:
    """Chart log (x1/n1 ÷ x2/n2) over periods (P,): 0 is no gap, and twice as many is as far from it as half.

    Its standard error, were there no difference, is that of the gap as a share of the value of both together
    (delta method; Katz 1978). NaN unless both have events.
    """
    first, second = divide(x1, n1), divide(x2, n2)
    has_both = (first > 0) & (second > 0)
    ratio = np.log(divide(first, second), out=np.full(first.shape, np.nan), where=has_both)
    error = divide(gap_error(x1, n1, x2, n2, is_rate=is_rate), divide(x1 + x2, n1 + n2))
    return _chart(ratio, error)


def _chart(gap: Floats, error: Floats) -> GapChart:
    weight = np.nan_to_num(divide(np.ones(()), error**2))
    weight = np.where(np.isnan(gap), 0.0, weight)
    centre = divide(np.asarray(np.nansum(gap * weight)), np.asarray(weight.sum()))
    away = divide(gap - centre, error)[np.newaxis]
    phases = Phases.single((1, gap.size))
    chart = control_chart("xmr", away, centre=0.0, phases=phases)
    return GapChart(
        gap=gap,
        error=error,
        centre=np.full(gap.shape, centre),
        lower=centre + chart.lower[0] * error,
        upper=centre + chart.upper[0] * error,
        standardised=chart,
    )
