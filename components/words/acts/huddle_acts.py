"""Headings, notes and refusals of the acts on a huddle."""

from __future__ import annotations

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
OVER = "Begun, and no unusual change any more"
CLOSE_HUDDLE = "Close the huddle"
ATTENDANCE, DISCUSSED, DECISIONS = "People here", "Discussed", "Decided"
NEVER_CLOSED = (
    "No huddle was closed here yet. Until then, new means that the latest period completed the pattern."
)
PAST = "Past huddles"
NOTHING_DONE = "Nothing was recorded."
BACK = "Back to the huddle"
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
