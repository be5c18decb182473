"""Each group of a dimension over time: by period where it is shown by period, else by quarter, else not."""

from __future__ import annotations

import numpy as np
from sqlalchemy.orm import Session

from catalogue.fields.periods import Frequency
from catalogue.models import Catalogue
from quality.disclosure.protected_counts import ReleasedCounts
from quality.equity.comparison import Comparison
from quality.equity.panels import GroupSeries
from quality.reference.ids import CategoryName, Ids, read_ids
from quality.series.calendar_blocks import Grain
from quality.series.key import SeriesKey
from quality.series.matrix import SeriesMatrix
from quality.signals.judge import judge
from quality.signals.read import read_series
from quality.signals.results import SeriesResult
from quality.signals.statuses import build_result


def each_group(
    session: Session, catalogue: Catalogue, case: Comparison, indicator: str, service: str
) -> tuple[GroupSeries, ...]:
    """Return the groups in their order. What is shown by period is judged as on the group's own page."""
    known = read_ids(session)
    by_period, quarters = (case.counts.released(grain) for grain in (Grain.PERIOD, Grain.QUARTER))
    found = []
    for i, group in enumerate(case.counts.groups):
        key = SeriesKey(indicator, service, group.key)
        grain: Grain | None = None
        result: SeriesResult | None = None
        if not by_period.is_hidden[i]:
            grain, result = Grain.PERIOD, read_series(session, catalogue, key)
        elif not quarters.is_hidden[i] and not case.is_count:
            # Of a count, a quarter with a month missing would read as fewer.
            grain, result = Grain.QUARTER, _quarterly(case, quarters, i, key, known)
        found.append(GroupSeries(group.code, group.label, group.is_unknown, grain, result))
    return tuple(found)


def _quarterly(
    case: Comparison, shown: ReleasedCounts, at: int, key: SeriesKey, known: Ids
) -> SeriesResult | None:
    """Judge the quarters of a group by the measure's own rules. What people decided is about periods."""
    group: CategoryName = case.counts.groups[at]
    if not shown.times:
        return None
    matrix = SeriesMatrix(
        service=np.array([known.services[key.service].id]),
        category=np.array([group.id]),
        periods=case.counts.blocks.quarters,
        numerator=shown.numerator[[at]],
        denominator=shown.denominator[[at]],
        is_immature=np.zeros((1, shown.times), dtype=np.bool_),
    )
    indicator = case.indicator.model_copy(update={"frequency": Frequency.QUARTERLY})
    return build_result(judge(matrix, indicator), key, indicator, known)
