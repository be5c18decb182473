"""Texts about whom a service serves: its residents by group, and who of them is counted in a measure."""

from __future__ import annotations

from components.words import say
from components.words.equity import representation
from quality.equity.view import EquityView
from quality.planning.people_served import Dimension, GroupServed, Known, PeopleServed

TITLE = "Whom it serves: {service}"
LEDE = "The people who live where this service is, by group, beside those whom a measure counts."
MEASURE = "Compare with those counted in"
GROUP, RESIDENTS, OF_100 = "Group", "Residents", "Of 100 residents"
COUNTED, RATIO = "Of 100 counted", "Counted against residents"
TABLE = "Residents by {dimension}"
NOT_YOURS = "Your role does not show numbers about groups of people here."
NOT_LOADED = (
    "No population by {dimension} is loaded for {service} or a service above it. A source of "
    "`shape: population` brings it."
)
TOO_FEW = (
    "The residents of {of} by {dimension} are hidden: a group is so small that somebody could be recognised. "
    "Look at a larger service."
)
NONE_LOADED = "No population is loaded by any dimension, so this page cannot say whom {service} serves."
NO_USE = "{measure} is not split by {dimension} here, or its groups are hidden."
HIDDEN = "Too few to show"
COMPARED = "Who is counted"
SEE_EQUITY = "Compare care between these groups"


def title(found: PeopleServed) -> str:
    return TITLE.format(service=found.service.name)


def population(one: Dimension, service: str) -> str:
    """Say whose residents are shown, of which year; or the reason for none."""
    inside = say.inside(one.title)
    if one.known is Known.NOT_LOADED:
        return NOT_LOADED.format(dimension=inside, service=service).replace("`", "")
    if one.known is Known.TOO_FEW:
        return TOO_FEW.format(of=one.population_of, dimension=inside)
    total = sum(group.residents for group in one.groups)
    most = max(one.groups, key=lambda group: group.share)
    return (
        f"{say.count(total)} people live in the area of {one.population_of} ({one.year}). The largest group "
        f"is {most.label}: {representation.of_100(most.share)} of every 100."
    )


def use(one: Dimension, measure: str) -> str:
    """Say which groups are counted more or less often than they live there; nothing without residents."""
    if one.known is not Known.SHOWN or not measure:
        return ""
    if one.use is None:
        return NO_USE.format(measure=measure, dimension=say.inside(one.title))
    return representation.sentence(one.use)


def compared(found: PeopleServed, measure: str) -> tuple[str, ...]:
    """Say what is counted and how far the comparison goes; nothing where nothing is compared."""
    use = next((one.use for one in found.dimensions if one.use), None)
    return () if use is None else (f"{measure}. {representation.counted(use)}", representation.HEDGE)


def of_100(share: float | None) -> str:
    return representation.of_100(share)


def against(group: GroupServed, view: EquityView | None) -> tuple[str, str]:
    """Say of 100 counted how many are of a group, and how many times its share that is."""
    row = next((row for row in view.known if row.code == group.code), None) if view else None
    if row is None or row.served is None:
        return "", HIDDEN if row and row.is_hidden else representation.NO_ROW
    interval = representation.interval(row)
    told = f"{representation.ratio(row)}{f' ({interval})' if interval else ''}"
    return representation.of_100(row.served[0]), told
