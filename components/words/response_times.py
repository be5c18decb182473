"""Texts of the page that says how long signals and escalations wait."""

from __future__ import annotations

from datetime import date

from components.words import chart_sentence, say
from quality.outcomes.response_times import ResponseTimes, TierTimes, Timed, Waiting
from quality.outcomes.tally import Share

NAME = "Response times"
NAME_OF = "Response times: {service}"
LEDE = "How long a signal waits for somebody to act, and an escalation for its reply."
TIER, EVERY_TIER = "Asked of", "Every tier"
FIRST_ACT, REPLY, IN_TIME = "From signal to first act", "From escalation to reply", "Answered in time"
TIERS, TIERS_NOTE = "By tier", "The tier that was asked. No person is named or counted."
HEADS = ("Tier", "Sent", "Answered", "Median days", "In time", "Of 100", "Waiting", "Longest wait")
NO_SIGNALS = "No signal came since {month} of which it is known when."
NO_SIGNALS_MORE = "Signals that came with a load of history are not counted."
NO_ESCALATIONS, NO_ESCALATIONS_MORE = (
    "Nothing was escalated since {month}.",
    "Escalations are sent from a signal.",
)
NUMBERS = "Numbers by month"
HOLLOW = (
    "Hollow: the month is not over, or somebody still waits. It counts their days so far, and is not judged."
)
IN_TIME_HOLLOW = "Hollow: the month is not over, or a reply is not due yet. It is not judged."
HOW = "How waiting is counted"
HOW_LINES = (
    "A point is the mean of a month: of the signals whose numbers came in it, or of the escalations sent.",
    "Nobody who waits is left out. Their days so far count, so the true mean of such a month can only be "
    "longer.",
    "A signal begins on the day at which the numbers stood that first showed it. Signals that were over "
    "before anybody acted have no first act; they are counted beside the chart.",
    "In time means by the day that was agreed when it was sent. A reply that is overdue was not in time, "
    "whether or not it comes.",
    "Limits are those of an I′ chart, which allow for how many waited in each month, and of a P chart for "
    "the share in time. A month of few is therefore no signal by itself.",
)
HEAD = ("measure", "month", "numerator", "denominator", "value", "centre", "lower", "upper", "complete")


def since(found: ResponseTimes) -> str:
    return f"since {say.month(found.since)}"


def no(text: str, found: ResponseTimes) -> str:
    return text.format(month=say.month(found.since))


def sentence(timed: Timed) -> str:
    """Say what the chart says."""
    assert timed.result
    return chart_sentence.sentence(timed.result.status, timed.result.indicator)


def alt(timed: Timed) -> str:
    assert timed.result
    return f"{chart_sentence.alt_text(timed.result)} {waiting(timed.waiting)}".strip()


def waiting(those: Waiting) -> str:
    """Say `Three still wait, the longest for 12 days`; that nobody does is said too."""
    if not those.count:
        return "Nobody waits now."
    verb, which = ("waits", "") if those.count == 1 else ("wait", " the longest")
    since = f" for {say.plural(those.longest, 'day')}" if those.longest else " since today"
    return f"{say.in_words(those.count).capitalize()} still {verb},{which}{since}."


def missed(count: int) -> str:
    if not count:
        return ""
    one = "signal was" if count == 1 else "signals were"
    return f"{count:,} more {one} over before anybody acted."


def days(amount: float | None) -> str:
    return "none yet" if amount is None else say.number(amount, 1)


def longest(those: Waiting) -> str:
    return say.plural(those.longest, "day") if those.count else "nobody"


def in_time(share: Share) -> str:
    return f"{share.count:,} of {share.of:,}"


def tier_name(one: TierTimes) -> str:
    return one.tier[0].upper() + one.tier[1:]


def no_tier(text: str, known: list[str]) -> str:
    return f"There is no tier {text!r}. There are {', '.join(known)}."


def iso(month: date) -> str:
    return f"{month:%Y-%m}"
