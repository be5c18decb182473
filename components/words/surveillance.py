"""What is said of small lasting changes, by fixed templates: what has built up since when, how often chance
does the same, and never why."""

from __future__ import annotations

import math
from datetime import date

import numpy as np

from catalogue.fields.periods import NOUN
from components.words import say
from quality.signals.results import Variation
from quality.surveillance import CusumChart, EwmaChart, Surveillance

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


def summary(found: Surveillance) -> str:
    """Beside the heading of the folded part: `evidence since Mar 2025`, `no evidence`."""
    since = [part.since for part in (found.accumulated, found.smoothed) if part and part.since]
    return f"evidence since {_period(min(since), found)}" if since else "no evidence"


def sentence(found: Surveillance) -> str:
    """The whole verdict: alternative text, and first line."""
    parts = []
    if found.accumulated:
        parts.append(accumulated_sentence(found.accumulated, found))
    if found.smoothed:
        parts.append(smoothed_sentence(found.smoothed, found))
    return " ".join(parts)


def smoothed_sentence(part: EwmaChart, found: Surveillance) -> str:
    if not part.direction:
        return "No evidence of a small lasting change from its own usual level."
    way, side, limit = ("rise", "above", "upper") if part.direction > 0 else ("fall", "below", "lower")
    worth = {Variation.CONCERN: ", for the worse", Variation.IMPROVEMENT: ", for the better"}
    meaning = worth.get(found.variation(part.direction), "")
    return (
        f"Evidence of a small lasting {way}{meaning}: smoothed, the level has been {side} the centre line "
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
    """What VLAD shows, with the word that it says nothing about chance."""
    saved = float(part.saved[~np.isnan(part.saved)][-1])
    since = _period(part.phase_since, found)
    events = found.indicator.events
    if abs(saved) < 0.5:
        return f"About as many {events} as expected since {since}."
    amount = say.count(round(abs(saved)))
    more = "fewer" if saved > 0 else "more"
    return f"About {amount} {more} {events} than expected since {since}. Whether by chance, this cannot say."


def smoothed_tuning(part: EwmaChart, found: Surveillance) -> str:
    """What an EWMA looks for, and how often it is wrong."""
    noun = NOUN[found.indicator.frequency]
    tuned = (
        f"Each {noun} counts a fifth, everything before it four fifths. Made to find a lasting change of one "
        "sigma, on average after ten points."
    )
    if math.isnan(part.chance):
        return tuned
    often = "less than 1 in 1,000" if part.chance < 0.001 else say.chance(part.chance)
    return (
        f"{tuned} With limits from so few points as these, the newest value of a steady measure lies outside "
        f"{often} times (simulated)."
    )


def accumulated_tuning(part: CusumChart, found: Surveillance) -> str:
    """What a CUSUM looks for, where, and how often it is wrong."""
    noun = NOUN[found.indicator.frequency]
    return (
        f"Looks for a level that is {_RATIOS[part.ratio_more]} or {_RATIOS[part.ratio_fewer]} than expected, "
        f"where about {say.number(part.typical, 0 if part.typical >= 10 else 1)} are expected a {noun}. If "
        "nothing changes and the expected numbers are right, chance alone reaches each limit about once in "
        f"{part.run_length:.0f} {noun}s (calculated)."
    )


def _period(day: date | None, found: Surveillance) -> str:
    return say.period(day, found.indicator.frequency)
