"""Say what small lasting changes have built up since when and how often chance does the same, never why."""

from __future__ import annotations

import math
from datetime import date

import numpy as np

from catalogue.fields.periods import NOUN
from components.words import say
from quality.seasonal_counts import SeasonalChart
from quality.signals.results import Variation
from quality.surveillance import CusumChart, EwmaChart, Surveillance

TITLE, SEASON = "Small lasting changes", "Unusual for the season"
NOTE = (
    "This is a second check. It raises no signal. It says that something may have "
    "changed, not what or why. {link}"
)
HOW_MADE = "How this is made"
NUMBERS, NUMBERS_LABEL = "These numbers", "Numbers behind small lasting changes"
SAVE_CSV = "Save as CSV"
LEVEL = "The level, smoothed (EWMA)"
LIMIT_MORE, LIMIT_FEWER, AS_EXPECTED = "limit: more", "limit: fewer", "as expected"
MORE, FEWER = "more: {amount}", "fewer: {amount}"
FEWER_LIMIT, FEWER_SO_FAR = "Limit for fewer", "Fewer so far"
WITHIN = "within limits"

FOR_THE_SEASON = "What the season leads to expect, and how far chance reaches (Farrington)"
SEASONAL_EXPECTED, SEASONAL_BOUNDS = "Expected for the season", "Bounds for the season"
COUNTED = "Counted"
UPPER_BOUND, LOWER_BOUND = "upper bound", "lower bound"

_RATIOS = {
    2.0: "doubled",
    1.5: "half as high again",
    1.25: "a quarter higher",
    1.1: "a tenth higher",
    0.5: "halved",
    2 / 3: "a third lower",
    0.8: "a fifth lower",
    1 / 1.1: "a tenth lower",
}
BUILT_UP = "Evidence built up: more {found.indicator.events} than expected upwards, fewer downwards (CUSUM)"
EXPECTED_MINUS_OBSERVED = (
    "Expected {found.indicator.events} minus observed {found.indicator.events}, so far (VLAD)"
)
HALF_WAY = " It began again half-way to its limits, to find sooner what did not change after all."
SMOOTHED_LABEL = "smoothed {amount}"


def summary(found: Surveillance) -> str:
    """Stand beside the heading of the folded part: `evidence since Mar 2025`, `no evidence`."""
    if found.seasonal and found.seasonal.direction:
        return f"{'high' if found.seasonal.direction > 0 else 'low'} for the season"
    since = [part.since for part in (found.accumulated, found.smoothed) if part and part.since]
    return f"evidence since {_period(min(since), found)}" if since else "no evidence"


def sentence(found: Surveillance) -> str:
    """Say the whole verdict: alternative text, and first line."""
    parts = []
    if found.accumulated:
        parts.append(accumulated_sentence(found.accumulated, found))
    if found.smoothed:
        parts.append(smoothed_sentence(found.smoothed, found))
    if found.seasonal:
        parts.append(seasonal_sentence(found.seasonal, found))
    return " ".join(parts)


def title(found: Surveillance) -> str:
    return TITLE if found.smoothed or found.accumulated else SEASON


def seasonal_sentence(part: SeasonalChart, found: Surveillance) -> str:
    """Say where the latest count lies among the bounds of its season."""
    latest = int(np.flatnonzero(found.is_judged)[-1])
    when, count = _period(found.periods[latest], found), say.count(part.counts[latest])
    usual = f"the season leads to expect about {say.count(round(part.expected[latest]))}"
    if not part.direction:
        return f"{when} is not unusual for the season: {count}, where {usual}."
    way, bound, limit = ("high", "upper", part.upper) if part.direction > 0 else ("low", "lower", part.lower)
    reach = f"{bound} bound {say.count(limit[latest])}"
    return f"{when} is unusually {way} for the season: {count}, where {usual}; {reach}."


def seasonal_tuning(part: SeasonalChart, found: Surveillance) -> str:
    """Say what the bounds rest on, and how often chance crosses them."""
    noun, once = NOUN[found.indicator.frequency], f"{1 / part.chance:.0f}"
    return (
        "Bounds come from the same season of three to five years before, and their trend. Earlier outbreaks "
        f"count less, and the last six months not at all. Chance alone takes about one {noun} in {once} "
        f"above its upper bound, and one in {once} below its lower bound; more where counts vary more."
    )


def smoothed_sentence(part: EwmaChart, found: Surveillance) -> str:
    if not part.direction:
        return "No evidence of a small lasting change from the usual level."
    way, side, limit = ("rise", "above", "upper") if part.direction > 0 else ("fall", "below", "lower")
    worth = {Variation.CONCERN: ", for the worse", Variation.IMPROVEMENT: ", for the better"}
    meaning = worth.get(found.variation(part.direction), "")
    return (
        f"Evidence of a small lasting {way}{meaning}. The smoothed level has been {side} the centre line "
        f"since {_period(part.since, found)} and is now beyond its {limit} limit."
    )


def accumulated_sentence(part: CusumChart, found: Surveillance) -> str:
    events = found.indicator.events
    if not part.direction:
        return f"No evidence of more or fewer {events} than expected."
    more = "more" if part.direction > 0 else "fewer"
    return (
        f"Evidence of {more} {events} than expected has built up since {_period(part.since, found)}: "
        f"{say.count(part.observed)} observed, {say.number(part.expected)} expected."
    )


def saved_sentence(part: CusumChart, found: Surveillance) -> str:
    """Say what VLAD shows, and that it says nothing about chance."""
    saved = float(part.saved[~np.isnan(part.saved)][-1])
    since = _period(part.phase_since, found)
    events = found.indicator.events
    if abs(saved) < 0.5:
        return f"About as many {events} as expected since {since}."
    amount = say.count(round(abs(saved)))
    more = "fewer" if saved > 0 else "more"
    found_so_far = f"About {amount} {more} {events} than expected since {since}."
    return f"{found_so_far} This does not show whether chance is the reason."


def saved_label(saved: float) -> str:
    return f"{say.count(round(abs(saved)))} {'fewer' if saved >= 0 else 'more'}"


def smoothed_tuning(part: EwmaChart, found: Surveillance) -> str:
    """Say what an EWMA looks for, and how often it is wrong."""
    noun = NOUN[found.indicator.frequency]
    tuned = (
        f"The newest {noun} counts for a fifth and everything before it for four fifths. This finds a "
        "lasting change of one sigma after ten points on average."
    )
    if math.isnan(part.chance):
        return tuned
    often = "less than 1 in 1,000" if part.chance < 0.001 else say.chance(part.chance)
    return (
        f"{tuned} With limits from as few points as these, the newest value of a steady measure is outside "
        f"them {often} times by chance (simulated)."
    )


def accumulated_tuning(part: CusumChart, found: Surveillance) -> str:
    """Say what a CUSUM looks for, where, and how often it is wrong."""
    noun = NOUN[found.indicator.frequency]
    return (
        f"This looks for a level that is {_RATIOS[part.ratio_more]} or {_RATIOS[part.ratio_fewer]} than "
        f"expected, where about {say.number(part.typical, 0 if part.typical >= 10 else 1)} are expected "
        f"each {noun}. If nothing changes and the expected numbers are right, chance alone reaches the "
        f"limit for more about once every {part.run_length_more:.0f} {noun}s, and that for fewer about once "
        f"every {part.run_length_fewer:.0f} (calculated).{HALF_WAY if part.head_start else ''}"
    )


def more_or_fewer(way: float) -> str:
    return f"{'more' if way > 0 else 'fewer'} than expected"


def bounds(low: float, high: float) -> str:
    return "" if np.isnan(high) else f"{say.count(low)} to {say.count(high)}"


def for_the_season(way: float) -> str:
    return f"{'high' if way > 0 else 'low'} for the season"


def beyond_limits(way: float) -> str:
    return f"smoothed level {'above' if way > 0 else 'below'} its limits"


def _period(day: date | None, found: Surveillance) -> str:
    return say.period(day, found.indicator.frequency)
