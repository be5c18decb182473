"""Texts of a measure's page."""

from __future__ import annotations

from collections.abc import Iterable

from catalogue.fields.periods import NOUN
from catalogue.models import Indicator
from components.words import chart_sentence, say
from quality.signals.results import SeriesResult, Status, Variation
from stats import Rule

SHOW_EVERYONE = "show everyone"
ONE_GROUP = "{group} only, {everyone}"
EQUITY = "Compare groups (equity)"
OTHER_MEASURES = "Other measures of this service"
BEHIND = "The numbers and what is behind them"
DEFINED = "How it is defined"
INSIDE_NOTE = "The same measure in each part, in order of name. Each chart has its own scale."
ACTS_LATER = (
    "Own it, explain it, escalate it, snooze it",
    "When people can sign in, you can act on this signal here. Until then, raise it at the huddle.",
)
NO_SERIES = "There is no data for this series."
NO_SERIES_THEN = "There was no data for this series then."
NOT_WATCHED = "This series is not checked for small lasting changes."

WHY, WHY_NOT = "Why is this a signal?", "Why is this not a signal?"
SPECIAL_CAUSE = "Special cause: a pattern that chance alone would rarely make."
COMMON_CAUSE = "Common cause: the points vary as this measure usually does."
OTHER_RULES = "The same points under other rule sets:"
CAUTION = "A signal means that something has probably changed. It does not say what, or why."
HOW_KNOWN = "How we know"
RULE_HEADS = ("Rule set", "Verdict", "Rule", "By chance")
USED_HERE, NO_RULE = " used here", "no rule applies"

WHY_IT_MATTERS, DIRECTION, REVIEW_BY = "Why it matters", "Direction", "Review by"
WRITTEN_BY, CHECKED_BY = "Written by", "Checked by"
NO_DENOMINATOR = "None: this is a count or a score"
NO_DENOMINATOR_RARE = "None: this is the time between events"
DATA_TO = "Data to {period}"
INSIDE = "Within {service.name}"


def numbers(result: SeriesResult) -> str:
    noun = "date" if result.indicator.is_rare_event else "period"
    return f"The numbers, {say.plural(len(result.periods), noun)}"


def cause(status: Status) -> str:
    """Explain the word of the method where it stands; nothing where too few points are known."""
    if status.variation is Variation.TOO_FEW:
        return ""
    return SPECIAL_CAUSE if status.variation.is_special else COMMON_CAUSE


def no_rule(rules: Iterable[Rule]) -> str:
    names = ", ".join(chart_sentence.rule_name(rule).lower() for rule in rules)
    return f"The latest point fits none of these rules: {names}."


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
