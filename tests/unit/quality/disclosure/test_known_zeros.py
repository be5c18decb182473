"""Zeros that must not be known, chosen by hand: a hospital (row 0) with two wards, two or three groups."""

from __future__ import annotations

import numpy as np

from quality.disclosure.known_zeros import zeros_to_protect
from quality.series.calendar_blocks import Grain

K = 7
TREE = {0: [1, 2]}
WINDOWS = {
    Grain.YEAR: [(0, 4)],
    Grain.QUARTER: [(0, 2), (2, 4)],
    Grain.PERIOD: [(i, i + 1) for i in range(4)],
}


def marked(*wards):
    """Return service, group and blocks of each zero to protect, by grain. wards: groups × four months."""
    leaves = np.array(wards, dtype=float)
    months = np.concatenate([leaves.sum(axis=0, keepdims=True), leaves])
    groups = {
        grain: np.stack([np.stack([months[..., a:b].sum(axis=-1) for a, b in windows], axis=-1)] * 3)
        for grain, windows in WINDOWS.items()
    }
    everyone = {grain: count.sum(axis=2) for grain, count in groups.items()}
    found = zeros_to_protect(groups, everyone, WINDOWS, TREE, K)
    return {
        grain.value: [(s, g, t) for s, g, t in np.argwhere(of_grain[0]).tolist()]
        for grain, of_grain in found.items()
        if of_grain.any()
    }


def test_few_people_with_others_in_their_line_need_no_zero():
    assert marked([[3, 9, 9, 9], [9, 9, 9, 9]], [[9] * 4, [9] * 4]) == {}


def test_zero_of_a_month_that_neither_quarter_nor_year_gives_away():
    assert marked([[3, 9, 9, 9], [0, 9, 9, 9]], [[9] * 4, [9] * 4]) == {}


def test_zero_of_the_quarter_is_protected():
    assert marked([[3, 9, 9, 9], [0, 0, 9, 9]], [[9] * 4, [9] * 4]) == {"quarter": [(1, 1, 0)]}


def test_zero_of_the_hospital_is_protected_too():
    assert marked([[3, 9, 9, 9], [0, 9, 9, 9]], [[9] * 4, [0, 9, 9, 9]]) == {"period": [(0, 1, 0)]}
    assert marked([[3, 9, 9, 9], [0] * 4], [[9] * 4, [0] * 4]) == {
        "year": [(0, 1, 0), (1, 1, 0)],
        "quarter": [(0, 1, 0), (1, 1, 0)],
        "period": [(0, 1, 0)],
    }


def test_the_zero_that_needs_fewest_others_is_chosen():
    few, none, once = [3, 9, 9, 9], [0] * 4, [0, 9, 9, 9]
    assert marked([few, none, once], [[9] * 4] * 3) == {}


def test_people_beyond_the_groups_are_a_group_of_their_own():
    """Four in all, three in a group: the fourth may be anywhere."""
    groups = {grain: np.zeros((3, 1, 2, len(windows))) for grain, windows in WINDOWS.items()}
    groups[Grain.PERIOD][:, 0, 0, 0] = 3
    everyone = {grain: count.sum(axis=2) for grain, count in groups.items()}
    assert zeros_to_protect(groups, everyone, WINDOWS, {}, K)[Grain.YEAR].any()
    everyone[Grain.PERIOD][:, 0, 0] = 4
    assert not zeros_to_protect(groups, everyone, WINDOWS, {}, K)[Grain.YEAR].any()
