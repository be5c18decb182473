"""Residents of a service that follow from those of the services beside and around it."""

from __future__ import annotations

import numpy as np
import pytest

from quality.disclosure.residents import withheld

K = 7
HOSPITAL, WARDS = 0, (1, 2, 3)
INSIDE = {HOSPITAL: WARDS}


def residents(*wards, hospital=None):
    """Residents of the wards by group, and of the hospital that holds them."""
    counts = {ward: np.array(its, dtype=float) for ward, its in zip(WARDS, wards, strict=True)}
    return {HOSPITAL: np.array(hospital or sum(counts.values()), dtype=float)} | counts


def known(counts, hidden):
    """The groups and wards that whoever subtracts gets, out of what is shown of all services."""
    left = [ward for ward in WARDS if ward in hidden]
    if HOSPITAL in hidden or len(left) != 1:
        return set()
    return {(left[0], group) for group, count in enumerate(counts[left[0]]) if 0 < count <= K}


def test_a_ward_beside_one_with_few_people_is_withheld_too():
    counts = residents((90, 3), (80, 40), (300, 30))
    assert withheld(counts, INSIDE, K) == {1, 3}, "the next smallest of the group that is few"
    assert known(counts, {1}) == {(1, 1)}, "it alone would follow"


def test_nothing_is_withheld_where_nobody_is_few_or_nothing_is_hidden():
    assert withheld(residents((90, 30), (80, 40), (300, 30)), INSIDE, K) == frozenset()
    assert withheld(residents((90, 3), (80, 40), (300, 30)), INSIDE, 0) == frozenset()


def test_few_people_beyond_the_wards_are_covered():
    counts = residents((90, 30), (80, 40), (300, 30), hospital=(472, 100))
    assert len(withheld(counts, INSIDE, K)) == 1, "two people of the hospital are in no ward"


def test_those_inside_a_cover_do_not_add_up_to_it():
    counts = residents((90, 3), (80, 40), (300, 30))
    inside = {**INSIDE, 3: (4, 5)}
    counts |= {4: np.array([100.0, 12.0]), 5: np.array([200.0, 18.0])}
    assert withheld(counts, inside, K) == {1, 3, 4}


@pytest.mark.parametrize("seed", range(40))
def test_no_few_people_follow(seed):
    random = np.random.default_rng(seed)
    counts = residents(*random.poisson(random.choice([2, 10, 60], size=(3, 3))).tolist())
    hidden = withheld(counts, INSIDE, K)
    assert hidden >= {s for s, its in counts.items() if ((its > 0) & (its <= K)).any()}
    assert known(counts, hidden) == set()
    for group in range(3):
        left = [counts[ward][group] for ward in WARDS if ward in hidden]
        if HOSPITAL not in hidden and any(0 < count <= K for count in left):
            assert sum(left) >= K
