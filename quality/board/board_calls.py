"""Make the call on an indicator for the board, and mark what to know about its data before trusting it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from catalogue.models import Indicator
from quality.provenance.lateness import is_overdue
from quality.signals.results import Status, Variation
from stats import Assurance

MANY_MISSING = 0.1
"""Share of periods without a value, from the first to the last, above which a series is marked."""


class Mark(StrEnum):
    """A thing to know about the data before trusting the icon."""

    NO_DATA = "no data"
    LATE = "late"
    ENDED = "ended"
    MISSING = "gaps"
    IMMATURE = "incomplete"
    PROVISIONAL = "provisional"
    CONSTANT = "never varies"


class BoardCall(StrEnum):
    """The call on the board's attention that is made about an indicator. See `board_call` for the rule."""

    ALERT = "alert"
    ADVISE = "advise"
    ASSURE = "assure"
    APPLAUD = "applaud"
    NONE = "none"
    """Steady, and no target to hold it against."""


CALL_RULES = {
    BoardCall.ALERT: "Special cause concern, or consistently failing the target, even while improving.",
    BoardCall.ADVISE: (
        "Hit or miss, a change that is neither good nor bad, a change for the worse that builds up, "
        "too few points to judge, or no data."
    ),
    BoardCall.ASSURE: "Consistently passing the target, and steady.",
    BoardCall.APPLAUD: "Special cause improvement, where the target is not consistently failed.",
    BoardCall.NONE: "Steady, and no target to hold it against.",
}
"""`board_call` in words, as the pages show it."""


def board_call(status: Status | None) -> BoardCall:
    """Apply the fixed rule: nobody chooses what a board is told."""
    if status is None or status.variation is Variation.TOO_FEW:
        return BoardCall.ADVISE
    if is_concern(status) or status.assurance is Assurance.FAILING:
        return BoardCall.ALERT
    if status.variation is Variation.IMPROVEMENT:
        return BoardCall.APPLAUD
    is_built_up = status.built_up is not None and status.built_up.variation is Variation.CONCERN
    if is_built_up or status.variation.is_special or status.assurance is Assurance.HIT_OR_MISS:
        return BoardCall.ADVISE
    return BoardCall.ASSURE if status.assurance is Assurance.PASSING else BoardCall.NONE


def is_concern(status: Status | None) -> bool:
    return status is not None and status.variation is Variation.CONCERN


def marks_of(
    status: Status | None,
    indicator: Indicator,
    today: date,
    inside_to: date | None = None,
    *,
    is_over: bool = False,
) -> Iterable[Mark]:
    """Yield what to know about the data.

    inside_to: newest period of that service just below which is furthest behind. A sum that lacks one of them
               is late too.
    is_over:   nothing more is awaited.
    """
    if status is None or status.period is None:
        yield Mark.NO_DATA
        return
    received = [day for day in (status.received_to, inside_to) if day is not None]
    if is_over:
        yield Mark.ENDED
    elif received and is_overdue(min(received), indicator, today):
        yield Mark.LATE
    if status.missing > MANY_MISSING * (status.points + status.missing):
        yield Mark.MISSING
    # The silence since the last event is always open: that is no lack of data.
    if status.immature and not indicator.is_rare_event:
        yield Mark.IMMATURE
    if status.is_provisional or status.variation is Variation.TOO_FEW:
        yield Mark.PROVISIONAL
    if status.is_constant:
        yield Mark.CONSTANT
