"""The meaning of silence: the smallest lasting change that a chart without a signal would have shown."""

from __future__ import annotations

from catalogue.models import Indicator
from components.words import say
from quality.signals.results import Status
from quality.signals.silence import smallest_change
from stats.evidence.detectable_change import LATEST


def sentence(status: Status, indicator: Indicator) -> str:
    """Say it of a chart without a signal; nothing where it shows one, or cannot be judged.

    A lasting rise to 7.9 per 1,000 bed days would have shown within six months four times in five; a smaller
    one may not have.
    """
    found = smallest_change(status, indicator)
    if found is None:
        return ""
    way = "rise" if found.direction > 0 else "fall"
    noun = "event" if indicator.is_rare_event else say.point_noun(indicator)
    span = f"within {say.in_words(LATEST)} {noun}s"
    if found.to is None:
        return f"No {way}, however large, would have shown {span} as often as four times in five."
    to = say.value_with_unit(found.to, indicator)
    return f"A lasting {way} to {to} would have shown {span} four times in five; a smaller one may not have."


def brief(status: Status, indicator: Indicator) -> str:
    """Say `a rise to 7.9 would show`, beside many others."""
    found = smallest_change(status, indicator)
    if found is None:
        return ""
    way = "rise" if found.direction > 0 else "fall"
    return (
        f"no {way} would show"
        if found.to is None
        else f"a {way} to {say.value(found.to, indicator)} would show"
    )
