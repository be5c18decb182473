"""Labels of the forms of acts, and what they propose."""

from __future__ import annotations

from datetime import date, timedelta

from quality.acts.kinds import Closing
from quality.lifecycle.signal_life import Standing
from quality.lifecycle.team_history import LONGEST_SNOOZE

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
DESCRIBE, DESCRIPTION = "Describe the chart", "What the chart shows, for whoever cannot see it"
DESCRIBE_NOTE = "It is read in place of the sentence that the program makes, until newer points come."
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
SAVE |= {
    "question": "Ask",
    "decision": "Record the decision",
    "narrative": "Publish",
    "description": "Describe",
}
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
