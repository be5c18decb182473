"""Sentences about what a chart shows since a change. None of them says why."""

from __future__ import annotations

from datetime import date

from components.words import say
from components.words.chart_sentence import rule_name
from quality.registers.effect import Effect, Verdict
from quality.registers.record import Record

NO_CAUSE = "The chart does not say why."
HOW = (
    "Limits are set by the points before the change alone, and the rules of the measure are applied to the "
    "points since. The same function judges every chart; nobody types this."
)


def sentence(effect: Effect) -> str:
    """Say what the chart shows since a change began."""
    said = _FIRST[effect.verdict].format(day=say.day(effect.begun), **_parts(effect))
    return f"{said} {_numbers(effect)}".rstrip()


def watch(record: Record, effect: Effect, today: date) -> str:
    """Say who watches that a gain is held, and if it still is; nothing where nobody was named."""
    watcher, until = str(record.said.get("watcher", "")), record.day("watch_until")
    if record.is_open or not watcher:
        return ""
    if until and until < today:
        return f"{watcher} watched until {say.day(until)} that the gain is held."
    is_held = effect.verdict is Verdict.IMPROVEMENT and not effect.is_over
    held = "The gain is held so far." if is_held else "The chart shows no gain to hold now."
    return f"{watcher} watches{f' until {say.day(until)}' if until else ''} that the gain is held. {held}"


def short(effect: Effect) -> str:
    """Say the verdict in a few words, for a list."""
    return _SHORT[effect.verdict] if not effect.is_over else f"{_SHORT[effect.verdict]}, which is over"


_FIRST = {
    Verdict.IMPROVEMENT: "Improvement: a signal since {seen} ({rule}){over}.",
    Verdict.CONCERN: "No evidence of improvement yet: a signal for the worse since {seen} ({rule}){over}.",
    Verdict.CHANGE: "Changed: a signal since {seen} ({rule}){over}. The measure has no better direction.",
    Verdict.NOT_YET: "No evidence of improvement yet: no signal in {points} since {day}.",
    Verdict.NO_POINT: "No evidence of improvement yet: no period that began after {day} is known.",
    Verdict.TOO_FEW_BEFORE: "No evidence of improvement yet: too few points before {day} to judge by.",
    Verdict.NO_DATA: "No evidence of improvement yet: this service has no chart of the measure.",
}
_SHORT = {
    Verdict.IMPROVEMENT: "improvement",
    Verdict.CONCERN: "a signal for the worse",
    Verdict.CHANGE: "a signal of change",
    Verdict.NOT_YET: "no evidence of improvement yet",
    Verdict.NO_POINT: "no evidence of improvement yet",
    Verdict.TOO_FEW_BEFORE: "no evidence of improvement yet",
    Verdict.NO_DATA: "no evidence of improvement yet",
}


def _parts(effect: Effect) -> dict[str, str]:
    return {
        "seen": say.spelled_period(effect.seen, effect.indicator.frequency),
        "rule": rule_name(effect.rule).lower() if effect.rule else "",
        "over": ", which is over" if effect.is_over else "",
        "points": say.plural(effect.points, "point"),
    }


def _numbers(effect: Effect) -> str:
    """Say the level before and since, whatever the verdict."""
    if effect.before is None or effect.since is None:
        return ""
    before, since = (say.value_with_unit(value, effect.indicator) for value in (effect.before, effect.since))
    points = say.plural(effect.points, "point")
    return f"Centre line before: {before}. Mean of the {points} since: {since}. {NO_CAUSE}"
