"""Texts of a measure's page."""

from __future__ import annotations

from collections.abc import Mapping

from catalogue.fields.periods import NOUN
from catalogue.models import Indicator
from catalogue.sources import SourceBase
from components.words import chart_sentence, charts, say
from components.words.board import beside
from components.words.change import why_changed
from components.words.series import surveillance
from components.words.series.caveats import chance_sentences, neighbours_sentence
from quality.alternatives.seasonality import Seasonality
from quality.board.inside import Inside
from quality.reference.service_tree import Service
from quality.signals.chart_type import chart_name
from quality.signals.false_alarms import false_alarms
from quality.signals.results import SeriesResult, Status, Variation
from stats import explain

SHOW_EVERYONE = "show everyone"
ONE_GROUP = "{group} only, {everyone}"
EQUITY = "Compare groups (equity)"
OTHER_MEASURES = "Other measures of this service"
BEHIND = "What is behind the numbers"
DEFINED = "How it is defined"
INSIDE_NOTE = "The same measure in each part, in order of name. Each chart has its own scale."
NO_SERIES = "There is no data for this series."
NO_SERIES_THEN = "There was no data for this series then."
NOT_WATCHED = "This series is not checked for small lasting changes."

WHY, WHY_NOT = "Why is this a signal?", "Why is this not a signal?"
SPECIAL_CAUSE = "Special cause: a pattern that chance alone would rarely make."
COMMON_CAUSE = "Common cause: the points vary as this measure usually does."
OTHER_RULES = "The same points under other rule sets"
CAUTION = "A signal means that something has probably changed. It does not say what, or why."
HOW_KNOWN = "How we know"
RULE_HEADS = (("Rule set", ""), ("Verdict", ""), ("Rule", ""), ("By chance", "number"))
USED_HERE, NO_RULE = " used here", "no rule applies"

NO_DENOMINATOR = "None: this is a count or a score"
NO_DENOMINATOR_RARE = "None: this is the time between events"
DATA_TO = "Data to {period}"
MEASURED_IN = "It is measured in:"
HUDDLE_OF = "See what is measured in {service.name}"


def over(service: Service) -> str:
    """Say that what is shown is history."""
    return f"closed on {say.day(service.closed)}" if service.closed else "ended: nothing has come for years"


INSIDE = "Within {service.name}"
PARTS = {
    "rules": OTHER_RULES,
    "numbers": charts.EARLIER,
    "lasting": surveillance.TITLE,
    "inside": INSIDE,
    "change": why_changed.TITLE,
    "sizes": beside.SIZES,
}
"""Parts that only some read are pages of their own, which the chart's page fetches when they are unfolded."""
NO_PART = "A page of a measure has the parts {known}. The address gives {asked!r}."


def numbers(result: SeriesResult) -> str:
    noun = "date" if result.indicator.is_rare_event else "period"
    return f"The numbers, {say.plural(len(result.periods), noun)}"


def earlier(rows: int, result: SeriesResult) -> str:
    return say.plural(rows, "earlier date" if result.indicator.is_rare_event else "earlier period")


def cause(status: Status) -> str:
    """Explain the word of the method where it stands; nothing where too few points are known."""
    if status.variation is Variation.TOO_FEW:
        return ""
    return SPECIAL_CAUSE if status.variation.is_special else COMMON_CAUSE


def because(status: Status, indicator: Indicator) -> tuple[str, str]:
    """Name the rule and explain it; or say, without a name, which rules there are."""
    rules = indicator.rules
    if status.rule is None:
        names = ", ".join(chart_sentence.rule_name(rule).lower() for rule in rules.rules)
        return "", f"The latest point fits none of these rules: {names}."
    check = next(check for check in rules.checks if check.rule is status.rule)
    return f"{chart_sentence.rule_name(status.rule)}. ", explain(check)


def by_chance(result: SeriesResult, found: Seasonality) -> str:
    """Say how often a chart like this one cries wolf; nothing where nothing is judged."""
    if result.status.variation is Variation.TOO_FEW:
        return ""
    often = chance_sentences(false_alarms(result), result.indicator.frequency)
    return f"{often} {neighbours_sentence(found, result)}".rstrip()


def points_used(status: Status, indicator: Indicator) -> str:
    since = say.spelled_period(status.since, indicator.frequency)
    judged = say.plural(status.points, say.point_noun(indicator))
    return f"It uses {status.run} of the {judged} judged, from {since}."


def reported(indicator: Indicator) -> str:
    noun = NOUN[indicator.rhythm]
    if indicator.is_rare_event:
        return f"Event by event, from a list that comes every {noun}"
    if not indicator.maturity:
        return f"Every {noun}"
    return f"Every {noun}; complete after {say.plural(indicator.maturity, f'further {noun}')}"


def publisher(notes: int) -> str:
    return f"What the publisher says, {say.plural(notes, 'note')}"


def inside_more(inside: Inside) -> str:
    more, special = say.plural(inside.after, "more service"), inside.special_after
    return (
        f"{more}, {special} of them with an unusual change"
        if special
        else f"{more} without an unusual change"
    )


def definition(
    indicator: Indicator, code: str, sources: Mapping[str, SourceBase], result: SeriesResult
) -> dict[str, str]:
    """List everything a reader needs to trust the number: in words, with names and dates."""
    chart = result.status.chart
    return {
        "Why it matters": indicator.why_it_matters,
        "Numerator": indicator.numerator,
        "Denominator": indicator.denominator
        or (NO_DENOMINATOR_RARE if indicator.is_rare_event else NO_DENOMINATOR),
        "Unit": indicator.unit,
        "Direction": chart_sentence.direction_words(indicator.improvement),
        "Reported": reported(indicator),
        "Source": ", ".join(_source(name, sources) for name in indicator.sources),
        "Chart": f"{chart_name(chart)}: {result.chart_reason}",
        "Rules": result.status.rule_set,
        "Limits": "; ".join(indicator.limits.words(chart)),
        "Owner": indicator.owner,
        "Written by": indicator.authored_by,
        "Checked by": indicator.checked_by,
        "Review by": say.day(indicator.review_by),
        "Version": f"{code} {indicator.fingerprint}",
    }


def _source(name: str, sources: Mapping[str, SourceBase]) -> str:
    source = sources.get(name)
    return source.title or name if source else name
