"""Evidence that accumulates: where many periods together say more than the newest point, they come first.

A steady newest point beside a hundred deaths more than expected is no calm. A value that comes back every
year is no improvement, nor one that only limits call so which rest on both sides of a change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np
from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from quality.alternatives.seasonality import CYCLES, find_seasonality
from quality.alternatives.suggest import suggested_limits
from quality.reference.ids import read_ids
from quality.reference.versioned_cache import VersionedCache
from quality.series.key import SeriesKey
from quality.signals.read import read_series
from quality.signals.results import Accumulated, Evidence, SeriesResult, Status, Variation
from quality.signals.statuses import variation_of
from quality.surveillance import built_up

HEARD = (Variation.COMMON_CAUSE, Variation.IMPROVEMENT)
"""A concern stands as it is; where no direction is better there is nothing to mend."""


def weighed(status: Status, result: SeriesResult | None) -> Status:
    """Return the status of a series as it is to be shown, with what has accumulated."""
    found = accumulated(result) if result is not None and status.variation in HEARD else None
    return status if found is None else _with(status, found)


def weigh(session: Session, catalogue: Catalogue, statuses: Mapping[str, Status]) -> dict[str, Status]:
    """Return the statuses of one service, by indicator, each with what has accumulated."""
    return {code: _weighed(session, catalogue, status) for code, status in statuses.items()}


def _weighed(session: Session, catalogue: Catalogue, status: Status) -> Status:
    if status.variation not in HEARD:
        return status
    version = (read_ids(session).version, catalogue.fingerprint)
    found = _kept.get(session, version, status.key, lambda: _find(session, catalogue, status.key))
    return status if found is None else _with(status, found)


def _find(session: Session, catalogue: Catalogue, key: SeriesKey) -> Accumulated | None:
    result = read_series(session, catalogue, key)
    return None if result is None else accumulated(result)


_kept: VersionedCache[SeriesKey, Accumulated | None] = VersionedCache(most=4096)
"""Of services that were asked for lately: some milliseconds of work each."""


def accumulated(result: SeriesResult) -> Accumulated | None:
    """Return what says more than the newest point of a series, which is steady or an improvement."""
    if result.status.variation is Variation.IMPROVEMENT:
        evidence = [*_against(result), *_level(result), *_season(result)]
    else:
        evidence = [*_built_up(result), *_level(result)]
    return next(iter(evidence), None)


def _with(status: Status, found: Accumulated) -> Status:
    """Take an improvement back that is none, or not by these limits."""
    if status.variation is not Variation.IMPROVEMENT:
        return replace(status, accumulated=found)
    if found.evidence is Evidence.SEASON:
        return replace(status, accumulated=found, variation=Variation.COMMON_CAUSE, direction=0, rule=None)
    return replace(status, accumulated=found, variation=variation_of(status.direction, 0))


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
