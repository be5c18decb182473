"""Parts of a tree and of time, small ones first: what is open in a part is open in the whole.

every hospital and quarter by itself      H1 | H1 | H1 | H1        Many small linear programs in place of a
                                          H2 | H2 | H2 | H2        large one; most numbers are open in them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from quality.disclosure.feasibility.places import NOWHERE, Integers
from quality.disclosure.feasibility.told import Frame
from quality.series.calendar_blocks import Grain


def parts_of_places(frame: Frame, above: Mapping[int, int]) -> Iterator[Integers]:
    """Yield (N,) the part that each place is in. above: service → the one it is in."""
    service, period = service_and_period(frame)
    quarter = np.searchsorted(frame.spans[Grain.QUARTER][:, 0], period, side="right")
    for depth, of_each in areas(len(frame.inside), above):
        area = of_each[service]
        yield area * (quarter.max(initial=0) + 1) + quarter
        if depth:
            yield area


def areas(services: int, above: Mapping[int, int]) -> Iterator[tuple[int, Integers]]:
    """Yield how deep in the tree, and (S,) the service there that each is in, the innermost first."""
    paths = [_path(row, above) for row in range(services)]
    for depth in range(max(map(len, paths)) - 2, -1, -1):
        yield depth, np.array([path[min(depth, len(path) - 1)] for path in paths])


def service_and_period(frame: Frame) -> tuple[Integers, Integers]:
    """Return the service and the period of each place."""
    size = frame.places.counts.shape[-1]
    service, period = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
    for stood in (frame.places.now, *(before for _, before in frame.places.before)):
        row, column = np.nonzero(stood != NOWHERE)
        service[stood[row, column]], period[stood[row, column]] = row, column
    return service, period


def _path(service: int, above: Mapping[int, int]) -> list[int]:
    """Return the services that one is in, the outermost first, and itself."""
    found = [service]
    while found[-1] in above:
        found.append(above[found[-1]])
    return found[::-1]
