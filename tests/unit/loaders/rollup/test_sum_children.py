"""Parents out of children, by hand and against a plain implementation."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from data.write.observations import Values
from loaders.rollup.sum_children import rolled_up

BOARD, NORTH, SOUTH, W1, W2, W3 = range(1, 7)
PARENTS = {NORTH: BOARD, SOUTH: BOARD, W1: NORTH, W2: NORTH, W3: SOUTH}


def values(rows):
    """(service, category, month, numerator, denominator) rows; None is missing."""
    columns = list(zip(*rows, strict=True)) if rows else [()] * 5
    number = [np.array([np.nan if v is None else v for v in c], dtype=float) for c in columns[3:]]
    return Values(
        np.array(columns[0], dtype=np.int64),
        np.array(columns[1], dtype=np.int64),
        np.datetime64("2026-01", "M").astype("datetime64[D]")
        + np.array([31 * (m - 1) for m in columns[2]], dtype="timedelta64[D]"),
        *number,
        np.zeros(len(rows), dtype=bool),
    )


def found(rows, *, has_denominator=True):
    made = rolled_up(values(rows), PARENTS, has_denominator=has_denominator)
    months = ((made.period - np.datetime64("2026-01-01")).astype(int) // 31 + 1).tolist()
    keys = zip(made.service.tolist(), made.category.tolist(), months, strict=True)
    numbers = zip(made.numerator.tolist(), made.denominator.tolist(), strict=True)
    clean = [tuple(None if math.isnan(v) else v for v in pair) for pair in numbers]
    return dict(zip(keys, clean, strict=True))


def test_rates_leave_out_a_child_with_a_missing_part():
    rows = [(W1, 0, 1, 3, 10), (W2, 0, 1, None, 20), (W3, 0, 1, 2, None)]
    assert found(rows) == {(NORTH, 0, 1): (3, 10), (BOARD, 0, 1): (3, 10)}


def test_count_with_a_missing_child_is_missing():
    rows = [(W1, 0, 1, 3, None), (W2, 0, 1, None, None), (W3, 0, 1, 2, None)]
    expected = {(NORTH, 0, 1): (None, None), (SOUTH, 0, 1): (2, None), (BOARD, 0, 1): (None, None)}
    assert found(rows, has_denominator=False) == expected


def test_count_with_a_gap_in_a_child_is_missing_but_before_and_after_it_is_not():
    rows = [(W1, 0, m, 1, None) for m in (1, 2, 3, 4)] + [(W2, 0, m, 5, None) for m in (2, 4)]
    north = {m: v for (s, _, m), (v, _) in found(rows, has_denominator=False).items() if s == NORTH}
    assert north == {1: 1, 2: 6, 3: None, 4: 6}


def test_groups_are_summed_apart():
    rows = [(W1, 1, 1, 3, 10), (W2, 2, 1, 1, 20)]
    assert found(rows)[BOARD, 1, 1] == (3, 10)
    assert found(rows)[BOARD, 2, 1] == (1, 20)


def test_nothing_above_gives_nothing():
    assert found([(BOARD, 0, 1, 3, 10)]) == {}
    assert found([]) == {}


def plainly(rows):
    """The rule for rates, one value at a time."""
    own = {(s, c, m): (n, d) for s, c, m, n, d in rows}
    made = {}
    for level in ((NORTH, SOUTH), (BOARD,)):
        for parent in level:
            for c, m in {(c, m) for _, c, m in {*own, *made}}:
                if (parent, c, m) in own:
                    continue
                parts = [
                    own.get((child, c, m)) or made.get((child, c, m))
                    for child, above in PARENTS.items()
                    if above == parent
                ]
                known = [p for p in parts if p is not None and None not in p]
                if known:
                    made[parent, c, m] = (sum(n for n, _ in known), sum(d for _, d in known))
    return made


NUMBER = st.one_of(st.none(), st.integers(0, 50))
KEYS = st.tuples(st.integers(1, 6), st.integers(0, 1), st.integers(1, 3))


@given(st.dictionaries(KEYS, st.tuples(NUMBER, NUMBER), min_size=1))
def test_rollup_agrees_with_the_plain_one(cells):
    rows = [(*key, *pair) for key, pair in cells.items()]
    assert found(rows) == plainly(rows)


def hollow(rows, *, has_denominator=False, closed=None):
    """Parents' months that are immature."""
    made = rolled_up(values(rows), PARENTS, has_denominator=has_denominator, closed=closed or {})
    months = ((made.period - np.datetime64("2026-01-01")).astype(int) // 31 + 1).tolist()
    keys = zip(made.service.tolist(), months, strict=True)
    return {key for key, is_so in zip(keys, made.is_immature.tolist(), strict=True) if is_so}


def upto(**last):
    """Counts of each ward from month 1 to its last."""
    wards = {"W1": W1, "W2": W2, "W3": W3}
    return [(wards[name], 0, month, 5, None) for name, end in last.items() for month in range(1, end + 1)]


def test_a_count_waits_for_a_ward_that_reported_lately():
    assert hollow(upto(W1=9, W2=8, W3=9)) == {(NORTH, 9), (BOARD, 9)}
    assert hollow(upto(W1=9, W2=6, W3=9)) == {(s, m) for s in (NORTH, BOARD) for m in (7, 8, 9)}


def test_a_ward_that_stopped_is_awaited_no_more_and_history_stays():
    assert hollow(upto(W1=9, W2=5, W3=9)) == set()


def test_nobody_waits_for_a_closed_ward():
    assert hollow(upto(W1=9, W2=8, W3=9), closed={W2: date(2026, 8, 30)}) == set()


def test_a_hospital_that_sent_nothing_makes_its_board_wait():
    assert hollow(upto(W1=9, W2=9, W3=8)) == {(BOARD, 9)}


def test_a_rate_does_not_wait():
    rows = [(who, group, month, n, 10) for who, group, month, n, _ in upto(W1=9, W2=8, W3=9)]
    assert hollow(rows, has_denominator=True) == set()
