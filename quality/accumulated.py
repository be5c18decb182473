"""Evidence that accumulates: where many periods together say more than the newest point, they come first.

A steady newest point beside a hundred deaths more than expected is no calm. A value that comes back every
year is no improvement, nor one that only limits call so which rest on both sides of a change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from quality.alternatives.seasonality import CYCLES, find_seasonality
from quality.alternatives.suggest import suggested_limits
from quality.reference.ids import read_ids
from quality.reference.versioned_cache import VersionedCache
from quality.series.key import SeriesKey
from quality.signals.read import read_series, version_of
from quality.signals.results import Accumulated, Evidence, SeriesResult, Status, Variation
from quality.signals.statuses import variation_of
from quality.surveillance import built_up

HEARD = (Variation.COMMON_CAUSE, Variation.IMPROVEMENT)
"""A concern stands as it is; where no direction is better there is nothing to mend."""
MOST_WEIGHED = 400
"""Measures of which it is looked up what many periods show together: some milliseconds each, once a load."""


def weighed(status: Status, result: SeriesResult | None) -> Status:
    """Return the status of a series as it is to be shown, with what has accumulated."""
    found = accumulated(result) if result is not None and status.variation in HEARD else None
    return status if found is None else _with(status, found)


def weigh(session: Session, catalogue: Catalogue, statuses: Mapping[str, Status]) -> dict[str, Status]:
    """Return the statuses of one service, by indicator, each with what has accumulated."""
    return {code: weigh_one(session, catalogue, status) for code, status in statuses.items()}


def weigh_many(session: Session, catalogue: Catalogue, statuses: Sequence[Status]) -> list[Status]:
    """Return statuses of several services as they are to be shown, unless they are too many."""
    is_few = sum(one.variation in HEARD for one in statuses) <= MOST_WEIGHED
    return [weigh_one(session, catalogue, one) if is_few else one for one in statuses]


def weigh_one(session: Session, catalogue: Catalogue, status: Status) -> Status:
    """Return a status as it is to be shown."""
    if status.variation not in HEARD:
        return status
    version = version_of(read_ids(session), catalogue, status.key)
    found = _kept.get(session, version, status.key, lambda: _find(session, catalogue, status.key))
    return status if found is None else _with(status, found)


def _find(session: Session, catalogue: Catalogue, key: SeriesKey) -> Accumulated | None:
    result = read_series(session, catalogue, key)
    return None if result is None else accumulated(result)


_kept: VersionedCache[SeriesKey, Accumulated | None] = VersionedCache(most=4096)
"""Of services that were asked for lately: some milliseconds of work each. A decision about one chart leaves
the others as they are."""


def accumulated(result: SeriesResult) -> Accumulated | None:
    """Return what says more than the newest point of a series, which is steady or an improvement."""
    if result.status.variation is Variation.IMPROVEMENT:
        evidence = [*_against(result), *_level(result), *_season(result)]
    else:
        evidence = [*_built_up(result), *_level(result)]
    return next(iter(evidence), None)


def _with(status: Status, found: Accumulated) -> Status:
    """Take an improvement back that is none, or not by these limits: its points show it no longer."""
    if status.variation is not Variation.IMPROVEMENT:
        return replace(status, accumulated=found)
    if found.evidence is Evidence.SEASON:
        taken = replace(status, variation=Variation.COMMON_CAUSE, direction=0, rule=None)
    else:
        taken = replace(status, variation=variation_of(status.direction, 0))
    marks, judged = list(status.recent_variation), {*Variation}
    newest = max((at for at, mark in enumerate(marks) if mark in judged), default=-1)
    for at in range(max(newest - status.run + 1, 0), newest + 1):
        marks[at] = taken.variation.value if marks[at] == Variation.IMPROVEMENT else marks[at]
    return replace(taken, accumulated=found, recent_variation=tuple(marks))


def as_shown(result: SeriesResult, status: Status) -> SeriesResult:
    """Return a series whose points say no more than its status, as `weigh` gives it."""
    was = result.status
    if was.variation is status.variation or was.period is None:
        return replace(result, status=status)
    newest = result.periods.index(was.period)
    taken = range(max(newest - was.run + 1, 0), newest + 1)
    variation, rule, direction = list(result.variation), list(result.rule), result.direction.copy()
    for at in (at for at in taken if variation[at] is was.variation):
        variation[at] = status.variation
        if not status.variation.is_special:
            rule[at], direction[at] = None, 0
    return replace(result, status=status, variation=tuple(variation), rule=tuple(rule), direction=direction)


def _against(result: SeriesResult) -> Iterator[Accumulated]:
    return (found for found in _built_up(result) if found.variation is Variation.CONCERN)


def _built_up(result: SeriesResult) -> Iterator[Accumulated]:
    events, smoothed = built_up(result)
    if events is not None and events.direction:
        said = _said(result, events.direction)
        yield Accumulated(
            Evidence.EXPECTED, *said, events.since, before=events.expected, after=events.observed
        )
    if smoothed is not None and smoothed.direction:
        yield Accumulated(Evidence.SMALL_CHANGE, *_said(result, smoothed.direction), smoothed.since)


def _level(result: SeriesResult) -> Iterator[Accumulated]:
    status = result.status
    for limits in suggested_limits(result):
        if status.upper is not None and status.lower is not None:
            sigma = (status.upper - status.lower) / 6
            if abs(limits.after - limits.before) < sigma:
                continue  # the levels hardly differ: it wandered between them
        said = _said(result, 1 if limits.after > limits.before else -1)
        yield Accumulated(
            Evidence.LEVEL, *said, limits.first_period, limits.points, limits.before, limits.after
        )


def _said(result: SeriesResult, direction: int) -> tuple[int, Variation]:
    return direction, variation_of(direction, result.indicator.improvement.sign)


def _season(result: SeriesResult) -> Iterator[Accumulated]:
    """Compare the points of an improvement with the same places of earlier rounds: all that were as good."""
    status = result.status
    if status.period is None or not find_seasonality(result).is_seasonal:
        return
    cycle, last = CYCLES[result.indicator.frequency], result.periods.index(status.period)
    columns = np.arange(max(last - status.run + 1, 0), last + 1)
    values = np.where(result.is_judged, result.values, np.nan) * result.indicator.improvement.sign
    earlier = [values[columns - back] for back in range(cycle, int(columns[0]) + 1, cycle)]
    known = [float(np.nanmean(one)) for one in earlier if not np.isnan(one).all()]
    if known and float(np.nanmean(values[columns])) <= max(known):
        yield Accumulated(Evidence.SEASON, status.direction, Variation.COMMON_CAUSE, None)
