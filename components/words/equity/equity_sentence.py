"""Say what an equity page has found, from the same view as its pictures. It hedges as the statistics do, says
what is not known, and never says why.

    Deprivation 1 (most deprived): 14.6% (2,531 of 17,388), compared with 7.6% for everybody else, in the 12
    months to Sep 2026. Chance alone would rarely make this difference.
"""

from __future__ import annotations

from components.words import say
from components.words.chart_sentence import PROVISIONAL
from components.words.equity.equity_numbers import (
    VERDICTS,
    amount,
    group,
    low_to_high,
    others,
    per_head,
    signed,
    times,
    towards_first,
    trend_kind,
    trend_value,
    year_words,
)
from quality.equity.overview import also_found, found_groups
from quality.equity.trend import FEWEST_TIMES
from quality.equity.view import Change, EquityView, Gap, GapTrend, GroupRow, Slope, State, Verdict
from quality.signals.measure_type import measure_type
from quality.signals.results import Variation

FOUND = (Verdict.HIGHER, Verdict.LOWER)
CHANGED = (Change.WIDENED, Change.NARROWED)
BEYOND = "by more than chance would usually give"
NO_OTHER = "there are no two groups to compare."
NO_PEOPLE = (
    "{measure} comes without the number of people behind each value, so nobody can tell which rest on few "
    "people: groups are not compared."
)
UNLIKE_RANK = "Values do not rise or fall in the order of the groups."
NO_GAP_TO_FOLLOW = "There is no gap between groups here to follow over time."
NO_CHANCE = "The data do not tell how much of a gap is chance, so it has no chart over time."
NO_TREND = (
    "Quarterly numbers of {gap.first} or {gap.second} are hidden to protect small numbers, so their gap is "
    "not followed over time. The 12 months above are the finest detail that can be shown."
)
FEW_TIMES = (
    "There are too few periods to follow the gap between {gap.first} and {gap.second} on a chart: it needs "
    "{needed}."
)
SHORT = "Less than a full year of data has been loaded. Groups are compared over at least 12 months."


def sentence(view: EquityView) -> str:
    """Say the first thing on the page, and the first line of its file."""
    if view.state is State.NO_DATA:
        return f"No numbers by {say.inside(view.dimension.title)} have been loaded for {view.service_name}."
    if view.state is State.SHORT:
        return SHORT
    if not (view.is_count or view.indicator.has_denominator):
        return f"{_as_published(view)}{NO_PEOPLE.format(measure=view.indicator.title)}"
    parts = [_groups_sentence(view)]
    if view.gap is not None:
        parts.append(gap_sentence(view.gap, view))
    return " ".join(part for part in parts if part)


def _as_published(view: EquityView) -> str:
    """Say from where to where published values reach, where two groups have one."""
    shown = [(row.value, row.label) for row in view.known if row.value is not None]
    if len(shown) < 2 or not view.indicator.is_published_value:
        return ""
    (low, lowest), (high, highest) = min(shown), max(shown)
    ends = [
        f"{say.value_with_unit(v, view.indicator)} in {label}"
        for v, label in ((low, lowest), (high, highest))
    ]
    everyone = (
        f", {say.value(view.everyone, view.indicator)} for everyone" if view.everyone is not None else ""
    )
    return f"As published for {year_words(view)}: from {ends[0]} to {ends[1]}{everyone}. "


def _groups_sentence(view: EquityView) -> str:
    if len(view.peopled) < 2:
        return _nothing_to_compare(view)
    if view.is_ranked and view.gap is not None and view.gap.verdict in FOUND:
        return _gradient(view, view.gap)
    if view.is_count and view.state is State.SHOWN:
        return _count(view)
    found = found_groups(view)
    if found:
        main = found[0]
        unlike = f" {UNLIKE_RANK}" if view.is_unlike_its_rank else ""
        return f"{_against(main, view)}{_also(also_found(view))}{unlike}"
    if view.state is State.TOO_FEW:
        return f"Hidden to protect small numbers: {_hidden_words(view)} in the {year_words(view)}."
    cannot = (Verdict.TOO_FEW, Verdict.REFERENCE)
    tested = [row for row in view.known if row.verdict not in cannot and not row.is_hidden]
    if any(row.verdict is Verdict.NOT_COMPARED for row in tested):
        return (
            f"{view.indicator.title} is not a count of events, so the data cannot show how much of a "
            "difference is chance. The values are shown without a verdict."
        )
    if not tested:
        return f"Too few people or events in the {year_words(view)} to tell whether groups differ."
    by, none = say.inside(view.dimension.title), _none_of(view)
    if any(row.verdict is Verdict.SMALL for row in tested):
        least = amount(view.indicator.minimum_gap, view)
        return (
            f"By {by}, {none} differs clearly from {others(view)} by {least} or more in the "
            f"{year_words(view)}. Differences below that are too small to matter."
        )
    return (
        f"By {by}, {none} differs clearly from {others(view)} in the {year_words(view)}. Chance alone could "
        "give differences like these."
    )


def _nothing_to_compare(view: EquityView) -> str:
    """Say why there are no two groups with people."""
    one = next(iter(view.peopled), None)
    if one is not None and one.is_hidden:
        return f"Hidden to protect small numbers: {_hidden_words(view)} in the {year_words(view)}."
    if one is not None:
        named = group(one.label, view)
        return f"Everybody whose group is known is of one, {named}, in the {year_words(view)}: {NO_OTHER}"
    who = "Nobody was counted" if view.total_denominator == 0 else "Of nobody the group is known"
    return f"{who} in the {year_words(view)}: {NO_OTHER}"


def _none_of(view: EquityView) -> str:
    """Name those of whom nothing was found: of those that are hidden or too few nobody can tell."""
    is_all = all(row.verdict is not Verdict.TOO_FEW for row in view.known)
    return "no group" if is_all else "no group that is large enough to tell"


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
    people = f"{text} For each 100,000 people of {view.population_of}"
    if per_head(low) == per_head(high):
        return f"{people}: {per_head(low)} in {'each group that is shown' if view.hidden else 'all groups'}."
    of_shown = ", of the groups that are shown" if view.hidden else ""
    return f"{people}{of_shown}: from {per_head(low)} in {lowest} to {per_head(high)} in {highest}."


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
        f"{group(row.label, view)}: {own} ({counted}), compared with {rest} for "
        f"{others(view)}, in the {year_words(view)}. Chance alone would rarely make this difference."
    )


def _also(others: list[GroupRow]) -> str:
    if not others:
        return ""
    names = _listed([f"{row.label} ({VERDICTS[row.verdict]})" for row in others])
    return f" The same holds for {names}."


def gap_sentence(gap: Gap, view: EquityView) -> str:
    """Say the absolute gap with its interval, and whether it changed: across all groups that are ranked."""
    if gap.verdict is Verdict.TOO_FEW:
        return ""
    if view.slope is not None:
        return _slope_sentence(gap, view.slope, view)
    second = group(gap.second, view) if gap.second == view.reference else gap.second
    between = f"between {group(gap.first, view)} and {second}"
    change = _change(gap.change, gap.before, gap.difference, view)
    if view.is_ranked and gap.change in CHANGED:
        # The gradient is what was tested; its two ends alone may have moved another way.
        change = f"The gradient across all groups has {gap.change.value}, {BEYOND}."
    if gap.verdict is Verdict.NO_CLEAR_DIFFERENCE:
        size, limits = signed(gap.difference, view), _limits(gap.lower, gap.upper, view)
        text = f"The gap {between}, {size}{limits}, {_chance(gap.lower, gap.upper)}."
        return f"{text} {change}" if gap.change in CHANGED else text
    if gap.verdict is Verdict.NOT_COMPARED:  # no verdict has said which way it goes
        return f"The gap {between} is {signed(gap.difference, view)}."
    low, high = _turned(gap.difference, gap.lower, gap.upper)
    size, limits = amount(abs(gap.difference), view), _limits(low, high, view)
    return f"The gap {between} is {size}{limits}. {change}".rstrip()


def _slope_sentence(gap: Gap, slope: Slope, view: EquityView) -> str:
    change = _change(gap.change, slope.before, slope.slope, view)
    if gap.verdict is Verdict.NO_CLEAR_DIFFERENCE:
        size, limits = signed(slope.slope, view), _limits(slope.lower, slope.upper, view, "slope index, ")
        text = f"The gap across all groups, {size}{limits}, {_chance(slope.lower, slope.upper)}."
        return f"{text} {change}" if gap.change in CHANGED else text
    low, high = _turned(slope.slope, slope.lower, slope.upper)
    size, limits = amount(abs(slope.slope), view), _limits(low, high, view, "slope index, ")
    return f"Across all groups the gap is {size}{limits}. {change}".rstrip()


def _turned(size: float, low: float | None, high: float | None) -> tuple[float | None, float | None]:
    """Return the limits of a size without its sign."""
    if size >= 0 or low is None or high is None:
        return low, high
    return -high, -low


def _limits(low: float | None, high: float | None, view: EquityView, what: str = "") -> str:
    if low is None or high is None:
        return ""
    return f" ({what}95% interval {low_to_high(low, high, view)})"


def _chance(low: float | None, high: float | None) -> str:
    """Say that a gap is not clear. An interval holds for one comparison, and may leave no gap out."""
    if low is not None and high is not None and not low <= 0 <= high:
        return "is no larger than chance could give among so many comparisons"
    return "is no larger than chance alone could give"


def _change(change: Change, before: float | None, now: float, view: EquityView) -> str:
    """Say if a gap is another than a year ago; where it turned round, the sizes alone would tell it wrong."""
    if before is None or change is Change.TOO_FEW:
        return ""
    size = amount(abs(before), view)
    is_none = size == amount(0.0, view)
    other_way = " the other way round" if before * now < 0 and not is_none else ""
    if change is Change.NO_CLEAR_CHANGE:
        return f"It was {size}{other_way} the year before: no clear change."
    if size == amount(abs(now), view) and not other_way:
        return f"It has {change.value} since the year before, {BEYOND}."
    return f"It has {change.value} from {size}{other_way} the year before, {BEYOND}."


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _hidden_words(view: EquityView) -> str:
    shown, groups = sum(not row.is_hidden for row in view.peopled), len(view.peopled)
    people = "" if groups == len(view.known) else " with people"
    if shown == 0:
        return f"no group{people} can be shown"
    of = say.plural(groups, f"group{people}", f"groups{people}")
    return f"only {say.in_words(shown)} of {of} can be shown"


def trend_sentence(trend: GapTrend, view: EquityView) -> str:
    """Say which gap is followed, whether it changed, and where it stands."""
    known = [i for i, value in enumerate(trend.values) if value is not None]
    if not known:
        return "The gap has no values over time to show."
    last = known[-1]
    judged = {
        Variation.CONCERN: "Unusual change: the gap grows",
        Variation.IMPROVEMENT: "Unusual change: the gap closes",
        Variation.NEUTRAL_HIGH: "The gap is unusually high",
        Variation.NEUTRAL_LOW: "The gap is unusually low",
    }.get(trend.latest, "No unusual change")
    hedge = f" {PROVISIONAL}" if trend.is_provisional else ""
    latest = f"Latest {trend_value(trend.values[last], trend, view)}, {times(trend, last)}."
    return f"{trend_kind(trend, view)}. {judged}. {latest}{hedge}"


def no_trend(view: EquityView) -> str:
    """Say why the gap has no chart."""
    if view.gap is None:
        return NO_GAP_TO_FOLLOW
    if not measure_type(view.indicator).has_chance:
        return NO_CHANCE
    return (FEW_TIMES if view.has_few_times else NO_TREND).format(gap=view.gap, needed=FEWEST_TIMES)


def alt(trend: GapTrend, view: EquityView) -> str:
    """Write the alternative text of a chart of the gap."""
    return f"{view.indicator.title}. {trend_sentence(trend, view)}"
