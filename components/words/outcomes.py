"""Texts of the page that says what signals led to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from catalogue.models import Catalogue
from components.words import say
from components.words.acts import act_forms, standing
from quality.outcomes.tally import FEWEST, Outcome, Share, Tally

NAME = "What signals led to"
NAME_OF = "What signals led to: {service}"
SIGNALS = "Signals"
SINCE, UNTIL, SERVICE, KIND = "Raised since", "Until", "Service", "Kind"
FILTER, SHOW, EVERYWHERE, EVERY = "Choose the signals", "Show", "Every service", "All"
KINDS = {"concern": "Concerns", "improvement": "Improvements", "change": "Changes"}
OF_ALL, BY_MEASURE, BY_RULE = "Of all signals", "By measure", "By rule"
TABLE_OF = "Table: {name}"
BY_RULE_NOTE = "The rule that raised the signal first."
OUTCOME, COUNT, PER_100, INTERVAL = "What became of it", "Signals", "Of 100", "95% interval"
MEASURE, RULE, RULE_SET = "Measure", "Rule", "Rule set"
NONE = "No signal was raised here in these months."
NONE_MORE = "Choose an earlier day, or another service."
TOO_FEW = f"too few (under {FEWEST})"
TOO_FEW_NOTE = f"A share is given from {FEWEST} signals on."
HOW, METHODS = "How signals are counted", "Methods"
HOW_LINES = (
    "A signal counts once, whatever people did about it. It counts from the day at which the numbers stood "
    "that first showed it.",
    "Points of one measure that belong together are one signal, even where several rules mark them. A later "
    "pattern, or one in the other direction, is another signal.",
    "A signal about a group of people, and a change that many periods show together, count from the day on "
    "which somebody acted on them; where nobody did, today. Those about groups count for those who may see "
    "numbers about groups.",
    "It counts as it stands now. One that was closed and is open again is open.",
    "What nobody acted on is told by the chart as it is now. Later points and new limits may have made a "
    "pattern that nobody could see then, or taken one away.",
    "A pattern that was already over when its numbers came is left out, as nobody could act on it, unless "
    "somebody did.",
    "The reason is what the people wrote who closed it. Signals are no sample of anything: the interval says "
    "how far chance alone would move a share of so few.",
)

OUTCOMES = {Outcome(reason): f"Closed. {text}" for reason, text in act_forms.CLOSINGS.items()} | {
    Outcome.RECOGNISED: "Recognised",
    Outcome.WAITING: "Open. Escalated, no reply yet",
    Outcome.OPEN: "Open. Somebody acted on it",
    Outcome.SEEN: "Open. Seen, and no more was done",
    Outcome.NEW: "Open. Nobody acted yet",
    Outcome.FOLLOWED: "Never closed. A later pattern took its place",
    Outcome.MISSED: "Over before anybody acted",
}
OPEN = (Outcome.WAITING, Outcome.OPEN, Outcome.SEEN, Outcome.NEW)
COLUMNS: tuple[tuple[str, tuple[Outcome, ...]], ...] = (
    ("Care", (Outcome.CARE,)),
    ("Data", (Outcome.DATA,)),
    ("Case mix", (Outcome.CASE_MIX,)),
    ("Chance", (Outcome.CHANCE,)),
    ("Outside", (Outcome.OUTSIDE,)),
    ("Other", (Outcome.OTHER,)),
    ("Recognised", (Outcome.RECOGNISED,)),
    ("Open", OPEN),
    ("Never closed", (Outcome.FOLLOWED,)),
    ("Never acted on", (Outcome.MISSED,)),
)
"""Short heads of a wide table, and what each counts."""
HEAD = ("grouped_by", "group", "rule_set", "signals", "outcome", "count", "per_100", "low", "high")
ALL = "all"


def span(since: date, until: date) -> str:
    return f"raised {say.short_day(since)} to {say.short_day(until)}"


def sentence(found: Tally, subject: str = "") -> str:
    """Say `Of 40 signals, 18 were closed because something in care had changed (45 of 100, 31 to 60)`."""
    care = found.share(Outcome.CARE)
    which = f"{say.plural(found.total, 'signal')}{subject}"
    return f"Of {which}, {_were(care.count)} closed because something in care had changed{shared(care)}."


def shared(share: Share) -> str:
    """Say ` (45 of 100, 31 to 60)`; nothing where there are too few."""
    if not share.is_said:
        return ""
    return f" ({per_100(share)} of 100, {interval(share)})"


def rest(found: Tally) -> list[str]:
    """Say what else became of them, each in a sentence."""
    open_now, missed = found.share(*OPEN).count, found.outcomes[Outcome.MISSED]
    other = found.closed.count - found.outcomes[Outcome.CARE]
    first = (
        f"{_were(other)} closed for another reason, {_were(open_now, 'is', 'are')} open, "
        f"and {_were(missed)} over before anybody acted."
    )
    said = [first[0].upper() + first[1:]]
    if followed := found.outcomes[Outcome.FOLLOWED]:
        never = _were(followed)
        said.append(f"{never[0].upper()}{never[1:]} never closed before a later pattern took its place.")
    if found.escalated:
        escalated = _were(found.escalated)
        said.append(
            f"{escalated[0].upper()}{escalated[1:]} escalated, "
            f"and {_were(found.answered, 'has', 'have')} every reply."
        )
    if found.reopened:
        reopened = _were(found.reopened)
        said.append(f"{reopened[0].upper()}{reopened[1:]} closed and reopened.")
    return said


def _were(count: int, one: str = "was", many: str = "were") -> str:
    return f"{say.in_words(count) if count else 'none'} {one if count < 2 else many}"


def before(count: int) -> str:
    """Say how many patterns came as history."""
    if not count:
        return ""
    have = "pattern was" if count == 1 else "patterns were"
    return f"{count:,} earlier {have} over when the numbers came, and left out."


def per_100(share: Share) -> str:
    return say.number(share.per_100, 0) if share.is_said else TOO_FEW


def interval(share: Share) -> str:
    low, high = share.interval
    return f"{say.number(low, 0)} to {say.number(high, 0)}" if share.is_said else ""


def rows(found: Tally) -> list[tuple[str, Share]]:
    """List every outcome that is there, in words, with its share."""
    return [(text, found.share(one)) for one, text in OUTCOMES.items() if found.outcomes[one]]


def measure(code: str, catalogue: Catalogue) -> str:
    return catalogue.indicators[code].title


def rule(name: str) -> str:
    """Name a rule as elsewhere; what many periods show together has no rule of a point."""
    text = standing.rule(name).removeprefix("the rule ").strip("“”")
    return f"{text[0].upper()}{text[1:]}"


def rule_of(name: str, rule_set: str) -> str:
    return f"{rule(name)} ({rule_set})" if rule_set else rule(name)


def in_100(share: Share) -> str:
    """Write the interval of a share beside its count."""
    return f"{interval(share)} of 100"


def by_rule(found: Mapping[tuple[str, str], Tally]) -> list[str]:
    """Say of each rule with enough signals what its signals led to."""
    return [
        sentence(one, f" by {standing.rule(name)}{f' ({rule_set})' if rule_set else ''}")
        for (rule_set, name), one in found.items()
        if one.total >= FEWEST
    ]


def no_day(name: str, text: str) -> str:
    return f"{name} is {text!r}, not a day. Write it as 2026-11-20."


def no_span(since: date, until: date) -> str:
    return f"The first day ({say.short_day(since)}) is after the last ({say.short_day(until)})."


def no_kind(text: str) -> str:
    return f"There is no kind {text!r}. There are {', '.join(KINDS)}."
