"""Words of the line through ranked groups: slope index and relative index of inequality."""

from __future__ import annotations

from components.words import say
from components.words.equity.equity_numbers import (
    RELATIVE_INDEX,
    SLOPE_INDEX,
    group,
    low_to_high,
    percent,
    ratio_interval,
    signed,
)
from components.words.figure_text import BREAK, plain, strong
from quality.equity.panels import SlopeBar
from quality.equity.view import EquityView, Slope

NUMBERS = "The groups and the line in numbers"
HEADS = (("Group", ""), ("Share", "number"), ("Place in the population", "number"), ("Value", "number"),
         ("95% interval", "number"), ("On the line", "number"))  # fmt: skip
NOTE = (
    "Each bar is as wide as the group's share of the people whose group is known, and as high as its 95% "
    "interval; the thick line in it is its value. The dashed line is fitted through all groups. Where groups "
    "lie off it, read the groups."
)
NO_INEQUALITY = "With no inequality the slope index would be 0 and the relative index 1."
NONE = "A slope needs five ranked groups or more, all of which can be shown."
LINE = "line "


def sentence(view: EquityView) -> str:
    """Say where the line begins and ends, and both indices with their intervals."""
    slope = view.slope
    if slope is None:
        return NONE
    first, last = (say.value(value, view.indicator) for value in (slope.at_first, slope.at_last))
    ends = [group(slope.bars[at].label, view) for at in (0, -1)]
    interval = f"95% interval {low_to_high(slope.lower, slope.upper, view)}"
    text = (
        f"Along the ranked population the line runs from {first} at the end of {ends[0]} to {last} "
        f"at the end of {ends[1]}: {SLOPE_INDEX.lower()} {signed(slope.slope, view)} ({interval})"
    )
    if slope.ratio is not None:
        told = ratio_interval(slope.ratio_lower, slope.ratio_upper).replace("No interval", "no interval")
        text += f", {RELATIVE_INDEX.lower()} {say.number(slope.ratio, 2)} ({told})"
    return f"{text}. {NO_INEQUALITY}"


def alt(view: EquityView) -> str:
    by = say.inside(view.dimension.title)
    return f"{view.indicator.title}, {view.service_name}, by {by}. {sentence(view)}"


def axis(view: EquityView) -> str:
    """Say what lies along the bottom, and which end is which."""
    note = f"{view.dimension.axis_note}. " if view.dimension.axis_note else ""
    return f"{note}Each group as wide as its share of people"


def cells(bar: SlopeBar, view: EquityView) -> tuple[str, ...]:
    """Return share, place, value, interval and what the line gives."""
    return (
        percent(bar.end - bar.start),
        f"{percent(bar.start)} to {percent(bar.end)}",
        say.value(bar.value, view.indicator),
        low_to_high(bar.lower, bar.upper, view),
        say.value(bar.fitted, view.indicator),
    )


def ends_of_line(slope: Slope, view: EquityView) -> str:
    """Say `line 43.1% to 56.7%`."""
    return f"{LINE}{say.value(slope.at_first, view.indicator)} to {say.value(slope.at_last, view.indicator)}"


def hover(bar: SlopeBar, view: EquityView) -> str:
    share, _, value, interval, fitted = cells(bar, view)
    lines = plain(bar.label), f"{strong(value)} ({plain(interval)})", f"{share} of people; {LINE}{fitted}"
    return BREAK.join(lines)
