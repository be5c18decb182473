"""What a chart's limits cannot know, in words: a pattern that comes back, and points that follow their
neighbours. Fixed templates; they hedge, and they never say why."""

from __future__ import annotations

from calendar import day_name, month_name
from datetime import date, timedelta

from components import format as say
from quality.look import WithoutSeasons
from quality.periods import Frequency
from quality.results import SeriesResult
from quality.seasons import Seasons

FROM_STEPS = ("xmr", "i", "mr", "ip", "pp", "up")
"""Charts whose limits come from the steps between neighbours: the others' do not move with a pattern."""


def season_sentence(look: WithoutSeasons, result: SeriesResult) -> str:
    """What speaks for looking without the pattern.

    This series has a yearly pattern, highest around January, with about 12 days between high and low season.
    It widens the control limits, and a rule may fire at the same time every year with nothing new behind it.
    """
    swing = say.difference(look.swing, result.indicator)
    peak = peak_words(look.peak, result.indicator.frequency)
    every = "on the same days every week" if look.pattern == "weekly" else "at the same time every year"
    widens = "It widens the control limits, and a" if look.chart in FROM_STEPS else "A"
    return (
        f"This series has a {look.pattern} pattern, highest {peak}, with about {swing} between high and low"
        f" season. {widens} rule may fire {every} with nothing new behind it."
    )


def peak_words(peak: int, frequency: Frequency) -> str:
    """`around January`, `in January to March`, `on Mondays`."""
    match frequency:
        case Frequency.DAILY:
            return f"on {day_name[peak]}s"
        case Frequency.QUARTERLY:
            return f"in {month_name[3 * peak + 1]} to {month_name[3 * peak + 3]}"
        case Frequency.WEEKLY:
            middle = date(2026, 1, 1) + timedelta(days=7 * peak + 3)
            return f"around {month_name[middle.month]}"
        case _:
            return f"around {month_name[peak + 1]}"


def neighbours_sentence(found: Seasons, result: SeriesResult) -> str:
    """For "why is this a signal?", after how often chance does it; empty where neighbours are not alike."""
    if not found.is_alike:
        return ""
    alike = f"Neighbouring points are alike (autocorrelation {say.number(found.autocorrelation)})"
    narrow = result.status.chart in FROM_STEPS and not found.is_seasonal
    limits = "the control limits are narrower than they look, and " if narrow else ""
    words = f"{alike}: {limits}runs come more easily by themselves, so false signals are commoner than that."
    if found.is_seasonal:
        return f"{words} The {found.pattern} pattern is part of it."
    return f"{words} A lasting change makes neighbours alike too." if result.signals else words
