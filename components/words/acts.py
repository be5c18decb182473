"""Texts of what people do about signals, and how each act reads in a minute."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from catalogue.models import Catalogue, Indicator
from components.words import say
from components.words.chart_sentence import rule_name
from components.words.group_signals import HIDDEN_GROUP, name_of
from quality.acts.evidence import Evidence
from quality.acts.kinds import Closing
from quality.acts.ledger import SEAL, LoggedAct
from quality.lifecycle.agenda import Agenda, Received
from quality.lifecycle.offers import Accepted, Offered
from quality.lifecycle.signal_life import Action, Escalation, MeasureRecord, Standing, State, Thread
from quality.lifecycle.team_history import IMPROVEMENT, LONGEST_SNOOZE, Huddle
from quality.signals.results import Status
from stats import Rule

OWN, EXPLAIN, ACTION = "Record the owner", "Known cause", "Action"
OTHER_OWNER, CHANGE_OWNER = "Another owner", "Change the owner"
ESCALATE, SNOOZE, CLOSE = "Escalate", "Snooze", "Close"
LEARN, OFFER = "Learn from it", "Offer to peers"
LEARNT, HOW = "What made it better, in a sentence", "What you did, so that others can try it"
OFFER_NOTE = (
    "It goes to every service of this kind beside yours whose measure shows a concern now. They read this "
    "text and the name of your service."
)
OFFERED, ACCEPTED = "Offered to us", "Taken up by a peer"
TAKE_UP, TRY = "Take it up", "What you will try, or thanks"
SEE_CHART = "See their chart"
RECOGNISE, REOPEN, DONE, MOVE = "Recognise", "Reopen", "Done", "New date"
WHY_LATER = "Why, if the day moves"
REPLY, UNDO, ADD = "Reply", "Undo", "Add"
OWNER, DUE, TEXT, QUESTION = "Owner", "Due", "What", "Question or request"
TO, REPLY_BY, UNTIL, WHY = "To", "Reply by", "Until", "Why"
REASON, CHOOSE, SENTENCE = "Reason", "Choose a reason", "In a sentence"
NOT_CLOSED = "It can be closed when the escalation is answered."
CAUSE, THANKS, WHOM, ANSWER = "Cause, in a sentence", "What went well", "Thank you for", "Answer"
SAVE = {
    "own": "I own it",
    "explain": "Record the cause",
    "action": "Add the action",
    "escalate": "Send",
    "snooze": "Snooze",
    "close": "Close the signal",
    "recognise": "Record",
    "learn": "Record what made it better",
    "offer": "Offer it",
    "accept": "Take it up",
    "reopen": "Reopen",
}
CLOSINGS = {
    Closing.CARE: "Care: something in our care changed",
    Closing.DATA: "Data or coding",
    Closing.CASE_MIX: "Case mix: other patients than usual",
    Closing.CHANCE: "Chance",
    Closing.OUTSIDE: "Outside our control",
    Closing.OTHER: "Other",
}

ASK, DECIDE, NARRATE = "Ask a question", "Record a decision", "Write a narrative"
ASK_TEXT, ANSWER_BY = "Question", "Answer by"
DECISION, MINUTE = "Decision", "Minute (optional)"
NARRATIVE = {
    "happened": "What happened",
    "cause": "Why",
    "doing": "What we do",
    "due": "By when",
    "check": "How we will know",
}
DUE_FIELD = "due"
SAVE |= {"question": "Ask", "decision": "Record the decision", "narrative": "Publish"}

ACTIONS, NO_ACTIONS = "Actions", "No action is open."
PROBLEM = "Small problem, in one line"
NEW_ACTION = "Add an action"
ESCALATIONS, NO_ESCALATIONS = "Escalations", "Nothing is escalated."
ESCALATE_OTHER = "Escalate something else"
RECEIVED = "Asked of us"
ASKED = "Questions about our measures"
EXPERIENCE, EXPERIENCE_NOTE = "Experience", "What people say about their care."
NO_EXPERIENCE, NO_QUOTE = "No measure of it comes from here.", "Nobody's words were chosen yet."
QUOTE = "Somebody's words, without a name"
RECOGNITION, NO_RECOGNITION = "Recognition", "No recognition since the last huddle."
RESTING = "Snoozed and closed signals"
HIDDEN = "Gone by a decision about the chart, and not closed"
HIDDEN_BY = {
    "rephase": "Limits were recalculated by {who} on {day}",
    "baseline": "Limits were fixed on other points by {who} on {day}",
    "exclusion": "A point was left out by {who} on {day}",
    "withdrawal": "A decision was withdrawn by {who} on {day}",
}
STAYS = ", so the chart shows the signal no longer. It stays open until somebody closes it."
OVER = "Begun, and no unusual change any more"
CLOSE_HUDDLE = "Close the huddle"
ATTENDANCE, DISCUSSED, DECISIONS = "People here", "Discussed", "Decided"
NEVER_CLOSED = (
    "No huddle was closed here yet. Until then, new means that the latest period completed the pattern."
)
PAST = "Past huddles"
RECORD = "Huddle {number}: {service}"
SEEN_THEN = "As seen then. Later revisions of the data change nothing here."
SIGNALS_THEN, DONE_THEN = "Signals before the team", "What was done"
NOTHING_DONE = "Nothing was recorded."
BACK = "Back to the huddle"
CHART_THEN = "chart as it was"
RECORDED = "Recorded: {what}"
SIGN_IN = "Only people of this team, or above it, act here."
BECOME = "In the demo you can become one of them, by the menu at the top."

OUT_OF_DATE = "Nothing was recorded: the page is out of date. Load it again, and then repeat what you did."
NO_KIND = "The form names nothing that can be done."
NO_RECORD = "There is no closed huddle with the number {number} here."
NO_SIGNALS = "No unusual change."

KEYS = "Keys"
KEY_LIST = (
    ("j, k", "next, previous"),
    ("o", "own"),
    ("c", "known cause"),
    ("a", "action"),
    ("e", "escalate"),
    ("s", "snooze"),
    ("r", "recognise what went well"),
    ("x", "close the signal"),
    ("d", "done"),
    ("h", "close the huddle"),
    ("u", "undo, for ten seconds"),
    ("?", "this list"),
)
KEYS_OFF = "Use keys"

TASKS = "Actions, escalations and replies"
MOST_ON_WALL = 3
"""Lines of the wall about what is to be done."""
OWN_DAYS, SNOOZE_DAYS = 14, 14
"""Days that a form proposes."""


def own_by(today: date) -> date:
    return today + timedelta(days=OWN_DAYS)


def owned_by(standing: Standing, today: date) -> date:
    """Return the day that a form proposes to whoever takes a signal over: the one that stands there."""
    due = standing.thread.due if standing.thread else None
    return due if due and due >= today else own_by(today)


def snooze_from(today: date) -> date:
    return today + timedelta(days=1)


def snooze_until(today: date) -> date:
    return today + timedelta(days=SNOOZE_DAYS)


def snooze_at_most(today: date) -> date:
    return today + LONGEST_SNOOZE


# -- where a signal stands --------------------------------------------------------------------------


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
    asked = _asked(thread) + ([] if thread.decision else ["Minuted."] if thread.is_minuted else [])
    decision = [decided(thread.decision)] if thread.decision else []
    return " ".join(
        asked + decision + _acted(thread) + _explained(thread) + _owned(standing, thread) + offered(thread)
    )


def offered(thread: Thread) -> list[str]:
    """Say to how many peers a bright spot was offered; their names are for those who may see them."""
    peers = {code for act in thread.offers for code in act.content["to"]}
    return [f"Offered to {say.plural(len(peers), 'service')}."] if peers else []


def learnt(standing: Standing) -> str:
    """Return what the team said made it better, to begin an offer with."""
    cause = standing.thread.explanation if standing.thread else None
    return cause.content["text"] if cause and _is_bright(cause) else ""


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
    """Name a rule; what many periods show together, and what a group of people shows, has no rule of a
    point."""
    known = rule_name(Rule(name)) if name in [*Rule] else name
    return f"the rule “{known.lower()}”"


def _owned(standing: Standing, thread: Thread) -> list[str]:
    if not thread.owner or thread.due is None:
        return []
    when = f"overdue since {say.day(thread.due)}" if standing.is_overdue else f"due {say.day(thread.due)}"
    return [f"Owned by {thread.owner}, {when}{moved(thread.moves)}."]


def _explained(thread: Thread) -> list[str]:
    cause = thread.explanation
    if cause is None or not cause.content["text"]:
        return []
    return [f"{'What made it better' if _is_bright(cause) else 'Known cause'}: {cause.content['text']}"]


def _is_bright(act: LoggedAct) -> bool:
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
    """Name the minute that holds a decision."""
    reference = decision.content.get("minute")
    return f" (minute {reference})" if reference else ""


def _closed(closing: LoggedAct) -> str:
    said = closing.content
    return f"Closed: {CLOSINGS[Closing(said['reason'])].partition(':')[0].lower()}. {said['text']}"


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
    return f", date moved {say.in_words(len(moves))} {'time' if len(moves) == 1 else 'times'}"


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


def decided(act: LoggedAct) -> str:
    return f"Decided: {act.content['text']}{minute_reference(act)}".rstrip(".") + "."


def narrative(act: LoggedAct) -> list[tuple[str, str]]:
    """List what an author wrote about a measure, each part under its question."""
    parts = _parts(act)
    return [(label, str(parts[name])) for name, label in NARRATIVE.items() if name in parts]


def earlier_narratives(kept: MeasureRecord) -> str:
    return f"{say.plural(len(kept.narratives) - 1, 'earlier narrative')}"


# -- in a minute ------------------------------------------------------------------------------------


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
    sentence = _LEARNT if act.kind == "explain" and _is_bright(act) else _MINUTES[act.kind]
    return sentence.format(**_parts(act), on=f"{name}: " if name else "")


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
    parts = (value, f"({counted})" if counted else "", f"in {say.when(status.period, indicator)}.")
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
    return f"Not recorded. {act.actor} was faster, at {act.at:%H:%M}: {minute(act, catalogue)} Look again."
