"""What the demo's people did, to be recorded as their acts once the data are loaded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Annotation:
    """What people did, to be marked on a chart."""

    indicator: str
    service: str
    period: date
    """First day of the period it happened in."""
    text: str
    actor: str
    role: str


@dataclass(frozen=True)
class Rephase(Annotation):
    """A decision to start new limits at a period; the text is the reason."""


@dataclass(frozen=True)
class Baseline(Annotation):
    """A decision that the points up to a period alone set the limits; the text is the reason."""


@dataclass(frozen=True)
class Exclusion(Annotation):
    """A decision to leave a point out of limits and rules; the text is the reason."""


REPHASES = (
    Rephase(
        "falls_harm",
        "strathcorrie-ward-4",
        date(2025, 6, 1),
        "Falls bundle in place on every shift since 2 June: bed rails reviewed, walking aids within reach, "
        "a visit every hour. The process has changed, so the limits start again.",
        "Kirsty Drummond",
        "Senior charge nurse, Ward 4",
    ),
)

BASELINES = (
    Baseline(
        "news_on_time",
        "inverlarig-ward-2",
        date(2026, 2, 1),
        "These are the months before the timers. What comes after is judged against them until we know that "
        "it lasts.",
        "Ewan Laird",
        "Senior charge nurse, Ward 2",
    ),
)

EXCLUSIONS = (
    Exclusion(
        "cancelled_operations",
        "inverlarig-day-surgery",
        date(2025, 1, 1),
        "A storm closed the road for five days. These cancellations say nothing about how lists are run.",
        "Gordon Haldane",
        "Head of planned care",
    ),
)

ANNOTATIONS = (
    Annotation(
        "news_on_time",
        "inverlarig-ward-2",
        date(2026, 3, 1),
        "A timer on every observation trolley, and one nurse a shift who looks after observations.",
        "Ewan Laird",
        "Senior charge nurse, Ward 2",
    ),
    Annotation(
        "falls_harm",
        "inverlarig-ward-1",
        date(2026, 4, 1),
        "Ward 3, with 12 beds, moved into this ward.",
        "Ishbel Rennie",
        "Clinical nurse manager, Inverlarig",
    ),
    Annotation(
        "complaints_20_days",
        "glenmore",
        date(2025, 11, 1),
        "One team for the whole board now answers complaints.",
        "Rhona Gillespie",
        "Feedback and complaints manager",
    ),
    Annotation(
        "ae_4_hour",
        "strathcorrie-ae",
        date(2025, 10, 6),
        "Same-day emergency care opened next door on weekdays.",
        "Dr Priya Nandakumar",
        "Clinical lead, Accident and Emergency",
    ),
)

ACTS = (*REPHASES, *BASELINES, *EXCLUSIONS, *ANNOTATIONS)
"""Everything the demo's people did."""
