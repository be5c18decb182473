"""The phases of one judged series: where its limits changed, by whose decision, and which points set them."""

from __future__ import annotations

from datetime import date

import numpy as np

from quality.acts.decision import Baseline, Decision
from quality.acts.in_force import SeriesDecisions
from quality.signals.judge import Judged
from quality.signals.results import Phase
from stats.arrays import Bools


def phases_of(judged: Judged, decided: SeriesDecisions) -> tuple[Phase, ...]:
    """Return the phases of the only row of a judged matrix."""
    chart, periods = judged.chart, judged.matrix.periods
    phase = chart.phases.phase[0]
    count = int(phase[-1]) + 1
    starts = [int(np.searchsorted(phase, number)) for number in range(count)] + [len(periods)]
    return tuple(
        Phase(
            first_period=periods[starts[number]],
            rephase=_rephase(decided, periods[starts[number]]) if number else None,
            points=int(judged.judged[0, starts[number] : starts[number + 1]].sum()),
            is_provisional=bool(chart.is_provisional[0, starts[number + 1] - 1]),
            baseline=_baseline(judged, decided, slice(starts[number], starts[number + 1])),
        )
        for number in range(count)
    )


def _rephase(decided: SeriesDecisions, first: date) -> Decision | None:
    """Return the decision that a phase started by: rare events rarely fall on the day it was taken for."""
    return next((act for act in reversed(decided.rephases) if act.period <= first), None)


def _baseline(judged: Judged, decided: SeriesDecisions, columns: slice) -> Baseline | None:
    periods: tuple[date, ...] = judged.matrix.periods
    after = periods[columns.stop] if columns.stop < len(periods) else None
    fixed = decided.baseline_in(periods[columns.start], after)
    if fixed is None:
        return None
    points: Bools = judged.chart.phases.baseline[0, columns]
    first = max(fixed.first_period or periods[columns.start], periods[columns.start])
    used = [period for period, is_used in zip(periods[columns], points, strict=True) if is_used]
    if used and not first <= used[0] <= used[-1] <= fixed.period:
        return None  # another way to look, with phases that this baseline was not decided for
    return Baseline(
        first_period=first,
        last_period=fixed.period,
        points=int(points.sum()),
        decision=fixed,
    )
