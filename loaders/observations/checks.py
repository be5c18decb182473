"""Checks of measurements: one small function for each, naming the rows it refuses.

A numerator counts whole things for proportions and for u and c charts; a denominator only for proportions
(bed days are often fractions). A source that says `fractional_counts` is excused; where it says `round`
numerators are rounded before. Below zero is refused except for scores: no denominator, and a chart (run, xmr)
that is not for counts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from catalogue.formula import Formula
from catalogue.models import Indicator
from catalogue.sources import MeasurementSource
from loaders.parse.tables import Table
from loaders.problems import Problems
from loaders.values.count_columns import counts_things, parts_counted
from stats.arrays import TOLERANCE, differs


@dataclass(frozen=True, eq=False)
class Candidates:
    """One indicator's numbers, row by row; only the `good` rows are looked at."""

    table: Table
    good: np.ndarray
    numerator: np.ndarray
    denominator: np.ndarray
    formula: Formula
    indicator: Indicator
    source: MeasurementSource


Offence = tuple[np.ndarray, str, str, Callable[[np.ndarray], list[str]]]
"""Which rows, the column, what was expected, and how to say what was found in some rows."""


def refused(candidates: Candidates, problems: Problems) -> np.ndarray:
    """Return which rows any check refuses; the reasons go to `problems`."""
    bad = np.zeros(len(candidates.table), dtype=bool)
    for check in CHECKS:
        for mask, column, expected, found in check(candidates):
            at = np.flatnonzero(mask & candidates.good)
            problems.add_numbers(candidates.table.rows_for(column)[at], column, expected, found(at))
            bad[at] = True
    return bad


def not_negative(c: Candidates) -> list[Offence]:
    is_score = c.formula.denominator is None and c.indicator.chart in {"run", "xmr", "i"}
    if is_score:
        return []
    return [
        (values < 0, column, "0 or more", _format_values(values))
        for column, values in _parts(c, numerator=True, denominator=True)
    ]


def whole(c: Candidates) -> list[Offence]:
    numerator, denominator = parts_counted(c.indicator, c.source)
    expected = "a whole number (or `fractional_counts: true` in the source)"
    return [
        (np.abs(values - np.round(values)) > TOLERANCE, column, expected, _format_values(values))
        for column, values in _parts(c, numerator=numerator, denominator=denominator)
    ]


def rounded(values: np.ndarray, indicator: Indicator, source: MeasurementSource) -> np.ndarray:
    """Return numerators as whole numbers, where the source says that they come of rounded rates."""
    return np.round(values) if source.fractional_counts == "round" and counts_things(indicator) else values


def within_denominator(c: Candidates) -> list[Offence]:
    if not c.indicator.is_proportion:
        return []
    top, bottom = _format_values(c.numerator), _format_values(c.denominator)
    expected = f"no more than the denominator ({_name(c.formula.denominator)})"
    return [
        (
            (c.numerator > c.denominator) & differs(c.numerator, c.denominator),
            _name(c.formula.numerator),
            expected,
            lambda at: [f"{n} out of {d}" for n, d in zip(top(at), bottom(at), strict=True)],
        )
    ]


def _format_values(values: np.ndarray) -> Callable[[np.ndarray], list[str]]:
    return lambda at: [f"{value:.12g}" for value in values[at]]


def _parts(c: Candidates, *, numerator: bool, denominator: bool) -> list[tuple[str, np.ndarray]]:
    parts = [(_name(c.formula.numerator), c.numerator)] if numerator else []
    if denominator and c.formula.denominator is not None:
        parts.append((_name(c.formula.denominator), c.denominator))
    return parts


def _name(text: str | None) -> str:
    return (text or "").strip("`\"'")


CHECKS: tuple[Callable[[Candidates], list[Offence]], ...] = (not_negative, whole, within_denominator)
