"""Patterns of neighbours, found in a flat row of marks without looking at one point at a time."""

from __future__ import annotations

import numpy as np

from stats.arrays import Bools


def consecutive(marks: Bools, count: int) -> Bools:
    """Mark where `count` marks in a row end.

    marks            · x x x · x x x x       count 3
    consecutive      · · · x · · · x x

    Lengths are doubled (1, 2, 4, then the rest), so seven cost three passes and not six.
    """
    ends = marks.copy()
    have = 1
    while have < count:
        step = min(have, count - have)
        ends[step:] &= ends[:-step]
        ends[:step] = False
        have += step
    return ends


def whole(ends: Bools, length: int) -> Bools:
    """Return all points of the windows of `length` points that end at the given places.

    ends             · · · x · · · x x       length 3
    whole            · x x x · x x x x
    """
    points = ends.copy()
    have = 1
    while have < length:
        step = min(have, length - have)
        points[:-step] |= points[step:]
        have += step
    return points


def crowded(marks: Bools, length: int, needed: int) -> Bools:
    """Mark where a window of `length` points ends that holds at least `needed` marks."""
    held = marks.astype(np.int8)
    for back in range(1, length):
        held[back:] += marks[:-back]
    return held >= needed


def linked(marks: Bools, joined: Bools) -> Bools:
    """Keep a marked point whose neighbour before it, in the same phase, is marked too."""
    links = np.zeros_like(marks)
    np.logical_and(marks[1:], marks[:-1], out=links[1:])
    links &= joined
    return links
