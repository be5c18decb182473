"""Texts of what stands beside an exception: services against their size, groups, the way to a minute."""

from __future__ import annotations

from catalogue.models import Indicator
from components.words import say
from quality.board.beside import Beside
from quality.board.sizes import ServicePoint, ServiceSizes
from quality.lifecycle.stages import Stage, Step
from quality.signals.results import Variation

SIZES, SIZES_SHORT, SIZES_LINK = "Services against their size", "sizes", "Every service in numbers"
GROUPS, EQUITY_LINK = "groups", "All its groups"
SIZES_NOTE = (
    "The band holds 95 in 100 services that differ by chance alone, the dashed lines 998 in 1,000. Services "
    "stand in order of size, and are not ranked."
)
WIDENED = "The limits allow for how much services usually differ."
HEADS = (("Service", ""), ("Value", "number"), ("Usual for its size", "number"), ("Compared", ""))
NO_SIZES = (
    "Fewer than three services here have this measure for the same period, or how much chance varies it is "
    "not in the data."
)
MOST_NAMED = 3
WAY, NOT_YET = "From huddle to minute", "not yet"
STAGES = {
    Stage.RAISED: "Signal raised",
    Stage.SEEN: "Seen",
    Stage.OWNED: "Owned",
    Stage.ACTION: "Action",
    Stage.ESCALATED: "Escalated",
    Stage.REPLIED: "Replied",
    Stage.MINUTED: "Minuted",
}
_EXPLAINED, _DECIDED = "Explained", "Decided"


def summary(beside: Beside) -> str:
    """Name what is to be seen; nothing where there is nothing."""
    parts = ((beside.ways, WAY), (beside.sizes, SIZES_SHORT), (beside.groups, GROUPS))
    return say.capital(say.listed([name for part, name in parts if part]))


def hidden(groups: int) -> str:
    return f"{say.plural(groups, 'group')} hidden to protect small numbers.".capitalize()


def stage(step: Step) -> str:
    """Name a stage. A known cause stands in the place of an owner; a decision is minuted when its meeting was
    closed, or the minute was typed."""
    act = step.act
    if act is not None and act.kind == "decision" and not act.content.get("minute"):
        return _DECIDED
    return _EXPLAINED if act is not None and act.kind == "explain" else STAGES[step.stage]


def reached(step: Step, indicator: Indicator) -> list[str]:
    """Say when a stage was reached and by whom; since when the data show what they raised."""
    if step.since is not None:
        since = [f"since {say.period(step.since, indicator.frequency)}"]
        return since + ([f"told by {step.act.actor}"] if step.act else [])
    if step.act is None:
        return [NOT_YET]
    minute = [f"minute {step.act.content['minute']}"] if step.act.content.get("minute") else []
    return [say.short_day(step.act.at.date()), step.act.actor, *minute]


def sizes_sentence(found: ServiceSizes, indicator: Indicator) -> str:
    """Say which services lie outside the limits of their size, in order of size, or that none does."""
    many, when = say.plural(len(found.points), found.level), say.period(found.period, indicator.frequency)
    first = f"{say.capital(many)}, {when}."
    outside = found.outside
    if not outside:
        return f"{first} None lies outside the limits for its size."
    named = say.listed([_named(one, indicator) for one in outside[:MOST_NAMED]])
    more = f", and {len(outside) - MOST_NAMED} more" if len(outside) > MOST_NAMED else ""
    return f"{first} Outside the limits for {'its' if len(outside) == 1 else 'their'} size: {named}{more}."


def _named(one: ServicePoint, indicator: Indicator) -> str:
    counted = say.counted(one.numerator, one.denominator, indicator)
    return f"{one.service.name} ({say.value(one.value, indicator)}, {counted}: {compared(one)})"


def compared(one: ServicePoint) -> str:
    """Say `above its limits, worse`."""
    if not one.judged.is_special:
        return "within its limits"
    side = "above" if one.value > one.outer[1] else "below"
    word = {Variation.CONCERN: ", worse", Variation.IMPROVEMENT: ", better"}.get(one.judged, "")
    return f"{side} its limits{word}"


def usual(one: ServicePoint, indicator: Indicator) -> str:
    return say.between(*one.outer, indicator)


def sizes_ends(found: ServiceSizes, indicator: Indicator) -> tuple[str, str]:
    """Say what the two ends of the picture are: the smallest and the largest of what services count by."""
    smallest, largest = found.points[0], found.points[-1]
    return (
        f"from {say.count(smallest.denominator)}",
        f"to {say.count(largest.denominator)} {_sized(indicator)}",
    )


def _sized(indicator: Indicator) -> str:
    """Name what services are sized by, as the measure's denominator does."""
    said = indicator.denominator.strip().rstrip(".")
    return said[:1].lower() + said[1:] if said else ""


def sizes_notes(found: ServiceSizes) -> list[str]:
    lines = [SIZES_NOTE]
    if found.is_widened:
        lines.append(WIDENED)
    if found.left_out:
        lines.append(f"{say.plural(found.left_out, 'service')} without a value for this period.".capitalize())
    return lines
