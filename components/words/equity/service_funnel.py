"""Say how one group fares in many services, from the same value as the funnel.

Deprivation 1 (most deprived): 15.0% in 3 hospitals in NHS Glenmore together, in the 12 months to Sep 2026.
Outside the outer limits lies Braefoot (25.1%, 380 of 1,515: above the outer limits, worse).
"""

from __future__ import annotations

from components.words import say
from components.words.equity.equity_numbers import interval
from components.words.equity.equity_sentence import SHORT
from components.words.figure_text import BREAK, plain, strong
from quality.equity.service_funnel import FunnelPoint, FunnelState, ServiceFunnel
from quality.signals.results import Variation

TITLE = "One group in many services"
SUMMARY = "See this for one group in each service"
CHOOSE, GROUP_WORD = "Choose a group", "Group"
IN_NUMBERS, TABLE = "In numbers", "One group by service"
INNER, OUTER = "95% limits", "99.8% limits"
HEADS = ("Service", "Value", INNER, OUTER, "Compared with its limits")
FILE_HEAD = (
    "service",
    "group",
    "numerator",
    "denominator",
    "value",
    "unit",
    "inner_lower_95",
    "inner_upper_95",
    "outer_lower_99_8",
    "outer_upper_99_8",
    "compared",
)
NO_FILE = "Too few services show this group for a file of them."
NONE = "they differ no more than chance would usually give."
NONE_WIDENED = "none stands apart from how much they usually differ."
MOST_NAMED = 3
LABELS = {"average": "all together", "inner": "95%", "outer": "99.8%"}
STATES = {
    FunnelState.NO_SERVICES: "No service inside {place} or beside it has numbers by {by}.",
    FunnelState.SHORT: SHORT,
    FunnelState.TOO_FEW: "Fewer than three services show this group{hidden}.",
    FunnelState.NO_CHANCE: (
        "{measure} is not a count of events among people or time, so how much chance varies it is not in the "
        "data."
    ),
    FunnelState.NO_EVENTS: "Every service has the same value for this group: nothing differs.",
}
_TIERS = {
    2: "above the outer limits",
    1: "above the inner limits",
    0: "within the limits",
    -1: "below the inner limits",
    -2: "below the outer limits",
}


def state(view: ServiceFunnel) -> str:
    by = say.inside(view.dimension.title)
    hidden = ": small numbers are hidden" if view.hidden else ""
    return STATES[view.state].format(
        place=view.service_name, by=by, measure=view.indicator.title, hidden=hidden
    )


def group(view: ServiceFunnel) -> str:
    return f"{view.dimension.title} {view.group.label}" if view.group else view.dimension.title


def subject(view: ServiceFunnel) -> str:
    until = f", 12 months to {view.year_to:%b %Y}" if view.year_to else ""
    return f"{view.indicator.title}, {group(view)}{until}"


def sentence(view: ServiceFunnel) -> str:
    """Say which services lie outside the outer limits, in order of size, or that none does."""
    outside = [one for one in view.points if abs(one.tier) == 2]
    where = f"{say.plural(len(view.points), view.level)} in {view.place}"
    average = say.value_with_unit(view.average, view.indicator)
    text = f"{group(view)}: {average} in {where} together, in the 12 months to {view.year_to:%b %Y}."
    if not outside:
        return f"{text} None lies outside the outer limits: {NONE_WIDENED if view.is_widened else NONE}"
    named = say.listed([_named(one, view) for one in outside[:MOST_NAMED]])
    more = len(outside) - MOST_NAMED
    rest = f", and {more} more" if more > 0 else ""
    verb = "lies" if len(outside) == 1 else "lie"
    return f"{text} Outside the outer limits {verb} {named}{rest}."


def _named(one: FunnelPoint, view: ServiceFunnel) -> str:
    counted = say.counted(one.numerator, one.denominator, view.indicator)
    return f"{one.name} ({say.value(one.value, view.indicator)}, {counted}: {compared(one)})"


def compared(one: FunnelPoint) -> str:
    """Say `above the outer limits, worse`."""
    word = {Variation.CONCERN: ", worse", Variation.IMPROVEMENT: ", better"}.get(one.judged, "")
    return f"{_TIERS[one.tier]}{word}"


def limits(pair: tuple[float | None, float | None], view: ServiceFunnel) -> str:
    low, high = pair
    return interval(low, high, view)


def notes(view: ServiceFunnel) -> tuple[str, ...]:
    """Say who is not shown, what the limits allow for, and how many of them chance would put outside."""
    hidden = view.hidden
    lines = []
    if hidden:
        lines.append(f"{say.plural(hidden, 'service').capitalize()} not shown, to protect small numbers.")
    if view.is_widened:
        lines.append(
            "Services differ by more than chance among people alone would give, so the limits allow for that "
            "(Spiegelhalter 2005, additive, ends drawn in)."
        )
    elif not view.has_enough:
        lines.append("Too few services to tell how much they differ: limits are those of chance alone.")
    inner = say.number(0.05 * len(view.points), 1)
    lines.append(
        f"By chance alone, {inner} of {say.plural(len(view.points), 'service')} would lie outside the inner "
        "limits, and 1 in 500 outside the outer ones. Services stand in order of size, and are not ranked."
    )
    return tuple(lines)


def hover(one: FunnelPoint, view: ServiceFunnel) -> str:
    counted = say.counted(one.numerator, one.denominator, view.indicator)
    value = strong(say.value(one.value, view.indicator))
    return BREAK.join([plain(one.name), f"{value} ({plain(counted)})", compared(one)])


def axis(view: ServiceFunnel) -> str:
    """Name the size: what each service counts the group by, over the year."""
    return view.indicator.denominator.rstrip(".")
