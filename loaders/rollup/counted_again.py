"""Sums of children that count some of them again, as levels stand side by side below one service.

All in this file   360      no number of its own: the sum of those inside, three times England's
├ England          120
├ North            120
├ Trust 1           60
└ Trust 2           60
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue.models import Indicator
from data.models import EVERYONE, Service
from data.write.observations import Values
from loaders.observations.grouping import Groups, stand_among
from loaders.rollup.sum_children import children_of

_MOST = 0.9  # of the numbers are a whole multiple
_BY_CHANCE = 1 / 200
_NEAR = 1e-6
_NEWEST = 36  # periods are enough


def notes(
    session: Session, indicator: Indicator, loaded: Values, made: Values, parents: Mapping[int, int]
) -> list[str]:
    """Say which sums are a whole multiple of the number of one child, nearly everywhere."""
    every = Values.join([loaded, made])
    every = every.take((every.category == EVERYONE) & (every.period >= _since(every.period)))
    part, above = children_of(every, parents)
    groups = Groups.of(above, part.category, part.period)
    if not groups.has_duplicates:
        return []
    service, category, period = groups.keys
    none = np.full(len(service), np.nan)
    is_sum = stand_among(Values.without_denominators(service, category, period, none), made)
    numbers = [values for values in (part.numerator, part.denominator) if not np.isnan(values).all()]
    found, names = [], dict(session.execute(select(Service.id, Service.name)).all())
    for parent in np.unique(service[is_sum]).tolist():
        at = is_sum & (service == parent)
        tried = [_multiple(groups, np.nan_to_num(values), at) for values in numbers]
        said = [one for one in tried if one is not None]
        if len(said) < len(numbers) or len({times for times, _ in said}) > 1:
            continue
        if np.prod([chance for _, chance in said]) <= _BY_CHANCE:
            child = names[_largest(groups, part, np.flatnonzero(at)[-1])]
            found.append(
                f"{indicator.label}: the sum of the services inside {names[parent]} is {said[0][0]} times "
                f"the number of {child}, so levels seem to stand side by side and to be counted again. Give "
                "each the one above it as `parent`, or choose one level with `only`"
            )
    return found


def _since(period: np.ndarray) -> np.datetime64:
    days = np.unique(period)
    return days[-_NEWEST:][0] if len(days) else np.datetime64("1970-01-01")


def _multiple(groups: Groups, values: np.ndarray, at: np.ndarray) -> tuple[int, float] | None:
    """Return how many times its largest child each sum is, and how likely that is by chance.

    Children of equal numbers make a whole multiple too: so there must be more of them than it says.
    """
    ordered = values[groups.order]
    largest = np.maximum.reduceat(ordered, groups.starts)
    counted = np.add.reduceat((ordered > 0).astype(int), groups.starts)
    at = at & (largest > 0)
    if not at.any():
        return None
    times = groups.sums(values)[at] / largest[at]
    whole = round(float(np.median(times)))
    is_so = np.isclose(times, whole, rtol=_NEAR, atol=0)
    if whole < 2 or is_so.mean() < _MOST or (counted[at][is_so] <= whole).any():
        return None
    step = 5.0 if (values % 5 == 0).all() else 1.0  # as published numbers are rounded
    return whole, float(np.prod(step / largest[at][is_so]))


def _largest(groups: Groups, part: Values, group: int) -> int:
    """Return the child with the largest number in one group."""
    inside = groups.order[groups.starts[group] :][: groups.sizes[group]]
    return int(part.service[inside[np.argmax(np.nan_to_num(part.numerator[inside]))]])
