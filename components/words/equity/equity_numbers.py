"""Numbers of the equity pages in words: differences with their unit and sign, intervals, verdicts."""

from __future__ import annotations

from catalogue.fields.periods import NOUN, Frequency
from components.words import charts, say
from quality.equity.gap import EVERYBODY_ELSE
from quality.equity.view import Change, EquityView, Gap, GapTrend, GroupRow, Slope, Verdict
from quality.signals.results import Variation

VERDICTS = {
    Verdict.HIGHER: "higher",
    Verdict.LOWER: "lower",
    Verdict.SMALL: "difference too small to matter",
    Verdict.NO_CLEAR_DIFFERENCE: "no clear difference",
    Verdict.TOO_FEW: "too few to tell",
    Verdict.NOT_COMPARED: "not compared",
    Verdict.REFERENCE: "the reference",
}
CHANGES = {
    Change.WIDENED: "Widened",
    Change.NARROWED: "Narrowed",
    Change.NO_CLEAR_CHANGE: "No clear change",
    Change.TOO_FEW: "Too few to tell",
}


def group(label: str, view: EquityView) -> str:
    """Name a group, `Deprivation 1 (most deprived)`: a bare `1` or `Yes` says nothing by itself."""
    return f"{view.dimension.title} {label}"


def others(view: EquityView) -> str:
    """Name those that each group is compared with."""
    return group(view.reference, view) if view.reference else EVERYBODY_ELSE


def amount(value: float, view: EquityView) -> str:
    """Say a difference in words: `8.3 percentage points`, `1.8 per 1,000 bed days`."""
    return say.difference(value, view.indicator)


def unit_of_gaps(view: EquityView) -> str:
    unit = view.indicator.unit.strip()
    return "percentage points" if unit == "%" else unit


def signed(value: float, view: EquityView) -> str:
    """Say a difference with its sign: `+6.0 percentage points`."""
    return f"{_plus(value, view)}{amount(value, view)}"


def _plus(value: float, view: EquityView) -> str:
    """Return the sign of what is more than none, as it is written."""
    is_none = say.number(abs(value), view.indicator.decimals) == say.number(0.0, view.indicator.decimals)
    return "+" if value > 0 and not is_none else ""


def short_amount(value: float, view: EquityView) -> str:
    """Write `+7.0 points`, for a table."""
    number = say.number(value, view.indicator.decimals)
    unit = " points" if view.indicator.unit.strip() == "%" else ""
    return f"{_plus(value, view)}{number}{unit}"


def low_to_high(low: float, high: float, view: EquityView) -> str:
    places = view.indicator.decimals
    return f"{say.number(low, places)} to {say.number(high, places)}"


def interval(low: float | None, high: float | None, view: EquityView) -> str:
    return "" if low is None or high is None else low_to_high(low, high, view)


def year_words(view: EquityView) -> str:
    """Say `12 months to Sep 2026`; of published values, which have no sum, the period that they are of."""
    if view.year_from and view.indicator.is_published_value:
        return say.period(view.year_from, view.indicator.frequency)
    return f"12 months to {view.year_to:%b %Y}" if view.year_to else "latest year"


def verdict_words(row: GroupRow) -> str:
    """Say `Higher, worse`; `No clear difference`; `Hidden`."""
    if row.is_hidden:
        return "Hidden"
    if row.is_unknown:
        return "Group unknown"
    return f"{VERDICTS[row.verdict].capitalize()}{_fares(row.judged, ', {}')}"


def towards_first(gap: Gap) -> str:
    """Say `higher (worse) towards 1 (most deprived)`."""
    return f"{VERDICTS[gap.verdict]}{_fares(gap.of_first, ' ({})')} towards {gap.first}"


def _fares(judged: Variation, form: str) -> str:
    word = {Variation.CONCERN: "worse", Variation.IMPROVEMENT: "better"}.get(judged)
    return form.format(word) if word else ""


def rhythm(trend: GapTrend) -> Frequency:
    return Frequency.QUARTERLY if trend.is_quarterly else trend.frequency


def times(trend: GapTrend, at: int) -> str:
    return say.period(trend.times[at], rhythm(trend))


def trend_point(trend: GapTrend, at: int) -> str:
    """Say what one point of the gap's chart is."""
    if trend.values[at] is None:
        return "No value"
    return {
        Variation.CONCERN: "Concern: the gap grows",
        Variation.IMPROVEMENT: "Improvement: the gap closes",
        Variation.NEUTRAL_HIGH: "Change, high",
        Variation.NEUTRAL_LOW: "Change, low",
    }.get(trend.variation[at], "Common cause")


def trend_kind(trend: GapTrend, view: EquityView) -> str:
    """Say `Absolute gap by month, Deprivation 1 minus 5`; or the relative one, divided by."""
    kind = RELATIVE_GAP if trend.is_relative else ABSOLUTE_GAP
    joined = "divided by" if trend.is_relative else "minus"
    return f"{kind} by {NOUN[rhythm(trend)]}, {group(trend.first, view)} {joined} {trend.second}"


def trend_value(value: float | None, trend: GapTrend, view: EquityView) -> str:
    """Say `+6.0 percentage points`, or `2.31 times`."""
    return times_as_much(value) if trend.is_relative else signed(value or 0.0, view)


def short_gap(value: float | None, trend: GapTrend, view: EquityView) -> str:
    """Write the same for a table: `+6.0 points`, or `2.31 times`."""
    if value is None:
        return charts.NONE
    return times_as_much(value) if trend.is_relative else short_amount(value, view)


def trend_places(trend: GapTrend, view: EquityView) -> int:
    return 2 if trend.is_relative else view.indicator.decimals


def trend_limits(low: float | None, high: float | None, trend: GapTrend, view: EquityView) -> str:
    """Say `2.1 to 9.4`, with the decimals of the gap."""
    places = trend_places(trend, view)
    return (
        charts.NONE
        if low is None or high is None
        else f"{say.number(low, places)} to {say.number(high, places)}"
    )


ABSOLUTE_GAP, RELATIVE_GAP = "Absolute gap", "Relative gap"
SLOPE_BEFORE = "Slope a year before"
SLOPE_INDEX, RELATIVE_INDEX = "Slope index", "Relative index"
WITHOUT_EXTREMES = "without the groups that differ most"
YEAR_BEFORE, ACROSS = "A year before", "Across all groups: "
WOULD_SHOW, SMALLER_MAY_BE = "Would most likely show", "A smaller one may be there"


def caption(view: EquityView) -> str:
    subject = f"{view.indicator.title}, {view.service_name}, {year_words(view)}."
    rounded = f" {rounding(view)}".rstrip()
    if view.is_count:
        return f"{subject}{rounded}"
    return f"{subject} Value {in_unit(view)}{', with 95% intervals' if view.has_intervals else ''}.{rounded}"


def rounding(view: EquityView) -> str:
    """Say that rounded numbers need not add up; nothing where they are not rounded."""
    if not view.rounded_to:
        return ""
    return (
        f"Each number of a group is rounded to the nearest {view.rounded_to} by itself, so groups need not "
        "add up to everyone, nor months to a year."
    )


def axis(view: EquityView) -> str:
    """Say what the picture of the groups draws, to those who do not see it."""
    drawn = "Number" if view.is_count else "Value"
    return f"{drawn}{' with 95% interval' if view.has_intervals else ''}, {in_unit(view)}"


def in_unit(view: EquityView) -> str:
    """Say `in per cent`, `per 1,000 bed days`, `in days`."""
    unit = view.indicator.unit.strip()
    return "in per cent" if unit == "%" else unit if unit.startswith("per ") else f"in {unit}"


def everyone(value: float, view: EquityView) -> str:
    return f"everyone {say.value(value, view.indicator)}"


def compared_with(row: GroupRow, view: EquityView) -> str:
    gap = short_amount((row.value or 0.0) - (row.rest or 0.0), view)
    return f"{gap} compared with {say.value(row.rest, view.indicator)}"


def likely(row: GroupRow, view: EquityView) -> str:
    """Say the value drawn towards that of all groups, where it reads otherwise than the group's own."""
    if row.likely is None:
        return ""
    value, low, high = (say.number(one, view.indicator.decimals) for one in row.likely)
    same = value == say.number(row.value, view.indicator.decimals)
    return "" if same else f"likely {value} ({low} to {high})"


def without_extremes(row: GroupRow, view: EquityView) -> str:
    """Say why a difference that looks large enough is not said to be one: beside the others alone, without
    those that differ most, it is too small, or not clear."""
    if row.value is None or row.rest is None or view.reference:
        return ""
    size = abs(row.value - row.rest)
    if row.verdict is Verdict.SMALL and size >= view.indicator.minimum_gap:
        least = short_amount(view.indicator.minimum_gap, view).removeprefix("+")
        return f"less than {least} {WITHOUT_EXTREMES}"
    is_large = row.detectable is not None and size >= row.detectable
    return f"not clear {WITHOUT_EXTREMES}" if is_large and row.verdict is Verdict.NO_CLEAR_DIFFERENCE else ""


def detectable(row: GroupRow, view: EquityView) -> str:
    """Say the smallest difference that would have been found, where none was; not beside one as large."""
    if row.detectable is None or row.verdict is not Verdict.NO_CLEAR_DIFFERENCE:
        return ""
    if without_extremes(row, view):
        return ""
    number = say.number(row.detectable, view.indicator.decimals)
    unit = " points" if view.indicator.unit.strip() == "%" else ""
    return f"{number}{unit} or more would most likely show"


def per_head(rate: float) -> str:
    """Write events per 100,000 people."""
    return say.number(rate, 1 if rate < 100 else 0)


def per_head_words(row: GroupRow) -> str:
    """Say the events of a group for each 100,000 of its residents, with the interval."""
    assert row.per_head is not None
    rate, low, high = row.per_head
    return f"{per_head(rate)} per 100,000 people (95% interval {per_head(low)} to {per_head(high)})"


def percent(share: float) -> str:
    return f"{100 * share:.1f}%" if share < 0.1 else f"{100 * share:.0f}%"


def gap_figures(view: EquityView) -> list[tuple[str, str, str]]:
    """Return term, number and what stands behind it: absolute and relative gap together, since they may move
    in opposite directions."""
    gap = view.gap
    assert gap is not None
    entries = [
        (ABSOLUTE_GAP, short_amount(gap.difference, view), _limits(gap, view)),
        (RELATIVE_GAP, times_as_much(gap.ratio), ratio_interval(gap.ratio_lower, gap.ratio_upper)),
    ]
    if gap.before is not None:
        # Of ranked groups the gradient is what was tested for change.
        told = f"{ACROSS}{CHANGES[gap.change].lower()}" if view.is_ranked else CHANGES[gap.change]
        is_told = view.slope is None and gap.verdict is not Verdict.NOT_COMPARED
        entries.append((YEAR_BEFORE, short_amount(gap.before, view), told if is_told else ""))
    if view.detectable is not None and gap.verdict is Verdict.NO_CLEAR_DIFFERENCE:
        entries.append(
            (WOULD_SHOW, f"{short_amount(view.detectable, view).removeprefix('+')} or more", SMALLER_MAY_BE)
        )
    if slope := view.slope:
        entries += [
            (SLOPE_INDEX, short_amount(slope.slope, view), _limits(slope, view)),
            (
                RELATIVE_INDEX,
                say.number(slope.ratio, 2),
                ratio_interval(slope.ratio_lower, slope.ratio_upper),
            ),
        ]
        if slope.before is not None:
            entries.append((SLOPE_BEFORE, short_amount(slope.before, view), CHANGES[gap.change]))
    return entries


def _limits(found: Gap | Slope, view: EquityView) -> str:
    return interval_words(interval(found.lower, found.upper, view))


def interval_words(text: str) -> str:
    return f"95% interval {text}" if text else "No interval"


def ratio_interval(low: float | None, high: float | None) -> str:
    known = low is not None and high is not None
    return interval_words(f"{say.number(low, 2)} to {say.number(high, 2)}" if known else "")


def times_as_much(ratio: float | None) -> str:
    return "none" if ratio is None else f"{say.number(ratio, 2)} times"
