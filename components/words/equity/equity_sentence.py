"""Say what an equity page has found, from the same view as its pictures. It hedges as the statistics do, says
what is not known, and never says why.

    Deprivation 1 (most deprived): 14.6% (2,531 of 17,388), compared with 7.6% for everybody else, in the 12
    months to Sep 2026. Chance alone would rarely make this difference.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from catalogue.fields.qualifiers import meaning
from components.words import say
from components.words.chart_sentence import PROVISIONAL
from components.words.equity.equity_crossed import method as method_of_both
from components.words.equity.equity_numbers import (
    VERDICTS,
    amount,
    group,
    low_to_high,
    per_head,
    signed,
    times,
    towards_first,
    trend_kind,
    trend_value,
    year_words,
)
from quality.disclosure.not_known import WithoutValue
from quality.equity.view import Change, EquityView, Gap, GapTrend, GroupRow, Slope, State, Verdict
from quality.signals.results import Variation

FOUND = (Verdict.HIGHER, Verdict.LOWER)
NO_TREND = (
    "The quarterly numbers are too small to follow the gap between {gap.first} and {gap.second} over time. "
    "The 12 months above are the finest detail that can be shown."
)


def sentence(view: EquityView) -> str:
    """Say the first thing on the page, and the first line of its file."""
    if view.state is State.NO_DATA:
        return f"No numbers by {say.inside(view.dimension.title)} have been loaded for {view.service_name}."
    if view.state is State.SHORT:
        return "Less than a full year of data has been loaded. Groups are compared over at least 12 months."
    parts = [_groups_sentence(view)]
    if view.gap is not None:
        parts.append(gap_sentence(view.gap, view))
    return " ".join(part for part in parts if part)


def _groups_sentence(view: EquityView) -> str:
    if view.is_ranked and view.gap is not None and view.gap.verdict in FOUND:
        return _gradient(view, view.gap)
    if view.is_count and view.state is State.SHOWN:
        return _count(view)
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
    by = say.inside(view.dimension.title)
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


def _count(view: EquityView) -> str:
    """Say of a count what it can tell: that groups differ in size; and the rate per head, where people are
    loaded."""
    rated = [(row.per_head, row.label) for row in view.known if row.per_head is not None]
    text = (
        f"{view.indicator.title} is a count in the {year_words(view)}. Groups differ in size, so numbers and "
        "shares are shown without a verdict."
    )
    if len(rated) < 2:
        return text
    (low, *_), lowest = min(rated)
    (high, *_), highest = max(rated)
    return (
        f"{text} For each 100,000 people of {view.population_of}: from {per_head(low)} in {lowest} to "
        f"{per_head(high)} in {highest}."
    )


def _gradient(view: EquityView, gap: Gap) -> str:
    """Say which way a measure runs along ranked groups, and the value of either end: not a list of groups."""
    ends = [row for row in view.known if row.label in (gap.first, gap.second)]
    values = ", ".join(
        f"{say.value_with_unit(row.value, view.indicator)} "
        f"({say.counted(row.numerator, row.denominator, view.indicator)}) in {row.label}"
        for row in ends
    )
    return (
        f"By {say.inside(view.dimension.title)}, {towards_first(gap)}: {values}, in the "
        f"{year_words(view)}. Chance alone would rarely make this gradient."
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
    """Say the absolute gap with its interval, and whether it changed: across all groups that are ranked."""
    if view.slope is not None:
        return _slope_sentence(gap, view.slope, view)
    size = amount(abs(gap.difference), view)
    between = f"between {gap.first} and {gap.second}"
    if gap.verdict is Verdict.TOO_FEW:
        return ""
    limits = ""
    if gap.lower is not None and gap.upper is not None:
        limits = f" (95% interval {low_to_high(gap.lower, gap.upper, view)})"
        if gap.verdict is not Verdict.NO_CLEAR_DIFFERENCE and gap.difference < 0:
            limits = f" (95% interval {low_to_high(-gap.upper, -gap.lower, view)})"
    if gap.verdict is Verdict.NO_CLEAR_DIFFERENCE:
        found = f"The gap {between}, {signed(gap.difference, view)}{limits}"
        text = f"{found}, is no larger than chance alone would give."
        change = _change(gap.change, gap.before, view)
        return text if gap.change is not Change.WIDENED else f"{text} {change}"
    return f"The gap {between} is {size}{limits}. {_change(gap.change, gap.before, view)}"


def _slope_sentence(gap: Gap, slope: Slope, view: EquityView) -> str:
    if gap.verdict is Verdict.TOO_FEW:
        return ""
    change = _change(gap.change, slope.before, view)
    low, high, size = slope.lower, slope.upper, signed(slope.slope, view)
    if gap.verdict is Verdict.NO_CLEAR_DIFFERENCE:
        limits = f"(slope index, 95% interval {low_to_high(low, high, view)})"
        text = f"The gap across all groups, {size} {limits}, is no larger than chance alone would give."
        return text if gap.change is not Change.WIDENED else f"{text} {change}"
    if slope.slope < 0:
        low, high, size = -high, -low, amount(-slope.slope, view)
    size = size.removeprefix("+")
    limits = f"(slope index, 95% interval {low_to_high(low, high, view)})"
    return f"Across all groups the gap is {size} {limits}. {change}".rstrip()


def _change(change: Change, value: float | None, view: EquityView) -> str:
    if value is None:
        return ""
    before = amount(abs(value), view)
    match change:
        case Change.WIDENED:
            return f"It has widened from {before} the year before, by more than chance would usually give."
        case Change.NARROWED:
            return f"It has narrowed from {before} the year before, by more than chance would usually give."
        case Change.NO_CLEAR_CHANGE:
            return f"It was {before} the year before: no clear change."
        case Change.TOO_FEW:
            return ""


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _hidden_words(view: EquityView) -> str:
    shown = sum(not row.is_hidden for row in view.known)
    if shown == 0:
        return "no group is large enough"
    return f"only {say.in_words(shown)} of {say.plural(len(view.known), 'group')} can be shown"


def trend_sentence(trend: GapTrend, view: EquityView) -> str:
    """Say which gap is followed, whether it changed, and where it stands."""
    known = [i for i, value in enumerate(trend.values) if value is not None]
    if not known:
        return "The gap has no values over time to show."
    last = known[-1]
    judged = {
        Variation.CONCERN: "The gap is unusually wide",
        Variation.IMPROVEMENT: "The gap is unusually narrow",
        Variation.NEUTRAL_HIGH: "The gap is unusually high",
        Variation.NEUTRAL_LOW: "The gap is unusually low",
    }.get(trend.latest, "No unusual change")
    hedge = f" {PROVISIONAL}" if trend.is_provisional else ""
    latest = f"Latest {trend_value(trend.values[last], trend, view)}, {times(trend, last)}."
    return f"{trend_kind(trend, view)}. {judged}. {latest}{hedge}"


GROUPS_AT_MOST = 8
"""Groups of which it is said why they have no value; of the others only how many there are."""
COUNTED = (
    "Numbers are of the latest four complete quarters. The data do not tell how large each group is, so no "
    "number is compared with another.",
    "Where the residents of each group are loaded, the rate for each 100,000 has a 95% interval by Byar.",
)
ALL_GROUPED = "Every person in these numbers has a known group."
NUMBER_HIDDEN = "The number with unknown group is hidden to protect small numbers."


def alt(trend: GapTrend, view: EquityView) -> str:
    """Write the alternative text of a chart of the gap."""
    return f"{view.indicator.title}. {trend_sentence(trend, view)}"


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


AGES_DIFFER = "Age differs between groups, and many outcomes differ with age: nothing here allows for it."
A_QUESTION = "A gap is a question. It does not show unfairness by itself."


def method(view: EquityView) -> tuple[str, ...]:
    if view.is_count:
        return COUNTED
    least = amount(view.indicator.minimum_gap, view)
    return (
        f"Each group is compared with everybody else over the {year_words(view)}. These are the latest four "
        "complete quarters, so years never overlap and nobody can be identified from the difference.",
        f"A difference counts when chance would rarely make it and when it is at least {least}. This allows "
        f"for how much periods vary and for all {view.tests} comparisons of this service at once, over its "
        "measures and ways of grouping: at most 5% of the differences found may be chance.",
        "To be judged, a group needs 30 people, 5 expected events and 5 expected without. A smaller group "
        "is “too few to tell”, never “no difference”.",
        "“Likely” is the value drawn towards that of all groups, the more so the smaller the group is "
        "(empirical Bayes): most of a small group's difference is chance. The verdict rests on its own.",
        "Where no difference is clear, the smallest one is told that would be found in four of five years, "
        "counting all comparisons. A smaller one may be there.",
        "The gap over time has its own control chart. Over many such charts, false alarms would add up, so "
        "they feed no list. Groups that fare worse by more than chance do.",
        *(method_of_both(view) or [AGES_DIFFER]),
        A_QUESTION,
    )
