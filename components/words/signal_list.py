"""Texts of the list of open signals."""

from __future__ import annotations

from catalogue.models import Catalogue
from components.words import group_signals, huddle, say
from components.words.acts import standing, tasks
from quality.lifecycle.signal_life import State
from quality.open_signals import SNOOZED, Kind, OpenSignal, OpenSignals
from quality.reference.service_tree import Service, ServiceTree

NAME = "Signals"
TITLE = "Open signals"
TITLE_OF = "Open signals: {service}"
FILTER, SHOW, EVERY = "Filter the signals", "Show", "All"
SERVICE, STATE, OWNER, KIND = "Service", "State", "Owner", "Kind"
EVERYWHERE = "Every service"
NOBODY = "Nobody"
KINDS = {
    Kind.REPLY: "Reply overdue",
    Kind.DATE: "Date moved three times",
    Kind.CONCERN: "Concern",
    Kind.CHANGE: "Change",
    Kind.IMPROVEMENT: "Improvement",
    Kind.GROUP: "About a group",
}
TONES = {
    Kind.REPLY: ("is-concern", "concern"),
    Kind.DATE: ("is-concern", "concern"),
    Kind.CONCERN: ("is-concern", "concern"),
    Kind.CHANGE: ("is-neutral", "neutral_high"),
    Kind.IMPROVEMENT: ("is-improvement", "improvement"),
    Kind.GROUP: ("is-neutral", "neutral_high"),
}
STATES = {
    State.NEW: "Nobody acted yet",
    State.SEEN: "Seen",
    State.OWNED: "Owned",
    State.EXPLAINED: "Cause known",
    State.ACTION: "In action",
    State.ESCALATED: "Escalated",
    State.ANSWERED: "Answered",
    State.DECIDED: "Decided",
    State.MINUTED: "Minuted",
    SNOOZED: "Snoozed",
}
GROUP = Kind.GROUP
NEW, LATE = "New", "Data late"
OVER = "The pattern is over. What was begun is still open."
NONE = "No open signal"
NONE_MATCHES = "No open signal is like this"
TAKE_AWAY = "Choose less in the filter."
ACT = "Act on it"
EARLIER, LATER = "Before", "More"
HEAD = (
    "service",
    "path",
    "indicator",
    "kind",
    "state",
    "owner",
    "since",
    "new",
    "data_late_since",
    "what",
    "where_it_stands",
    "why_here",
)


def no_choice(name: str, asked: str) -> str:
    return f"There is no {name} {asked!r}."


def counted(shown: int, first: int, last: int, found: OpenSignals) -> str:
    """Say how many there are, and out of how many measures."""
    some = f", {first} to {last} shown" if last - first + 1 < shown else ""
    return f"{say.plural(shown, 'open signal')}{some}; {checked(found)}"


def checked(found: OpenSignals) -> str:
    late = f", {found.late:,} {'waits' if found.late == 1 else 'wait'} for data" if found.late else ""
    few = f", {huddle.too_few(found.too_few)}" if found.too_few else ""
    return f"{say.plural(found.checked, 'measure')} checked{few}{late}."


def title(one: OpenSignal, catalogue: Catalogue) -> str:
    return group_signals.name(one.name, catalogue)


def what(one: OpenSignal, catalogue: Catalogue) -> str:
    """Say what the chart says, what was asked, or what was to be done."""
    if one.escalation is not None:
        return one.escalation.text or group_signals.HIDDEN_GROUP
    if one.action is not None:
        return one.action.text or group_signals.HIDDEN_GROUP
    if one.kind is Kind.GROUP and one.standing is not None:
        return group_signals.shown(one.standing)
    if one.card is None:
        return standing.hidden(one.standing) if one.standing and one.standing.hidden_by else OVER
    return huddle.said(one.card, catalogue.indicators[one.indicator])


def where(one: OpenSignal, found: OpenSignals) -> str:
    """Say what people did about it so far."""
    today = found.teams[one.service.code].today
    if one.escalation is not None:
        return tasks.reply_due(one.escalation, today)
    if one.action is not None:
        return tasks.due(one.action, today)
    return standing.state(one.standing) if one.standing else ""


def age(one: OpenSignal, catalogue: Catalogue) -> str:
    if one.card is not None:
        return huddle.age(one.card, catalogue.indicators[one.indicator])
    return f"since {say.day(one.since)}"


def path(service: Service, tree: ServiceTree) -> str:
    return " › ".join(step.name for step in tree.path(service.code))
