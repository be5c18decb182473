"""Exchanges of people are solved part by part, and are as far-reaching as solved all at once."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import linprog

from quality.disclosure.feasibility.exchanges import exchanges

GROUPS, PLACES, SUMS = 4, 9, 14


def invented(seed):
    """Sums of one group over a few places, people, and an aim."""
    random = np.random.default_rng(seed)
    parts = [
        (name, group, place)
        for name in range(SUMS)
        for group in [random.integers(GROUPS)]
        for place in random.permutation(PLACES)[: random.integers(1, 5)]
    ]
    among = exchanges(np.arange(PLACES), tuple(np.array(parts).T), GROUPS)
    people = random.integers(0, 9, size=(GROUPS, PLACES)).astype(float)
    aim = random.normal(size=among.size) * (random.random(among.size) < 0.3)
    return among, people, aim


@pytest.mark.parametrize("seed", range(40))
def test_parts_reach_as_far_as_the_whole(seed):
    among, people, aim = invented(seed)
    moved = among.furthest(aim, people)
    bounds = np.stack([-people.ravel(), np.full(people.size, np.inf)], axis=1)
    whole = linprog(aim, A_eq=among.sums, b_eq=np.zeros(among.rows), bounds=bounds)
    assert aim @ moved == pytest.approx(whole.fun, abs=1e-6)
    assert np.abs(among.sums @ moved).max() < 1e-6
    assert (moved.reshape(people.shape) + people).min() > -1e-6


def test_who_is_known_cannot_move_and_nobody_with_them():
    """Of two groups at a place one is told by itself: the other follows, and so does the sum it is in."""
    parts = np.array([(0, 0, 0), (1, 1, 0), (1, 1, 1)]).T
    among = exchanges(np.arange(2), tuple(parts), 2)
    assert not among.furthest(np.array([1.0, 1, -1, -1]), np.full((2, 2), 5.0)).any()
