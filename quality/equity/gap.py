"""The gap between two groups over the latest year: absolute and relative together, and what the people whose
group is not known could make of it."""

from __future__ import annotations

import numpy as np

from quality.equity.comparison import (
    Comparison,
    change_of,
    finite,
    gradient_verdict,
    judged,
    verdict_of,
)
from quality.equity.panels import Bounds
from quality.equity.view import Change, Gap, Pair
from quality.signals.measure_type import Kind
from quality.signals.results import Variation
from stats.arrays import Floats
from stats.equity.evidence import GRADIENT
from stats.equity.inequality import gap_if_unknown

EVERYBODY_ELSE = "everybody else"


def compared_pair(case: Comparison, group: str = "") -> tuple[int, int | None] | None:
    """Choose the two that are compared: the two ends of a ranked dimension that is shown whole, the two
    groups where only two have people; else one group and the reference, or everybody else (None): the one
    asked for, or the one that differs most."""
    x, n = case.now()
    is_empty = (n == 0) & ~case.year.is_hidden & (not case.is_ranked)
    known = np.flatnonzero(~case.is_unknown & ~is_empty)
    reference = case.reference
    asked = [i for i in known if case.counts.groups[i].code == group and i != reference]
    if asked and not (case.is_ranked or (known.size == 2 and reference is None)):
        return int(asked[0]), reference
    if known.size < 2:
        return None
    if case.is_ranked or (known.size == 2 and reference is None):
        return int(known[0]), int(known[-1])
    away = case.measure.value(x, n) - case.measure.value(*case.rest())
    strength = np.abs(case.signals.z[0, :GRADIENT] if case.measure.has_chance else away)
    is_left_out = np.arange(strength.size) == reference if reference is not None else False
    strength = np.where(case.year.is_hidden | case.is_unknown | is_left_out, np.nan, strength)
    if np.isnan(strength).all():
        return None
    return int(np.nanargmax(strength)), reference


def find_gap(case: Comparison, group: str = "") -> Gap | None:
    """Return the gap of the latest year; None when one of the two is hidden, or has no value."""
    pair = compared_pair(case, group)
    if pair is None or not case.has_people:
        return None
    first, second = pair
    x, n = case.now()
    rest_x, rest_n = case.rest()
    x1, n1 = x[first : first + 1], n[first : first + 1]
    x2, n2 = (rest_x[[first]], rest_n[[first]]) if second is None else (x[[second]], n[[second]])
    ours, theirs = (finite(case.measure.value(a, b)[0]) for a, b in ((x1, n1), (x2, n2)))
    if ours is None or theirs is None:
        return None
    verdict = gradient_verdict(case) if case.is_ranked else verdict_of(case, first)
    change = change_of(case, GRADIENT if case.is_ranked else first, verdict)
    low, high = case.measure.difference(x1, n1, x2, n2)
    ratio_low, ratio_high = case.measure.ratio(x1, n1, x2, n2)
    groups, counts, counts_before = case.counts.groups, _counts(x1, n1, x2, n2), _before(case, first, second)
    unknown = _unknown(case)
    return Gap(
        first=groups[first].label,
        second=EVERYBODY_ELSE if second is None else groups[second].label,
        difference=ours - theirs,
        lower=finite(low[0]),
        upper=finite(high[0]),
        ratio=ours / theirs if theirs else None,
        ratio_lower=finite(ratio_low[0]),
        ratio_upper=finite(ratio_high[0]),
        verdict=verdict,
        of_first=(of_first := judged(verdict, case.indicator)),
        judged=_fairness(of_first, change) if case.indicator.improvement.sign else of_first,
        change=change,
        before=_difference(case, counts_before),
        if_unknown=_if_unknown(case, counts, unknown),
        counts=counts,
        counts_before=counts_before,
        unknown=unknown,
    )


def _counts(*counts: Floats) -> Pair:
    x1, n1, x2, n2 = (float(np.nan_to_num(count)[0]) for count in counts)
    return x1, n1, x2, n2


def _fairness(first_group: Variation, change: Change) -> Variation:
    """Judge a gap, not the group that it is named after: what closes is never a concern, and a gap that stays
    is no improvement, whoever has the better of it."""
    if change is Change.NARROWED:
        return Variation.IMPROVEMENT
    if change is Change.WIDENED:
        return Variation.CONCERN
    return Variation.COMMON_CAUSE if first_group is Variation.IMPROVEMENT else first_group


def _before(case: Comparison, first: int, second: int | None) -> Pair | None:
    """Return the counts of the same two in the year before, if they were shown."""
    back = -1 - case.counts.blocks.per_year
    if case.year.times < -back:
        return None
    x, n = case.year.numerator[:, back], case.year.denominator[:, back]
    rest_x, rest_n = case.rest(back)
    x2, n2 = (rest_x[first], rest_n[first]) if second is None else (x[second], n[second])
    counts = float(x[first]), float(n[first]), float(x2), float(n2)
    return counts if np.isfinite(counts).all() else None


def _difference(case: Comparison, counts: Pair | None) -> float | None:
    if counts is None:
        return None
    x1, n1, x2, n2 = (np.array([count]) for count in counts)
    return finite((case.measure.value(x1, n1) - case.measure.value(x2, n2))[0])


def _unknown(case: Comparison) -> tuple[float, float] | None:
    """Return the counts of people whose group is not known, where they are shown and there are any."""
    if not case.measure.has_chance or not case.is_unknown.any():
        return None
    if case.year.is_hidden[case.is_unknown].any():
        return None
    x, n = (float(counts[case.is_unknown].sum()) for counts in case.now())
    return (x, n) if np.isfinite([x, n]).all() and n > 0 else None


def _if_unknown(case: Comparison, counts: Pair, unknown: tuple[float, float] | None) -> Bounds | None:
    if unknown is None:
        return None
    (x1, n1, x2, n2), (x, n), per = counts, unknown, case.measure.per
    is_share = case.measure.kind is Kind.PROPORTION
    low, high = gap_if_unknown(*counts, *unknown) if is_share else (None, None)
    return Bounds(
        all_first=per * ((x1 + x) / (n1 + n) - x2 / n2),
        all_second=per * (x1 / n1 - (x2 + x) / (n2 + n)),
        low=None if low is None else per * low,
        high=None if high is None else per * high,
    )
