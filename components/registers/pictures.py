"""Small pictures of registers: rounds of an audit, drawn as any chart is."""

from __future__ import annotations

import numpy as np

from components.charts.drawing import Drawing
from components.charts.marks import Mark
from components.charts.scale import Extent
from components.charts.svg_chart import PANEL, Trace, layers
from quality.registers.audit_rounds import CriterionRounds


def rounds_chart(one: CriterionRounds) -> Drawing:
    """Draw the share of each round from 0 to 100%; with control limits where there are rounds enough."""
    shares = one.shares
    marks = tuple(Mark.MISSING if np.isnan(share) else Mark.COMMON_CAUSE for share in shares)
    nothing = np.full(shares.size, np.nan)
    phase = np.zeros(shares.size, dtype=np.intp)
    trace = Trace(shares, one.centre, one.lower, one.upper, nothing, phase, marks)
    return layers([trace], Extent(-0.02, 1.02), PANEL)
