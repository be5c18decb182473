"""Completeness of recorded groups, as an indicator of its own: every measure that is split by groups has
one of each dimension, without a line in the catalogue.

By period where those whose group is not known are shown by period, else by quarter, else not: released
numbers alone. It is judged as any share is, with limits that allow for more variation than chance.
"""

from __future__ import annotations

import numpy as np

from catalogue.dimensions import Dimension
from catalogue.fields.periods import Frequency
from catalogue.formula import Improvement
from catalogue.models import Indicator, Target
from quality.equity.comparison import Comparison
from quality.equity.view import MOST_UNKNOWN
from quality.reference.ids import Ids
from quality.series.calendar_blocks import Grain
from quality.series.key import SeriesKey
from quality.series.matrix import SeriesMatrix
from quality.signals.judge import judge
from quality.signals.results import SeriesResult
from quality.signals.statuses import build_result

LEAST_RECORDED = 100 * (1 - MOST_UNKNOWN)


def recorded_indicator(measure: Indicator, dimension: Dimension, frequency: Frequency) -> Indicator:
    """Return the indicator that says of how many people in a measure the group is recorded."""
    counted = measure.denominator or measure.numerator
    return Indicator(
        **{
            "title": f"{dimension.title} recorded",
            "why_it_matters": measure.why_it_matters,
            "numerator": f"{counted}, of people whose group is known",
            "denominator": counted,
            "data": measure.data,
            "unit": "%",
            "per": 100,
            "is_proportion": True,
            "chart": "pp",
            "improvement": Improvement.INCREASE,
            "domain": measure.domain,
            "frequency": frequency,
            "targets": [Target(value=LEAST_RECORDED)],
            **{name: getattr(measure, name) for name in ("owner", "authored_by", "checked_by", "review_by")},
        }
    )


def recorded(case: Comparison, key: SeriesKey, known: Ids) -> SeriesResult | None:
    """Return the share of people whose group is known over time; None where it may not be shown over time."""
    if not case.is_unknown.any():
        return None
    blocks, per_year = case.counts.blocks, case.counts.blocks.per_year
    for grain in (Grain.PERIOD, Grain.QUARTER):
        shown = case.counts.released(grain)
        if not shown.is_hidden[case.is_unknown].any():
            break
    else:
        return None
    is_fine = grain is Grain.PERIOD
    periods = case.counts.periods[: blocks.mature] if is_fine else blocks.starts
    part, whole = (counts[..., : len(periods)] for counts in case.shared_out(shown))
    stated = whole - part[case.is_unknown].sum(axis=0)
    if not periods or not (np.nan_to_num(whole) > 0).any():
        return None
    frequency = case.indicator.frequency if is_fine or per_year < 4 else Frequency.QUARTERLY
    matrix = SeriesMatrix(
        service=np.array([known.services[key.service].id]),
        category=np.array([0]),
        periods=tuple(periods),
        numerator=np.where(whole > 0, stated, np.nan)[np.newaxis],
        denominator=np.where(whole > 0, whole, np.nan)[np.newaxis],
        is_immature=np.zeros((1, len(periods)), dtype=np.bool_),
    )
    indicator = recorded_indicator(case.indicator, case.dimension, frequency)
    return build_result(judge(matrix, indicator), key, indicator, known)
