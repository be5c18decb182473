"""Texts about measures by kind, and objectives held against the measures that carry them."""

from __future__ import annotations

from catalogue.models import Kind
from components.words import say
from quality.planning.alignment import Alignment

TITLE = "Measures and objectives"
LEDE = (
    "Measures by kind, the objectives of the plans in force, and which measure carries which objective, "
    "both ways."
)
KINDS, KIND, MEASURES, NONE = "Measures by kind", "Kind", "Measures", "None: how would anybody know?"
LACKING, LACKS = "Services that lack a kind of measure", "Kinds that it has no measure of"
OBJECTIVES, OBJECTIVE, CARRIED = "Objectives, and what carries them", "Objective", "Measure that carries it"
NO_MEASURE = "No measure carries it"
CARRYING, CARRIES = "Measures, and what they carry", "Objectives that it carries"
NO_OBJECTIVE = "None"
AGREED, PLAN, BY_USERS, BY = "Who agreed the measures", "Plan", "Service users", "Agreed for the organisation"
NOT_AGREED = "Not agreed yet"
NO_PLAN = "No plan is in force here, so there is no objective to hold the measures against."


def kind(of: Kind) -> str:
    return of.value.capitalize()


def missing(found: Alignment) -> str:
    """Warn of the kinds of measure that nobody has here."""
    none = [one.value for one, codes in found.kinds.items() if not codes]
    return f"No {say.listed(none)} measure has data here." if none else "Every kind of measure is there."


def lacking(found: Alignment) -> str:
    """Say how many services have every kind of measure."""
    whole = sum(not kinds for kinds in found.missing.values())
    return f"{whole:,} of {say.plural(len(found.missing), 'service')} with data have every kind of measure."


def kinds(of: tuple[Kind, ...]) -> str:
    return say.listed([one.value for one in of])


def objectives(found: Alignment) -> str:
    """Say how many objectives no measure carries."""
    if not found.plans:
        return NO_PLAN
    lacks = len(found.without_measure)
    return f"{say.plural(len(found.objectives), 'objective').capitalize()}, {lacks:,} without a measure."


def carrying(found: Alignment) -> str:
    """Say how many measures carry no objective."""
    spare = len(found.without_objective)
    return f"{say.plural(len(found.measures), 'measure').capitalize()}, {spare:,} without an objective."
