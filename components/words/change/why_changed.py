"""Say why a rolled-up number changed: how much of it came with other values, how much with other shares."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

from catalogue.models import Indicator
from components.words import say
from components.words.change.change_numbers import amount, decimals, is_none, limits, noun, signed, value
from quality.change.view import Amount, ChangeView, Kind, Part, Split, State, Whole, Year

TITLE = "Why did it change?"
ONE_GROUP = "What a change is made of is shown for everyone, not for one group."
NO_FILE = "There is no change of this measure to split here."
SAVE_CSV = "Save as CSV"
HOW, IN_NUMBERS = "How this is worked out", "In numbers"
METHOD = (
    "The latest four complete calendar quarters are compared with the four before, as on the equity pages.",
    "By its value: the change of a part's own value, times the mean of its share of the whole in both years.",
    "By its share: the change of its share, times how far its value lies from that of the whole. "
    "More people where values are higher raise the whole, even where no value rose.",
    "Both added up over all parts are the change exactly (Kitagawa 1955). A part that has numbers in one of "
    "the years only is all share. Intervals hold the chance in the values; shares are taken as they were. "
    "They are too narrow where the same people are counted month after month.",
    "This says where the change is, not its cause.",
)
COUNT_METHOD = (
    "The latest four complete calendar quarters are compared with the four before, as on the equity pages.",
    "This is a number of events, without out of how many: a part may have more of them because it had more "
    "people. So there are no intervals, and nothing is said of chance or of shares.",
)
STATES = {
    State.SHORT: "There are no two complete years of numbers to compare: that takes eight calendar quarters.",
    State.HIDDEN: "Every group is hidden to protect small numbers.",
    State.NOT_SPLIT: (
        "A change of this measure cannot be split. It is a mean, a score or a time between events: what is "
        "behind each value of a part is not in the data."
    ),
}
NO_SERVICES = "No service inside has numbers of its own."
NO_GROUPS = "There are no numbers by {by}."
WHOLES = {
    Whole.MORE_INSIDE: (
        "The {parts} do not add up to the number of {service}: what is split here is the change of their sum."
    ),
    Whole.NOT_ALL_KNOWN: (
        "The {parts} do not add up to the number of {service}, as some of their numbers may be missing or "
        "hidden: what is split here is the change of the sum of those that are known."
    ),
    Whole.ROUNDED: "Numbers of groups are rounded: what is split here is the change of their sum.",
}
HOW_MUCH = (
    (1.05, "more than all of it"),
    (0.95, "all of it"),
    (0.6, "more than half of it"),
    (0.0, "half of it"),
)
"""From which share of a change on."""
NAMED = 5
"""Parts that are named of those that make half."""
ALIKE = 1e-9
"""Of a number that was added up in another order."""
SAID = 3
"""Parts that a sentence names on either side."""


def title(split: Split, service: str) -> str:
    return f"By {say.inside(split.title)}" if split.by else f"By {noun(split)} in {service}"


def parts_of(split: Split) -> str:
    return "groups" if split.by else f"{noun(split)}s inside"


def state(split: Split) -> str:
    """Say why nothing is split; nothing where something is."""
    if split.state is State.NO_PARTS:
        return NO_GROUPS.format(by=say.inside(split.title)) if split.by else NO_SERVICES
    return STATES.get(split.state, "")


def sentence(split: Split, indicator: Indicator, *, again: bool = False) -> str:
    """Say the change in one sentence, hedged where it may be chance, and who makes it. `again`: the change
    itself has been said, by other parts."""
    told = _count(split, indicator, again) if split.is_count else _share(split, indicator, again)
    return " ".join(filter(None, (told, _reversed(split), _half(split, indicator), _apart(split, indicator))))


def is_again(split: Split, first: Split) -> bool:
    """Tell if the change of one split is that of another."""
    return (
        split is not first
        and split.year_after == first.year_after
        and all(
            math.isclose(ours.numerator, theirs.numerator, rel_tol=ALIKE)
            and math.isclose(ours.denominator or 0.0, theirs.denominator or 0.0, rel_tol=ALIKE)
            for ours, theirs in ((split.before, first.before), (split.after, first.after))
        )
    )


def is_worth_saying(split: Split, view: ChangeView) -> bool:
    """Tell if a split has its place on the page: not that there is nothing to split by, beside others."""
    return split.state is not State.NO_PARTS or not view.is_split


def first_shown(view: ChangeView) -> Split:
    return next((one for one in view.splits if one.state is State.SHOWN), view.splits[0])


def _share(split: Split, indicator: Indicator, again: bool) -> str:
    places = decimals(split, indicator)
    then, now = _years(split, indicator)
    values, shares, total = (amount(one, places) for one in (split.rate, split.mix, split.total))
    if not split.total.is_clear:
        made = f"{values} from the values of the {parts_of(split)}, {shares} from their shares of the whole"
        if again:
            return f"The same difference: {made}."
        return f"No clear change: {then}, {now}. The difference is {total}, as chance alone may give: {made}."
    because = (
        f"{values}{_hedge(split.rate, places)} because values {_went(split.rate, places)} in the "
        f"{parts_of(split)}, {shares}{_hedge(split.mix, places)} {_moved(split, split.mix, places)}"
    )
    if again:
        return f"The same change: {because}."
    by, between = (
        f"{say.number(abs(split.total.value), places)}{_unit(indicator)}",
        limits(split.total, places),
    )
    by = f"{by} ({between})" if between else by
    return f"{_verb(split)} by {by}, from {then} to {now}: {because}."


def _count(split: Split, indicator: Indicator, again: bool) -> str:
    if again:
        return f"The same change: {signed(split.total.value, decimals(split, indicator))}."
    then, now = _years(split, indicator)
    if not split.total.value:
        return f"Did not change: {then}, {now}."
    by = say.number(abs(split.total.value), decimals(split, indicator))
    return f"{_verb(split)} by {by}, from {then} to {now}."


def _verb(split: Split) -> str:
    return "Rose" if split.total.value > 0 else "Fell"


def _apart(split: Split, indicator: Indicator) -> str:
    """Say whose values moved apart beneath the change of the whole."""
    if not split.risen:
        return ""
    up, down = (_some(parts, split, indicator) for parts in (split.risen, split.fallen))
    return f"Values moved apart: up in {up}; down in {down}."


def _some(parts: Sequence[Part], split: Split, indicator: Indicator) -> str:
    places = decimals(split, indicator)
    named = [f"{_name(one, split)} ({signed(one.rate.value, places)})" for one in parts[:SAID]]
    more = len(parts) - SAID
    return say.listed([*named, f"{more:,} more"] if more > 0 else named)


def _name(part: Part, split: Split) -> str:
    """Name a group with its dimension: a bare `1` or `Yes` says nothing by itself."""
    return f"{split.title} {part.label}" if split.by else part.label


def _half(split: Split, indicator: Indicator) -> str:
    if not split.half:
        return ""
    places = decimals(split, indicator)
    few = split.half[:NAMED]
    more = len(split.half) - len(few)
    told = [f"{_name(one, split)} ({signed(one.effect, places)})" for one in few]
    named = say.listed([*told, f"{more:,} more"] if more else told)
    share = sum(one.effect for one in split.half) / split.total.value
    much = next(words for least, words in HOW_MUCH if share >= least)
    make = "makes" if len(split.half) == 1 else "make"
    shown = " shown" if any(one.kind is Kind.NOT_SHOWN for one in split.parts) else ""
    return f"{len(split.half):,} of {split.count:,} {noun(split)}s{shown} {make} {much}: {named}."


def _reversed(split: Split) -> str:
    if not split.is_reversed:
        return ""
    went, whole = ("fell", "rose") if split.total.value > 0 else ("rose", "fell")
    each = f"The value {went} in every {noun(split)} by itself"
    return f"{each}; the whole {whole} through their shares alone."


def notes(split: Split, service: str) -> list[str]:
    """Say what is not whole about the numbers that are split."""
    told = []
    if split.whole is not Whole.OWN:
        told.append(WHOLES[split.whole].format(parts=parts_of(split), service=service))
    if split.missing:
        told.append(f"{service} has no number for {say.plural(split.missing, 'period')} of these two years.")
    if split.incomplete:
        has = "has" if split.incomplete == 1 else "have"
        some = f"{say.plural(split.incomplete, noun(split))} inside {has}"
        less = "fewer events" if split.is_count else "a smaller share"
        told.append(f"{some} numbers for a part of these two years only, and so {less}.")
    return told


def _hedge(found: Amount, places: int) -> str:
    return "" if found.is_clear or is_none(found.value, places) else ", which may be chance,"


def _went(rate: Amount, places: int) -> str:
    return "changed" if is_none(rate.value, places) else "rose" if rate.value > 0 else "fell"


def _moved(split: Split, mix: Amount, places: int) -> str:
    if is_none(mix.value, places):
        return "because of their shares of the whole"
    values = "higher" if mix.value > 0 else "lower"
    return f"because {noun(split)}s with {values} values make up more of the whole"


def _years(split: Split, indicator: Indicator) -> tuple[str, str]:
    places = decimals(split, indicator)
    then = _in_year(split.before, split.year_before, indicator, places)
    return then, _in_year(split.after, split.year_after, indicator, places)


def _in_year(year: Year, days: tuple[date, date], indicator: Indicator, places: int) -> str:
    told = say.counted(year.numerator, year.denominator, indicator)
    behind = f" ({told})" if told else ""
    return f"{value(year, indicator, places)}{behind} in the year to {say.month(days[1])}"


def _unit(indicator: Indicator) -> str:
    unit = "percentage points" if indicator.unit.strip() == "%" else indicator.unit.strip()
    return f" {unit}" if unit else ""


def subject(view: ChangeView) -> str:
    return f"{view.indicator.title}, {view.service_name}. {TITLE}"
