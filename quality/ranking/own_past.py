"""Evidence from a series' own past as a signal of its own: what no rule marks, and chance hardly makes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from quality.ranking.wall import EVIDENT, Wall
from quality.signals.results import Accumulated, Evidence, Status, Variation
from quality.signals.statuses import variation_of
from stats.evidence import RECENT

OFF = 0.5
"""Sigmas of the chart by which the others of the last points lie off."""


def with_own_past(status: Status, wall: Wall) -> Status:
    """Return the status of everyone's series as every page shows it, once all series are known: a steady
    newest point is no calm where the last points together lie so far off."""
    if status.variation is not Variation.COMMON_CAUSE or status.accumulated is not None:
        return status
    found = wall.of(status.key)
    if found.p is None or found.p > EVIDENT or not _lies_off(status, found.direction):
        return status
    worth = variation_of(found.direction, wall.sign[status.key.indicator])
    said = Accumulated(Evidence.OWN_PAST, found.direction, worth, status.moved_since, RECENT)
    return replace(status, accumulated=said)


def _lies_off(status: Status, direction: int) -> bool:
    """Tell if the last points lie off without the farthest of them: one far point is for the rules, and is
    no reason to call the seven after it unusual."""
    judged, centre = {*Variation}, status.centre or 0.0
    known = [
        (value - centre) * direction
        for value, mark in zip(status.recent, status.recent_variation, strict=True)
        if value is not None and mark in judged
    ][-RECENT:]
    sigma = 0.0 if status.upper is None or status.lower is None else (status.upper - status.lower) / 6
    others = sorted(known)[:-1]
    return bool(others) and sum(others) / len(others) > OFF * sigma


def all_with_own_past(statuses: Iterable[Status], wall: Wall) -> dict[str, Status]:
    """Return the statuses of one service by indicator."""
    return {one.key.indicator: with_own_past(one, wall) for one in statuses}
