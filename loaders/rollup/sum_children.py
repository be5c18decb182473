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

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from types import MappingProxyType

import numpy as np

from data.write.observations import Values
from loaders.observations.grouping import Groups, stand_among
from loaders.rollup.pending_children import awaits, has_gap
from loaders.values.qualifiers import only_fitting

NOBODY_CLOSED: Mapping[int, date] = MappingProxyType({})


def rolled_up(
    loaded: Values,
    parents: Mapping[int, int],
    *,
    has_denominator: bool,
    closed: Mapping[int, date] = NOBODY_CLOSED,
) -> Values:
    """Return the values of all parents that were not loaded themselves."""
    add_up = partial(_one_level, parents=parents, closed=closed, has_denominator=has_denominator)
    return by_level(loaded, parents, add_up)[0]


def by_level(
    loaded: Values, parents: Mapping[int, int], add_up: Callable[[Values], Values]
) -> tuple[Values, Values]:
    """Return the sums of children, from the deepest level up: those of parents that were not loaded
    themselves, and go up with them, and those that have a loaded value beside them, which goes up instead."""
    services, which = np.unique(loaded.service, return_inverse=True)
    levels = np.array([_depth(service, parents) for service in services.tolist()], dtype=np.int64)[which]
    none = loaded.take(np.array([], dtype=np.int64))
    made, beside, new = [none], [none], none
    for level in range(int(levels.max(initial=0)), 0, -1):
        sums = add_up(Values.join([new, loaded.take(levels == level)]))
        is_beside = stand_among(sums, loaded)
        new = sums.take(~is_beside)
        made.append(new)
        beside.append(sums.take(is_beside))
    return Values.join(made), Values.join(beside)


def _depth(service: int, parents: Mapping[int, int]) -> int:
    """Return how far a service is below its root."""
    steps = 0
    while service in parents:
        service, steps = parents[service], steps + 1
    return steps


def _one_level(
    children: Values, parents: Mapping[int, int], closed: Mapping[int, date], *, has_denominator: bool
) -> Values:
    part, above = children_of(children, parents)
    if has_denominator:
        known = ~np.isnan(part.numerator) & ~np.isnan(part.denominator)
        part, above = part.take(known), above[known]
    groups = Groups.of(above, part.category, part.period)
    immature = groups.sums(part.is_immature.astype(float)) > 0
    top, bottom = groups.sums(part.numerator), groups.sums(part.denominator)
    if not has_denominator:
        top[has_gap(part, above)] = np.nan
        immature |= awaits(part, above, closed)
    remark = only_fitting(groups.strictest(part.qualifier), np.isnan(top))
    return Values(*groups.keys, top, bottom, immature, remark)


def children_of(values: Values, parents: Mapping[int, int]) -> tuple[Values, np.ndarray]:
    """Return the values of services that have a parent, and the parent of each."""
    services, which = np.unique(values.service, return_inverse=True)
    above = np.array([parents.get(service, -1) for service in services.tolist()], dtype=np.int64)[which]
    return values.take(above >= 0), above[above >= 0]
