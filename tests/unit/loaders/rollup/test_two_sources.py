"""Pairs out of two halves, by hand and against a plain implementation."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.read.qualifiers import CODES
from loaders.rollup.two_sources import paired
from tests.effort import examples
from tests.unit.loaders.rollup.test_sum_children import BOARD, NORTH, PARENTS, SOUTH, W1, W2, W3, values


def half(rows):
    return values([(service, category, month, value, None) for service, category, month, value in rows])


def made(top, bottom, *, additive=True, is_proportion=False):
    """Pairs, numerators alone, and what is wrong, by (service, category, month)."""
    tree = PARENTS if additive else {}
    found = paired(half(top), half(bottom), tree, tree, is_proportion=is_proportion)
    return tuple(keyed(part) for part in (found.values, found.alone, found.wrong))


def keyed(found):
    months = ((found.period - np.datetime64("2026-01-01")).astype(int) // 31 + 1).tolist()
    keys = zip(found.service.tolist(), found.category.tolist(), months, strict=True)
    numbers = zip(found.numerator.tolist(), found.denominator.tolist(), strict=True)
    clean = [tuple(None if math.isnan(v) else v for v in pair) for pair in numbers]
    return dict(zip(keys, clean, strict=True))


def test_a_pair_stands_where_both_were_given():
    pairs, alone, _ = made([(W1, 0, 1, 3), (W2, 0, 1, 1)], [(W1, 0, 1, 540), (W3, 0, 1, 80)])
    assert pairs == {(W1, 0, 1): (3, 540)}
    assert alone == {(W2, 0, 1): (1, None)}


def test_a_sum_of_halves_is_no_pair_where_neither_was_given():
    # North's falls are those of two wards and its bed days those of one: together they would be no rate.
    pairs, _, _ = made([(W1, 0, 1, 3), (W2, 0, 1, 9)], [(W1, 0, 1, 540)])
    assert pairs == {(W1, 0, 1): (3, 540)}


def test_the_half_of_a_hospital_meets_the_sum_of_its_wards():
    pairs, alone, _ = made([(W1, 0, 1, 3), (W2, 0, 1, 9)], [(NORTH, 0, 1, 700)])
    assert pairs == {(NORTH, 0, 1): (12, 700)}
    assert alone == {}  # they are part of it
    pairs, _, _ = made([(NORTH, 0, 1, 12)], [(W1, 0, 1, 300), (W2, 0, 1, 400)])
    assert pairs == {(NORTH, 0, 1): (12, 700)}


def test_what_does_not_add_up_meets_its_own_only():
    pairs, alone, _ = made([(W1, 0, 1, 3)], [(NORTH, 0, 1, 700)], additive=False)
    assert (pairs, alone) == ({}, {(W1, 0, 1): (3, None)})


def test_a_missing_half_makes_a_missing_pair():
    pairs, alone, _ = made([(W1, 0, 1, None), (W2, 0, 1, 4)], [(W1, 0, 1, 540), (W2, 0, 1, None)])
    assert pairs == {(W1, 0, 1): (None, 540), (W2, 0, 1): (4, None)}
    assert alone == {}


def test_why_it_is_missing_goes_with_it_and_a_remark_does_not():
    top, bottom = half([(W1, 0, 1, None), (W2, 0, 1, 4)]), half([(W1, 0, 1, 540), (W2, 0, 1, 90)])
    top.qualifier[:] = CODES["suppressed"], CODES["estimated"]
    bottom.qualifier[:] = CODES["provisional"], CODES["provisional"]
    found = paired(top, bottom, PARENTS, PARENTS, is_proportion=False).values
    assert found.qualifier.tolist() == [CODES["suppressed"], CODES["estimated"]]


def test_a_pair_is_immature_while_a_half_is():
    top, bottom = half([(W1, 0, 1, 3), (W2, 0, 1, 4)]), half([(W1, 0, 1, 540), (W2, 0, 1, 90)])
    bottom.is_immature[1] = True
    found = paired(top, bottom, PARENTS, PARENTS, is_proportion=False).values
    assert found.is_immature.tolist() == [False, True]


def test_a_part_larger_than_its_whole_is_no_pair():
    pairs, _, wrong = made([(W1, 0, 1, 9), (W2, 0, 1, 2)], [(W1, 0, 1, 5), (W2, 0, 1, 2)], is_proportion=True)
    assert (pairs, wrong) == ({(W2, 0, 1): (2, 2)}, {(W1, 0, 1): (9, 5)})


def test_groups_meet_their_own():
    pairs, _, _ = made([(W1, 0, 1, 9), (W1, 1, 1, 4)], [(W1, 0, 1, 90), (W1, 2, 1, 30)])
    assert pairs == {(W1, 0, 1): (9, 90)}


@pytest.mark.parametrize(("top", "bottom"), [([], []), ([(W1, 0, 1, 3)], []), ([], [(W1, 0, 1, 3)])])
def test_with_nothing_to_pair_there_is_nothing(top, bottom):
    pairs, alone, wrong = made(top, bottom)
    assert (pairs, wrong) == ({}, {})
    assert alone == {(s, c, m): (v, None) for s, c, m, v in top}


def plainly(top, bottom):
    """The same, service by service: own halves, or the sum over children that miss nothing."""
    children = {parent: [c for c, p in PARENTS.items() if p == parent] for parent in set(PARENTS.values())}

    def of(half, service):
        """Is it its own, and the value; None: nothing is known of it."""
        if service in half:
            return True, half[service]
        below = [of(half, child) for child in children.get(service, [])]
        below = [value for found in below if found is not None for value in found[1:]]
        if not below:
            return None
        return False, None if None in below else sum(below)

    found = {}
    for service in {*PARENTS, BOARD}:
        pair = [of(half, service) for half in (top, bottom)]
        if None not in pair and (pair[0][0] or pair[1][0]):
            found[service] = (pair[0][1], pair[1][1])
    return found


one_month = st.dictionaries(
    st.sampled_from([BOARD, NORTH, SOUTH, W1, W2, W3]), st.none() | st.integers(0, 99), max_size=6
)


@examples(300)
@given(top=one_month, bottom=one_month)
def test_any_halves_are_as_the_plain_version_has_them(top, bottom):
    rows = ([(service, 0, 1, value) for service, value in half.items()] for half in (top, bottom))
    pairs, _, _ = made(*rows)
    assert {service: pair for (service, _, _), pair in pairs.items()} == plainly(top, bottom)
