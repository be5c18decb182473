"""Say what an equity page has found, from the same view as its pictures. It hedges as the statistics do, says
what is not known, and never says why.

    Deprivation 1 (most deprived): 14.6% (2,531 of 17,388), compared with 7.6% for everybody else, in the 12
    months to Sep 2026. Chance alone would rarely make this difference.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from catalogue.fields.periods import Frequency
from catalogue.fields.qualifiers import meaning
from catalogue.models import Indicator
from components.words import charts, say
from components.words.chart_sentence import PROVISIONAL
from quality.disclosure.not_known import WithoutValue
from quality.equity.view import Change, EquityView, Gap, GapTrend, GroupRow, Slope, State, Verdict
from quality.signals.results import Variation

FOUND = (Verdict.HIGHER, Verdict.LOWER)
EVERYBODY_ELSE = "everybody else"

VERDICTS = {
    Verdict.HIGHER: "higher",
    Verdict.LOWER: "lower",
    Verdict.SMALL: "difference too small to matter",
    Verdict.NO_CLEAR_DIFFERENCE: "no clear difference",
    Verdict.TOO_FEW: "too few to tell",
    Verdict.NOT_COMPARED: "not compared",
}
CHANGES = {
    Change.WIDENED: "Widened",
    Change.NARROWED: "Narrowed",
    Change.NO_CLEAR_CHANGE: "No clear change",
    Change.TOO_FEW: "Too few to tell",
}
AXIS = "95% interval, in {view.indicator.unit}; "
OF_POPULATION = ", {share} of the population"
NO_GAP = "There is no gap between groups here to follow over time."
NO_TREND = (
    "The quarterly numbers are too small to follow the gap between {gap.first} and {gap.second} over time. "
    "The 12 months above are the finest detail that can be shown."
)
NO_NUMBERS = "No numbers to compare for {what}."


def sentence(view: EquityView) -> str:
    """Say the first thing on the page, and the first line of its file."""
    if view.state is State.NO_DATA:
        return f"No numbers by {view.dimension.title.lower()} have been loaded for {view.service_name}."
    if view.state is State.SHORT:
        return "Less than a full year of data has been loaded. Groups are compared over at least 12 months."
    parts = [_groups_sentence(view)]
    if view.gap is not None:
        parts.append(gap_sentence(view.gap, view))
    return " ".join(part for part in parts if part)


def _groups_sentence(view: EquityView) -> str:
    found = [row for row in view.known if row.verdict in FOUND and row.rest is not None]
    if found:
        main = max(found, key=lambda row: abs((row.value or 0) - (row.rest or 0)))
        others = [row for row in found if row is not main]
        return f"{_against(main, view)}{_also(others, view)}"
    if view.state is State.TOO_FEW:
        return f"Numbers too small to show: {_hidden_words(view)} in the {year_words(view)}."
    tested = [row for row in view.known if row.verdict is not Verdict.TOO_FEW and not row.is_hidden]
    if any(row.verdict is Verdict.NOT_COMPARED for row in tested):
        return (
            f"{view.indicator.title} is not a count of events, so the data cannot show how much of a "
            "difference is chance. The values are shown without a verdict."
        )
    if not tested:
        return f"Too few people in the {year_words(view)} to tell whether groups differ."
    by = view.dimension.title.lower()
    if any(row.verdict is Verdict.SMALL for row in tested):
        least = amount(view.indicator.minimum_gap, view)
        return (
            f"By {by}, no group differs from everybody else by {least} or more in the {year_words(view)}. "
            "Differences below that are too small to matter."
        )
    return (
        f"By {by}, no group differs clearly from everybody else in the {year_words(view)}. Chance alone "
        "would give differences like these."
    )


def _against(row: GroupRow, view: EquityView) -> str:
    own = say.value_with_unit(row.value, view.indicator)
    counted = say.counted(row.numerator, row.denominator, view.indicator)
    rest = say.value(row.rest, view.indicator)
    return (
        f"{group(row.label, view)}: {own} ({counted}), compared with {rest} for everybody "
        f"else, in the {year_words(view)}. Chance alone would rarely make this difference."
    )


def _also(others: list[GroupRow], view: EquityView) -> str:
    if not others:
        return ""
    names = _listed([f"{row.label} ({VERDICTS[row.verdict]})" for row in others])
    return f" The same holds for {names}."


def gap_sentence(gap: Gap, view: EquityView) -> str:
    """Say the absolute gap with its interval, and whether it changed."""
    size = amount(abs(gap.difference), view)
    between = f"between {gap.first} and {gap.second}"
    if gap.verdict is Verdict.TOO_FEW:
        return ""
    limits = ""
    if gap.lower is not None and gap.upper is not None:
        limits = f" (95% interval {_range(gap.lower, gap.upper, view)})"
        if gap.verdict is not Verdict.NO_CLEAR_DIFFERENCE and gap.difference < 0:
            limits = f" (95% interval {_range(-gap.upper, -gap.lower, view)})"
    if gap.verdict is Verdict.NO_CLEAR_DIFFERENCE:
        found = f"The gap {between}, {signed(gap.difference, view)}{limits}"
        text = f"{found}, is no larger than chance alone would give."
        return text if gap.change is not Change.WIDENED else f"{text} {_change(gap, view)}"
    return f"The gap {between} is {size}{limits}. {_change(gap, view)}"


def _change(gap: Gap, view: EquityView) -> str:
    if gap.before is None:
        return ""
    before = amount(abs(gap.before), view)
    match gap.change:
        case Change.WIDENED:
            return f"It has widened from {before} the year before, by more than chance would usually give."
        case Change.NARROWED:
            return f"It has narrowed from {before} the year before, by more than chance would usually give."
        case Change.NO_CLEAR_CHANGE:
            return f"It was {before} the year before: no clear change."
        case Change.TOO_FEW:
            return ""


def group(label: str, view: EquityView) -> str:
    """Name a group, `Deprivation 1 (most deprived)`: a bare `1` or `Yes` says nothing by itself."""
    return f"{view.dimension.title} {label}"


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _hidden_words(view: EquityView) -> str:
    shown = sum(not row.is_hidden for row in view.known)
    if shown == 0:
        return "no group is large enough"
    return f"only {say.in_words(shown)} of {say.plural(len(view.known), 'group')} can be shown"


# -- amounts --------------------------------------------------------------------------------------


def amount(value: float, view: EquityView) -> str:
    """Say a difference in words: `8.3 percentage points`, `1.8 per 1,000 bed days`."""
    return say.difference(value, view.indicator)


def unit_of_gaps(view: EquityView) -> str:
    unit = view.indicator.unit.strip()
    return "percentage points" if unit == "%" else unit


def signed(value: float, view: EquityView) -> str:
    """Say a difference with its sign: `+6.0 percentage points`."""
    return f"+{amount(value, view)}" if value > 0 else amount(value, view)


def short_amount(value: float, view: EquityView) -> str:
    """Write `+7.0 points`, for a table."""
    number = say.number(value, view.indicator.decimals)
    unit = " points" if view.indicator.unit.strip() == "%" else ""
    return f"{'+' if value > 0 else ''}{number}{unit}"


def _range(low: float, high: float, view: EquityView) -> str:
    places = view.indicator.decimals
    return f"{say.number(low, places)} to {say.number(high, places)}"


def interval(low: float | None, high: float | None, view: EquityView) -> str:
    return "" if low is None or high is None else _range(low, high, view)


def year_words(view: EquityView) -> str:
    return f"12 months to {view.year_to:%b %Y}" if view.year_to else "latest year"


# -- words of one or two --------------------------------------------------------------------------


def verdict_words(row: GroupRow) -> str:
    """Say `Higher, worse`; `No clear difference`; `Too small to show`."""
    if row.is_hidden:
        return "Too small to show"
    if row.is_unknown:
        return "Group unknown"
    word = VERDICTS[row.verdict].capitalize()
    tone = {Variation.CONCERN: ", worse", Variation.IMPROVEMENT: ", better"}.get(row.judged, "")
    return f"{word}{tone}"


def rhythm(trend: GapTrend) -> Frequency:
    return Frequency.QUARTERLY if trend.is_quarterly else trend.frequency


def times(trend: GapTrend, at: int) -> str:
    return say.period(trend.times[at], rhythm(trend))


def trend_sentence(trend: GapTrend, view: EquityView) -> str:
    """Write the alternative text of the gap's chart."""
    known = [i for i, value in enumerate(trend.values) if value is not None]
    if not known:
        return "The gap has no values over time to show."
    last = known[-1]
    latest = signed(trend.values[last] or 0.0, view)
    between = f"{group(trend.first, view)} minus {trend.second}"
    step = "quarter" if trend.is_quarterly else "period"
    judged = {
        Variation.CONCERN: f"Unusual change to the disadvantage of {trend.first}",
        Variation.IMPROVEMENT: f"Unusual change to the advantage of {trend.first}",
        Variation.NEUTRAL_HIGH: "The gap is unusually high",
        Variation.NEUTRAL_LOW: "The gap is unusually low",
    }.get(trend.latest, "No unusual change")
    hedge = f" {PROVISIONAL}" if trend.is_provisional else ""
    return f"Gap by {step}, {between}. {judged}. Latest {latest}, {times(trend, last)}.{hedge}"


def trend_point(trend: GapTrend, at: int) -> str:
    """Say what one point of the gap's chart is."""
    if trend.values[at] is None:
        return "No value"
    return {
        Variation.CONCERN: f"Concern: worse for {trend.first}",
        Variation.IMPROVEMENT: f"Improvement: better for {trend.first}",
        Variation.NEUTRAL_HIGH: "Change, high",
        Variation.NEUTRAL_LOW: "Change, low",
    }.get(trend.variation[at], "Common cause")


def trend_caption(trend: GapTrend, view: EquityView) -> str:
    return f"{group(trend.first, view)} minus {trend.second}, {unit_of_gaps(view)}. Newest first."


# -- the page -------------------------------------------------------------------------------------

INDEX_LEDE = "See which groups get which care, whether a gap is more than chance, and what is not known."
INDEX_EMPTY = (
    "No measure is split by group yet.",
    "To split one, name its `dimensions` in the catalogue.",
)
NAME = "Equity"
TITLE = "Equity: {measure}"
GROUP = "Group "
BY, INSIDE, FOLLOW_WORD = "By", "Inside", "Follow"
FOR_EVERYONE = "View it for everyone"
OTHER_MEASURES = "Other measures by group"
TO_COMPARE = "Choose what to compare"
FOLLOW = "Choose a group to follow"
THE_GAP = "The gap"
ABSOLUTE_GAP, RELATIVE_GAP = "Absolute gap", "Relative gap"
SLOPE_INDEX, RELATIVE_INDEX = "Slope index", "Relative index"
YEAR_BEFORE = "A year before"
OVER_TIME = "The gap over time"
OVER_TIME_NOTE = "This chart does not feed the huddle by itself. Raise a signal above to act on it."
NOT_KNOWN = "What is not known"
HOW_JUDGED = "How this is judged"
NO_GAP = "no gap"
IN_NUMBERS = "The gap in numbers"
BY_PERIOD = "The gap by period"
STYLED_HEADS = (("Value", "number"), ("Share", "equity__share-head"), ("Compared with everybody else", ""))
GROUPS_AT_MOST = 8
"""Groups of which it is said why they have no value; of the others only how many there are."""
ALL_GROUPED = "Every person in these numbers has a known group."
HIDDEN, NO_INTERVAL, TOO_SMALL = "hidden", "no interval", "too small to show"
NUMBER_HIDDEN = "The number with unknown group is hidden to protect small numbers."
MANY_UNKNOWN = (
    "The group is unknown for more than 1 person in 10.",
    "A gap can appear or disappear only because some groups are asked less often than others.",
)
LARGER_SERVICE = "Look at a larger service: {service}"
TOO_SMALL_ADVICE = ("Combine groups that belong together.", "Use a longer period.", "Ask patients directly.")


def measure_by(indicator: Indicator, dimension: str) -> str:
    return f"{indicator.title} by {dimension}"


def by_dimension(view: EquityView) -> str:
    return f"{view.indicator.title} by {view.dimension.title.lower()} in {view.service_name}"


def caption(view: EquityView) -> str:
    unit = view.indicator.unit.strip()
    reads = "in per cent" if unit == "%" else unit if unit.startswith("per ") else f"in {unit}"
    subject = f"{view.indicator.title}, {view.service_name}, {year_words(view)}."
    text = f"{subject} Value {reads}, with 95% intervals."
    if not view.population_of:
        return text
    return f"{text} The tick in each share shows the group's share of the population of {view.population_of}."


def everyone(value: float, view: EquityView) -> str:
    return f"everyone {say.value(value, view.indicator)}"


def group_chart(label: str, view: EquityView) -> str:
    return f"Control chart of {group(label, view)}"


def compared_with(row: GroupRow, view: EquityView) -> str:
    gap = short_amount((row.value or 0.0) - (row.rest or 0.0), view)
    return f"{gap} compared with {say.value(row.rest, view.indicator)}"


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
        entries.append((YEAR_BEFORE, short_amount(gap.before, view), CHANGES[gap.change]))
    if slope := view.slope:
        entries += [
            (SLOPE_INDEX, short_amount(slope.slope, view), _limits(slope, view)),
            (
                RELATIVE_INDEX,
                say.number(slope.ratio, 2),
                ratio_interval(slope.ratio_lower, slope.ratio_upper),
            ),
        ]
    return entries


def _limits(found: Gap | Slope, view: EquityView) -> str:
    return interval_words(interval(found.lower, found.upper, view))


def alt(view: EquityView) -> str:
    assert view.trend is not None
    return f"{view.indicator.title}. {trend_sentence(view.trend, view)}"


def trend_heads(trend: GapTrend) -> list[tuple[str, str]]:
    first = "Quarter" if trend.is_quarterly else "Period"
    return [(first, ""), ("Gap", "number"), (charts.LIMITS, "number"), (charts.WHAT_IT_IS, "")]


def gap_title(gap: Gap, view: EquityView) -> str:
    other = gap.second if gap.second == EVERYBODY_ELSE else group(gap.second, view)
    return f"{group(gap.first, view)} compared with {other}"


def interval_words(text: str) -> str:
    return f"95% interval {text}" if text else "No interval"


def ratio_interval(low: float | None, high: float | None) -> str:
    known = low is not None and high is not None
    return interval_words(f"{say.number(low, 2)} to {say.number(high, 2)}" if known else "")


def times_as_much(ratio: float | None) -> str:
    return "none" if ratio is None else f"{say.number(ratio, 2)} times"


def not_stated(view: EquityView) -> str:
    """Say of how many people the group is not known."""
    stated = view.not_stated
    if stated is None:
        return ALL_GROUPED
    if stated.is_hidden or stated.share is None:
        return NUMBER_HIDDEN
    return _share_unknown(view, f"{100 * stated.share:.1f}%")


def _share_unknown(view: EquityView, share: str) -> str:
    what = view.indicator.denominator.lower() or "the total"
    return (
        f"The group is unknown for {share} of these: {what}. They are shown in grey and are not part of the "
        "comparisons."
    )


def recording_changed(since: date, before: float, after: float) -> tuple[str, str]:
    return (
        f"Recording changed in the quarter from {since:%B %Y}.",
        f"Not stated went from {before:.0%} to {after:.0%}. If the gap changed at the same time, this may "
        "be the only reason.",
    )


def if_all_known(view: EquityView) -> str:
    assert view.gap is not None
    assert view.gap.if_unknown is not None
    low, high = view.gap.if_unknown
    return (
        f"If everybody's group were known, the gap could be anything from {signed(low, view)} to "
        f"{signed(high, view)}. These are the extremes: everybody with an unknown group on one side or the "
        "other."
    )


def without_value(told: Sequence[WithoutValue]) -> str:
    """Say `Periods with no value, …: Asian, 3 suppressed by the publisher; …`."""
    groups = [
        f"{one.label}, " + " and ".join(f"{count:,} {meaning(code)}" for code, count in one.reasons)
        for one in told[:GROUPS_AT_MOST]
    ]
    more = len(told) - len(groups)
    rest = f"; and {say.plural(more, 'more group')}" if more else ""
    return f"Periods with no value, of all those loaded: {'; '.join(groups)}{rest}."


def hidden_title(view: EquityView) -> str:
    few = view.state is State.TOO_FEW
    return "Numbers too small to show" if few else "Some groups are too small to show"


def hidden_groups(count: int, hide_up_to: int) -> str:
    return (
        f"{say.plural(count, 'group').capitalize()} hidden. We hide counts of 1 to {hide_up_to} in any year "
        "shown, and numbers that would reveal them by subtraction. Hidden does not mean zero or equal."
    )


def method(view: EquityView) -> tuple[str, ...]:
    least = amount(view.indicator.minimum_gap, view)
    return (
        f"Each group is compared with everybody else over the {year_words(view)}. These are the latest four "
        "complete quarters, so years never overlap and nobody can be identified from the difference.",
        f"A difference counts when chance would rarely make it and when it is at least {least}. This allows "
        f"for how much periods vary and for the {view.tests} groups compared at once: at most 5% of the "
        "differences found may be chance.",
        "To be judged, a group needs 30 people, 5 expected events and 5 expected without. A smaller group "
        "is “too few to tell”, never “no difference”.",
        "The gap over time has its own control chart. Over many such charts, false alarms would add up, so "
        "they do not feed the huddle or the board. A person raises what matters.",
        "Age differs between groups, and many outcomes differ with age. A gap is a question. It does not "
        "show unfairness by itself.",
    )
