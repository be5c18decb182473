"""Parents' values out of their children's, for indicators that are `additive`.

    board       sum of its hospitals, unless the board's own value was loaded: that wins
    └ hospital  sum of its wards
      └ ward    loaded

- The sum goes up level by level to the root, and takes each child's own value where it has one.
- A child that has no value for a period (closed, not yet open, its file late) adds nothing.
- Where there is a denominator, a child whose numerator or denominator is missing (`*`) is left out whole:
  the sum is then the rate of those that are known.
- A plain count with a missing child, or one that skipped this period between two others, would be too low
  for no reason that anybody could see: that parent's value is missing then.
- A parent's value is immature while any of its parts is, and a plain count while it waits for a child
  (`loaders.rollup.pending_children`).
- A closed ward's history stays in its parent.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

import numpy as np

from data.read.qualifiers import FIRST_MISSING
from data.write.observations import Values
from loaders.observations.grouping import Groups
from loaders.rollup.pending_children import awaits

NOBODY_CLOSED: Mapping[int, date] = MappingProxyType({})


def rolled_up(
    loaded: Values,
    parents: Mapping[int, int],
    *,
    has_denominator: bool,
    closed: Mapping[int, date] = NOBODY_CLOSED,
) -> Values:
    """The values of all parents that were not loaded themselves."""
    depth = depths(parents)
    services, which = np.unique(loaded.service, return_inverse=True)
    levels = np.array([depth.get(service, 0) for service in services.tolist()], dtype=np.int64)[which]
    own = loaded.take(np.flatnonzero(np.isin(loaded.service, list(set(parents.values())))))
    made: list[Values] = []
    deepest = int(levels.max(initial=0))
    current = loaded.take(np.flatnonzero(levels == deepest))
    for level in range(deepest, 0, -1):
        sums = _without(_one_level(current, parents, closed, has_denominator=has_denominator), own)
        made.append(sums)
        current = Values.join([sums, loaded.take(np.flatnonzero(levels == level - 1))])
    return Values.join(made) if made else loaded.take(np.array([], dtype=np.int64))


def _without(sums: Values, own: Values) -> Values:
    """Those that no loaded value stands for already."""
    return sums.take(np.flatnonzero(~is_among(sums, own)))


def is_among(sums: Values, own: Values) -> np.ndarray:
    """Which sums have a loaded value beside them."""
    both = Values.join([own, sums])
    first = Groups.of(both.service, both.category, both.period)
    is_first = np.zeros(len(both), dtype=bool)
    is_first[first.order[first.starts]] = True
    return ~is_first[len(own) :]


def depths(parents: Mapping[int, int]) -> dict[int, int]:
    """How far each service is below its root."""
    depth: dict[int, int] = {}
    for service in parents:
        path, at = [service], service
        while at in parents and at not in depth:
            at = parents[at]
            path.append(at)
        base = depth.get(at, 0)
        for steps, node in enumerate(reversed(path)):
            depth[node] = base + steps
    return depth


def _one_level(
    children: Values, parents: Mapping[int, int], closed: Mapping[int, date], *, has_denominator: bool
) -> Values:
    services, which = np.unique(children.service, return_inverse=True)
    above = np.array([parents.get(service, -1) for service in services.tolist()], dtype=np.int64)[which]
    known = ~np.isnan(children.numerator)
    if has_denominator:
        counted = (above >= 0) & known & ~np.isnan(children.denominator)
    else:
        counted = above >= 0
    rows = np.flatnonzero(counted)
    part, above = children.take(rows), above[rows]
    groups = Groups.of(above, part.category, part.period)
    immature = groups.sums(part.is_immature.astype(float)) > 0
    top, bottom = groups.sums(part.numerator), groups.sums(part.denominator)
    service, category, period = groups.keys
    code = groups.strictest(part.qualifier)
    if not has_denominator:
        top[has_gap(part, above)] = np.nan
        immature |= awaits(part, above, closed)
    fits = np.where(np.isnan(top), code >= FIRST_MISSING, code < FIRST_MISSING)
    return Values(service, category, period, top, bottom, immature, np.where(fits, code, 0).astype(np.int8))


def has_gap(part: Values, above: np.ndarray) -> np.ndarray:
    """Which sums lack a child that reported both before and after: their sum is too low."""
    if not len(part):
        return np.zeros(0, dtype=bool)
    days, day = np.unique(part.period, return_inverse=True)
    sum_of = np.unique(np.column_stack([above, part.category]), axis=0, return_inverse=True)[1].ravel()
    series = Groups.of(part.service, part.category, np.zeros(len(part), dtype=np.int64))
    ordered_day, total = day[series.order], sum_of[series.order][series.starts]
    # How many children report or lie between two reports: one up at a child's first day, one down after
    # its last, added up along time.
    active = np.zeros((int(sum_of.max()) + 1, len(days) + 1), dtype=np.int64)
    np.add.at(active, (total, np.minimum.reduceat(ordered_day, series.starts)), 1)
    np.add.at(active, (total, np.maximum.reduceat(ordered_day, series.starts) + 1), -1)
    active = active.cumsum(axis=1)
    present = Groups.of(above, part.category, part.period)
    count = np.diff(np.r_[present.starts, len(present.order)])
    first = present.order[present.starts]
    return count < active[sum_of[first], day[first]]
