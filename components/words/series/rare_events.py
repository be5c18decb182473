"""Say what lies between two rare events, how ties are handled, and how long it is since the last."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from catalogue.models import Indicator
from components.words import say
from quality.signals.results import SeriesResult, Status
from quality.signals.since_last_event import SinceLastEvent, time_since_last_event

FEW_GAPS = 25
"""A rate known from fewer gaps leaves room enough for another to be worth saying."""

TIES = (
    "The time of day is not known, so events on the same day are spread evenly through it. Two on one day "
    "are half a day apart. None is left out."
)
TIES_WHOLE_DAYS = "Whole days are counted, so two events on one day have 0 days between them."


def latest_sentence(status: Status, indicator: Indicator) -> str:
    """Say `41 days between the last two events, the latest on 3 Mar 2026.`"""
    between = f"{say.value_with_unit(status.value, indicator)} between the last two events"
    return f"{between}, the latest on {say.short_day(status.period)}."


def silence_sentence(status: Status) -> str:
    """Say what is known of the days since, as a caveat: the hollow point."""
    if not status.immature or status.last_period is None or status.received_to is None:
        return ""
    if status.last_period > status.received_to:
        newest = "The newest event is" if status.immature == 1 else f"The newest {status.immature} events are"
        return f"{newest} not judged: the list is complete only to {say.short_day(status.received_to)}."
    if status.immature > 1:
        return f"No event since the newest one, up to {say.short_day(status.received_to)}."
    assert status.period is not None
    days = (status.received_to - status.period).days
    return f"No event in the {say.plural(days, 'day')} since then, up to {say.short_day(status.received_to)}."


def nothing_to_judge(status: Status) -> str:
    known = f", up to {say.short_day(status.received_to)}" if status.received_to else ""
    return f"Fewer than two events are recorded{known}, so nothing can be judged."


def tied(result: SeriesResult, i: int) -> int:
    """Count the events that fall on the day of this point."""
    day = result.periods[i]
    return bisect_right(result.periods, day) - bisect_left(result.periods, day)


def ties_words(result: SeriesResult, i: int) -> str:
    """Say `2 on this day`, where it is more than one."""
    if result.on_record is None or is_silence(result, i):
        return ""
    count = tied(result, i)
    return f"{count} on this day" if count > 1 else ""


def point_note(result: SeriesResult, i: int) -> str:
    """Say what is to be known of one point besides its value: ties, the first, the silence."""
    record = result.on_record
    if record is None:
        return ""
    if i >= record.events:
        return "none so far" if record.events else "no event recorded"
    parts = ("first event recorded" if i == 0 else "", ties_words(result, i))
    return ", ".join(part for part in parts if part)


def is_silence(result: SeriesResult, i: int) -> bool:
    return result.on_record is not None and i >= result.on_record.events


def value_words(result: SeriesResult, i: int) -> str:
    """Say `41 days since the previous event`; of the hollow point `183 days since the last event`."""
    amount = say.value_with_unit(float(result.values[i]), result.indicator)
    return f"{amount} since the {'last' if is_silence(result, i) else 'previous'} event"


def conventions(result: SeriesResult) -> str:
    """Say how ties were handled, where there are any."""
    record = result.on_record
    if record is None or result.indicator.counts_cases or len(set(result.periods)) == len(result.periods):
        return ""
    return TIES if result.indicator.chart == "t" else TIES_WHOLE_DAYS


def usual_words(quiet: SinceLastEvent) -> str:
    """Say how long it has been, beside the usual gap and how often chance makes one as long."""
    if quiet.last is None:
        return f"No event in the {say.plural(quiet.days, 'day')} recorded, up to {say.day(quiet.known_to)}."
    since = f"{say.plural(quiet.days, 'day').capitalize()} without an event, from {say.day(quiet.last)}"
    since += f" to {say.day(quiet.known_to)}."
    if quiet.usual_gap is None or quiet.chance is None:
        return f"{since} Too few events to say what is usual."
    return f"{since} {usual_gap_words(quiet.usual_gap)} {chance_words(quiet)}"


def usual_gap_words(gap: float) -> str:
    return f"The usual gap is {gap_words(gap)}."


def gap_words(gap: float) -> str:
    return say.plural(round(gap), "day") if gap >= 1 else "less than a day"


def chance_words(quiet: SinceLastEvent) -> str:
    assert quiet.chance is not None
    words = f"At that rate, {say.chance(quiet.chance)} gaps would be this long or longer by chance alone"
    if quiet.gaps < FEW_GAPS and quiet.chance_if_uncertain is not None:
        allowing = say.chance(quiet.chance_if_uncertain)
        if allowing != say.chance(quiet.chance):
            words += f" ({allowing} if we allow for a rate known from only {say.plural(quiet.gaps, 'gap')})"
    return f"{words}."


def since_last_event(result: SeriesResult) -> list[str]:
    """Say how long it has been, how often chance makes that, and how ties are handled. Rare events only."""
    quiet = time_since_last_event(result)
    return [] if quiet is None else [text for text in (usual_words(quiet), conventions(result)) if text]
