"""Texts about training in improvement."""

from __future__ import annotations

from components.words import say
from quality.planning.training import Count, Training

TITLE = "Training in improvement"
LEDE = (
    "Staff who have reached a level, as their services count them. No person is named, and no service is "
    "ranked."
)
COVERAGE, TABLE, SERVICE = "Coverage", "Trained staff by service", "Service"
LEVELS, LEVEL_TABLE, LEVEL, MEANS, LEADS = (
    "Levels",
    "Levels of training",
    "Level",
    "What it means",
    "May lead",
)
ANYBODY = "What needs no level"
NOT_COUNTED = "Not counted"
COUNT = "Count trained staff"


def summary(found: Training) -> str:
    """Say how many services counted, and that there is no sum."""
    counted = (
        f"{len(found.rows):,} of {say.plural(found.services, 'service')} here counted their trained staff."
    )
    return f"{counted} Counts are not added up: one of a hospital may hold those of its wards."


def share(one: Count | None, found: Training) -> str:
    """Say `6 of 24 (25%), 3 November 2026`."""
    if one is None:
        return NOT_COUNTED
    part = f" ({100 * one.trained / one.staff:.0f}%)" if one.staff else ""
    old = ", more than a year old" if one.is_old(found.today) else ""
    return f"{one.trained:,} of {one.staff:,}{part}, {say.day(one.day)}{old}"
