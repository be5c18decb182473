"""Say what is not known: people whose group is not stated, what they could make of the gap, hidden groups."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from catalogue.fields.qualifiers import meaning
from components.words import say
from components.words.equity.equity_numbers import signed
from quality.disclosure.not_known import WithoutValue
from quality.equity.view import EquityView, State

GROUPS_AT_MOST = 8
"""Groups of which it is said why they have no value; of the others only how many there are."""
NOBODY, NOTHING = "Nobody was counted here.", "Nothing was counted here."
NO_PEOPLE = "The data do not tell how many people these values are of, nor how many have an unknown group."
ALL_GROUPED = "Every person in these numbers has a known group."
NONE_UNKNOWN = "Nobody in these numbers has an unknown group."
NO_UNKNOWN_GROUP = "No group for people whose group is unknown has been loaded."
VALUES_HIDDEN = "Values that could tell a count"
HIDDEN_VALUES = (
    "A value without people tells no count, but together with other numbers it can. We show it only where "
    "nothing that is loaded counts people of these groups here, no service inside or above has such values, "
    "and everyone's number leaves open how many people each is of."
)
NUMBER_HIDDEN = "The number with unknown group is hidden to protect small numbers."


def not_stated(view: EquityView) -> str:
    """Say of how many people the group is not known."""
    stated = view.not_stated
    if not (view.is_count or view.indicator.has_denominator):
        return NO_PEOPLE
    if view.total_denominator == 0:
        return NOBODY
    if stated is None:
        return ALL_GROUPED if view.in_no_group == 0 else NO_UNKNOWN_GROUP
    if stated.share == 0:
        return ALL_GROUPED if view.in_no_group == 0 else NONE_UNKNOWN
    if stated.is_hidden:
        return NUMBER_HIDDEN
    if stated.share is None:
        return NOTHING
    return _share_unknown(view, f"{100 * stated.share:.1f}%")


def _share_unknown(view: EquityView, share: str) -> str:
    what = view.indicator.denominator.lower() or "the total"
    return (
        f"The group is unknown for {share} of these: {what}. They are shown in grey and are not part of the "
        "comparisons."
    )


def in_no_group(view: EquityView) -> str:
    """Say that the groups do not add up to everyone, and by how much; empty where they do, or nobody can
    tell."""
    left, total = view.in_no_group, view.total_numerator if view.is_count else view.total_denominator
    if not left or not total:
        return ""
    part = f"{100 * abs(left) / total:.1f}%"
    if left < 0:
        return (
            f"The groups add up to {-left:,.0f} more than everyone, {part} of {total:,.0f}: some are counted "
            "in more than one group, or the two come from different files."
        )
    return (
        f"{left:,.0f} of {total:,.0f} ({part}) are counted for everyone and in no group. They are not part "
        "of the comparisons."
    )


def recording_changed(since: date, before: float, after: float) -> tuple[str, str]:
    return (
        f"Recording changed in the quarter from {since:%B %Y}.",
        f"Not stated went from {before:.0%} to {after:.0%}. If the gap changed at the same time, this may "
        "be the only reason.",
    )


def if_all_known(view: EquityView) -> str:
    """Say what the gap could be, were everybody's group known: bounds, which are wider than any interval."""
    assert view.gap is not None
    assert view.gap.if_unknown is not None
    gap, bounds = view.gap, view.gap.if_unknown
    text = (
        f"If all of them belonged to {gap.first}, the gap would be {signed(bounds.all_first, view)}; if to "
        f"{gap.second}, {signed(bounds.all_second, view)}."
    )
    if bounds.low is not None and bounds.high is not None:
        text += (
            " With those who have an event on one side and those without on the other, it could be anything "
            f"from {signed(bounds.low, view)} to {signed(bounds.high, view)}."
        )
    return f"{text} These are bounds (Manski) and no interval: they hold whatever the unknown groups are."


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
    if view.indicator.is_published_value:
        return VALUES_HIDDEN
    few = view.state is State.TOO_FEW
    return "Too few to show fairly" if few else "Some groups are hidden"


def hidden_groups(view: EquityView, hide_up_to: int) -> str:
    """Say what is hidden, and why."""
    hidden = f"{say.plural(view.hidden, 'group').capitalize()} hidden."
    if view.indicator.is_published_value:
        return f"{hidden} {HIDDEN_VALUES}"
    return (
        f"{hidden} We hide counts of 1 to {hide_up_to} in any year "
        "shown, and numbers that would reveal them by subtraction. Hidden does not mean zero or equal."
    )
