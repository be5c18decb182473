"""Sentences about what is to be done: actions, escalations, replies and questions, and what is late."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from components.words import say
from components.words.group_signals import HIDDEN_GROUP
from quality.acts.ledger import LoggedAct
from quality.lifecycle.agenda import Agenda, Received
from quality.lifecycle.signal_life import Action, Escalation

MOST_ON_WALL = 3
"""Lines of the wall about what is to be done."""


def due(action: Action, today: date) -> str:
    """Say who does it, by when, and how often that moved."""
    if action.done:
        return f"Done by {action.done.actor}, {say.day(action.done.at.date())}"
    if action.due is None:
        return f"Noted by {action.act.actor}, {say.day(action.act.at.date())}"
    late = (today - action.due).days
    when = f"{say.plural(late, 'day')} overdue" if late > 0 else f"due {say.day(action.due)}"
    return f"{action.owner}, {when}{moved(action.moves)}"


def moved(moves: Sequence[LoggedAct]) -> str:
    """Say how often a day was put off."""
    if not moves:
        return ""
    return f", date moved {say.times(len(moves))}"


def reply_due(one: Escalation, today: date) -> str:
    late = (today - one.reply_by).days
    when = f"reply {say.plural(late, 'day')} overdue" if late > 0 else f"reply due {say.day(one.reply_by)}"
    return f"To {one.tier}, {say.day(one.act.at.date())}, by {one.act.actor}; {when}"


def replied(one: Escalation) -> str:
    return f"{one.tier}, {one.reply.actor}, {say.day(one.reply.at.date())}" if one.reply else ""


def asked(one: Received, today: date) -> str:
    late = (today - one.escalation.reply_by).days
    when = f"{say.plural(late, 'day')} overdue" if late > 0 else f"due {say.day(one.escalation.reply_by)}"
    return f"{one.service.name}, {one.escalation.act.actor}; reply {when}"


def overdue(own: Agenda) -> str:
    """Say `1 reply and 2 actions overdue`, for the wall; nothing where nothing is."""
    late = sum(one.is_overdue(own.today) for one in own.actions)
    owned = sum(one.is_overdue for one in own.signals.values())
    counts = (
        (len(own.overdue), "reply", "replies"),
        (len(own.owed), "reply of ours", "replies of ours"),
        (late, "action", "actions"),
        (owned, "owned signal", "owned signals"),
    )
    said = say.listed([say.plural(count, one, many) for count, one, many in counts if count])
    return f"{said} overdue" if said else ""


def on_wall(own: Agenda) -> list[tuple[bool, str]]:
    """Say what is to be done, what waits and what was answered, the most urgent of each first, and if it is
    late. A group of people is not named on a wall."""
    lines = []
    if to_do := [one for one in own.actions if one.done is None]:
        first = to_do[0]
        told = (
            f"{say.plural(len(to_do), 'action')}: {_on_wall(first.act, first.text)} ({due(first, own.today)})"
        )
        lines.append((first.is_overdue(own.today), told))
    if own.received:
        asked_first = own.received[0].escalation
        told = f"{len(own.received)} asked of us: {_on_wall(asked_first.act, asked_first.text)}"
        lines.append((asked_first.is_overdue(own.today), told))
    if waiting := [one for one in own.sent if one.reply is None]:
        awaited, text = (
            say.plural(len(waiting), "reply", "replies"),
            _on_wall(waiting[0].act, waiting[0].text),
        )
        lines.append((waiting[0].is_overdue(own.today), f"{awaited} awaited: {text}"))
    replies = ((one.tier, one.act, one.reply) for one in own.sent if one.reply is not None)
    lines += [
        (False, f"{tier} answered: {_on_wall(act, reply.content['text'])}") for tier, act, reply in replies
    ]
    late = overdue(own)
    return ([(True, late)] if late else []) + lines[:MOST_ON_WALL]


def _on_wall(act: LoggedAct, text: str) -> str:
    return HIDDEN_GROUP.lower() if act.key.category or not text else text


def urgent(own: Agenda) -> list[str]:
    """Say what became a signal of its own: replies that did not come, dates that moved again and again."""
    late = [f"No reply from {one.tier} to: {one.text or HIDDEN_GROUP.lower()}" for one in own.overdue]
    late += [
        f"{one.service.name} waits for our reply since {say.day(one.escalation.reply_by)}: "
        f"{one.escalation.text or HIDDEN_GROUP.lower()}"
        for one in own.owed
    ]
    return late + [f"{one.text or HIDDEN_GROUP}: {moved(one.moves)[2:]}." for one in own.moved_often]


def question(one: Escalation, today: date) -> str:
    """Say who asked, and until when an answer is due."""
    if one.reply:
        return f"Asked by {one.act.actor}, {say.day(one.act.at.date())}"
    late = (today - one.reply_by).days
    when = f"answer {say.plural(late, 'day')} overdue" if late > 0 else f"answer due {say.day(one.reply_by)}"
    return f"Asked by {one.act.actor}, {say.day(one.act.at.date())}; {when}"
