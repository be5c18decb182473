"""One indicator, service and dimension, read and tested: what every part of the equity page starts from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from catalogue.dimensions import Dimension
from catalogue.models import Indicator
from quality.disclosure.protected_counts import ProtectedCounts, ReleasedCounts
from quality.equity.view import CANNOT_TELL, Change, Verdict
from quality.series.calendar_blocks import Grain
from quality.signals.measure_type import Kind, MeasureType, measure_type
from quality.signals.results import Variation
from quality.signals.statuses import variation_of
from stats.arrays import Bools, Floats
from stats.equity.evidence import GRADIENT
from stats.equity.gradient import MINIMUM_GROUPS
from stats.equity.group_tests import GroupSignals


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
    """(1, G + 1) groups against everybody else, and the gradient."""

    @property
    def is_ranked(self) -> bool:
        """Tell if the gradient across the groups may be spoken of: all are shown, both ends have people, and
        it does not say another thing than they do, as where a group in the middle makes it."""
        known = self.year.is_hidden[~self.is_unknown]
        if not (self.dimension.is_ordered and known.size >= MINIMUM_GROUPS and not known.any()):
            return False
        ends = self.measure.value(*self.now())[~self.is_unknown][[0, -1]]
        if np.isnan(ends).any():
            return False
        is_against = self.signals.gap[0, GRADIENT] * (ends[0] - ends[1]) < 0
        return not (self.signals.is_clear[0, GRADIENT] and is_against)

    @property
    def reference(self) -> int | None:
        """Return the group that all others are compared with: what the dimension declares, where it is shown
        and has people. None: everybody else."""
        codes = [group.code for group in self.counts.groups]
        if self.dimension.reference not in codes:
            return None
        at = codes.index(self.dimension.reference)
        return at if (self.year.denominator[at, -1] > 0) else None

    @property
    def is_count(self) -> bool:
        return self.measure.kind is Kind.COUNT

    @property
    def has_people(self) -> bool:
        """Tell if each group has a number of people, or of time at risk."""
        return not (self.is_count or self.measure.is_published)

    def shared_out(self, shown: ReleasedCounts) -> tuple[Floats, Floats]:
        """Return (G, T) what groups share out, and (T,) all of it: people, of a count its events."""
        if self.is_count:
            return shown.numerator, shown.total_numerator
        return shown.denominator, shown.total_denominator

    def now(self) -> tuple[Floats, Floats]:
        """Return (G,) shown numerators and denominators of the latest year."""
        return self.year.numerator[:, -1], self.year.denominator[:, -1]

    def rest(self, time: int = -1) -> tuple[Floats, Floats]:
        """Return (G,) everybody else, or the reference, that each group is compared with, in the latest year
        or an earlier one."""
        if (at := self.reference) is None:
            return rest_of(self.year, self.is_unknown, time)
        x, n = (counts[:, time] for counts in (self.year.numerator, self.year.denominator))
        others = np.where(np.arange(x.size) == at, np.nan, 1.0)
        return x[at] * others + 0.0 * x, n[at] * others + 0.0 * n  # of a hidden group nothing


def rest_of(shown: ReleasedCounts, is_unknown: Bools, time: int | slice) -> tuple[Floats, Floats]:
    """Subtract each group from all whose group is known: from those that its test compares it with."""
    left_out = is_unknown & ~shown.is_hidden
    rest = []
    for known, counts in zip(known_of(shown, is_unknown), (shown.numerator, shown.denominator), strict=True):
        # Not stated is taken away from the others' comparison, not twice from its own.
        own = np.where(left_out[:, np.newaxis], 0.0, counts)
        rest.append((known - own + counts * 0.0)[:, time])
    return rest[0], rest[1]


def known_of(shown: ReleasedCounts, is_unknown: Bools) -> tuple[Floats, Floats]:
    """Return (T,) counts of all whose group is known: of all known groups together. Where one is hidden, of
    everyone without those not stated, where their number may be shown: that tells nothing more."""
    if not shown.is_hidden.any():
        x, n = (
            np.nan_to_num(counts[~is_unknown]).sum(axis=0) for counts in (shown.numerator, shown.denominator)
        )
        return x, n
    left_out = is_unknown & ~shown.is_hidden
    x, n = (
        total - np.nan_to_num(counts[left_out]).sum(axis=0)
        for total, counts in (
            (shown.total_numerator, shown.numerator),
            (shown.total_denominator, shown.denominator),
        )
    )
    return x, n


def compare_groups(
    counts: ProtectedCounts, indicator: Indicator, dimension: Dimension, signals: GroupSignals
) -> Comparison:
    """Join what may be shown with what was tested."""
    is_unknown = np.array([group.is_unknown for group in counts.groups])
    year = counts.released(Grain.YEAR)
    return Comparison(indicator, dimension, measure_type(indicator), counts, year, is_unknown, signals)


def verdict_of(case: Comparison, group: int) -> Verdict:
    """Return the verdict on a group. Of a hidden one nothing is said but that it is hidden."""
    if case.is_unknown[group] or not case.measure.has_chance:
        return Verdict.NOT_COMPARED
    if group == case.reference:
        return Verdict.REFERENCE
    return Verdict.TOO_FEW if case.year.is_hidden[group] else _verdict(case.signals, group)


def gradient_verdict(case: Comparison) -> Verdict:
    """Return the verdict on the first group's end against the last's. It is about all groups, so it is said
    where all are shown."""
    if not case.is_ranked or not case.measure.has_chance:
        return Verdict.NOT_COMPARED
    return _verdict(case.signals, GRADIENT)


def _verdict(signals: GroupSignals, at: int) -> Verdict:
    if not signals.is_eligible[0, at]:
        return Verdict.TOO_FEW
    if not signals.is_clear[0, at]:
        return Verdict.NO_CLEAR_DIFFERENCE
    if not signals.is_found[0, at]:
        return Verdict.SMALL
    return Verdict.HIGHER if signals.gap[0, at] > 0 else Verdict.LOWER


def change_of(case: Comparison, at: int, verdict: Verdict) -> Change:
    """Tell if a gap, or the gradient, is another than in the year before."""
    signals = case.signals
    if verdict in CANNOT_TELL or np.isnan(signals.change_p[0, at]):
        return Change.TOO_FEW
    if not signals.change_found[0, at]:
        return Change.NO_CLEAR_CHANGE
    gap, change = signals.gap[0, at], signals.change[0, at]
    return Change.WIDENED if abs(gap) > abs(gap - change) else Change.NARROWED


def judged(verdict: Verdict, indicator: Indicator) -> Variation:
    if verdict is Verdict.TOO_FEW:
        return Variation.TOO_FEW
    if verdict not in (Verdict.HIGHER, Verdict.LOWER):
        return Variation.COMMON_CAUSE
    return variation_of(1 if verdict is Verdict.HIGHER else -1, indicator.improvement.sign)


def finite(value: float | np.floating[Any]) -> float | None:
    """Return a plain number for the page; None for none."""
    return float(value) if np.isfinite(value) else None
