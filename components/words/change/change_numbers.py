"""Numbers and labels of what a change is made of: amounts with sign and interval, names of parts."""

from __future__ import annotations

from catalogue.models import Indicator
from components.words import say
from quality.change.view import Amount, Kind, Part, Split, Year

NO_VALUE = "none"
IN_NO_PART = {"": "In no service inside", "group": "In no group"}
NOT_SHOWN = "Groups hidden to protect small numbers, together"
ADDS, VALUE, SHARE, PERIOD = "Adds", "By its value", "By its share", "Year to {end:%b %Y}"
ODD_ENDS = ("s", "x", "y", "h")
"""Of words whose plural needs more than an s."""


def noun(split: Split) -> str:
    """Return what one part is called, where it has a plain plural."""
    word = say.inside(split.noun)
    return "service" if word.endswith(ODD_ENDS) else word


def label(part: Part, split: Split) -> str:
    """Name a part, or several together."""
    if part.kind is Kind.OTHERS:
        return f"The other {part.count:,} {noun(split)}s"
    if part.kind is Kind.NOT_SHOWN:
        return NOT_SHOWN
    if part.kind is Kind.REST:
        return IN_NO_PART["group" if split.by else ""]
    return part.label


def heads(split: Split) -> list[tuple[str, str]]:
    """Return the heads of the table: word and class."""
    ends = [PERIOD.format(end=year[1]) for year in (split.year_before, split.year_after)]
    amounts = [ADDS] if split.is_count else [ADDS, VALUE, SHARE]
    first = "Group" if split.by else noun(split).capitalize()
    return [(first, ""), *((word, "number") for word in (*amounts, *ends))]


def caption(split: Split, indicator: Indicator) -> str:
    unit = "percentage points" if indicator.unit.strip() == "%" else indicator.unit.strip()
    unit = unit if unit.startswith("per ") else f"in {unit}"
    largest = "The largest effects first. " if any(one.kind is Kind.OTHERS for one in split.parts) else ""
    told = f"{largest}What each {noun(split)} adds to the change, {unit}"
    if split.is_count:
        return f"{told}."
    return (
        f"{told}: because its own value changed, and because it makes up more or less of the whole, with 95% "
        "intervals."
    )


def counted(year: Year, indicator: Indicator) -> list[str]:
    """Say what a value of a part comes from, and its share of the whole; nothing of a plain count."""
    if year.share is None:
        return []
    counts = say.counted(year.numerator, year.denominator, indicator)
    return [*filter(None, [counts]), f"{percent(year.share)} of the whole"]


def percent(share: float) -> str:
    return f"{100 * share:.0f}%" if share >= 0.0995 or share == 0 else f"{100 * share:.1f}%"


def value(year: Year, indicator: Indicator, places: int) -> str:
    """Write the value of a year, as exact as the effects are."""
    return NO_VALUE if year.value is None else say.number(year.value, places) + say.short_unit(indicator.unit)


def decimals(split: Split, indicator: Indicator) -> int:
    """Return the decimals of effects: those of the measure, or more where a small change has none of them."""
    if split.is_count:
        return say.decimals_of(split.total.value, indicator)
    places = indicator.decimals + (abs(split.total.value) < 10 ** (1 - indicator.decimals))
    # An interval that leaves out none must not be written as one that reaches it.
    ends = [abs(end) for end in (split.total.lower, split.total.upper) if end is not None]
    return places + (split.total.is_clear and is_none(min(ends), places))


def amount(found: Amount, places: int) -> str:
    """Write `+2.0 (95% interval 1.1 to 2.9)`."""
    behind = limits(found, places)
    return f"{signed(found.value, places)} ({behind})" if behind else signed(found.value, places)


def limits(found: Amount, places: int) -> str:
    between = low_to_high(found, places)
    return f"95% interval {between}" if between else ""


def low_to_high(found: Amount, places: int) -> str:
    """Write the limits; nothing where none of them differs from the amount as it is written."""
    low, value, high = (say.number(one, places) for one in (found.lower, found.value, found.upper))
    return "" if low == value == high else f"{low} to {high}"


def signed(effect: float, places: int) -> str:
    text = say.number(effect, places)
    return text if effect <= 0 or is_none(effect, places) else f"+{text}"


def is_none(effect: float, places: int) -> bool:
    return round(abs(effect), places) == 0
