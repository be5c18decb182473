"""Sentences about where a signal stands: who owns it, why, what is asked, how it was closed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from components.words import say
from components.words.acts.act_forms import CLOSINGS
from components.words.acts.tasks import moved
from components.words.chart_sentence import rule_name
from quality.acts.kinds import Closing
from quality.acts.ledger import LoggedAct
from quality.lifecycle.group_evidence import COMPLETENESS, COMPLETENESS_FELL, DIFFERENCE, GRADIENT, TOLD
from quality.lifecycle.meeting_decisions import CORRECTED, WITHDRAWN
from quality.lifecycle.offers import Accepted, Offered
from quality.lifecycle.signal_life import Standing, State, Thread
from quality.lifecycle.team_history import IMPROVEMENT
from quality.signals.results import Evidence as Shown
from stats import Rule

HIDDEN_BY = {
    "rephase": "Limits were recalculated by {who} on {day}",
    "baseline": "Limits were fixed on other points by {who} on {day}",
    "exclusion": "A point was left out by {who} on {day}",
    "withdrawal": "A decision was withdrawn by {who} on {day}",
}
STAYS = ", so the chart shows the signal no longer. It stays open until somebody closes it."


def state(standing: Standing) -> str:
    """Say `Owned by Ailsa Munro since 12 Nov, due 4 December 2026`; nothing while nobody did anything."""
    thread = standing.thread
    if standing.snoozed_until:
        return f"Snoozed until {say.day(standing.snoozed_until)}, or until it gets worse."
    if standing.reopened_by:
        return f"Reopened: {rule(standing.reopened_by)} is new since it was closed."
    if thread is None or standing.state is State.NEW:
        return ""
    if thread.closing is not None:
        return _closed(thread.closing)
    asked = _asked(thread) + ([] if thread.decision else ["Minuted."] if thread.minuted else [])
    decision = [decided(thread.decision)] if thread.decision else []
    said = asked + decision + _acted(thread) + _explained(thread) + _owned(standing, thread) + offered(thread)
    return " ".join([*map(say.ended, said[:-1]), *said[-1:]])


def offered(thread: Thread) -> list[str]:
    """Say to how many peers a bright spot was offered; their names are for those who may see them."""
    peers = {code for act in thread.offers for code in act.content["to"]}
    return [f"Offered to {say.plural(len(peers), 'service')}."] if peers else []


def learnt(standing: Standing) -> str:
    """Return what the team said made it better, to begin an offer with."""
    cause = standing.thread.explanation if standing.thread else None
    return cause.content["text"] if cause and is_bright(cause) else ""


def offer_from(one: Offered) -> str:
    return f"{one.service}, {one.act.actor}, {say.day(one.act.at.date())}"


def taken_up(one: Accepted) -> str:
    who = f"{one.service}, {one.act.actor}" if one.service else one.act.actor
    return f"{who}, {say.day(one.act.at.date())}"


def hidden(standing: Standing) -> str:
    """Say which decision about the chart made a signal go away, and that it stays open until it is closed."""
    act = standing.hidden_by
    assert act is not None
    assert standing.thread is not None
    said = HIDDEN_BY[act.kind].format(who=act.actor, day=say.day(act.at.date()))
    return f"{said}{STAYS}"


def hidden_briefly(title: str) -> str:
    """Say the same in one line, for the wall."""
    return f"{title}: gone by a decision about its chart, and not closed."


def rule(name: str) -> str:
    """Name a rule, or what else showed a signal."""
    if name in [*Rule]:
        return f"the rule “{rule_name(Rule(name)).lower()}”"
    return SHOWN_BY.get(name, f"“{name}”")


SHOWN_BY = {
    Shown.EXPECTED: "events beside those expected",
    Shown.SMALL_CHANGE: "a small change that lasts",
    Shown.LEVEL: "a change of level",
    Shown.DRIFT: "a slow change",
    Shown.SEASON: "the season",
    Shown.OUT_OF_SEASON: "a count out of its season",
    Shown.OWN_PAST: "its own past",
    DIFFERENCE: "a difference from everybody else",
    GRADIENT: "a gradient across groups",
    TOLD: "what people told",
    COMPLETENESS: "how completely groups are recorded",
    COMPLETENESS_FELL: "fewer groups recorded at once",
}
"""Names of what many periods, or groups of people, show: it has no rule of a point."""


def _owned(standing: Standing, thread: Thread) -> list[str]:
    if not thread.owner or thread.due is None:
        return []
    when = f"overdue since {say.day(thread.due)}" if standing.is_overdue else f"due {say.day(thread.due)}"
    return [f"Owned by {thread.owner}, {when}{moved(thread.moves)}."]


def _explained(thread: Thread) -> list[str]:
    cause = thread.explanation
    if cause is None or not cause.content["text"]:
        return []
    return [f"{'What made it better' if is_bright(cause) else 'Known cause'}: {cause.content['text']}"]


def is_bright(act: LoggedAct) -> bool:
    """Tell if a cause was given for an improvement."""
    shown = act.content.get("evidence", {})
    return isinstance(shown, Mapping) and shown.get("variation") == IMPROVEMENT


def _acted(thread: Thread) -> list[str]:
    if not thread.actions:
        return []
    open_ones = sum(one.done is None for one in thread.actions)
    return [f"{say.plural(open_ones, 'action')} open." if open_ones else "Every action is done."]


def _asked(thread: Thread) -> list[str]:
    """Say every question that waits, and the newest answer."""
    waiting = [one for one in thread.escalations if one.reply is None]
    said = [f"Escalated to {one.tier}, reply due {say.day(one.reply_by)}." for one in waiting]
    answers = [(one.tier, one.reply) for one in thread.escalations if one.reply is not None]
    for tier, reply in answers[-1:]:
        said.append(f"{tier} answered: {reply.content['text']}")
    return said


def minute_reference(decision: LoggedAct) -> str:
    """Name the minute that holds a decision, and say what corrects it, or who withdrew it and why."""
    reference, corrected = decision.content.get("minute"), decision.content.get(CORRECTED, ())
    found = [f"minute {reference}"] if reference else []
    found += [f"corrected: {text}" for text in corrected]
    if gone := decision.content.get(WITHDRAWN):
        found += [f"withdrawn {say.day(date.fromisoformat(gone['day']))} by {gone['by']}: {gone['text']}"]
    return f" ({'; '.join(found)})" if found else ""


def _closed(closing: LoggedAct) -> str:
    said = closing.content
    return f"Closed: {CLOSINGS[Closing(said['reason'])].partition(':')[0].lower()}. {said['text']}"


def decided(act: LoggedAct) -> str:
    return say.ended(f"Decided: {act.content['text']}{minute_reference(act)}")
