"""Checks of measurements: below zero, broken where things are counted, a part above its whole.

A numerator counts whole things for proportions and for u and c charts; a denominator only for proportions
(bed days are often fractions). A source that says `fractional_counts` is excused; where it says `round`
numerators are rounded before. Below zero is refused except for scores: no denominator, and a chart (run, xmr)
that is not for counts.
"""

from __future__ import annotations

import numpy as np

from catalogue.formula import Formula
from catalogue.models import Indicator
from catalogue.sources import MeasurementSource
from loaders.log import LoadLog
from loaders.parse.tables import Table
from loaders.values.count_columns import counts_things, parts_counted
from stats.arrays import TOLERANCE, differs

_WHOLE = "a whole number (or `fractional_counts: true` in the source)"


def refused(
    log: LoadLog,
    table: Table,
    good: np.ndarray,
    numbers: tuple[np.ndarray, np.ndarray],
    formula: Formula,
    indicator: Indicator,
    source: MeasurementSource,
) -> np.ndarray:
    """Return which of the `good` rows have a numerator or denominator that cannot be."""
    names = [(text or "").strip("`\"'") for text in (formula.numerator, formula.denominator)]
    is_score = formula.denominator is None and indicator.chart in {"run", "xmr", "i"}
    bad = np.zeros(len(table), dtype=bool)
    for name, values, is_count in zip(names, numbers, parts_counted(indicator, source), strict=True):
        below = good & (values < 0) & (not is_score)
        log.refuse_numbers(table, name, below, "0 or more", values)
        broken = good & (np.abs(values - np.round(values)) > TOLERANCE) & is_count
        log.refuse_numbers(table, name, broken, _WHOLE, values)
        bad |= below | broken
    if indicator.is_proportion:
        top, bottom = numbers
        above = good & (top > bottom) & differs(top, bottom)
        found = [f"{n:.12g} out of {d:.12g}" for n, d in zip(top[above], bottom[above], strict=True)]
        expected = f"no more than the denominator ({names[1]})"
        log.problems.add_numbers(table.rows_for(names[0])[above], names[0], expected, found)
        bad |= above
    return bad


def rounded(values: np.ndarray, indicator: Indicator, source: MeasurementSource) -> np.ndarray:
    """Return numerators as whole numbers, where the source says that they come of rounded rates."""
    return np.round(values) if source.fractional_counts == "round" and counts_things(indicator) else values
