"""Say what a chart's limits cannot know: seasons, neighbours that are alike, false alarms, gaps.

Fixed templates: they hedge, and they never say why.
"""

from __future__ import annotations

from calendar import day_name, month_name
from collections import Counter
from datetime import date, timedelta

from catalogue.fields.periods import NOUN, Frequency
from catalogue.fields.qualifiers import FIRST_MISSING, meaning
from catalogue.models import RARE_EVENT_CHARTS
from components.words import say
from quality.alternatives.seasonality import Seasonality
from quality.signals.alternative_view import WithoutSeasons
from quality.signals.chart_type import chart_name
from quality.signals.false_alarms import FalseAlarms
from quality.signals.results import SeriesResult

FROM_STEPS = ("xmr", "i", "mr", "ip", "pp", "up")
"""Charts whose limits come from the steps between neighbours: the others' do not move with a pattern."""


def season_sentence(look: WithoutSeasons, result: SeriesResult) -> str:
    """Say what speaks for looking without the pattern.

    This series has a yearly pattern, highest around January, with about 12 days between high and low season.
    The pattern widens the control limits. A signal may come at the same time every year when nothing is new.
    """
    swing = say.difference(look.swing, result.indicator)
    peak = peak_words(look.peak, result.indicator.frequency)
    every = "on the same days every week" if look.pattern == "weekly" else "at the same time every year"
    widens = " The pattern widens the control limits." if look.chart in FROM_STEPS else ""
    return (
        f"This series has a {look.pattern} pattern, highest {peak}, with about {swing} between high and low "
        f"season.{widens} A signal may come {every} when nothing is new."
    )


def peak_words(peak: int, frequency: Frequency) -> str:
    """Say `around January`, `in January to March`, `on Mondays`."""
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


def neighbours_sentence(found: Seasonality, result: SeriesResult) -> str:
    """Answer "why is this a signal?", after how often chance does it; empty where neighbours are not
    alike."""
    if not found.is_alike:
        return ""
    alike = f"Neighbouring points are alike (autocorrelation {say.number(found.autocorrelation)})."
    narrow = result.status.chart in FROM_STEPS and not found.is_seasonal
    limits = " The control limits are narrower than they should be." if narrow else ""
    words = f"{alike}{limits} Runs come more easily by chance, so false signals are more common than that."
    if found.is_seasonal:
        return f"{words} The {found.pattern} pattern is part of the reason."
    return f"{words} A lasting change also makes neighbouring points alike." if result.signals else words


def chance_sentences(alarms: FalseAlarms, frequency: Frequency) -> str:
    """Answer "why is this a signal?": one look at a chart like this one, and looking every time.

    About 1 in 60 steady charts like this one (XmR chart, 36 months) shows a signal at its newest point.
    If you look every month and the limits are settled, chance alone gives a signal about every 70 months.
    """
    noun = "event" if alarms.chart in RARE_EVENT_CHARTS else NOUN[frequency]
    like = f"({chart_name(alarms.chart)}, {say.plural(alarms.points, noun)})"
    if alarms.chance == 0:
        return f"A chart like this one {like} has too few points for its limits, so no signal is shown yet."
    often = one_in(alarms.chance)
    words = f"About {often} steady charts like this one {like} shows a signal at its newest point by chance."
    if alarms.between is None:
        return words
    often_looked = "after every event" if noun == "event" else f"every {noun}"
    apart = f"chance alone gives a signal about every {alarms.between:,.0f} {noun}s"
    return f"{words} If you look {often_looked} and the limits are settled, {apart}."


def one_in(chance: float) -> str:
    """Say `1 in 60`: no more exact than is known.

    >>> [one_in(chance) for chance in (0.0435, 0.0168, 0.0045, 0.0)]
    ['1 in 23', '1 in 60', '1 in 220', 'none']
    """
    if chance == 0:
        return "none"
    looks = 1 / chance
    step = 1 if looks < 30 else 5 if looks < 100 else 10
    return f"1 in {step * round(looks / step):,}"


def qualifier_sentences(result: SeriesResult) -> list[str]:
    """Say `Periods with no value: 2 suppressed by the publisher, 1 not reported.` and the newest remark."""
    if result.qualifier is None:
        return []
    codes = [int(code) for code in result.qualifier]
    reasons = Counter(code for code in codes if code >= FIRST_MISSING)
    found = []
    if reasons:
        said = ", ".join(f"{count:,} {meaning(code)}" for code, count in reasons.most_common())
        found.append(f"Periods with no value: {said}.")
    for code in sorted({code for code in codes if 0 < code < FIRST_MISSING}):
        periods = [period for period, said in zip(result.periods, codes, strict=True) if said == code]
        newest = say.period(periods[-1], result.indicator.frequency)
        noun = say.plural(len(periods), "value")
        newest = f", {newest}" if len(periods) == 1 else f", the newest {newest}"
        found.append(f"{noun.capitalize()} {meaning(code)}{newest}.")
    return found
