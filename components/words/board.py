"""Texts of the board."""

from __future__ import annotations

from datetime import date

from catalogue.models import Domain, Indicator
from components.words import chart_sentence, say
from quality.board import Board
from quality.board_calls import Mark
from quality.signals.changes import Change
from quality.signals.results import Status

TITLE = "Board: {service}"
CALLS_TITLE = "Alert, advise, assure, applaud"
MATRIX_TITLE = "Where each indicator stands"
EXCEPTIONS_NOTE = "Every concern, and every target that is consistently missed."
NO_SERVICE = "any service"
FILTER = "Filter the board"
NONE_HERE, NO_DATA, TOO_FEW = "None", "no data", "too few points"

INSIDE = "Hospitals and wards"
HEADS = ("Indicator", "Variation", "Latest", "Target", "Assurance", "Trend", INSIDE, "Data")
NO_DATA_YET = "No data for this service yet"
NOT_JUDGED = "Not judged"
MARKS = {
    Mark.NO_DATA: ("No data", "No data has been loaded for this service."),
    Mark.LATE: ("Late", "Data for the newest period is overdue."),
    Mark.MISSING: ("Gaps", "More than 1 period in 10 has no value."),
    Mark.IMMATURE: (
        "Newest incomplete",
        "The newest periods are not complete. They are drawn hollow and not judged.",
    ),
    Mark.PROVISIONAL: ("Provisional", "The control limits are based on few points."),
    Mark.CONSTANT: ("Never varies", "Every value is the same. Check that it is measured, not assumed."),
}

NARRATIVE_TITLE = "The owner's account"
NARRATIVE = ("What happened", "Why", "What we do", "By when", "How we will know")
NARRATIVE_LATER = "When people can sign in, owners can write it here."
NO_INDICATOR = (
    "No indicator is on the board here.",
    "The catalogue says at which levels each indicator is reported.",
)
NO_DAY = "`since` is a day written as 2026-10-19. The address gives {asked!r}."
FUTURE_DAY = "`since` is the day of an earlier meeting. {asked} is still to come."
MATRIX_CAPTION = "{board.service.name}: where each indicator stands at its newest complete period"
OWNER = "Owner: {indicator.owner}"


def no_domain(asked: str) -> str:
    return f"There is no domain {asked!r}. There are {', '.join(Domain)}."


def chance(board: Board) -> str:
    """Say how many signals there are beside how many chance would give.

    3 of 21 indicators show an unusual change; chance alone would give fewer than 1.
    """
    if not board.judged:
        return "No indicator has enough points to judge yet."
    show = "shows" if board.found <= 1 else "show"
    found = f"{board.found or 'None'} of {say.plural(board.judged, 'indicator')} {show} an unusual change"
    about = f"about {board.expected:,.0f}" if board.expected >= 0.95 else "fewer than 1"
    return f"{found}; chance alone would give {about}."


def steady(indicators: int) -> str:
    is_and_has = "is steady and has" if indicators == 1 else "are steady and have"
    return f"{say.plural(indicators, 'indicator')} {is_and_has} no target to compare with."


def only_changed(since: date) -> str:
    return f"Only what changed since {say.short_day(since)}"


def last_meeting(since: date) -> str:
    return f"Last meeting assumed to be on {say.day(since)}"


def nothing_changed(hidden: int, since: date) -> tuple[str, str]:
    return (
        f"Nothing changed since {say.day(since)}.",
        f"{say.plural(hidden, 'indicator').capitalize()} checked. No signal started or ended.",
    )


def matrix_note(elsewhere: int) -> str:
    more = f" {say.plural(elsewhere, 'indicator')} not measured here." if elsewhere else ""
    return f"{chart_sentence.COMMON_CAUSE}{more}"


def trend(points: int) -> str:
    return f"The last {say.plural(points, 'point')} with limits"


def inside(judged: int, concerns: int, improvements: int) -> str:
    if concerns or improvements:
        return f"of {judged}"
    return f"no unusual change in all {judged}" if judged > 1 else "no unusual change in the only one"


def late_list(complete_to: date, due: date) -> str:
    return f"The list is complete to {say.day(complete_to)}. A newer one was due by {say.day(due)}."


def late(last: str, awaited: str, due: date) -> str:
    return f"Data to {last}. {awaited} is late: it was due by {say.day(due)}."


def levels(status: Status, indicator: Indicator) -> str:
    """Say what the lines of the picture stand for, in numbers."""
    parts = [f"Centre line {say.value(status.centre, indicator)}"]
    if status.lower is not None and status.upper is not None:
        low, high = (say.value(limit, indicator) for limit in (status.lower, status.upper))
        parts.append(f"control limits {low} to {high}")
    if status.target is not None:
        parts.append(f"target {chart_sentence.target_words(status.target, indicator)} (dashed)")
    unit = "" if indicator.unit.strip() in ("", "%") else f", {indicator.unit}"
    return f"{', '.join(parts)}{unit}."


def changed(change: Change, indicator: Indicator) -> str:
    name = chart_sentence.rule_name(change.signal.rule).lower()
    seen = "ended" if change.is_end else "first seen"
    return f"Since the last meeting: {name} {seen} {say.when(change.period, indicator)}."
