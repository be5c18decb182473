"""The explanations that an equity page offers: its parts, and the kinds of numbers that stand in each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from catalogue.models import Indicator
from catalogue.sources import SourceBase
from components.words import say
from components.words.equity import equity_numbers
from components.words.explain.adjusted_made import ALIKE_GAP_KINDS, ALIKE_KINDS
from components.words.explain.explanation import ASK, FORMULA, FROM, PUT_IN, Explanation, explain, formula
from components.words.explain.gap_made import GAP_KINDS, RATIO_KINDS, TREND_KINDS
from components.words.explain.group_made import GROUP_KINDS
from components.words.explain.unknown_made import UNKNOWN_KINDS
from errors import NotFoundError
from quality.equity.view import EquityView
from quality.provenance.loads import LastLoad

__all__ = ["ASK", "FORMULA", "FROM", "PUT_IN", "formula"]

GROUP, GAP, TREND, RATIO, UNKNOWN = "group", "gap", "trend", "ratio", "unknown"
MEASURE, WHENCE = "What is measured", "Where the numbers come from"
METHODS = "All methods, in plain words"
NO_NUMBER = "No number of it is shown here, so there is nothing to explain."
HIDDEN_GROUP = (
    "The numbers of this group are hidden to protect small numbers. No number of this page tells them, so "
    "nothing is worked out."
)
SOME_HIDDEN = (
    "Some groups are hidden. Only numbers that are shown are put in here, and nothing follows from them for "
    "a hidden one."
)


def place_of(view: EquityView, asked: str) -> str:
    """Name what is explained: a group, or a part of the page. NotFoundError: the page has no such part."""
    place, _, code = asked.partition(":")
    if place == GROUP:
        row = next((row for row in view.rows if row.code == code), None)
        if row is not None:
            return equity_numbers.group(row.label, view)
    first, second = (view.gap.first, view.gap.second) if view.gap else ("", "")
    gap = f": {first} compared with {second}" if first else ""
    titles = {
        GAP: f"The gap{gap}",
        TREND: f"The gap over time{gap}",
        RATIO: f"The relative gap over time{gap}",
    }
    if title := (titles | {UNKNOWN: "What is not known"}).get(asked):
        return title
    known = ", ".join((*titles, UNKNOWN, f"{GROUP}:<code>"))
    raise NotFoundError(f"This page explains {known}. The address gives {asked!r}.")


def explanations(view: EquityView, asked: str) -> list[Explanation]:
    """Explain every number that stands in a part of the page."""
    kinds = {GAP: (*GAP_KINDS, *ALIKE_GAP_KINDS), UNKNOWN: UNKNOWN_KINDS}.get(asked)
    if kinds is not None:
        return explain(kinds, view)
    if asked in (TREND, RATIO):
        is_ratio = asked == RATIO
        trend = view.relative_trend if is_ratio else view.trend
        return explain(RATIO_KINDS if is_ratio else TREND_KINDS, view, trend)
    code = asked.partition(":")[2]
    row = next(row for row in view.rows if row.code == code)
    return [] if row.is_hidden else explain((*GROUP_KINDS, *ALIKE_KINDS), view, row)


def nothing(view: EquityView, asked: str) -> str:
    """Say why nothing is explained."""
    hidden = any(f"{GROUP}:{row.code}" == asked for row in view.rows if row.is_hidden)
    return HIDDEN_GROUP if hidden else NO_NUMBER


def measured(indicator: Indicator) -> list[tuple[str, str]]:
    """Return the definition of a measure, as far as a number is made by it."""
    entries = [("Numerator (x)", indicator.numerator), ("Denominator (n)", indicator.denominator)]
    return [(term, text) for term, text in (*entries, ("Unit", indicator.unit)) if text]


def whence(
    indicator: Indicator, sources: Mapping[str, SourceBase], loads: Mapping[str, LastLoad]
) -> Sequence[str]:
    """Say which sources the numbers come from, and the newest file of each."""
    return [_source(name, sources, loads.get(name)) for name in indicator.sources]


def _source(name: str, sources: Mapping[str, SourceBase], load: LastLoad | None) -> str:
    source = sources.get(name)
    title = (source.title if source else "") or name
    if load is None:
        return f"{title}."
    return f"{title}. Newest file: {load.file_name}, load {load.number}, {say.day(load.on)}."


def years(view: EquityView) -> str:
    return f"{view.service_name}, {equity_numbers.year_words(view)}"
