"""Texts of what people decide about a chart, on its page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from catalogue.fields.periods import PER_YEAR, Frequency, periods_between, step
from catalogue.models import Indicator
from components.words import chart_sentence, charts, say
from quality.acts.decision import Decision, DecisionKind
from quality.acts.in_force import WITHDRAWAL, SeriesDecisions, decision_of
from quality.acts.ledger import LoggedAct
from quality.decide import wording
from quality.signals.alternative_view import AlternativeView, EarlierLimits, Flagged, SuggestedLimits
from quality.signals.results import SeriesResult

TITLE = "Decide about this chart"
NOTE = "Each decision stands beside the chart with your name and reason. It can be withdrawn, never deleted."
APPROVE = "Start new limits here"
PERIOD, LAST, FIRST, SINCE, WHY = "Period", "Last period", "First period", "From", "Reason"
RECORD, WITHDRAW, WITHDRAW_WHY = "Record the decision", "Withdraw", "Why it no longer holds"
HAPPENED = "What happened"
NOTE_ON, NEW_LIMITS, FIX, LEAVE_OUT = "Add a note", "Start new limits", "Fix the limits", "Leave a point out"
PROPOSED = (
    "A test of change was adopted. New limits from {since} on are proposed. Look at the chart, and start "
    "them below with a reason. Nothing is recorded until you do."
)
SET_TARGET, SET_PLAN = "Set a target", "Set a plan"
FIX_NOTE = "Only the points up to the period set the limits."
LEAVE_OUT_NOTE = "The point stays visible. It sets no limits and takes part in no rule."
_TARGET_NOTE = "The target holds here from the period on, in place of the catalogue’s."
_PLAN_NOTE = "A straight line leads from one value to the other, in place of the catalogue’s plan."
_INSIDE = "So it does in the services inside, until they set their own."
SET_TO, STARTS_AT, STARTS_IN, LEADS_TO, LEADS_IN = "Target", "Starts at", "Starts in", "Leads to", "Ends in"
SAME = "the same period"
REPHASE, BASELINE, EXCLUSION, ANNOTATION, TARGET, TRAJECTORY = DecisionKind
TAKE_BACK = WITHDRAWAL
UNDONE, WITHDRAWN = "Undone at once", "Withdrawn: {what}"
IN_FORCE = "Decisions in force"
NOT_YOURS = "You may not decide about charts of this service."
NO_KIND = "The form names no decision about a chart."

LIFE = "What people did about it"
NO_LIFE = "Nobody has acted on this signal yet."


def target_note(indicator: Indicator) -> str:
    return _TARGET_NOTE if indicator.adds_up else f"{_TARGET_NOTE} {_INSIDE}"


def plan_note(indicator: Indicator) -> str:
    return _PLAN_NOTE if indicator.adds_up else f"{_PLAN_NOTE} {_INSIDE}"


def approve_note(view: SuggestedLimits, result: SeriesResult) -> str:
    """Name the period from which the new limits would hold."""
    return f"New limits from {say.period(view.first_period, result.indicator.frequency)}"


def under_earlier_limits(view: AlternativeView, result: SeriesResult) -> str:
    """Say what the limits from before the new ones mark among the points since; nothing of other views."""
    frequency = result.indicator.frequency
    match view:
        case EarlierLimits():
            since = say.spelled_period(view.recalculated, frequency)
            return f"Under the earlier limits, {_flagged(view.earlier, since, 'would have been')}."
        case SuggestedLimits():
            since = say.spelled_period(view.first_period, frequency)
            verb = "is" if view.in_force.unusual == 1 else "are"
            return f"Under the limits in force, {_flagged(view.in_force, since, verb)}."
    return ""


def _flagged(found: Flagged, since: str, verb: str) -> str:
    how_many = f"{found.unusual} of" if found.unusual else "none of"
    names = ", ".join(chart_sentence.rule_name(rule).lower() for rule in found.rules)
    rules = f" ({names})" if names else ""
    points = "points" if found.points != 1 else "point"
    return f"{how_many} the {found.points} {points} since {since} {verb} unusual{rules}"


def what(act: Decision, indicator: Indicator) -> str:
    return f"{charts.decided(act, indicator)} ({wording.who(act)})"


def proposed(first: str, result: SeriesResult) -> str:
    """Say which new limits an address proposes. Nothing is recorded by it."""
    since = say.spelled_period(date.fromisoformat(first), result.indicator.frequency)
    return PROPOSED.format(since=since)


def periods(result: SeriesResult, today: date | None = None) -> list[tuple[str, str]]:
    """List the periods that may be named, the newest first: value and word. `today`: with the ones that have
    no data yet; without it, only those that have a value."""
    known = [day for day, value in zip(result.periods, result.values, strict=True) if value == value]
    if today is None or result.key.category:
        return _choices(known, result)
    return _choices([*result.periods, *_to_come(result, today)], result)


def periods_ahead(result: SeriesResult, today: date) -> list[tuple[str, str]]:
    """List the periods that something may be aimed at for, the furthest first."""
    frequency = result.indicator.frequency
    to_come = [*result.periods, *_to_come(result, today)]
    ahead = [step(to_come[-1], frequency, i + 1) for i in range(AHEAD[frequency])]
    return _choices([*to_come, *ahead], result)


def next_period(result: SeriesResult, today: date, count: int = 0) -> str:
    """Return the period that people live in, or one of those after it, as a form gives it."""
    newest = [*result.periods, *_to_come(result, today)][-1]
    return step(newest, result.indicator.frequency, count).isoformat()


def year_ahead(result: SeriesResult, today: date) -> str:
    frequency = result.indicator.frequency
    return next_period(result, today, min(PER_YEAR[frequency], AHEAD[frequency]))


AHEAD = dict(zip(Frequency, (60, 52, 36, 12, 6, 5), strict=True))
"""Periods after the newest that a form offers."""


def _to_come(result: SeriesResult, today: date) -> list[date]:
    """Return the periods since the newest with data, to the one that people live in."""
    frequency, newest = result.indicator.frequency, result.periods[-1]
    if result.indicator.is_rare_event:
        return []
    return [step(newest, frequency, i + 1) for i in range(max(periods_between(newest, today, frequency), 0))]


def _choices(days: Iterable[date], result: SeriesResult) -> list[tuple[str, str]]:
    newest_first = dict.fromkeys(sorted(days, reverse=True))
    return [(day.isoformat(), say.period(day, result.indicator.frequency)) for day in newest_first]


def can_be_aimed_at(result: SeriesResult) -> bool:
    """Tell if a target may be set: of everyone, where each period has a value."""
    indicator = result.indicator
    return not (result.key.category or indicator.is_rare_event or indicator.harm_by_day)


def amount(label: str, indicator: Indicator) -> str:
    """Name a field for a value with its unit: `Target (%)`."""
    return f"{label} ({indicator.unit.strip()})" if indicator.unit.strip() else label


def overtaken(act: LoggedAct, decided: SeriesDecisions, indicator: Indicator, text: str) -> str:
    """Tell whoever comes second what somebody else decided meanwhile, and give back what they typed."""
    did = say.ended(_done(act, decided, indicator))
    first = f"Not recorded. {act.actor} was faster, at {act.at:%H:%M}: {did}"
    return f"{first} Look again." + (f" You wrote: {text}" if text.strip() else "")


def _done(act: LoggedAct, decided: SeriesDecisions, indicator: Indicator) -> str:
    if act.kind != WITHDRAWAL:
        return charts.decided(decision_of(act), indicator)
    taken_back = next(one for one in decided.withdrawn if one.withdrawn and one.withdrawn.act == act.id)
    return f"withdrawn: {charts.decided(taken_back, indicator)}"
