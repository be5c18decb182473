"""Say what a Pareto chart shows: which few categories make most of the whole. Never which of them is worse:
a large group has more because it is large."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from catalogue.models import Indicator
from components.words import say
from quality.equity.pareto.build import Counted, ParetoState, ParetoView
from quality.equity.pareto.part import Bar, ParetoPart
from quality.signals.measure_type import Kind, measure_type

TITLE = "Pareto chart: {measure}"
LINK = "Pareto chart by group"
PICTURE, IN_NUMBERS = "Pareto chart", "In numbers"
HIDDEN = "hidden"
BEFORE_AFTER = ("Before, ", "After, ")
CUT, SHOW, LATEST = "Before and after", "Show", "The latest two years"
BY = "By"
RATES = "Compare the values of these groups"
LARGE = (
    "A large group has more because it is large. Compare the values of the groups before you choose where to "
    "work."
)
LINES = (
    "The line adds up the bars from the left, in per cent of all. The dashed line stands at 80%. The dotted "
    "line, where there is one, is the most that the sum can be with what is hidden."
)
WITHHELD = "What is hidden cannot be added up here, so no sum is shown."
HEADS = ("Group", "Count", "Share", "Share with all before it")
FILE_HEAD = (
    "time",
    "group",
    "count",
    "share",
    "share_with_all_before_it_least",
    "share_with_all_before_it_most",
)
NO_FILE = "There is no chart to save here."
NO_DAY = "A day is written as 2026-04-01. This is none: {asked!r}."
MOST_NAMED = 4
STATES = {
    ParetoState.NO_DATA: "Nothing is loaded for {measure} by {by} in {place}.",
    ParetoState.SHORT: "There is no complete quarter on both sides of the day, or no complete year yet.",
    ParetoState.TOO_FEW: (
        "Too few groups can be shown: counts of 1 to {hide_up_to} are hidden, and numbers that would "
        "tell them. Look at a larger service, or another way to group."
    ),
    ParetoState.NOT_COUNTED: "{measure} is no count, so there is nothing to add up.",
}


def can_be(indicator: Indicator) -> bool:
    """Tell if a measure counts anything that can be added up."""
    return measure_type(indicator).kind is not Kind.OTHER


def number(value: float) -> str:
    return say.count(value)


def percent(share: float | None) -> str:
    return "" if share is None else f"{say.number(100 * share, 0)}%"


def state(view: ParetoView) -> str:
    """Say why there is no chart."""
    by = say.inside(view.dimension.title)
    measure, place = view.indicator.title, view.service_name
    return STATES[view.state].format(measure=measure, by=by, place=place, hide_up_to=view.hide_up_to)


def counted(view: ParetoView) -> str:
    """Say what the bars count."""
    what = say.inside(view.indicator.numerator)
    if view.counted is Counted.EVENTS:
        return f"Bars count {what}."
    return f"Bars count what was missed: {say.inside(view.indicator.denominator or '')}, without {what}."


def span(first: date, last: date) -> str:
    return f"{say.short_day(first)} to {say.short_day(last)}"


def titles(view: ParetoView) -> list[str]:
    """Return the heading of each chart: its time, and the whole; none where there is no chart."""
    if view.state is not ParetoState.SHOWN:
        return []
    when = [f"{word}{span(*days)}" for word, days in zip(_words(view), view.spans, strict=True)]
    return [f"{said}: {whole(part)}" for said, part in zip(when, view.parts, strict=True)]


def _words(view: ParetoView) -> Sequence[str]:
    return BEFORE_AFTER if view.around else [""] * len(view.spans)


def whole(part: ParetoPart) -> str:
    return "all of it not known" if part.total is None else f"{number(part.total)} in all"


def sentence(view: ParetoView) -> str:
    """Say which groups make most of the whole now, and what they made before."""
    if view.state is not ParetoState.SHOWN:
        return state(view)
    said = [f"{span(*view.spans[-1])}: {told(view.after, 'group')}"]
    if len(view.parts) > 1 and (few := _few(view.after)):
        said.append(_before(view.parts[0], few, span(*view.spans[0])))
    if view.hidden:
        said.append(f"{say.plural(view.hidden, 'group').capitalize()} hidden: hidden is not zero.")
    return " ".join(said)


def told(part: ParetoPart, noun: str) -> str:
    """Say which few bars make most of the whole."""
    if part.total is None:
        return (
            f"of {say.plural(len(part.bars), noun)} the largest that is shown is {_largest(part)}. {WITHHELD}"
        )
    if not part.total:
        return "nothing was counted."
    bars = say.plural(len(part.bars), noun)
    if few := _few(part):
        sum_of = percent(few[-1].lower)
        return f"{len(few)} of {bars} make {sum_of} of all {number(part.total)}: {_named(few)}."
    if part.enough:
        return f"no few stand out: it takes {part.enough} of {bars} to reach 80% of all {number(part.total)}."
    reached = percent(part.shown[-1].lower) if part.shown else percent(0)
    return f"the {say.plural(len(part.shown), noun)} shown make {reached} of all {number(part.total)}."


def alt(view: ParetoView) -> str:
    """Return the text of the picture."""
    subject = f"{view.indicator.title} by {say.inside(view.dimension.title)}, {view.service_name}."
    return f"Pareto chart. {subject} {sentence(view)}"


def together(bar: Bar) -> str:
    """Say the share of a bar and all before it: one number, or from least to most."""
    if bar.is_hidden:
        return HIDDEN
    least, most = percent(bar.lower), percent(bar.upper)
    return least if least == most else f"{least} to {most}"


def _few(part: ParetoPart) -> Sequence[Bar]:
    """Return the bars that make most of the whole, where they are no more than half of all."""
    return part.bars[: part.enough] if 2 * part.enough <= len(part.bars) else ()


def _named(bars: Sequence[Bar]) -> str:
    names = [f"“{bar.label}”" for bar in bars]
    more = len(names) - MOST_NAMED
    return say.listed(names if more < 1 else [*names[:MOST_NAMED], f"{more} more"])


def _largest(part: ParetoPart) -> str:
    return _named(part.shown[:1]) if part.shown else HIDDEN


def _before(part: ParetoPart, few: Sequence[Bar], when: str) -> str:
    """Say what share the same bars made before; nothing where one of them was hidden."""
    names = {bar.label for bar in few}
    shares = [bar.share for bar in part.bars if bar.label in names]
    if len(shares) < len(names) or None in shares:
        return ""
    made = sum(share for share in shares if share is not None)
    return f"{when} they made {percent(made)} of {number(part.total or 0)}."
