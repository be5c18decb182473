"""Numbers that would be small, and known too well, if a few people were taken back.

    told    eight, in a year whose months hold one person each, of three in all groups
    then    a file corrects May from one to none: the year is seven, and whoever keeps the eight knows it to
            within those who were counted in May before and after

Nothing takes back what was told, and totals of everyone are never held back. So a number that is a little
above the threshold has to be as open as a small one, where such places make it.
"""

from __future__ import annotations

import numpy as np

from quality.disclosure.feasibility.places import Integers
from quality.disclosure.feasibility.told import Frame, Span
from stats.arrays import Bools, Floats


def small_soon(frame: Frame, people: Floats, spans: Span, number: Floats, k: int) -> Bools:
    """Tell (S, G, T) of which numbers too little could be open once they are small.

    people: (G, N) at each place; number: (S, G, T)

    Whoever is taken back at places of t people was anybody of those t, and could be anybody of those who
    stay. Perhaps nobody stays: then a number is open by t alone, and only places of k people leave enough.
    """
    found: Bools = (number > k) & (number < 2 * k)
    row, group, place = frame.members(frame.places.now, spans, found)
    own, total = people[group, place], people.sum(axis=0)[place]
    is_thin = (own > 0) & (total < k)
    above = (number[found] - k).astype(np.int64)
    most = _most_within(row[is_thin], own[is_thin], total[is_thin], above.size, k)
    found[found] = most[:, k - 1] >= above
    return found


def _most_within(row: Integers, own: Floats, total: Floats, rows: int, k: int) -> Floats:
    """Return (rows, k): how many of a group are at most at places that hold 0, 1, 2 … people together.

    own, total: of the group, and of all groups, at a place of a row"""
    found = np.zeros((rows, k))
    order = np.argsort(row, kind="stable")
    row, own, total = row[order], own[order], total[order]
    nth = np.arange(row.size) - np.searchsorted(row, row)
    for step in range(int(nth.max(initial=-1)) + 1):
        before = found.copy()
        for size in range(1, k):
            its = (nth == step) & (total == size)
            at = row[its]
            found[at, size:] = np.maximum(before[at, size:], before[at, : k - size] + own[its, np.newaxis])
    return found
