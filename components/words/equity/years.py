"""Words of the groups year by year."""

from __future__ import annotations

from components.words import say
from components.words.equity.equity_numbers import amount, group
from components.words.figure_text import BREAK
from quality.equity.panels import Spread, SpreadGroup
from quality.equity.view import EquityView
from quality.series.calendar_blocks import Grain, first_of_quarter

NUMBERS = "The groups in numbers"
NOT_SHOWN = "not shown"
TOO_FEW = "There are no two groups that may be shown at two times."
PART_IS_CHANCE = "Part of such a distance is always chance, the more so the smaller the groups."
GRAINS = {
    Grain.YEAR: "Each line is a year of whole quarters, with a dot for each group.",
    Grain.QUARTER: "Each line is a quarter, as there are no three whole years, with a dot for each group.",
    Grain.PERIOD: "Each line is a period, as published values have no sum, with a dot for each group.",
}
TIME = {Grain.YEAR: "Year", Grain.QUARTER: "Quarter", Grain.PERIOD: "Period"}
APART = "Lowest to highest"
ONLY_TWO = "Only the years that may be shown are here: others would tell numbers that are too small."


def when(spread: Spread, at: int) -> str:
    """Say `12 months to Sep 2026`, or the quarter."""
    if spread.grain is not Grain.YEAR:
        start = spread.starts[at]
        is_quarter = spread.grain is Grain.QUARTER
        return say.period(first_of_quarter(start) if is_quarter else start, spread.frequency)
    return f"12 months to {spread.ends[at]:%b %Y}"


def tick(spread: Spread, at: int) -> str:
    """Write the same over two lines."""
    if spread.grain is not Grain.YEAR:
        return BREAK.join(when(spread, at).rsplit(" ", 1))
    return f"to {spread.ends[at]:%b}{BREAK}{spread.ends[at]:%Y}"


def sentence(view: EquityView) -> str:
    """Say how far apart the groups lay, at the first time and at the last."""
    spread = view.spread
    if spread is None:
        return TOO_FEW
    the = "the " if spread.grain is Grain.YEAR else ""
    first, last = (f"in {the}{when(spread, at)}" for at in (0, len(spread.ends) - 1))
    return (
        f"{first[0].upper()}{first[1:]} the groups lay {_apart(spread, 0, view)}; "
        f"{last} {_apart(spread, -1, view)}. {PART_IS_CHANCE}"
    )


def _apart(spread: Spread, at: int, view: EquityView) -> str:
    """Say `5.1 percentage points apart, from 6.9% in 5 to 12.1% in 1`."""
    low, high = (f"{say.value(one.values[at], view.indicator)} in {one.label}" for one in spread.extremes(at))
    return f"{amount(spread.apart(at), view)} apart, from {low} to {high}"


def note(view: EquityView) -> str:
    spread = view.spread
    if spread is None:
        return ""
    return f"{GRAINS[spread.grain]} {ONLY_TWO}" if spread.is_cut else GRAINS[spread.grain]


def alt(view: EquityView) -> str:
    by = say.inside(view.dimension.title)
    return f"{view.indicator.title}, {view.service_name}, by {by}. {sentence(view)}"


def cell(one: SpreadGroup, at: int, view: EquityView) -> tuple[str, str]:
    """Return value and counts of a group at a time."""
    value = one.values[at]
    if value is None:
        return NOT_SHOWN, ""
    counted = say.counted(one.numerators[at], one.denominators[at], view.indicator)
    return say.value(value, view.indicator), counted


def heads(view: EquityView) -> list[tuple[str, str]]:
    assert view.spread is not None
    return [
        (TIME[view.spread.grain], ""),
        *((group(one.label, view), "number") for one in view.spread.groups),
        (APART, "number"),
    ]
