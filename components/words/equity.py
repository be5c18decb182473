"""What an equity page says, from the same view as its pictures. It hedges as the statistics do, says what is
not known, and never says why.

    Deprivation 1 (most deprived): 14.6% (2,531 of 17,388), against 7.6% for everybody else, in the 12 months
    to Sep 2026. A difference that chance would rarely make.
"""

from __future__ import annotations

from catalogue.fields.periods import Frequency
from components.words import say
from quality.equity.view import Change, EquityView, Gap, GapTrend, GroupRow, State, Verdict
from quality.signals.results import Variation

FOUND = (Verdict.HIGHER, Verdict.LOWER)
EVERYBODY_ELSE = "everybody else"


def sentence(view: EquityView) -> str:
    """The first thing on the page, and the first line of its file."""
    if view.state is State.NO_DATA:
        return f"No numbers by {view.dimension.title.lower()} have been loaded for {view.service_name}."
    if view.state is State.SHORT:
        return "Less than a full year has been loaded: groups are compared over 12 months at least."
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
        return f"Too few to show fairly: {_hidden_words(view)} in the {year_words(view)}."
    tested = [row for row in view.known if row.verdict is not Verdict.TOO_FEW and not row.is_hidden]
    if any(row.verdict is Verdict.NOT_COMPARED for row in tested):
        return (
            f"{view.indicator.title} is not a count of events, so how much of a difference chance would make "
            "cannot be told from the data. The values are shown without a judgement."
        )
    if not tested:
        return f"Too few people in the {year_words(view)} to tell whether groups differ."
    by = view.dimension.title.lower()
    if any(row.verdict is Verdict.SMALL for row in tested):
        least = amount(view.indicator.minimum_gap, view)
        return (
            f"By {by}, no group differs from everybody else by {least} or more in the {year_words(view)}; "
            "smaller differences were set aside."
        )
    return (
        f"By {by}, no group differs clearly from everybody else in the {year_words(view)}: differences like "
        "these are what chance gives."
    )


def _against(row: GroupRow, view: EquityView) -> str:
    own = say.value_with_unit(row.value, view.indicator)
    counted = say.counted(row.numerator, row.denominator, view.indicator)
    rest = say.value(row.rest, view.indicator)
    return (
        f"{group(row.label, view)}: {own} ({counted}), against {rest} for everybody else, in the "
        f"{year_words(view)}. A difference that chance would rarely make."
    )


def _also(others: list[GroupRow], view: EquityView) -> str:
    if not others:
        return ""
    return f" So is that of {_listed([f'{row.label} ({row.verdict.value})' for row in others])}."


def gap_sentence(gap: Gap, view: EquityView) -> str:
    """Absolute gap with its interval, and whether it changed."""
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
        text = f"The gap {between}, {signed(gap.difference, view)}{limits}, is no larger than chance gives."
        return text if gap.change is not Change.WIDENED else f"{text} {_change(gap, view)}"
    return f"The gap {between} is {size}{limits}. {_change(gap, view)}"


def _change(gap: Gap, view: EquityView) -> str:
    if gap.before is None:
        return ""
    before = amount(abs(gap.before), view)
    match gap.change:
        case Change.WIDENED:
            return (
                f"It has widened from {before} in the year before, further than chance would often move it."
            )
        case Change.NARROWED:
            return (
                f"It has narrowed from {before} in the year before, further than chance would often move it."
            )
        case Change.NO_CLEAR_CHANGE:
            return f"It was {before} in the year before: no clear change."
        case Change.TOO_FEW:
            return ""


def group(label: str, view: EquityView) -> str:
    """`Deprivation 1 (most deprived)`: a bare `1` or `Yes` says nothing by itself."""
    return f"{view.dimension.title} {label}"


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _hidden_words(view: EquityView) -> str:
    shown = sum(not row.is_hidden for row in view.known)
    if shown == 0:
        return "no group has numbers large enough"
    return f"only {say.in_words(shown)} of {say.plural(len(view.known), 'group')} can be shown"


# -- amounts --------------------------------------------------------------------------------------


def amount(value: float, view: EquityView) -> str:
    """A difference in words: `8.3 percentage points`, `1.8 per 1,000 bed days`."""
    return say.difference(value, view.indicator)


def unit_of_gaps(view: EquityView) -> str:
    unit = view.indicator.unit.strip()
    return "percentage points" if unit == "%" else unit


def signed(value: float, view: EquityView) -> str:
    """With its sign: `+6.0 percentage points`."""
    return f"+{amount(value, view)}" if value > 0 else amount(value, view)


def short_amount(value: float, view: EquityView) -> str:
    """`+7.0 points`, for a table."""
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
    """`Higher, worse`; `No clear difference`; `Too few to show`."""
    if row.is_hidden:
        return "Too few to show"
    if row.is_unknown:
        return "Group not known"
    word = row.verdict.value.capitalize()
    tone = {Variation.CONCERN: ", worse", Variation.IMPROVEMENT: ", better"}.get(row.judged, "")
    return f"{word}{tone}"


def times(trend: GapTrend, at: int) -> str:
    frequency = Frequency.QUARTERLY if trend.is_quarterly else trend.frequency
    return say.period(trend.times[at], frequency)


def trend_sentence(trend: GapTrend, view: EquityView) -> str:
    """Alternative text of the gap's chart."""
    known = [i for i, value in enumerate(trend.values) if value is not None]
    if not known:
        return "The gap over time has no value to show."
    last = known[-1]
    latest = signed(trend.values[last] or 0.0, view)
    between = f"{group(trend.first, view)} less {trend.second}"
    step = "quarter" if trend.is_quarterly else "period"
    judged = {
        Variation.CONCERN: f"Special cause: the gap moves against {trend.first}",
        Variation.IMPROVEMENT: f"Special cause: the gap moves in favour of {trend.first}",
        Variation.NEUTRAL_HIGH: "Special cause: the gap is high",
        Variation.NEUTRAL_LOW: "Special cause: the gap is low",
    }.get(trend.latest, "Common cause: the latest gap lies where its variation would put it")
    hedge = " The limits are provisional: they rest on few points." if trend.is_provisional else ""
    return f"Gap by {step}, {between}. {judged}. Latest {latest}, {times(trend, last)}.{hedge}"
