"""Texts of plans, and of the balance of the four aspects of quality management."""

from __future__ import annotations

from catalogue.models import Catalogue, Kind
from components.words import say
from quality.planning.alignment import PlanView
from quality.registers.balance import Aspect, Balance

MEASURES, ALIGNMENT = "Measures by kind", "Objectives and the measures that carry them"
ALIGNMENT_TABLE = "Table of objectives"
OBJECTIVE, MEASURE_NOW, KIND, COUNT = "Objective", "Measure", "Kind", "Measures"
NO_MEASURE = "No measure carries it"
NONE = "None: how would the service know?"
NO_OBJECTIVES = "No objective is set."
BALANCE, BALANCE_OF = "Balance", "Balance of the four aspects: {service}"
LEDE = (
    "Acts of the last twelve months, counted in the record itself. More is not better: each aspect has a "
    "rhythm of its own."
)
HOW_LONG = "How long signals and escalations waited, on control charts"
LED_TO = "What signals led to"
SERVICE, NAMES = (
    "Service",
    {
        Aspect.PLANNING: "Planning",
        Aspect.CONTROL: "Control",
        Aspect.ASSURANCE: "Assurance",
        Aspect.IMPROVEMENT: "Improvement",
    },
)
RHYTHMS = {
    Aspect.PLANNING: "yearly",
    Aspect.CONTROL: "daily",
    Aspect.ASSURANCE: "occasionally",
    Aspect.IMPROVEMENT: "in bursts",
}
TABLE = "Acts of twelve months by service and aspect"
ORDER = "In the order of the organisation. Services are not ranked by it."


def kind(of: Kind) -> str:
    return of.value.capitalize()


def missing(found: PlanView) -> str:
    """Warn of the kinds of measure that a service has none of."""
    if not found.missing:
        return "Every kind of measure is there."
    return f"No {say.listed([one.value for one in found.missing])} measure has data here."


def not_carried(found: PlanView) -> str:
    """Say which objectives no measure carries, and how many measures no objective needs."""
    if not found.objectives:
        return NO_OBJECTIVES
    lacking, spare = len(found.without_measure), len(found.without_objective)
    return (
        f"{say.plural(lacking, 'objective').capitalize()} without a measure, "
        f"{say.plural(spare, 'measure')} without an objective."
    )


def spare(found: PlanView, catalogue: Catalogue) -> str:
    """Name the measures that no objective needs."""
    titles = [catalogue.indicators[code].label for code in found.without_objective]
    return f"Measures that carry no objective: {say.listed(titles)}."


def not_reviewed(found: PlanView, catalogue: Catalogue) -> str:
    """Say which measures nobody reviewed within a year."""
    if not found.not_reviewed:
        return "Every measure was reviewed within a year."
    titles = [catalogue.indicators[code].label for code in found.not_reviewed]
    return f"Not reviewed within a year: {say.listed(titles)}."


def rhythm(aspect: Aspect) -> str:
    return f"{NAMES[aspect]} ({RHYTHMS[aspect]})"


def lacking(found: Balance) -> str:
    """Name the aspects of which nothing at all was recorded."""
    none = [NAMES[aspect].lower() for aspect in Aspect if not found.whole[aspect]]
    return f"Nothing was recorded of {say.listed(none)}." if none else ""
