"""Labels of the equity pages."""

from __future__ import annotations

from catalogue.fields.periods import NOUN
from catalogue.models import Indicator
from components.words import charts, say
from components.words.equity import equity_crossed, equity_numbers, representation
from components.words.equity.equity_numbers import group
from quality.equity.view import EquityView, Gap

NO_NUMBERS = "No numbers to compare for {what}."
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
OVER_TIME = "The gap over time"
OVER_TIME_NOTE = "These charts feed no list by themselves. Raise a signal above to act on one."
NOT_KNOWN = "What is not known"
HOW_JUDGED = "How this is judged"
NO_GAP, TIMES = "no gap", "times as much"
BY_PERIOD = "The gap by period"
COUNT_HEADS = (("Number", "number"), ("Share", "equity__share-head"), ("Per head", ""))
NO_PEOPLE = "No population is loaded for it"
HIDDEN, NO_INTERVAL = "hidden", "no interval"
MANY_UNKNOWN = (
    "The group is unknown for more than 1 person in 10.",
    "A gap can appear or disappear only because some groups are asked less often than others.",
)
PARTLY_GROUPED = "The groups do not add up to everyone."
LARGER_SERVICE = "Look at the service above: {service}, where {shown}."
OTHER_DIMENSION = "Compare by something else: {dimension}, where {shown}."
TOO_SMALL_ADVICE = (
    "Pool periods: load a measure that counts two or three years at once. No longer stretch of this one may "
    "be shown, as two that overlap tell the months between.",
    "Merge groups that belong together, as one category of the dimension in the catalogue.",
    "Ask the people themselves: numbers this small cannot tell how care is for them.",
)
VALUES_ADVICE = (
    "Load how many people each value is of, as the denominator of the measure: then groups are judged, and "
    "those that are large enough are shown."
)

PARTS = {
    "gap": "The gap in numbers",
    "groups": "Each group over time",
    "slope": "The line through the ranked groups",
    "years": "How far apart the groups are, over time",
    "recorded": "How completely groups are recorded, over time",
    "unknown": NOT_KNOWN,
    "both": equity_crossed.TITLE,
    "residents": representation.TITLE,
}
"""Parts that only some read are pages of their own, which the page fetches when they are unfolded."""
NO_FIGURE = "The chart of the gap is the absolute one, or part={known}. The address gives {asked!r}."
NOT_BOTH = "Nothing is loaded here by two dimensions at once."
NO_PART = "A page of equity has the parts {known}. The address gives {asked!r}."


def measure_by(indicator: Indicator, dimension: str) -> str:
    return f"{indicator.title} by {dimension}"


def styled_heads(view: EquityView) -> tuple[tuple[str, str], ...]:
    against = f"Compared with {equity_numbers.others(view)}"
    return ("Value", "number"), ("Share", "equity__share-head"), (against, "")


def by_dimension(view: EquityView) -> str:
    return f"{view.indicator.title} by {say.inside(view.dimension.title)} in {view.service_name}"


def group_chart(label: str, view: EquityView) -> str:
    return f"Control chart of {group(label, view)}"


def gap_title(gap: Gap, view: EquityView) -> str:
    other = gap.second if gap.second == equity_numbers.EVERYBODY_ELSE else group(gap.second, view)
    return f"{group(gap.first, view)} compared with {other}"


def gap_heads(view: EquityView) -> list[tuple[str, str]]:
    """Name the columns of the gap by period."""
    trends = [trend for trend in (view.trend, view.relative_trend) if trend]
    names = [
        equity_numbers.RELATIVE_GAP if trend.is_relative else equity_numbers.ABSOLUTE_GAP for trend in trends
    ]
    first = NOUN[equity_numbers.rhythm(trends[0])].capitalize()
    columns = [[(name, "number"), (charts.LIMITS, "number"), (charts.WHAT_IT_IS, "")] for name in names]
    return [(first, ""), *(head for part in columns for head in part)]


def gap_caption(view: EquityView) -> str:
    assert view.trend is not None
    told = [equity_numbers.trend_kind(trend, view) for trend in (view.trend, view.relative_trend) if trend]
    unit = equity_numbers.unit_of_gaps(view)
    return f"{'. '.join(told)}. In {unit}. Below each gap stands its 95% interval. Newest first."


def groups_shown(shown: int, groups: int) -> str:
    """Say `2 of 7 groups can be shown`, or that all can."""
    all_of = say.plural(groups, "group")
    return f"all {all_of} can be shown" if shown == groups else f"{shown} of {all_of} can be shown"
