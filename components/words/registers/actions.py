"""Texts of the list of all actions."""

from __future__ import annotations

from datetime import date

from components.words import say
from quality.action_list import ListedAction, Source, Standing, Tally
from quality.lifecycle.tiers import Step

SOURCE, STANDING, OWNER, LATE = "Agreed in", "State", "Owner", "Late or not"
ONLY_LATE, REACHED = "only what is overdue", "overdue and come to {service}"
SOURCES = {Source.HUDDLE: "a huddle", Source.MEETING: "a meeting", Source.REGISTER: "a register"}
STANDINGS = {Standing.OPEN: "open", Standing.DONE: "done", Standing.DROPPED: "dropped"}
EFFECTS = {
    "yes": "It had the effect",
    "no": "There is no evidence of an effect",
    "too_early": "It is too early to tell its effect",
}
NO_WORD = "Nothing was said about its effect"
HIDDEN = "An action about a group of people"
NONE, NO_MATCH = "No action is recorded here.", "No action matches."
HEAD = ("Act", "Agreed in", "Service", "Action", "Owner", "Due", "State", "Overdue", "Times moved", "Tier",
        "Measure", "Effect that is expected", "Risk register", "Business plan", "Done by", "Done on",
        "Effect", "Evidence")  # fmt: skip


def text(one: ListedAction) -> str:
    return one.text or HIDDEN


def due(one: ListedAction, today: date) -> str:
    """Say when it is due, or what became of it."""
    if one.done:
        return f"{say.capital(STANDINGS[one.standing])} by {one.done.actor}, {say.day(one.done.at.date())}"
    if one.due is None:
        return "No day was set"
    if one.is_overdue(today):
        return f"{say.plural((today - one.due).days, 'day')} overdue, due {say.day(one.due)}"
    return f"Due {say.day(one.due)}"


def moved(one: ListedAction) -> str:
    return f"date moved {say.times(one.moves)}" if one.moves else ""


def tier(step: Step | None) -> str:
    """Say how far up an overdue action has come."""
    return f"Come to {step.tier}, which answers within {say.plural(step.reply_days, 'day')}" if step else ""


def effect(one: ListedAction) -> str:
    """Say what is known of the effect of an action that is done."""
    if one.standing is not Standing.DONE:
        return f"Expected: {one.aimed_effect}" if one.aimed_effect else ""
    said = EFFECTS.get(one.effect, NO_WORD)
    return f"{said}: {one.evidence}" if one.evidence else said


def references(one: ListedAction) -> str:
    named = (("risk register", one.risk), ("business plan", one.business_plan))
    return "; ".join(f"{say.capital(name)} {text}" for name, text in named if text)


def counted(found: Tally) -> str:
    """Count the actions, and say of how many it is known whether they had an effect."""
    told = f"{say.plural(found.open, 'open action')}, {found.overdue or 'none'} overdue. "
    if not found.done:
        return f"{told}None is done yet."
    return (
        f"{told}{found.done:,} done: {found.with_effect:,} with evidence of an effect, "
        f"{found.without_effect:,} with none, {found.too_early:,} too early to tell, "
        f"{found.no_word:,} without a word about it."
    )
