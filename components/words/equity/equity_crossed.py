"""Texts about groups of two dimensions at once, and about groups made alike in one of them.

After allowing for age, the gap between 1 (most deprived) and 5 (least deprived) is 7.7 percentage points (95%
interval 7.1 to 8.3). Without, it is 8.6.
"""

from __future__ import annotations

from components.words import say
from components.words.equity import equity_numbers
from components.words.equity.equity_numbers import amount, interval, low_to_high, signed, year_words
from quality.equity.crossed_view import Adjusted, AdjustedGap, Cell, Crossed, WhyNot
from quality.equity.view import EquityView, GroupRow

TITLE = "Both at once"
BOTH_HIDDEN = "No number by both at once can be shown for {service} without telling small numbers."
NOT_TESTED = "Darker is higher. No number here is judged: among so many groups, some differ by chance alone."
NOBODY = "nobody"
DOBSON = "Dobson’s interval (1991, Stat Med 10: 457)"
ABOUT_THE_SAME = 0.1
"""Of a gap: what is nearer to it reads as no other."""
_WHY_NOT = {
    WhyNot.HIDDEN: "cannot be adjusted without telling small numbers",
    WhyNot.UNKNOWN: "cannot be adjusted: not enough is known by {what}",
    WhyNot.FEW: "cannot be adjusted: too few people",
}


def what(crossed: Crossed) -> str:
    """Name what groups are made alike in: `age` for a dimension that is called Age band."""
    title = say.inside(crossed.first.title)
    return "age" if title.startswith("age ") else title


def both(crossed: Crossed) -> str:
    return f"{crossed.second.title} by {what(crossed)}"


def legend(crossed: Crossed) -> str:
    """Say what the second mark of a group is."""
    by = what(crossed)
    return f"Allowing for {by}: as if every group had the same mix by {by}, that of {crossed.standard}"


def adjusted(row: GroupRow, view: EquityView) -> str:
    """Say the value of a group made alike, else its ratio, else why there is neither."""
    one = view.crossed.of(row.code) if view.crossed else None
    if one is None or view.crossed is None or row.is_hidden:
        return ""
    if one.value:
        number = say.number(one.value[0], view.indicator.decimals)
        return f"allowing for {what(view.crossed)} {number} ({interval(*one.value[1:], view)})"
    if one.ratio:
        return _ratio(one, view.crossed)
    return _WHY_NOT[one.why_not].format(what=what(view.crossed)) if one.why_not else ""


def _ratio(one: Adjusted, crossed: Crossed) -> str:
    assert one.ratio is not None
    ratio, low, high = (say.number(number, 2) for number in one.ratio)
    return f"{ratio} times what its {what(crossed)} would give at everyone’s values ({low} to {high})"


def sentence(view: EquityView) -> str:
    """Say what is left of the gap when groups are made alike; or why that cannot be said."""
    crossed = view.crossed
    if crossed is None or view.dimension.title != crossed.second.title:
        return ""
    if crossed.gap is not None:
        return f"After allowing for {what(crossed)}, {_gap(crossed.gap, view)}"
    cannot = f"The gap cannot be adjusted for {what(crossed)}"
    if not crossed.is_shown or any(one.why_not is WhyNot.HIDDEN for one in crossed.adjusted):
        return f"{cannot} without telling small numbers." if view.gap else ""
    if ratios := [one for one in crossed.adjusted if one.ratio]:
        told = say.listed([one.label for one in ratios])
        return f"{cannot}: {told} can only be held against everyone, and such ratios cannot be compared."
    if any(one.why_not is WhyNot.UNKNOWN for one in crossed.adjusted):
        return f"{cannot}: it is not known of enough people."
    return ""


def _gap(gap: AdjustedGap, view: EquityView) -> str:
    """Say the gap in the direction that it has without allowing for anything."""
    between = f"the gap between {gap.first} and {gap.second}"
    size, low, high = gap.difference if gap.crude >= 0 else _turned(*gap.difference)
    limits, without = f"(95% interval {low_to_high(low, high, view)})", amount(abs(gap.crude), view)
    if low <= 0 <= high:
        found = f"{between}, {signed(size, view)} {limits}, is no larger than chance alone could give"
    elif size < 0:
        found = f"{between} is {amount(-size, view)} the other way round"
    else:
        found = f"{between} is {amount(size, view)} {limits}"
    same = ", about the same" if abs(size - abs(gap.crude)) < ABOUT_THE_SAME * abs(gap.crude) / 2 else ""
    return f"{found}. Without, it is {without}{same}."


def gap_figures(view: EquityView) -> list[tuple[str, str, str]]:
    """Return the numbers of the gap, and after the first the same with groups made alike."""
    absolute, *others = equity_numbers.gap_figures(view)
    if view.crossed is None or view.crossed.gap is None:
        return [absolute, *others]
    size, low, high = view.crossed.gap.difference
    limits = equity_numbers.interval_words(low_to_high(low, high, view))
    alike = (f"Allowing for {what(view.crossed)}", equity_numbers.short_amount(size, view), limits)
    return [absolute, alike, *others]


def _turned(size: float, low: float, high: float) -> tuple[float, float, float]:
    return -size, -high, -low


def table_sentence(view: EquityView) -> str:
    """Say the highest and the lowest of those who are in two groups: the alternative text of the table."""
    crossed = view.crossed
    assert crossed is not None
    told = [(c.value, c) for c in crossed.cells if c.value is not None and not c.is_unknown]
    if not told:
        return BOTH_HIDDEN.format(service=view.service_name)
    (_, low), (_, high) = (end(told, key=lambda pair: pair[0]) for end in (min, max))
    hidden = sum(cell.is_hidden for cell in crossed.cells)
    left = f" {say.plural(hidden, 'number')} of {len(crossed.cells)} cannot be shown." if hidden else ""
    ends = f"Highest: {_cell(high, view)}. Lowest: {_cell(low, view)}."
    return f"{both(crossed)}, {year_words(view)}. {ends}{left}"


def _cell(cell: Cell, view: EquityView) -> str:
    counted = say.counted(cell.numerator, cell.denominator, view.indicator)
    return f"{cell.second}, {cell.first}: {say.value_with_unit(cell.value, view.indicator)} ({counted})"


def cell_interval(cell: Cell, view: EquityView) -> str:
    known = interval(cell.lower, cell.upper, view)
    return f"95% interval {known}" if known else ""


def method(view: EquityView) -> list[str]:
    crossed = view.crossed
    if crossed is None or not crossed.adjusted:
        return []
    by = what(crossed)
    return [
        f"Allowing for {by}: directly standardised to the mix by {by} of {crossed.standard}, with "
        f"{DOBSON}; a difference joins two of them (Donner & Zou 2012). Where a group has "
        "nobody in some band, or fewer than 10 events, its events are divided by those that everyone’s "
        "values would give it (indirect standardisation, Byar’s interval). People of whom it is not known "
        "are left out. Verdicts stay as they are."
    ]
