"""Explanations of the numbers of a gap: absolute and relative, across ranked groups, and over time."""

from __future__ import annotations

import math

from components.words import say
from components.words.equity import equity_numbers
from components.words.explain.explanation import Kind, Worked, exact, per_so_many
from components.words.explain.group_made import BYAR_SOURCE, WILSON_SOURCE, Z
from quality.equity.view import EquityView, Gap, GapTrend, Pair, Slope
from quality.signals.measure_type import Kind as Measure
from quality.signals.measure_type import measure_type
from stats.equity.inequality import MINIMUM_RANKED_GROUPS

MOVER = "gap − √((a − a₋)² + (b₊ − b)²) to gap + √((a₊ − a)² + (b − b₋)²); a and b with their own limits"
SLOPE = "Σ w(r − r̄)y ÷ Σ w(r − r̄)², from the last end to the first; w share of people, r̄ their mean rank"
SLOPE_SOURCE = "Pamuk 1985; Mackenbach & Kunst 1997; Low & Low 2004"
RANKS = (
    f"A line through the values y of all groups, {MINIMUM_RANKED_GROUPS} or more, against their rank r: the "
    "middle of the group's stretch of all people, from 0 to 1."
)


def _apart(counts: Pair, view: EquityView) -> str:
    x1, n1, x2, n2 = map(exact, counts)
    return f"({x1} ÷ {n1} − {x2} ÷ {n2}){per_so_many(view.indicator)}"


def _absolute(view: EquityView) -> Worked | None:
    gap = view.gap
    return gap and Worked(_apart(gap.counts, view), equity_numbers.short_amount(gap.difference, view))


def _is(view: EquityView, measure: Measure) -> bool:
    return measure_type(view.indicator).kind is measure


def _limits(view: EquityView, measure: Measure) -> Worked | None:
    gap = view.gap
    if gap is None or gap.lower is None or gap.upper is None or not _is(view, measure):
        return None
    return Worked(_named(gap.counts), equity_numbers.interval(gap.lower, gap.upper, view))


def _named(counts: Pair) -> str:
    return f"{', '.join(f'{name} = {exact(n)}' for name, n in zip(NAMES, counts, strict=True))}, {Z}"


DIFFERENCE, RATIO = "a − b; a and b: x ÷ n{per}", "a ÷ b; a and b: x ÷ n"
NAMES = ("x₁", "n₁", "x₂", "n₂")


def _relative(view: EquityView) -> Worked | None:
    gap = view.gap
    if gap is None or gap.ratio is None:
        return None
    return Worked(_divided(gap.counts), equity_numbers.times_as_much(gap.ratio))


def _divided(counts: Pair) -> str:
    x1, n1, x2, n2 = map(exact, counts)
    return f"({x1} ÷ {n1}) ÷ ({x2} ÷ {n2})"


def _ratio_limits(view: EquityView, measure: Measure) -> Worked | None:
    gap = view.gap
    if gap is None or gap.ratio_lower is None or gap.ratio_upper is None or not _is(view, measure):
        return None
    low, high = (say.number(limit, 2) for limit in (gap.ratio_lower, gap.ratio_upper))
    return Worked(_named(gap.counts), f"{low} to {high}")


def _before(view: EquityView) -> Worked | None:
    gap = view.gap
    if gap is None or gap.before is None or gap.counts_before is None:
        return None
    return Worked(_apart(gap.counts_before, view), equity_numbers.short_amount(gap.before, view))


def _groups(view: EquityView, counts: tuple[tuple[float, float], ...]) -> str:
    """Write `Fifth 1: 1,204 ÷ 4,800; Fifth 2: …`."""
    shown = zip(view.known, counts, strict=True)
    return "; ".join(f"{row.label}: {exact(x)} ÷ {exact(n)}" for row, (x, n) in shown)


def _slope(view: EquityView) -> Worked | None:
    slope = view.slope
    return slope and Worked(_groups(view, slope.counts), _with_limits(slope, view))


def _with_limits(found: Slope | Gap, view: EquityView) -> str:
    size = found.slope if isinstance(found, Slope) else found.difference
    limits = equity_numbers.interval(found.lower, found.upper, view)
    return f"{equity_numbers.short_amount(size, view)}{f' ({limits})' if limits else ''}"


def _index(view: EquityView) -> Worked | None:
    slope = view.slope
    if slope is None or slope.ratio is None:
        return None
    limits = equity_numbers.ratio_interval(slope.ratio_lower, slope.ratio_upper)
    return Worked(_groups(view, slope.counts), f"{say.number(slope.ratio, 2)}; {limits}")


def _slope_before(view: EquityView) -> Worked | None:
    slope = view.slope
    if slope is None or slope.before is None:
        return None
    return Worked(_groups(view, slope.counts_before), equity_numbers.short_amount(slope.before, view))


def _change(view: EquityView) -> Worked | None:
    gap = view.gap
    if gap is None or gap.before is None:
        return None
    told = (
        f"The gap of each year. {say.plural(view.tests, 'comparison').capitalize()} of gaps were looked at."
    )
    return Worked(told, equity_numbers.CHANGES[gap.change])


GAP_KINDS = (
    Kind(
        "Absolute gap",
        "The value of the first less that of the second.",
        "a − b; a and b: x ÷ n{per}",
        "",
        _absolute,
    ),
    Kind(
        "95% interval of the absolute gap",
        "Where the true gap may lie, allowing for chance in both.",
        MOVER,
        f"Newcombe 1998, method 10; a and b: {WILSON_SOURCE}",
        lambda view: _limits(view, Measure.PROPORTION),
    ),
    Kind(
        "95% interval of the absolute gap",
        "Where the true gap may lie, allowing for chance in both.",
        MOVER,
        f"Donner & Zou 2012; a and b: {BYAR_SOURCE}",
        lambda view: _limits(view, Measure.RATE),
    ),
    Kind(
        "Relative gap",
        "The value of the first divided by that of the second.",
        "a ÷ b; a and b: x ÷ n",
        "",
        _relative,
    ),
    Kind(
        "95% interval of the relative gap",
        "Where the true ratio may lie: on the log scale, as ratios are.",
        "ratio × e^(± z × √(1/x₁ − 1/n₁ + 1/x₂ − 1/n₂))",
        "Katz et al. 1978, Biometrics 34: 469",
        lambda view: _ratio_limits(view, Measure.PROPORTION),
    ),
    Kind(
        "95% interval of the relative gap",
        "Where the true ratio may lie: on the log scale, as ratios are.",
        "ratio × e^(± z × √(1/x₁ + 1/x₂))",
        "Rothman 2012, Epidemiology, chapter 9",
        lambda view: _ratio_limits(view, Measure.RATE),
    ),
    Kind(
        "A year before",
        "The same gap in the four quarters before these.",
        "a − b; a and b: x ÷ n{per}",
        "",
        _before,
    ),
    Kind(
        "Slope index of inequality",
        f"{RANKS} How far the line rises from the last group's end to the first's.",
        SLOPE,
        SLOPE_SOURCE,
        _slope,
    ),
    Kind(
        "Relative index of inequality",
        f"{RANKS} Where the line meets the first group's end, divided by where it meets the last's.",
        "fitted y at r = 0 ÷ fitted y at r = 1",
        f"{SLOPE_SOURCE}; limits: Fieller 1954",
        _index,
    ),
    Kind(
        "Slope a year before",
        "The slope of the four quarters before these.",
        SLOPE,
        SLOPE_SOURCE,
        _slope_before,
    ),
    Kind(
        "Widened or narrowed",
        "Said where chance would rarely make the change from the year before, and it is large enough to "
        "matter. Of ranked groups it is the gradient that is tested.",
        "z = change ÷ (its standard error × how much more periods vary than chance)",
        "Laney 2002; Benjamini & Hochberg 1995",
        _change,
    ),
)


def _latest(trend: GapTrend | None) -> int | None:
    """Return which point of a chart is the latest that has a value."""
    known = [i for i, value in enumerate(trend.values) if value is not None] if trend else []
    return known[-1] if known else None


def _point(view: EquityView, trend: GapTrend | None) -> Worked | None:
    at = _latest(trend)
    if at is None or trend is None or (counts := trend.counts[at]) is None:
        return None
    put_in = _divided(counts) if trend.is_relative else _apart(counts, view)
    return Worked(put_in, equity_numbers.short_gap(trend.values[at], trend, view))


def _centre(view: EquityView, trend: GapTrend | None) -> Worked | None:
    at = _latest(trend)
    if at is None or trend is None:
        return None
    count = sum(value is not None for value in trend.values)
    times = f"{equity_numbers.times(trend, 0)} to {equity_numbers.times(trend, at)}"
    return Worked(f"{count} gaps, {times}", equity_numbers.short_gap(trend.centre[at], trend, view))


def _chart_limits(view: EquityView, trend: GapTrend | None) -> Worked | None:
    at = _latest(trend)
    if at is None or trend is None:
        return None
    centre, error, reach = trend.centre[at], trend.errors[at], trend.reach[at]
    if centre is None or error is None or reach is None or trend.lower[at] is None:
        return None
    places = view.indicator.decimals + 4
    put_in = f"{exact(centre, places)} ± {exact(reach, 6)} × {exact(error, places)}"
    if trend.is_relative:
        put_in = f"e^({exact(math.log(centre), 6)} ± {exact(reach, 6)} × {exact(error, 6)})"
    return Worked(put_in, equity_numbers.trend_limits(trend.lower[at], trend.upper[at], trend, view))


LANEY = "Laney 2002, Quality Engineering 14: 531"
CENTRE = "Gaps of periods with more people count for more."
LIMITS = (
    "Each gap is turned into standard errors from the centre. These are charted as single values, whose "
    "limits lie 2.66 mean steps away, and turned back: wide where few people were seen."
)
TREND_KINDS = (
    Kind("Latest gap", "The value of the first less that of the second.", DIFFERENCE, "", _point),
    Kind(
        "Centre line",
        f"The mean of all gaps of the chart. {CENTRE}",
        "Σ gap/e² ÷ Σ 1/e², e the standard error √(V(1/n₁ + 1/n₂)), V of both together",
        LANEY,
        _centre,
    ),
    Kind(
        "Limits of the latest gap",
        LIMITS,
        "centre ± k × e, k = 2.66 × mean step between neighbours in standard errors",
        LANEY,
        _chart_limits,
    ),
)
RATIO_KINDS = (
    Kind("Latest ratio", "The value of the first divided by that of the second.", RATIO, "", _point),
    Kind(
        "Centre line",
        f"The mean of the logarithms of all ratios of the chart, turned back. {CENTRE}",
        "e^(Σ ln ratio/e² ÷ Σ 1/e²), e the standard error of the logarithm",
        f"{LANEY}; Katz et al. 1978",
        _centre,
    ),
    Kind(
        "Limits of the latest ratio",
        LIMITS,
        "e^(ln centre ± k × e), k = 2.66 × mean step between neighbours in standard errors",
        f"{LANEY}; Katz et al. 1978",
        _chart_limits,
    ),
)
