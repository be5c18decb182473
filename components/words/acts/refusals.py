"""Say that nothing was recorded, with fields named as their forms name them."""

from __future__ import annotations

from components.words import decide, say
from components.words.acts import act_forms, huddle_acts
from components.words.meetings import meetings
from errors import DecisionError, Problem

FIELDS = {
    **act_forms.NARRATIVE,
    "text": "Text",
    "owner": act_forms.OWNER,
    "due": act_forms.DUE,
    "until": act_forms.UNTIL,
    "reply_by": act_forms.REPLY_BY,
    "tier": act_forms.TO,
    "reason": act_forms.REASON,
    "minute": "Minute",
    "title": "Title",
    "attendance": huddle_acts.ATTENDANCE,
    "discussed": huddle_acts.DISCUSSED,
    "decisions": huddle_acts.DECISIONS,
    "period": decide.PERIOD,
    "first_period": decide.FIRST,
    "last_period": decide.LAST,
    "from": decide.FIRST,
    "shown": decide.PERIOD,
    "value": "Value",
    "start_value": decide.STARTS_AT,
    "signal": "Signal",
    "group": "Group",
    "forum": meetings.FORUM,
    "meeting": "Meeting",
    "sort": "Kind of outcome",
    "about": meetings.ABOUT,
    "sent_to": meetings.SENT_TO,
    "effect": meetings.EFFECT,
    "sent": meetings.SENT,
    "alert": "Alert",
    "advise": "Advise",
    "assure": "Assure",
    "applaud": "Applaud",
}
"""Fields that people fill in, and what they act on. Of others, such as the number of an act, it is only said
what is wrong."""


def refusal(error: DecisionError) -> str:
    """Say that nothing was recorded, and everything that stands in the way.

    Nothing was recorded. Due: it is no day; expected a day such as 2026-04-01, found 'soon'.
    """
    return " ".join(["Nothing was recorded.", *map(_said, error.problems)])


def _said(problem: Problem) -> str:
    name = FIELDS.get(problem.where, "")
    text = str(problem).removeprefix(f"{problem.where}: ")
    return say.ended(f"{name}: {text}" if name else say.capital(text))
