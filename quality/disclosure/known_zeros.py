"""Find the zeros that have to stay open. Four people of a ward, all of one group, are the ward's four as soon
as a reader knows that nobody was of the others. The zeros of the month are hidden; but that of the year, or
of the hospital around it, says the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from quality.series.calendar_blocks import Grain
from stats.arrays import Bools, Floats

Windows = Mapping[Grain, Sequence[tuple[int, int]]]
"""From coarse to fine: first and one past the last column of each block."""


def zeros_to_protect(
    groups: Mapping[Grain, Floats],
    everyone: Mapping[Grain, Floats],
    windows: Windows,
    children: Mapping[int, Sequence[int]],
    k: int,
) -> dict[Grain, Bools]:
    """Return (3, S, G, T) per grain: zeros that must not be known, as they cover for few people who are alone
    in their line. groups: (3, S, G, T); everyone: (3, S, T).

    Of the zeros in a line the one is chosen that needs the fewest others to be hidden; often none.
    """
    above = {row: parent for parent, rows in children.items() for row in rows}
    found = {grain: np.zeros(count.shape, dtype=np.bool_) for grain, count in groups.items()}
    for grain, parts in groups.items():
        is_alone = (everyone[grain] > 0) & (everyone[grain] <= k)
        is_alone &= (parts > 0).sum(axis=2) + (everyone[grain] > parts.sum(axis=2)) == 1
        around = {
            other: _inside(windows[grain], windows[other]) for other in groups if _is_coarser(other, grain)
        }
        told = np.zeros(parts.shape)
        for other, inside in around.items():
            told += (groups[other] == 0).astype(float) @ inside.T.astype(float)
        cost = np.where(parts == 0, told + _of_those_above(told + (parts == 0), above), np.inf)
        cheapest = cost.min(axis=2)
        for at, service, time in np.argwhere(is_alone & (cheapest > 0) & np.isfinite(cheapest)):
            group = cost[at, service, :, time].argmin()
            around_it = list(_path(service, above))
            places = [service, *around_it]
            found[grain][at, around_it, group, time] = True
            for other, inside in around.items():
                found[other][at, places, group] |= inside[time]
    return {grain: marked & (groups[grain] == 0) for grain, marked in found.items()}


def _is_coarser(one: Grain, other: Grain) -> bool:
    order = (Grain.PERIOD, Grain.QUARTER, Grain.YEAR)
    return order.index(one) > order.index(other)


def _inside(fine: Sequence[tuple[int, int]], coarse: Sequence[tuple[int, int]]) -> Bools:
    """Return (fine, coarse): which block lies inside which."""
    (first, last), (begin, stop) = (np.array(w, dtype=int).reshape(-1, 2).T for w in (fine, coarse))
    found: Bools = (first[:, np.newaxis] >= begin) & (last[:, np.newaxis] <= stop)
    return found


def _path(service: int, above: Mapping[int, int]) -> Iterator[int]:
    while service in above:
        service = above[service]
        yield service


def _of_those_above(told: Floats, above: Mapping[int, int]) -> Floats:
    """Return for each service the sum over those that it is in."""
    found = np.zeros(told.shape)
    for row in range(told.shape[1]):
        for place in _path(row, above):
            found[:, row] += told[:, place]
    return found
