"""Other ways to look at a series, in words: what is shown, and what speaks for it. They hedge as the
statistics do and name no cause."""

from __future__ import annotations

from components.words import say
from components.words.caveats import season_sentence
from quality.signals.alternative_view import (
    AlternativeView,
    EarlierLimits,
    OtherChart,
    SuggestedLimits,
    WithoutSeasons,
)
from quality.signals.chart_type import chart_name
from quality.signals.results import SeriesResult
from stats import AdviceReason

_SPOKEN_WITH_A_VOWEL = {"xmr", "i", "ip", "mr", "s"}
_BETWEEN = {"g": "how many cases lie between events (g)", "t": "the time between events (t)"}


def title(look: AlternativeView, result: SeriesResult) -> str:
    """What is shown, for the chart's own head: `with new limits from Apr 2025`."""
    frequency = result.indicator.frequency
    match look:
        case SuggestedLimits():
            return f"with new limits from {say.period(look.first_period, frequency)}, as the numbers suggest"
        case EarlierLimits():
            return f"with the limits as they were before {say.period(look.recalculated, frequency)}"
        case OtherChart():
            return f"as {_a_chart(look.kind)}"
        case WithoutSeasons():
            return f"with the {look.pattern} pattern taken out"


def evidence(look: AlternativeView, result: SeriesResult) -> str:
    """Why somebody might want to see it. It hedges as the statistics do and names no cause."""
    match look:
        case SuggestedLimits():
            return _step_words(look, result)
        case EarlierLimits():
            when = say.period(look.recalculated, result.indicator.frequency)
            by = f" ({look.actor})" if look.actor else ""
            why = f": {look.reason}{by}" if look.reason else by
            return f"Limits were recalculated from {when}{why}."
        case OtherChart():
            return _chart_words(look, result)
        case WithoutSeasons():
            return season_sentence(look, result)


def _step_words(look: SuggestedLimits, result: SeriesResult) -> str:
    indicator = result.indicator
    when = say.period(look.first_period, indicator.frequency)
    since = say.plural(look.points, say.point_noun(indicator))
    before, after = (say.value_with_unit(level, indicator) for level in (look.before, look.after))
    return (
        f"Something lasting seems to have changed in {when}: the {since} since then lie around {after}, "
        f"those before around {before}. Whether limits start anew is for a person to decide, with a reason."
    )


def _chart_words(look: OtherChart, result: SeriesResult) -> str:
    noun = say.point_noun(result.indicator)
    if look.reason is AdviceReason.OVERDISPERSED:
        other = _a_chart(look.kind)
        return (
            f"One {noun} differs from the next {look.sigma_z:.2f} times as much as chance inside each would "
            f"make it (chance alone rarely exceeds {look.sigma_z_limit:.2f}): limits that count on chance "
            f"alone are too narrow here. {other[0].upper()}{other[1:]} allows for it."
        )
    rare = "cases of the rarer outcome" if result.indicator.is_proportion else "events"
    return (
        f"Only about {look.expected:.1f} {rare} are expected in a {noun}: so few that a change can hardly "
        f"show here. A chart of {_BETWEEN.get(look.kind, look.kind)} would, and needs the date of each."
    )


def _a_chart(kind: str) -> str:
    """With its article as it is spoken: an XmR chart, a U′ chart."""
    return f"{'an' if kind in _SPOKEN_WITH_A_VOWEL else 'a'} {chart_name(kind)}"


def prefix(result: SeriesResult) -> str:
    """In front of the chart's text wherever it goes."""
    return "" if result.view is None else f"Not in force, shown {title(result.view, result)}. "
