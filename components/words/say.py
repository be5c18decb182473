"""Say numbers and dates as people do. Every figure on the screen and in a file passes here, so that a tile, a
table and a sentence never round differently."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import date

from catalogue.fields.periods import NOUN, Frequency, label
from catalogue.models import Indicator

NO_VALUE = "no value"
ENDS = (".", "!", "?", "…", ".’", ".”", ".'", '."')
"""Ends that a sentence of somebody may have already."""


def number(value: float | None, decimals: int = 1) -> str:
    """Write `1,234.5`; a true minus sign; a word, never a blank, for no value."""
    if value is None or math.isnan(value):
        return NO_VALUE
    text = f"{abs(value):,.{decimals}f}"
    is_zero = float(text.replace(",", "")) == 0
    return text if value >= 0 or is_zero else f"−{text}"


def count(value: float | None) -> str:
    """Write a count of people, days or events: no decimals unless the source had them (bed days may)."""
    if value is None or math.isnan(value):
        return NO_VALUE
    return number(value, 0 if float(value).is_integer() else 1)


def short_unit(unit: str) -> str:
    """Return the part that is read right behind the number: `%`, or nothing when the unit is a phrase."""
    return "%" if unit.strip() == "%" else ""


def decimals_of(amount: float, indicator: Indicator) -> int:
    """Return the indicator's decimals; but a count has none, and half a day between two events of one day is
    not said to be none."""
    if indicator.is_count and float(amount).is_integer():
        return 0
    return max(indicator.decimals, 1) if indicator.is_rare_event and 0 < amount < 1 else indicator.decimals


def value(amount: float | None, indicator: Indicator) -> str:
    """Write the number alone with its sign: `94.2%`, `7.1`. For tiles, where the unit stands beneath."""
    if amount is None or math.isnan(amount):
        return NO_VALUE
    return number(amount, decimals_of(amount, indicator)) + short_unit(indicator.unit)


def value_with_unit(amount: float | None, indicator: Indicator) -> str:
    """Write `94.2%`, `7.1 per 1,000 bed days`. For sentences."""
    if amount is None or math.isnan(amount):
        return NO_VALUE
    unit = indicator.unit.strip()
    if unit in ("", "%"):
        return value(amount, indicator)
    return f"{number(amount, decimals_of(amount, indicator))} {unit}"


def between(low: float, high: float, indicator: Indicator) -> str:
    """Write `2.1 to 9.4%`: the unit once."""
    return f"{number(low, indicator.decimals)} to {value(high, indicator)}"


def difference(amount: float, indicator: Indicator) -> str:
    """Write the difference of two values: `8.3 percentage points`, `1.8 per 1,000 bed days`."""
    unit = "percentage points" if indicator.unit.strip() == "%" else indicator.unit.strip()
    return f"{number(amount, indicator.decimals)} {unit}".strip()


def counted(numerator: float | None, denominator: float | None, indicator: Indicator) -> str:
    """Say where a value comes from: a share `12 of 1,690`, a rate `12 in 1,690`, a mean `609 ÷ 74`, or
    observed events `12 against 10.4 expected`.

    Empty when the value is not made from a denominator: sums of counts without one have zero.
    """
    if numerator is None or denominator is None or math.isnan(numerator) or math.isnan(denominator):
        return ""
    if denominator == 0 and not indicator.is_proportion:
        return ""
    if indicator.has_expected:
        return f"{count(numerator)} against {number(denominator, 1)} expected"
    sign = "of" if indicator.is_proportion else "in" if indicator.per != 1 else "÷"
    return f"{count(numerator)} {sign} {count(denominator)}"


def period(start: date | None, frequency: Frequency) -> str:
    return label(start, frequency) if start else "no period"


def spelled_period(start: date | None, frequency: Frequency) -> str:
    """Write as `period` does, for a sentence: `Oct 2026`, `the week ending 15 Nov 2026`."""
    return period(start, frequency).replace("w/e", "the week ending")


def when(start: date | None, indicator: Indicator) -> str:
    """Say `in Oct 2026`, `in the week ending 15 Nov 2026`, `on 3 Mar 2026`."""
    is_day = indicator.is_rare_event or indicator.frequency is Frequency.DAILY
    return f"{'on' if is_day else 'in'} {spelled_period(start, indicator.frequency)}"


def near_period(start: date, frequency: Frequency, today: date | None) -> str:
    """Write a period without its year, where the day stands above it anyway: `Oct`, `w/e 15 Nov`; but with it
    where another October has passed since."""
    text = period(start, frequency)
    return text.removesuffix(f" {start:%Y}") if today and (today - start).days < _NEAR_DAYS else text


_NEAR_DAYS = 330


def day(moment: date | None) -> str:
    """Write `19 November 2026`."""
    return f"{moment.day} {moment:%B %Y}" if moment else "no date"


def short_day(moment: date | None) -> str:
    """Write `19 Nov 2026`."""
    return f"{moment.day} {moment:%b %Y}" if moment else "no date"


def month(moment: date) -> str:
    """Write `November 2026`."""
    return f"{moment:%B %Y}"


def weekday(moment: date) -> str:
    """Write `Thursday 19 November 2026`."""
    return f"{moment:%A} {day(moment)}"


def listed(parts: Sequence[str]) -> str:
    """Return `a, b and c`."""
    *others, last = [*parts] or [""]
    return f"{', '.join(others)} and {last}" if others else last


def inside(title: str) -> str:
    """Return a title as it stands inside a sentence: `age group in A&E`, and `SIMD quintile` as it is."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]


def capital(text: str) -> str:
    """Return what begins a line: `How completely …`. The rest of it stays as it is."""
    return text[:1].upper() + text[1:]


def plural(amount: int, one: str, many: str = "") -> str:
    """Write `1 point`, `2 points`, `no points`."""
    word = one if amount == 1 else (many or f"{one}s")
    return f"{amount:,} {word}" if amount else f"no {word}"


def times(amount: int) -> str:
    """Write `once`, `twice`, `three times`."""
    return {1: "once", 2: "twice"}.get(amount, f"{in_words(amount)} times")


def ended(text: str) -> str:
    """End what people wrote as a sentence, so that another may follow."""
    text = text.rstrip()
    return text if text.endswith(ENDS) else f"{text}."


def one_of(label: str) -> str:
    """Name one of what a label counts.

    >>> [one_of(label) for label in ("Severe falls", "Falls with harm", "Medication harm", "C. difficile")]
    ['severe fall', 'fall with harm', 'medication harm', 'C. difficile']
    """
    text = label[0].lower() + label[1:] if label[1:2].islower() else label
    return re.sub(r"(?<=\w)(?:ies|(?<![sui])s)\b", lambda end: "y" if end[0] == "ies" else "", text, count=1)


SMALL_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def in_words(amount: int) -> str:
    return SMALL_WORDS[amount] if 0 <= amount < len(SMALL_WORDS) else f"{amount:,}"


def chance(probability: float) -> str:
    """Say a probability the way it is said aloud: `about 1 in 40`, `about 63 in 100`."""
    if not 0 <= probability <= 1:
        return "not known"
    if probability > 0.95:
        return "more than 95 in 100"
    if probability >= 0.1:
        return f"about {round(probability * 100)} in 100"
    if probability < 0.001:
        return "less than 1 in 1,000"
    return f"about 1 in {_round_2(1 / probability):,}"


def _round_2(amount: float) -> int:
    """Round to two significant figures: nobody should read precision into a chance."""
    size = 10 ** max(0, math.floor(math.log10(amount)) - 1)
    return int(round(amount / size) * size)


def point_noun(indicator: Indicator) -> str:
    """Return what one point of its chart is: a month, a week, an event."""
    return "event" if indicator.is_rare_event else NOUN[indicator.frequency]
