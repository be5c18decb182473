"""Texts of the board."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from catalogue.models import Domain, Indicator
from components.words import chart_sentence, say
from components.words.series import why_here
from quality.board.board import Board, Row
from quality.board.board_calls import CALL_RULES, BoardCall, Mark
from quality.board.inside import Within
from quality.provenance.lateness import awaited, awaited_by, is_overdue
from quality.signals.changes import Change
from quality.signals.results import Evidence, Status, Variation
from stats import Assurance

__all__ = ["CALL_RULES"]

NAME = "Board"
TITLE = "Board: {service}"
CALLS_TITLE = "Alert, advise, assure, applaud"
MATRIX_TITLE = "Where each indicator stands"
EXCEPTIONS = "Exceptions"
EXCEPTIONS_NOTE = "Every concern, and every target that is consistently missed."
FILTER = "Filter the board"
ALL, EVERYTHING, CONCERN, IMPROVEMENT, COMPLETE = "All", "Everything", "concern", "improvement", "complete"
NO_CALL = BoardCall.NONE
CALLS = [call for call in BoardCall if call is not NO_CALL]
TONES = {BoardCall.ALERT: "is-concern", BoardCall.APPLAUD: "is-improvement"}
NONE_HERE, NO_DATA, TOO_FEW = "None", "no data", "too few points"

INSIDE = "Hospitals and wards"
HEADS = ("Indicator", "Variation", "Latest", "Target", "Assurance", "Trend", INSIDE, "Data")
NUMBERS = ("Latest", "Target")
"""Columns that stand right."""
FIND, FIND_HINT, ICONS = "Find an indicator", "Name or owner", "Icons only"
ROWS = (
    ("", "Every indicator"),
    ("concern", "With a concern"),
    ("fails", "That will fail its target"),
    ("inside", "With a concern inside"),
    ("marked", "With a note on its data"),
)
ORDERS = (
    ("", "By domain"),
    ("concern", "Concerns first"),
    ("fails", "Those that will fail first"),
    ("inside", "Most concerns inside first"),
    ("newest", "Newest data first"),
)
NO_DATA_YET = "No data for this service yet"
NOT_JUDGED = "Not judged"
MARKS = {
    Mark.NO_DATA: ("No data", "No data has been loaded for this service."),
    Mark.LATE: ("Late", "Data for the newest period is overdue."),
    Mark.ENDED: ("Ended", "Nothing has come for years, or the service has closed. What is shown is history."),
    Mark.MISSING: ("Gaps", "More than 1 period in 10 has no value."),
    Mark.IMMATURE: (
        "Newest incomplete",
        "The newest periods are not complete. They are drawn hollow and not judged.",
    ),
    Mark.PROVISIONAL: ("Provisional", "The control limits are based on few points."),
    Mark.CONSTANT: ("Never varies", "Every value is the same. Check that it is measured, not assumed."),
}
CALL_MARKS = {Mark.LATE: "data late", Mark.MISSING: "gaps"}
"""Marks that stand beside a call."""

NO_INDICATOR = (
    "No indicator is on the board here.",
    "The catalogue says at which levels each indicator is reported.",
)
NO_DAY = "`since` is a day written as 2026-10-19. The address gives {asked!r}."
FUTURE_DAY = "`since` is the day of an earlier meeting. {asked} is still to come."
MATRIX_CAPTION = "{board.service.name}: where each indicator stands at its newest complete period"
GROUPS = "Which groups get worse care?"
ALL_INSIDE = "All services just inside"
OWNER = "Owner: {indicator.owner}"


def no_domain(asked: str) -> str:
    return f"There is no domain {asked!r}. There are {', '.join(Domain)}."


def chance(board: Board) -> str:
    """Say how many signals there are beside how many chance would give, and what could not be judged."""
    if not board.judged:
        return "No indicator has enough points to judge yet."
    late = ""
    if board.late:
        late = (
            f" The data of {say.plural(board.late, 'indicator')} {'is' if board.late == 1 else 'are'} late."
        )
    told = (
        f" {board.unjudged:,} more cannot be judged yet: too few points, or all alike."
        if board.unjudged
        else ""
    )
    if board.others:
        are = "is" if board.others == 1 else "are"
        told += f" {say.plural(board.others, 'more measure')} of this service {are} not on its board."
    return f"{why_here.funnel(board.funnel, 'indicator')}{told}{late}"


def steady(indicators: int) -> str:
    is_and_has = "is steady and has" if indicators == 1 else "are steady and have"
    return f"{say.plural(indicators, 'indicator')} {is_and_has} no target to compare with."


def over(indicators: int) -> str:
    has_and_is = "has ended and is" if indicators == 1 else "have ended and are"
    return f"{say.plural(indicators, 'indicator')} {has_and_is} shown as history, without a call."


def only_changed(since: date) -> str:
    return f"Only what changed since {say.short_day(since)}"


def last_meeting(board: Board) -> str:
    """Name the meeting that what changed is counted from."""
    if board.meeting is None:
        return f"Changes since {say.day(board.since)}"
    if board.meeting.forum is None:
        return f"Changes since {say.day(board.since)}: no forum here met, so a month is assumed"
    return f"Last meeting: {board.meeting.forum.name}, {say.day(board.since)}"


def nothing(board: Board, is_changed: bool) -> tuple[str, str]:
    """Say why there is no row: nothing changed, or nothing is measured here."""
    if not (is_changed and board.hidden):
        return NO_INDICATOR
    return (
        f"Nothing changed since {say.day(board.since)}.",
        f"{say.plural(board.hidden, 'indicator').capitalize()} checked. No signal started or ended.",
    )


BUILT_UP = {
    Evidence.EXPECTED: "building up",
    Evidence.SMALL_CHANGE: "building up",
    Evidence.LEVEL: "level changed",
    Evidence.DRIFT: "slow change",
    Evidence.SEASON: "as every year",
    Evidence.OUT_OF_SEASON: "out of season",
    Evidence.OWN_PAST: "off its own past",
}


def why(status: Status | None, marks: Collection[Mark] = ()) -> str:
    """Say the shortest true thing of one indicator, to fit beside its name: the matrix says the rest. What is
    late, or has gaps, says so here too: nobody applauds what nobody has seen."""
    if status is None or status.period is None:
        return NO_DATA
    if status.variation is Variation.TOO_FEW:
        return TOO_FEW
    is_special, is_judged = status.variation.is_special, status.assurance in chart_sentence.JUDGED
    special = chart_sentence.variation_label(status.variation, 0).lower() if is_special else ""
    assured = chart_sentence.assurance_label(status.assurance).lower() if is_judged else ""
    together = BUILT_UP.get(status.accumulated.evidence, "") if status.accumulated else ""
    doubts = (CALL_MARKS[mark] for mark in CALL_MARKS if mark in marks)
    return " · ".join(word for word in (special, together, assured, *doubts) if word)


def all_of(indicators: int) -> str:
    return f"All {say.plural(indicators, 'indicator')}" if indicators > 1 else "The only indicator"


def row_data(row: Row) -> dict[str, int]:
    """Give the numbers by which a row is chosen and ordered without asking the server."""
    status = row.status
    return {
        "concern": int(status is not None and status.variation is Variation.CONCERN),
        "fails": int(status is not None and status.assurance is Assurance.FAILING),
        "inside": row.below.concerns,
        "marked": int(bool(row.marks)),
        "newest": status.received_to.toordinal() if status and status.received_to else 0,
    }


def counted(rows: Sequence[Row]) -> str:
    """Say of the rows of a domain what is told of each: `8 indicators · 1 concern · 2 will fail`."""
    told = [row_data(row) for row in rows]
    concerns, fails = (sum(one[name] for one in told) for name in ("concern", "fails"))
    found = (concerns and say.plural(concerns, CONCERN), fails and f"{fails} will fail")
    return " · ".join([say.plural(len(rows), "indicator"), *filter(None, found)])


def fresh(status: Status, indicator: Indicator) -> str:
    """Say to when data has come, where that is another period than the latest value's."""
    received = status.received_to
    if received is None or received == status.period:
        return ""
    return f"data to {say.period(received, indicator.frequency)}"


def matrix_note(elsewhere: int) -> str:
    more = f" {say.plural(elsewhere, 'indicator')} not measured here." if elsewhere else ""
    return f"{chart_sentence.COMMON_CAUSE}{more}"


def trend(status: Status) -> str:
    points = sum(value is not None for value in status.recent)
    return f"The last {say.plural(points, 'point')} with limits"


def inside(judged: int, concerns: int, improvements: int) -> str:
    if concerns or improvements:
        return f"of {judged} inside"
    return f"{f'all {judged}' if judged > 1 else 'the one'} inside: no unusual change"


def where(within: Within, judged: int) -> str:
    """Say which services inside the small charts below show."""
    if not within.special:
        none = f"None of {judged}" if judged > 1 else "None"
        return f"Just inside: {none.lower()} with an unusual change" if judged else "Just inside"
    with_it = f"{say.plural(within.special, 'service')} inside with an unusual change"
    shown = len(within.statuses)
    return with_it if shown == within.special else f"{with_it}, {shown} of them here"


def is_late(status: Status, indicator: Indicator, today: date) -> bool:
    return status.received_to is not None and is_overdue(status.received_to, indicator, today)


def late(status: Status, indicator: Indicator) -> str:
    received = status.received_to
    assert received is not None
    due = awaited_by(received, indicator)
    if indicator.is_rare_event:
        return f"The list is complete to {say.day(received)}. A newer one was due by {say.day(due)}."
    last, missing = (say.period(day, indicator.frequency) for day in (received, awaited(received, indicator)))
    return f"Data to {last}. {missing} is late: it was due by {say.day(due)}."


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


def changed(found: Sequence[Change], indicator: Indicator, since: date) -> str:
    """Say which signals began or ended since a day."""
    told = say.listed([_changed(one, indicator) for one in found])
    return f"Since {say.short_day(since)}: {told}."


def _changed(change: Change, indicator: Indicator) -> str:
    name = chart_sentence.rule_name(change.signal.rule).lower()
    seen = "ended" if change.is_end else "first seen"
    return f"{name} {seen} {say.when(change.period, indicator)}"
