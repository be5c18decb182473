"""Texts of meetings: their list, their agenda, what came of them."""

from __future__ import annotations

from datetime import date

from catalogue.models import Catalogue
from components.words import say
from components.words.board import board
from components.words.group_signals import HIDDEN_GROUP
from quality.acts.kinds import Effect, Sort
from quality.acts.ledger import SEAL, LoggedAct
from quality.board.board_calls import BoardCall
from quality.meetings.agenda import Item, Part
from quality.meetings.briefing import Bullet
from quality.meetings.record import CALLS, MeetingOutcome, Record
from quality.meetings.sittings import Sitting
from quality.reference.service_tree import ServiceTree

__all__ = ["CALLS"]

NAME, HTML = "Meetings", "HTML"
NAME_OF = "Meetings: {service}"
LEDE = "The agenda makes itself from the record. What a meeting leaves open stands on the next by itself."
PAST_TABLE = "Each past meeting, with its state and its outcomes"
COMING, PAST, NO_FORUM = "Next meetings", "Past meetings", "No meeting is named for this service."
NO_FORUM_MORE = "The catalogue names the meetings that take decisions, under `forums`."
NO_PAST = "No meeting has been yet."
FORUM, DAY, STATE, CARRIED = "Forum", "Day", "State", "Outcomes"
REVIEWS, REVIEW = "Yearly reviews", "review of {year}"
OPEN, CLOSED, TO_COME, NOTHING = "Open", "Closed", "To come", "Nothing recorded"
AGENDA, BRIEFING, OUTCOMES = "Agenda", "Alert, advise, assure, applaud", "Outcomes"
PRACTICAL, CLOSE_TITLE, EVIDENCE = "Attendance and papers", "Close the meeting", "Take the record away"
BEFORE, AFTER = "Meeting before: {day}", "Next meeting: {day}"
NO_DAY = "A meeting is named by its day, written as 2026-11-26. The address gives {asked!r}."
NO_KIND = "A form of a meeting says what it records."
NOT_YOURS = "You may read this meeting, and not record in it: that takes a role that governs."
TO_BOARD = "Board of {service}"

PARTS = {
    Part.EXCEPTIONS: "Exceptions that await an account",
    Part.BRIGHT: "Bright spots",
    Part.ESCALATIONS: "Escalations that await a reply",
    Part.RECEIVED: "Sent here by other meetings",
    Part.QUESTIONS: "Questions that nobody answered",
    Part.ANSWERS: "Answered since the meeting before",
    Part.ACTIONS: "Actions not done",
    Part.DECISIONS: "Decisions carried over",
}
NONE_IN = {
    Part.EXCEPTIONS: "Every exception has its account, or there is none.",
    Part.BRIGHT: "No measure shows an improvement now.",
    Part.ESCALATIONS: "Nobody waits for a reply.",
    Part.RECEIVED: "Nothing waits to be taken up.",
    Part.QUESTIONS: "Every question is answered.",
    Part.ANSWERS: "Nothing was answered.",
    Part.ACTIONS: "No action is open.",
    Part.DECISIONS: "The meeting before recorded none.",
}
NOW_NOTE = "As the record stands now."
THEN_NOTE = "As it stood when the meeting was closed."
GONE = "It was taken out of the record."
SORTS = {Sort.INFORMATION: "Information", Sort.DECISION: "Decision", Sort.ACTION: "Action"}
RECORD_ONE = {
    Sort.INFORMATION: "Note information",
    Sort.DECISION: "Record a decision",
    Sort.ACTION: "Agree an action",
}
NONE_OF = {
    Sort.INFORMATION: "No information was noted.",
    Sort.DECISION: "No decision was recorded.",
    Sort.ACTION: "No action was agreed.",
}
EFFECTS = {
    Effect.YES: "Yes, it did what it was meant to",
    Effect.NO: "No, it did not",
    Effect.TOO_EARLY: "Too early to tell",
}
EFFECT_SAID = {
    Effect.YES: "with effect",
    Effect.NO: "without effect",
    Effect.TOO_EARLY: "effect not known yet",
}

WHAT, LEAD, BY_WHEN, ABOUT, SENT_TO = "What", "Lead", "By when", "About", "Sent on to"
LEAD_OPTIONAL, BY_WHEN_OPTIONAL = "Lead (optional)", "By when (optional)"
NO_MEASURE, NOWHERE = "No measure", "Nobody"
SAVE, DONE, MOVE, TAKE_UP, CORRECT = "Record", "Done", "New date", "Take it up", "Correct"
DID, EFFECT, WHY = "What was done", "Did it have its effect?", "Why"
TAKEN_UP, CORRECTION = "What we do with it", "What is right"
WITHDRAW, WITHDRAW_WHY = "Withdraw", "Why it no longer holds"
WITHDRAW_NOTE = "It stays on record with your reason. A signal that it minuted waits for a decision again."
SENT, ATTENDANCE, MINUTE = "Papers went out on", "Members present", "Minute reference, for all outcomes"
CLOSE, CLOSE_NOTE = (
    "Close the meeting",
    "After that nothing of it changes; what is wrong is corrected beside it.",
)
EDIT, PUBLISH = "Edit the lines", "Publish under my name"
EDIT_NOTE = "At most five lines in all, each on a line of its own."
COMPOSED = "Composed from the board as it stands. Nobody has edited it."
NO_BULLETS = "Nothing was written for this meeting."
RECORDED = "Recorded: {what}."
KINDS = {
    "outcome": "an outcome",
    "outcome_done": "an action done",
    "outcome_moved": "a new date",
    "received": "taken up",
    "papers": "when papers went out",
    "attended": "attendance",
    "briefing": "the lines of the briefing",
    "correction": "a correction",
    "outcome_withdrawn": "a decision withdrawn",
    "meeting_closed": "the meeting closed",
    "reply": "an answer",
}
"""Each kind of act of a meeting, as it is said after it was done."""
CRITERIA = (
    "Evidence for Healthcare Improvement Scotland's criteria 2.1 and 2.4: what was seen, by whom, and what "
    "was done. Each line names its act."
)


def title(one: Sitting) -> str:
    return f"{one.forum.name}, {say.day(one.day)}"


def state(one: Sitting, today: date) -> str:
    """Say `Closed, minute CGC 2026-11`."""
    if one.record.is_closed:
        return f"{CLOSED}, minute {one.record.minute}"
    if one.day > today:
        return TO_COME
    return OPEN if one.record.newest else f"{OPEN}. {NOTHING}"


def papers_due(one: Sitting) -> str:
    return f"Papers due {say.day(one.forum.papers_by(one.day))}"


def papers(one: Sitting) -> str:
    """Say when papers went out, and if that was in time; nothing where nobody said so."""
    sent = one.record.papers_sent
    if sent is None:
        return ""
    return f"Papers out {say.day(sent)}, {'late' if one.is_late else 'in time'}"


def present(one: Sitting) -> str:
    """Say `6 of 8 members present, quorum 5 met`; nothing where nobody said so."""
    there = one.record.attendance
    if there is None:
        return ""
    seats = len(one.forum.members)
    whom = f"{there} of {seats} members present" if seats else f"{say.plural(there, 'member')} present"
    met = {True: "met", False: "not met", None: ""}[one.is_quorate]
    return f"{whom}, quorum {one.forum.quorum} {met}" if met else whom


def counted(record: Record) -> str:
    """Say how many outcomes of each kind there are: `1 decision, 2 actions`."""
    said = [
        (len(record.of_sort(sort)), sort.value) for sort in (Sort.DECISION, Sort.ACTION, Sort.INFORMATION)
    ]
    parts = [say.plural(count, word) if word != Sort.INFORMATION else f"{count} for information"
             for count, word in said if count]  # fmt: skip
    withdrawn = sum(one.withdrawn is not None for one in record.outcomes)
    return ", ".join(parts) + (f"; {say.plural(withdrawn, 'decision')} withdrawn" if withdrawn else "")


def chaired(one: Sitting) -> str:
    return f"Chair: {one.forum.chair}" if one.forum.chair else ""


# -- the agenda --------------------------------------------------------------------------------------


def item(one: Item, catalogue: Catalogue) -> str:
    """Name one thing on an agenda: a measure with its value, or the words of whoever asked."""
    if one.act is None:
        indicator = catalogue.indicators.get(one.indicator)
        if indicator is None:
            return one.indicator or GONE
        return f"{indicator.title}: {say.value_with_unit(one.value, indicator)}"
    return str(one.act.content.get("text") or HIDDEN_GROUP)


def note(one: Item, catalogue: Catalogue, tree: ServiceTree, today: date) -> str:
    """Say who it comes from, since when, and by when something is due."""
    parts = []
    if one.act is not None:
        measure = catalogue.indicators.get(one.indicator)
        parts.append(measure.title if measure else "")
        service = tree.by_code.get(one.service)
        parts.append(service.name if service and not one.forum else "")
        parts.append(f"{one.act.actor}, {say.day(one.act.at.date())}")
        parts.append(str(one.act.content.get("owner", "")))
    if one.due is not None:
        late = (today - one.due).days
        is_late = one.is_overdue and late > 0
        parts.append(f"{say.plural(late, 'day')} overdue" if is_late else f"due {say.day(one.due)}")
    return "; ".join(part for part in parts if part)


def answered(one: Item) -> str:
    """Return the answer with who gave it and when; nothing where there is none."""
    return f"{say.ended(str(one.reply.content['text']))} {signed(one.reply)}" if one.reply else ""


# -- the four calls ----------------------------------------------------------------------------------


def bullet(one: Bullet) -> str:
    """Return what its author wrote, or what the template says of the measure: `Falls with harm: concern,
    7.1 per 1,000 bed days in Oct 2026.`"""
    if one.row is None:
        return one.text
    row, status = one.row, one.row.status
    why = board.why(status, row.marks).replace(" · ", ", ")
    if status is None or status.period is None:
        return f"{row.indicator.title}: {why}."
    value = say.value_with_unit(status.value, row.indicator)
    said = f"{why}, {value}" if why else value
    return f"{row.indicator.title}: {said} {say.when(status.period, row.indicator)}."


def call(one: BoardCall) -> str:
    return one.value.capitalize()


def edited(act: LoggedAct) -> str:
    return f"Edited by {signed(act)}"


def proposed(bullets: list[Bullet]) -> str:
    """Return the lines that the form for one call begins with."""
    return "\n".join(bullet(one) for one in bullets)


# -- outcomes ----------------------------------------------------------------------------------------


def signed(act: LoggedAct) -> str:
    return f"{act.actor}, {act.role}, {say.day(act.at.date())}, {act.at:%H:%M}"


def due(one: MeetingOutcome, today: date) -> str:
    """Say who leads, by when, and how it went: `Morven Grant, due 4 December 2026, date moved once`."""
    parts = [one.owner] if one.owner else []
    if one.done is not None:
        effect = f", {EFFECT_SAID[one.effect]}" if one.effect else ""
        parts.append(f"done {say.day(one.done.at.date())}{effect}")
    elif one.due is not None:
        late = (today - one.due).days
        is_late = one.is_overdue(today)
        parts.append(f"{say.plural(late, 'day')} overdue" if is_late else f"due {say.day(one.due)}")
    if one.moves:
        parts.append(f"date moved {say.times(len(one.moves))}")
    return ", ".join(parts)


def sent_on(one: MeetingOutcome, catalogue: Catalogue) -> str:
    """Say to which meeting it was sent, and if that took it up; nothing where it stays."""
    if not one.sent_to:
        return ""
    forum = catalogue.forums.get(one.sent_to)
    name = forum.name if forum else one.sent_to
    if one.received is None:
        return f"Sent on to: {name}. Not taken up yet."
    return f"Sent on to: {name}. Taken up by {signed(one.received)}: {one.received.content['text']}"


def became(one: MeetingOutcome, catalogue: Catalogue) -> list[str]:
    """Say where an outcome was sent, and what was done about it since, in order."""
    sent = sent_on(one, catalogue)
    found = [(act, f"New date {say.day(date.fromisoformat(act.content['due']))}: {act.content['text']}")
             for act in one.moves]  # fmt: skip
    found += [(one.done, f"Done: {one.done.content['text']}")] if one.done else []
    found += [(act, correction(act)) for act in one.corrections]
    found += [(one.withdrawn, f"Withdrawn: {one.withdrawn.content['text']}")] if one.withdrawn else []
    found.sort(key=lambda of: of[0].id)
    return ([sent] if sent else []) + [f"{say.ended(text)} {signed(act)}" for act, text in found]


def correction(act: LoggedAct) -> str:
    return f"Corrected: {act.content['text']}"


def corrected(act: LoggedAct) -> str:
    return f"{say.ended(correction(act))} {signed(act)}"


def closed_by(act: LoggedAct) -> str:
    return f"Closed by {signed(act)}. Minute {act.content['minute']}."


def seal(act: LoggedAct) -> str:
    """Say which act it is, as a copy keeps it: with it a later change to the record shows."""
    return f"{act.id}:{act.hash[:SEAL]}"


def carried(open_actions: int, following: date | None) -> str:
    """Say what stands on the agenda of the next meeting."""
    when = f"The next meeting, on {say.day(following)}," if following else "The next meeting"
    return f"{when} has {say.plural(open_actions, 'open action')} of this forum on its agenda."


def recorded(act: LoggedAct) -> str:
    return RECORDED.format(what=KINDS[act.kind])


def overtaken(act: LoggedAct) -> str:
    return f"Not recorded. {act.actor} was faster, at {act.at:%H:%M}: {KINDS[act.kind]}. Look again."
