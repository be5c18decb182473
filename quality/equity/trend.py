"""The gap between two groups over time, on one chart with its limits."""

from __future__ import annotations

import numpy as np

import stats
from quality.disclosure.protected_counts import ReleasedCounts
from quality.equity.comparison import Comparison, finite, rest_of
from quality.equity.gap import EVERYBODY_ELSE, compared_pair
from quality.equity.view import GapTrend, Pair
from quality.series.calendar_blocks import Grain
from quality.signals.judge import preferred_direction
from quality.signals.measure_type import Kind
from quality.signals.results import Variation
from quality.signals.statuses import variation_of
from stats.arrays import Bools, Floats
from stats.equity.gap_chart import GapChart, gap_chart, ratio_chart

EXPECTED_PER_PERIOD = 5
"""Events expected per period in each of the two for their gap to be charted by period, not by quarter."""
FEWEST_TIMES = 8


def gap_trends(case: Comparison, group: str = "") -> tuple[GapTrend | None, GapTrend | None]:
    """Chart the absolute gap and the relative one, since one can widen while the other narrows: by period
    where both groups are shown by period and large enough; else by quarter; else not at all."""
    pair = compared_pair(case, group)
    if pair is None or not case.measure.has_chance:
        return None, None
    fine = case.counts.released(Grain.PERIOD)
    counts = _counts(fine, pair, case.is_unknown, stop=case.counts.blocks.mature)
    is_quarterly = counts is None or not _is_enough(counts)
    if is_quarterly:
        counts = _counts(case.counts.released(Grain.QUARTER), pair, case.is_unknown)
    if counts is None or counts[0].size < FEWEST_TIMES:
        return None, None
    is_rate = case.measure.kind is Kind.RATE
    gaps = gap_chart(*counts, is_rate=is_rate)
    if np.isnan(gaps.gap).all():
        return None, None  # one of the two has had no people at all
    absolute = _trend(case, pair, gaps, counts, is_quarterly=is_quarterly)
    ratios = ratio_chart(*counts, is_rate=is_rate)
    if np.isfinite(ratios.gap).sum() < FEWEST_TIMES:
        return absolute, None
    return absolute, _trend(case, pair, ratios, counts, is_quarterly=is_quarterly, is_relative=True)


def _trend(
    case: Comparison,
    pair: tuple[int, int | None],
    chart: GapChart,
    counts: tuple[Floats, Floats, Floats, Floats],
    *,
    is_quarterly: bool,
    is_relative: bool = False,
) -> GapTrend:
    """Write a chart in the measure's unit, or as so many times."""
    blocks, groups, per = case.counts.blocks, case.counts.groups, case.measure.per

    def written(line: Floats) -> tuple[float | None, ...]:
        return _plain(np.exp(line) if is_relative else per * line)

    low, high = case.measure.ratio(*counts) if is_relative else case.measure.difference(*counts)
    return GapTrend(
        first=groups[pair[0]].label,
        second=EVERYBODY_ELSE if pair[1] is None else groups[pair[1]].label,
        is_relative=is_relative,
        is_quarterly=is_quarterly,
        frequency=blocks.frequency,
        times=blocks.quarters if is_quarterly else case.counts.periods[: blocks.mature],
        values=written(chart.gap),
        interval_lower=_plain(low),
        interval_upper=_plain(high),
        centre=written(chart.centre),
        lower=written(chart.lower),
        upper=written(chart.upper),
        variation=_variation(case, chart),
        is_provisional=bool(chart.standardised.is_provisional.any()),
        counts=_pairs(counts),
        errors=_plain(chart.error if is_relative else per * chart.error),
        reach=_plain(chart.standardised.upper[0]),
    )


def _pairs(counts: tuple[Floats, Floats, Floats, Floats]) -> tuple[Pair | None, ...]:
    x1, n1, x2, n2 = (count.tolist() for count in counts)
    pairs = zip(x1, n1, x2, n2, strict=True)
    return tuple(pair if np.isfinite(pair).all() else None for pair in pairs)


def _counts(
    shown: ReleasedCounts, pair: tuple[int, int | None], is_unknown: Bools, stop: int | None = None
) -> tuple[Floats, Floats, Floats, Floats] | None:
    first, second = pair
    if shown.is_hidden[first] or (second is not None and shown.is_hidden[second]):
        return None
    x, n = shown.numerator[:, :stop], shown.denominator[:, :stop]
    if second is not None:
        return x[first], n[first], x[second], n[second]
    rest_x, rest_n = rest_of(shown, is_unknown, slice(None, stop))
    return x[first], n[first], rest_x[first], rest_n[first]


def _is_enough(counts: tuple[Floats, Floats, Floats, Floats]) -> bool:
    x1, n1, x2, n2 = (np.nan_to_num(count) for count in counts)
    both = stats.ratio(x1 + x2, n1 + n2)
    expected = np.nanmedian(np.minimum(n1, n2) * both) if np.isfinite(both).any() else 0.0
    return bool(expected >= EXPECTED_PER_PERIOD)


def _variation(case: Comparison, chart: GapChart) -> tuple[Variation, ...]:
    """Judge each point by fairness: a gap that grows is a concern, one that closes is an improvement,
    whichever of the two has the better of it. Of a measure without a better direction it is high or low."""
    found = stats.detect(
        chart.standardised,
        case.indicator.rules,
        prefer=preferred_direction(case.indicator.rules, case.indicator.improvement),
    )
    way = found.winner_direction[0]
    if case.indicator.improvement.sign == 0:
        return tuple(variation_of(one, 0) if one else Variation.COMMON_CAUSE for one in way.tolist())
    with np.errstate(invalid="ignore"):
        # Away from no gap, and not merely across it to less than there was.
        grows = (way * np.sign(chart.gap) > 0) & (np.abs(chart.gap) >= np.abs(chart.centre))
    named = np.where(grows, Variation.CONCERN, Variation.IMPROVEMENT)
    return tuple(Variation(one) for one in np.where(way == 0, Variation.COMMON_CAUSE, named).tolist())


def _plain(values: Floats) -> tuple[float | None, ...]:
    return tuple(finite(value) for value in values)
