"""Name alternative views of a series, and say what speaks for each. They hedge as the statistics do and name
no cause."""

from __future__ import annotations

from components.words import say
from components.words.series.caveats import season_sentence
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
_BETWEEN = {"g": "the number of cases between events (g)", "t": "the time between events (t)"}

TITLE = "Alternative views"
NOTE = "The chart above is the official chart. These views are suggestions. They change nothing."
BACK = "Back to the official chart"
NOT_OFFICIAL = "Not the official chart. "


def title(look: AlternativeView, result: SeriesResult) -> str:
    """Name what is shown, for the chart's own head: `with new limits from Apr 2025`."""
    frequency = result.indicator.frequency
    match look:
        case SuggestedLimits():
            return f"with new limits from {say.period(look.first_period, frequency)}, as the data suggest"
        case EarlierLimits():
            return f"with the limits used before {say.period(look.recalculated, frequency)}"
        case OtherChart():
            return f"as {_a_chart(look.kind)}"
        case WithoutSeasons():
            return f"with the {look.pattern} pattern removed"


def evidence(look: AlternativeView, result: SeriesResult) -> str:
    """Say why somebody might want to see it."""
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
    before, after = say.value(look.before, indicator), say.value_with_unit(look.after, indicator)
    return (
        f"The level seems to have changed in {when}: from around {before} before to around {after} in the "
        f"{since} since then. A person decides whether new limits start, and records the reason."
    )


def _chart_words(look: OtherChart, result: SeriesResult) -> str:
    noun = say.point_noun(result.indicator)
    if look.reason is AdviceReason.OVERDISPERSED:
        other = _a_chart(look.kind)
        return (
            f"The {noun}s differ {look.sigma_z:.2f} times as much as chance alone would make them (chance "
            f"alone rarely gives more than {look.sigma_z_limit:.2f}). The usual limits are too narrow here. "
            f"{other[0].upper()}{other[1:]} allows for this."
        )
    rare = "cases of the rarer outcome" if result.indicator.is_proportion else "events"
    return (
        f"Only about {look.expected:.1f} {rare} are expected in a {noun}, so a change can hardly show here. "
        f"A chart of {_BETWEEN.get(look.kind, look.kind)} would show it, but needs the date of each one."
    )


def _a_chart(kind: str) -> str:
    """Add the article as it is spoken: an XmR chart, a U′ chart."""
    return f"{'an' if kind in _SPOKEN_WITH_A_VOWEL else 'a'} {chart_name(kind)}"


def view_link(look: AlternativeView, result: SeriesResult) -> str:
    return f"View it {title(look, result)}"


def shown(look: AlternativeView, result: SeriesResult) -> str:
    return f"Shown {title(look, result)}. "


def prefix(result: SeriesResult) -> str:
    """Stand in front of the chart's text wherever it goes."""
    return "" if result.view is None else f"{NOT_OFFICIAL}{shown(result.view, result)}"
