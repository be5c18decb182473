"""What is inside a published total, by hand: nothing is compared where anything is missing."""

from __future__ import annotations

import math

from loaders.rollup.child_sums import child_sums
from tests.unit.loaders.rollup.test_sum_children import BOARD, NORTH, PARENTS, SOUTH, W1, W2, W3, values


def found(rows, *, has_denominator=True):
    made = child_sums(values(rows), PARENTS, has_denominator=has_denominator)
    months = ((made.period - values(rows).period.min()).astype(int) // 31 + 1).tolist()
    keys = zip(made.service.tolist(), months, strict=True)
    numbers = zip(made.numerator.tolist(), made.denominator.tolist(), strict=True)
    return dict(
        zip(keys, [tuple(None if math.isnan(v) else v for v in pair) for pair in numbers], strict=True)
    )


def test_sum_stands_beside_a_published_parent_only():
    rows = [(W1, 0, 1, 3, 10), (W2, 0, 1, 1, 20), (W3, 0, 1, 2, 5), (NORTH, 0, 1, 5, 30)]
    assert found(rows) == {(NORTH, 1): (4, 30)}


def test_published_child_counts_as_it_was_published():
    rows = [(W1, 0, 1, 3, 10), (NORTH, 0, 1, 5, 30), (W3, 0, 1, 2, 5), (BOARD, 0, 1, 9, 40)]
    assert found(rows) == {(NORTH, 1): (3, 10), (BOARD, 1): (7, 35)}


def test_nothing_is_compared_where_a_part_is_missing_at_any_depth():
    rows = [(W1, 0, 1, 3, 10), (W2, 0, 1, None, 20), (W3, 0, 1, 2, 5), (BOARD, 0, 1, 9, 40)]
    assert found(rows) == {}
    assert found([*rows, (NORTH, 0, 1, 6, 30)]) == {(BOARD, 1): (8, 35)}, (
        "the hospital's own number stands in"
    )


def test_nothing_is_compared_where_a_part_skipped_the_period():
    rows = [(W1, 0, m, 1, 2) for m in (1, 2, 3)] + [(W2, 0, m, 5, 9) for m in (1, 3)]
    rows += [(NORTH, 0, m, 6, 11) for m in (1, 2, 3)]
    assert set(found(rows)) == {(NORTH, 1), (NORTH, 3)}


def test_counts_without_denominator():
    rows = [(W1, 0, 1, 3, None), (W2, 0, 1, 1, None), (NORTH, 0, 1, 5, None)]
    assert found(rows, has_denominator=False) == {(NORTH, 1): (4, None)}


def test_parent_without_anything_inside_has_no_sum():
    assert found([(SOUTH, 0, 1, 1, 2)]) == {}
