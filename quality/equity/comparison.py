"""One indicator, service and dimension, read and tested: what every part of the equity page starts from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from catalogue.dimensions import Dimension
from catalogue.models import Indicator
from quality.disclosure.protected_counts import ProtectedCounts, ReleasedCounts
from quality.equity.view import Verdict
from quality.series.calendar_blocks import Grain
from quality.signals.measure_type import Kind, MeasureType, measure_type
from quality.signals.results import Variation
from quality.signals.statuses import variation_of
from stats.arrays import Bools, Floats
from stats.equity.group_tests import GroupSignals, group_signals


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """One indicator, service and dimension with all that is needed to judge it."""

    indicator: Indicator
    dimension: Dimension
    measure: MeasureType
    counts: ProtectedCounts
    year: ReleasedCounts
    is_unknown: Bools
    """(G,)"""
    signals: GroupSignals
    """Chart 0: groups against everybody else. Chart 1: the two ends of a ranked dimension."""

    def now(self) -> tuple[Floats, Floats]:
        """Return (G,) shown numerators and denominators of the latest year."""
        return self.year.numerator[:, -1], self.year.denominator[:, -1]

    def rest(self, time: int = -1) -> tuple[Floats, Floats]:
        """Return (G,) everybody else that each group is compared with, in the latest year or an earlier
        one."""
        return rest_of(self.year, self.is_unknown, time)


def rest_of(shown: ReleasedCounts, is_unknown: Bools, time: int | slice) -> tuple[Floats, Floats]:
    """Subtract each group from everyone, without those not stated where their number may be shown."""
    left_out = is_unknown & ~shown.is_hidden
    rest = []
    for total, counts in (
        (shown.total_numerator, shown.numerator),
        (shown.total_denominator, shown.denominator),
    ):
        known = total - np.nan_to_num(counts[left_out]).sum(axis=0)
        # Not stated is taken away from the others' comparison, not twice from its own.
        own = np.where(left_out[:, np.newaxis], 0.0, counts)
        rest.append((known - own + counts * 0.0)[:, time])
    return rest[0], rest[1]


def compare_groups(counts: ProtectedCounts, indicator: Indicator, dimension: Dimension) -> Comparison:
    """Test the groups of one service against each other, hidden ones too: only words come of it."""
    measure, year = measure_type(indicator), counts.released(Grain.YEAR)
    is_unknown = np.array([group.is_unknown for group in counts.groups])
    # Not stated too, where it is too small to be shown: the others would give it away.
    compared = ~is_unknown | year.is_hidden
    numerator, denominator = counts.for_statistics()
    ends = np.zeros_like(compared)
    ends[ends_of(is_unknown)] = True
    charts = np.stack([compared, ends if dimension.is_ordered else np.zeros_like(ends)])
    signals = group_signals(
        np.stack([numerator, numerator]),
        np.stack([denominator, denominator]),
        latest=counts.blocks.year_columns(),
        before=counts.blocks.year_columns(back=1),
        minimum_gap=indicator.minimum_gap / indicator.per,
        is_rate=measure.kind is Kind.RATE,
        compared=charts,
    )
    return Comparison(indicator, dimension, measure, counts, year, is_unknown, signals)


def ends_of(is_unknown: Bools) -> list[int]:
    """Return the first and the last known group."""
    known = np.flatnonzero(~is_unknown)
    return [int(known[0]), int(known[-1])] if known.size > 1 else []


def verdict_of(case: Comparison, chart: int, group: int) -> Verdict:
    """Return the verdict on a group. Of a hidden one nothing is said but that it is hidden."""
    signals = case.signals
    if case.is_unknown[group] or not case.measure.has_chance:
        return Verdict.NOT_COMPARED
    if case.year.is_hidden[group] or not signals.is_eligible[chart, group]:
        return Verdict.TOO_FEW
    if not signals.is_clear[chart, group]:
        return Verdict.NO_CLEAR_DIFFERENCE
    if not signals.is_found[chart, group]:
        return Verdict.SMALL
    return Verdict.HIGHER if signals.gap[chart, group] > 0 else Verdict.LOWER


def judged(verdict: Verdict, indicator: Indicator) -> Variation:
    if verdict is Verdict.TOO_FEW:
        return Variation.TOO_FEW
    if verdict not in (Verdict.HIGHER, Verdict.LOWER):
        return Variation.COMMON_CAUSE
    return variation_of(1 if verdict is Verdict.HIGHER else -1, indicator.improvement.sign)


def finite(value: float | np.floating[Any]) -> float | None:
    """Return a plain number for the page; None for none."""
    return float(value) if np.isfinite(value) else None
