"""Sentences of what was done, as the record of a huddle keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from catalogue.models import Catalogue, Indicator
from components.words import say
from components.words.acts.act_forms import CLOSINGS, DUE_FIELD, NARRATIVE
from components.words.acts.standing import HIDDEN_BY, is_bright, minute_reference, rule
from components.words.group_signals import HIDDEN_GROUP, name_of
from quality.acts.evidence import Evidence
from quality.acts.kinds import Closing
from quality.acts.ledger import SEAL, LoggedAct
from quality.lifecycle.agenda import Agenda
from quality.lifecycle.signal_life import MeasureRecord
from quality.lifecycle.team_history import Huddle
from quality.signals.results import Status

RECORD = "Huddle {number}: {service}"
SEEN_THEN = "As seen then. Later revisions of the data change nothing here."
SIGNALS_THEN, DONE_THEN = "Signals before the team", "What was done"
CHART_THEN = "chart as it was"
RECORDED, UNDONE = "Recorded: {what}", "Undone: {what}"


def narrative(act: LoggedAct) -> list[tuple[str, str]]:
    """List what an author wrote about a measure, each part under its question."""
    parts = _parts(act)
    return [(label, str(parts[name])) for name, label in NARRATIVE.items() if name in parts]


def earlier_narratives(kept: MeasureRecord) -> str:
    return f"{say.plural(len(kept.narratives) - 1, 'earlier narrative')}"


def signed(act: LoggedAct) -> str:
    return f"{act.at:%H:%M}, {act.actor}"


def signed_for(act: LoggedAct, huddle: Huddle) -> str:
    """Sign an act in the record of a huddle; what was done on an earlier day says so."""
    return signed(act) if act.at.date() == huddle.act.at.date() else dated(act)


def entry(act: LoggedAct, catalogue: Catalogue) -> str:
    """Return the sentence of an act where it stands alone."""
    said = minute(act, catalogue)
    return said[:1].upper() + said[1:]


def dated(act: LoggedAct) -> str:
    """Sign an act where the day is not known from around it."""
    return f"{say.day(act.at.date())}, {signed(act)}"


def discussed(own: Agenda, titles: Mapping[str, str]) -> str:
    """Propose what was discussed: the signals that somebody acted on since the last huddle. Everybody reads
    it: a group of people is not named."""
    names = dict.fromkeys(act.key for act in own.since if act.key.indicator)
    said = (
        HIDDEN_GROUP.lower() if key.category else titles.get(key.indicator, key.indicator) for key in names
    )
    return ", ".join(dict.fromkeys(said))


def minute(act: LoggedAct, catalogue: Catalogue) -> str:
    """Return the sentence of an act in the record of its huddle."""
    name = name_of(act, catalogue)
    sentence = _LEARNT if act.kind == "explain" and is_bright(act) else _MINUTES[act.kind]
    parts = _parts(act)
    if act.kind == "narrative":  # its parts follow each other in one line
        parts |= {part: say.ended(str(parts[part])) for part in NARRATIVE if part != DUE_FIELD}
    return sentence.format(**parts, on=f"{name}: " if name else "")


def _parts(act: LoggedAct) -> dict[str, object]:
    parts = dict(act.content)
    for field in ("due", "until", "reply_by"):
        if field in parts:
            parts[field] = say.day(date.fromisoformat(parts[field]))
    if act.kind == "close":
        parts["reason"] = CLOSINGS[Closing(parts["reason"])].partition(":")[0].lower()
    if act.kind == "offer":
        parts["to"] = say.plural(len(parts["to"]), "service") if parts["to"] else "peers"
    if act.kind == "decision":
        parts["minute"] = minute_reference(act)
    return {"text": ""} | parts


_LEARNT = "{on}what made it better. {text}"
_MINUTES = {
    **dict.fromkeys(HIDDEN_BY, "{on}decided about the chart."),
    "seen": "{on}seen.",
    "raise": "{on}raised. {text}",
    "own": "{on}{owner} looks into it by {due}.",
    "explain": "{on}known cause. {text}",
    "snooze": "{on}snoozed until {until}. {text}",
    "recognise": "{on}recognised. {text}",
    "offer": "{on}offered to {to}. {text}",
    "accept": "{on}taken up from a peer. {text}",
    "close": "{on}closed, {reason}. {text}",
    "reopen": "{on}reopened. {text}",
    "action": "{on}action. {text} ({owner}, by {due})",
    "note": "{on}noted. {text}",
    "quote": "somebody's words chosen. {text}",
    "action_done": "{on}action done. {text}",
    "action_moved": "{on}action moved to {due}. {text}",
    "escalate": "{on}escalated to {tier}, reply due {reply_by}. {text}",
    "reply": "{on}answered. {text}",
    "question": "{on}asked, answer due {reply_by}. {text}",
    "decision": "{on}decided. {text}{minute}",
    "narrative": "{on}{happened} {cause} {doing} By {due}. {check}",
    "description": "{on}chart described. {text}",
    "huddle": "huddle closed.",
    "undo": "taken back.",
}
"""A sentence for each kind of act."""


def closed_on(huddle: Huddle) -> str:
    return f"{say.day(huddle.act.at.date())}, {huddle.act.at:%H:%M}"


def last_attendance(own: Agenda) -> object:
    """Propose as many people as were at the last huddle."""
    return own.huddles[0].act.content["attendance"] if own.huddles else ""


def closed_by(huddle: Huddle) -> str:
    return f"closed by {huddle.act.actor}, {huddle.act.role}"


def seal(huddle: Huddle) -> str:
    """Say which act a record is, as a printed copy keeps it."""
    noted = f"{huddle.act.id}:{huddle.act.hash[:SEAL]}"
    return f"Act {noted}. Keep a printed copy: with this number a later change to the record shows."


def removed(agenda: Agenda) -> list[str]:
    """Say what was taken out of a team's record because it was old."""
    return [
        f"{say.plural(len(act.content['acts']), 'act', 'acts')} removed on {say.day(act.at.date())} by "
        f"{act.actor}: {act.content['reason']}"
        for act in agenda.removed
    ]


def quoted(act: LoggedAct) -> str:
    return f"Chosen by {act.actor}, {say.day(act.at.date())}"


def told(status: Status, indicator: Indicator) -> str:
    """Say the latest value of a measure of experience, of how many it comes, and of when."""
    value = say.value_with_unit(status.value, indicator)
    counted = say.counted(status.numerator, status.denominator, indicator)
    parts = (value, f"({counted})" if counted else "", f"{say.when(status.period, indicator)}.")
    return " ".join(part for part in parts if part)


def attended(huddle: Huddle) -> str:
    return say.plural(huddle.act.content["attendance"], "person", "people") + " here"


def then(indicator: Indicator, value: float | None) -> str:
    return say.value_with_unit(value, indicator)


def shown(evidence: Evidence, indicator: Indicator | None) -> str:
    """Say which rule showed a signal, since when, and against what."""
    since = say.period(evidence.since, indicator.frequency) if indicator else say.day(evidence.since)
    text = f"{rule(evidence.rule)[0].upper()}{rule(evidence.rule)[1:]}, since {since}"
    if indicator and evidence.lower is not None and evidence.upper is not None:
        low, high = (say.value(limit, indicator) for limit in (evidence.lower, evidence.upper))
        text += f"; limits {low} to {high}"
    return f"{text}; {evidence.rule_set}."


def overtaken(act: LoggedAct, catalogue: Catalogue) -> str:
    """Tell whoever comes second what the first did."""
    did = say.ended(minute(act, catalogue))
    return f"Not recorded. {act.actor} was faster, at {act.at:%H:%M}: {did} Look again."
