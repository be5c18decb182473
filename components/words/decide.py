"""Texts of what people decide about a chart, on its page."""

from __future__ import annotations

from catalogue.fields.periods import Frequency
from components.words import say
from quality.acts.decision import Decision, DecisionKind
from quality.acts.in_force import WITHDRAWAL
from quality.acts.ledger import LoggedAct
from quality.decide import wording
from quality.signals.alternative_view import SuggestedLimits
from quality.signals.results import SeriesResult

TITLE = "Decide about this chart"
NOTE = "Each decision stands beside the chart with your name and reason. It can be withdrawn, never deleted."
APPROVE = "Start new limits here"
WHAT, PERIOD, WHY = "Decision", "Period", "Reason, or what happened"
RECORD, WITHDRAW, WITHDRAW_WHY = "Record the decision", "Withdraw", "Why it no longer holds"
KINDS = {
    DecisionKind.ANNOTATION: "Note what happened in the period",
    DecisionKind.REPHASE: "New limits start at the period",
    DecisionKind.BASELINE: "Limits rest on the points up to the period",
    DecisionKind.EXCLUSION: "Leave the period out of limits and rules",
}
REPHASE, TAKE_BACK = DecisionKind.REPHASE, WITHDRAWAL
UNDONE = "Undone at once"
IN_FORCE = "Decisions in force"
NOT_YOURS = "You may not decide about charts of this service."
NO_KIND = "The form names no decision about a chart."

LIFE = "What people did about it"
NO_LIFE = "Nobody has acted on this signal yet."


def approve_note(view: SuggestedLimits, result: SeriesResult) -> str:
    """Name the period from which the new limits would hold."""
    return f"New limits from {say.period(view.first_period, result.indicator.frequency)}"


def what(act: Decision, frequency: Frequency) -> str:
    return f"{wording.what(act, frequency)} ({wording.who(act)})"


def periods(result: SeriesResult) -> list[tuple[str, str]]:
    """List the periods that may be named, the newest first: value and word."""
    frequency = result.indicator.frequency
    days = dict.fromkeys(reversed(result.periods))
    return [(day.isoformat(), say.period(day, frequency)) for day in days]


def overtaken(act: LoggedAct) -> str:
    """Tell whoever comes second that somebody else decided meanwhile."""
    return f"Not recorded. {act.actor} decided about this chart at {act.at:%H:%M}. Look again."
