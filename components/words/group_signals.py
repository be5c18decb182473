"""Texts of signals about groups of people."""

from __future__ import annotations

from catalogue.models import Catalogue, Indicator
from components.words import say
from quality.acts.evidence import Evidence
from quality.acts.ledger import LoggedAct
from quality.equity.gap import EVERYBODY_ELSE
from quality.equity.view import CANNOT_TELL, EquityView
from quality.lifecycle.group_evidence import (
    COMPLETENESS,
    COMPLETENESS_FELL,
    DIFFERENCE,
    GRADIENT,
    RECORDING,
    TOLD,
)
from quality.lifecycle.signal_life import SignalName, Standing

TITLE = "Signals about these groups"
NOTE = (
    "A group that fares worse by more than chance is a signal of the innermost service that shows it, until "
    "somebody closes it. Any other difference is one from when somebody acts on it."
)
NOT_COMPARED = "Groups are not compared by this measure, and nobody raised a signal."
NOTHING = "No group differs by more than chance, and nobody raised a signal."
NOT_JUDGED = "No group could be compared here, and nobody raised a signal."
HUDDLE = "About groups of people"
RAISE, SAVE = "Raise what people tell us", "Raise it"
GROUP, REPORT = "Group", "What people tell us"
RAISE_NOTE = (
    "The numbers need not show it. Do not write who told it, nor anything by which somebody could be known."
)
RECORDED = "how completely {dimension} is recorded"
LOW = "The group is not known for more than 1 person in 10, so gaps may be hidden or made by that alone."
FELL = "The group is known for fewer people than the quarter before, by 10 percentage points or more."
RECORDED_AGAIN = "The group is known for 9 people in 10 or more again."
HIDDEN_GROUP = "A signal about a group of people"
AS_IT_STOOD = "As it stood then: "
ON_WALL = "See the huddle for {signals} about groups of people"


def none(view: EquityView) -> str:
    """Say why there is no signal: of what was not compared nobody knows if groups differ."""
    if view.is_count:
        return NOT_COMPARED
    is_judged = any(row.verdict not in CANNOT_TELL for row in view.known)
    return NOTHING if is_judged else NOT_JUDGED


def name(of: SignalName, catalogue: Catalogue) -> str:
    """Name what a signal is about: `Missed appointments, Deprivation 1 (most deprived)`; of a group that may
    not be seen, that it is one."""
    if of.is_hidden:
        return HIDDEN_GROUP
    indicator = catalogue.indicators.get(of.indicator)
    title = indicator.title if indicator else of.indicator
    return f"{title}, {group(of.category, catalogue)}" if of.category else title


def name_of(act: LoggedAct, catalogue: Catalogue) -> str:
    """Name what an act is about; nothing where it is about the team."""
    return name(SignalName(act.key.indicator, act.key.category), catalogue) if act.key.indicator else ""


def group(category: str, catalogue: Catalogue) -> str:
    """Name a group by dimension and label; by its code where the catalogue does not know it any more."""
    code_of, _, code = category.partition(":")
    dimension = catalogue.dimensions.get(code_of)
    if dimension is None:
        return category
    if not code:
        return f"{dimension.title}, across all groups"
    if code in {one.code for one in dimension.categories if one.is_unknown}:
        return RECORDED.format(dimension=say.inside(dimension.title))
    labels = {one.code: one.label for one in dimension.categories}
    return f"{dimension.title} {labels.get(code, code)}"


def shown(standing: Standing) -> str:
    """Say in words alone what the numbers of a group show now."""
    now, thread = standing.now, standing.thread
    if standing.name.is_hidden:
        return ""
    if now is not None and now.rule in RECORDING and now.value is not None:
        return LOW if now.rule == COMPLETENESS else FELL
    if now is None and thread is not None and not thread.rules.isdisjoint(RECORDING):
        return RECORDED_AGAIN
    if now is None:
        is_group = ":" in standing.name.category
        return f"{'The group does' if is_group else 'Groups do'} not differ by more than chance any more."
    if now.rule == GRADIENT and now.value is not None:
        return f"{'Higher' if now.direction > 0 else 'Lower'} towards the first group{_judged(now)}."
    if now.rule == DIFFERENCE and now.value is not None:
        way = "Higher" if now.direction > 0 else "Lower"
        return f"{way} than {now.against or EVERYBODY_ELSE}{_judged(now)}."
    if thread is not None and TOLD in thread.rules and now.rule in (TOLD, DIFFERENCE):
        told = next((act.content["text"] for act in reversed(thread.acts) if act.kind == "raise"), "")
        return f"People tell us: {told}"
    if now.value is None:
        return "The group is hidden to protect small numbers, or has no numbers, now."
    return f"Unusual change on the group's own chart{_judged(now)}."


def _judged(evidence: Evidence) -> str:
    return {"concern": ", worse", "improvement": ", better"}.get(evidence.variation, "")


def stood(evidence: Evidence, indicator: Indicator) -> str:
    """Say the numbers that somebody had before them: `14.6% (2,531 of 17,388), compared with 7.6% …`."""
    if evidence.rule in RECORDING:
        return _recorded(evidence)
    own = say.value_with_unit(evidence.value, indicator)
    counted = say.counted(evidence.numerator, evidence.denominator, indicator)
    text = f"{own}{f' ({counted})' if counted else ''}"
    if evidence.centre is None:
        return f"{text}."
    whom = "in the last group" if evidence.rule == GRADIENT else f"for {evidence.against or EVERYBODY_ELSE}"
    text += f", compared with {say.value(evidence.centre, indicator)} {whom}"
    if evidence.gap_lower is not None and evidence.gap_upper is not None:
        low, high = (
            say.number(limit, indicator.decimals) for limit in (evidence.gap_lower, evidence.gap_upper)
        )
        text += f"; a difference of {say.difference(evidence.gap, indicator)} (95% interval {low} to {high})"
    return f"{text}, in the 12 months from {evidence.since:%b %Y}."


def _recorded(evidence: Evidence) -> str:
    """Say `86% recorded (8,600 of 10,000), in the 12 months from Oct 2025.`"""
    counted = f"{say.count(evidence.numerator)} of {say.count(evidence.denominator)}"
    before = f", before that {say.number(evidence.centre, 0)}%" if evidence.rule == COMPLETENESS_FELL else ""
    return f"{say.number(evidence.value, 0)}% recorded ({counted}){before}, up to {evidence.period:%b %Y}."


def inside(signals: int) -> str:
    """Say how many there are in the services inside one."""
    return f"{say.plural(signals, 'signal')} about groups of people in the services inside"


def on_wall(signals: int) -> str:
    return ON_WALL.format(signals=say.plural(signals, "signal"))
