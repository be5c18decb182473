"""The title and the caption of a chart: what it found in a dozen words, and what it is of.

Unusually low since Sep 2026, expected to miss target
Observations taken on time, % of sets due; NHS Glenmore, Nov 2023 to Oct 2026. Source: ward safety return.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from catalogue.fields.periods import Frequency
from catalogue.models import Indicator
from catalogue.sources import SourceBase
from components.words import say
from components.words.chart_sentence import alt_text, is_of_season, misses_target, sentence
from quality.lifecycle.signal_life import MeasureRecord
from quality.signals.results import Accumulated, Evidence, SeriesResult, Status, Variation
from stats import Assurance

MOST = 12
"""Words of a title."""
_ASSURED = {
    Assurance.PASSING: "expected to meet target",
    Assurance.FAILING: "expected to miss target",
    Assurance.HIT_OR_MISS: "target hit or miss",
}


def finding(status: Status, indicator: Indicator) -> str:
    """Say what a chart shows, as its title: in a dozen words at most, the sentence below it says the rest."""
    if status.points == 0 or status.period is None:
        return "Nothing to judge yet"
    if status.variation is Variation.TOO_FEW:
        return f"Too few points to judge: {status.points} of {indicator.rules.points_for_icons}"
    return ", ".join(part for part in (_varied(status, indicator), _assured(status, indicator)) if part)


def title(status: Status, indicator: Indicator) -> str:
    """Return the finding where it is more than how the sentence below it begins."""
    found = finding(status, indicator)
    return "" if sentence(status, indicator).startswith((f"{found}.", f"{found}:")) else found


def _assured(status: Status, indicator: Indicator) -> str:
    """Say what is expected of the target, or that the latest value stands on its other side. Beside a change
    for the worse nothing good is expected."""
    if status.target is None:
        return ""
    is_missed = misses_target(status, indicator)
    if status.assurance is Assurance.PASSING and (is_missed or status.variation is Variation.CONCERN):
        return "latest misses target" if is_missed else "latest still meets target"
    if status.assurance is Assurance.FAILING and not is_missed:
        return "latest meets target"
    return _ASSURED.get(status.assurance, "")


def _varied(status: Status, indicator: Indicator) -> str:
    if status.is_constant:
        return "Always the same value"
    if status.accumulated is not None and not is_of_season(status):
        return _built_up(status.accumulated, indicator)
    if not status.variation.is_special:
        return "No unusual change"
    height = "high" if status.direction > 0 else "low"
    if indicator.is_rare_event:
        gap = f"Unusually {'long' if status.direction > 0 else 'short'} gap"
        day = say.short_day(status.since)
        return f"{gap}s since {day}" if status.run > 1 else f"{gap} up to {day}"
    if status.run > 1:
        return f"Unusually {height} since {say.period(status.since, indicator.frequency)}"
    return f"Unusually {height} {_in(status.since, indicator)}"


def _built_up(found: Accumulated, indicator: Indicator) -> str:
    since = say.period(found.since, indicator.frequency)
    match found.evidence:
        case Evidence.SEASON:
            return "No unusual change for the season"
        case Evidence.LEVEL:
            return f"Level {'rose' if found.direction > 0 else 'fell'} {_in(found.since, indicator)}"
        case Evidence.DRIFT:
            return f"{'Higher' if found.direction > 0 else 'Lower'} than {_in(found.since, indicator)}"
        case Evidence.EXPECTED:
            return f"{'More' if found.direction > 0 else 'Fewer'} than expected since {since}"
        case Evidence.SMALL_CHANGE:
            return f"Small lasting {'rise' if found.direction > 0 else 'fall'} since {since}"
        case Evidence.OUT_OF_SEASON:
            return f"{'More' if found.direction > 0 else 'Fewer'} than the season leads to expect"
        case Evidence.OWN_PAST:
            return f"{'Higher' if found.direction > 0 else 'Lower'} than before since {since}"


def _in(period: date | None, indicator: Indicator) -> str:
    """Say `in Oct 2026`, `w/e 15 Nov 2026`, `on 5 Nov 2026`."""
    said = say.period(period, indicator.frequency)
    if said.startswith("w/e"):
        return said
    return f"on {said}" if indicator.frequency is Frequency.DAILY else f"in {said}"


def alt(result: SeriesResult, kept: MeasureRecord | None) -> str:
    """Return what is read of a chart: what its people wrote, while it shows no newer point; else what the
    program makes of it."""
    said = kept.description if kept else None
    is_of_it = said is not None and said.content["shown"] == result.periods[-1].isoformat()
    if said is None or not is_of_it or result.view is not None:
        return alt_text(result)
    return f"{said.content['text']} ({said.actor}, {say.day(said.at.date())})"


def caption(result: SeriesResult, periods: Sequence[date], sources: Mapping[str, SourceBase]) -> str:
    """Say what a chart is of: measure with unit, service, first and last period that are drawn, source."""
    indicator = result.indicator
    unit = "" if indicator.unit.strip() in ("", "%") else f", {indicator.unit}"
    group = f", {result.category_label}" if result.key.category else ""
    first, last = (say.period(one, indicator.frequency) for one in (periods[0], periods[-1]))
    drawn = first if first == last else f"{first} to {last}"
    named = [sources[name].title or name if name in sources else name for name in indicator.sources]
    return f"{indicator.title}{unit}; {result.service_name}{group}, {drawn}. Source: {say.listed(named)}."
