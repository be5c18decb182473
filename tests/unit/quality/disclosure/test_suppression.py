"""The gate, attacked: a solver sees all that is shown, and every total, and tries to pin what is not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy.optimize import LinearConstraint, milp

from quality.disclosure.across_services import suppress_tree
from quality.disclosure.suppression import Suppression, counts, differencing_reveals, rounded
from tests.attacker.optimum import hidden_by_gate
from tests.builders import series_mask
from tests.effort import examples

K = 7


def feasible_range(unknown: int, known_sums: list[tuple[list[int], float]], wanted: int) -> tuple[int, int]:
    """Smallest and largest whole number the wanted unknown can be, given sums of some of them."""
    if not known_sums:
        return 0, 10**9
    matrix = np.zeros((len(known_sums), unknown))
    for row, (members, _) in enumerate(known_sums):
        matrix[row, members] = 1
    sums = np.array([total for _, total in known_sums])
    aim = np.zeros(unknown)
    aim[wanted] = 1
    ends = []
    for sign in (1, -1):
        answer = milp(
            sign * aim,
            constraints=LinearConstraint(matrix, sums, sums),
            integrality=np.ones(unknown),
        )
        ends.append(10**9 if answer.x is None else round(answer.x[wanted]))
    return ends[0], ends[1]


def mask_of(numerators, denominators, k=K):
    x, n = (np.asarray(a, dtype=float) for a in (numerators, denominators))
    x, n = (a[:, np.newaxis] if a.ndim == 1 else a for a in (x, n))
    return series_mask(x, n, x.sum(axis=0), n.sum(axis=0), k)[:, 0]


# -- one table -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("what", "numerators", "denominators", "hidden"),
    [
        ("nothing is small", [90, 18, 41], [900, 200, 300], []),
        ("a small group takes the next smallest along", [90, 4, 30, 25], [900, 200, 300, 200], [1, 3]),
        ("two small ones whose sum is small need a third", [812, 2, 96, 1, 22], [2000] * 5, [1, 3, 4]),
        ("7 is hidden, 8 is shown until it is needed", [7, 8, 40], [200, 200, 200], [0, 1]),
        ("8 alone is shown", [8, 30, 40], [200, 200, 200], []),
        ("zero is shown", [0, 30, 40], [200, 200, 200], []),
        ("zero is no cover", [0, 3, 40, 52], [100, 100, 100, 100], [1, 2]),
        ("few people, though no event among them", [0, 30, 40], [5, 200, 300], [0, 1]),
        ("all but a few have the event", [197, 60, 90], [200, 200, 200], [0, 2]),
        ("everyone has the event: zero others are shown", [200, 60, 90], [200, 200, 200], []),
        ("too few in all: everything is hidden", [2, 1, 1], [100, 100, 100], [0, 1, 2]),
    ],
)
def test_one_table(what, numerators, denominators, hidden):
    assert np.flatnonzero(mask_of(numerators, denominators)).tolist() == hidden, what


def test_a_threshold_of_zero_hides_nothing():
    assert not mask_of([1, 2, 3], [4, 5, 6], k=0).any()


def test_people_in_no_group_can_be_worked_out_too():
    """950 people in all, 948 in the groups: the two others are hidden by hiding a group."""
    x, n = np.array([[90.0], [30.0]]), np.array([[648.0], [300.0]])
    assert series_mask(x, n, x.sum(axis=0) + 1, n.sum(axis=0) + 2, K)[:, 0].tolist() == [False, True]


def test_a_series_is_hidden_whole():
    x = np.array([[90.0, 80, 85], [30, 4, 33], [50, 60, 70], [55, 65, 75]])
    mask = series_mask(x, x * 10, x.sum(axis=0), 10 * x.sum(axis=0), K)
    assert mask.tolist() == [[False] * 3, [True] * 3, [True] * 3, [False] * 3]


sizes = st.integers(min_value=0, max_value=60)
tables = st.integers(min_value=2, max_value=6).flatmap(
    lambda g: st.tuples(st.lists(sizes, min_size=g, max_size=g), st.lists(sizes, min_size=g, max_size=g))
)


@examples(120)
@given(tables)
def test_an_attacker_who_subtracts_learns_no_small_number(table):
    events, others = (np.array(part, dtype=float) for part in table)
    people = events + others
    hidden = np.flatnonzero(mask_of(events, people))
    for count in (people, events, others):
        small = (count > 0) & (count <= K)
        assert set(np.flatnonzero(small)) <= set(hidden), "a small number is shown"
        if hidden.size == count.size:
            continue  # nothing is shown: nothing but the total is known
        left = count.sum() - np.delete(count, hidden).sum()
        for place, group in enumerate(hidden):
            if small[group]:
                low, high = feasible_range(hidden.size, [(list(range(hidden.size)), left)], place)
                assert high - low >= K


@examples(100)
@given(tables, st.integers(0, 10**6))
def test_an_attacker_who_knows_the_denominators_from_another_indicator_learns_none(table, seed):
    """Groups that are not hidden for their own few people may have been seen beside another numerator."""
    events, others = (np.array(part, dtype=float) for part in table)
    people = events + others
    hidden = mask_of(events, people)
    few = mask_of(np.zeros_like(people), people)  # what is hidden of any indicator about these people
    assert not (few & ~hidden).any()
    if hidden.all():
        return
    pool, total = people[few].sum(), events[hidden].sum()
    for group in np.flatnonzero(hidden & ~few & (events > 0) & (events <= K)):
        elsewhere = people[hidden & ~few].sum() - people[group] + pool
        low, high = max(0.0, total - elsewhere), min(total, people[group])
        assert high - low >= K


# -- trees -----------------------------------------------------------------------------------------


def hide_tree(leaves: np.ndarray) -> np.ndarray:
    """Row 0 is the parent of all other rows. leaves: (children, G)."""
    events = np.concatenate([leaves.sum(axis=0, keepdims=True), leaves])[:, :, np.newaxis]
    groups, everyone = counts(events, events * 10), counts(events.sum(axis=1), events.sum(axis=1) * 10)
    return suppress_tree(
        groups, everyone, {0: range(1, len(events))}, K, Suppression.primary(groups, K)
    ).hidden


def test_a_team_that_shows_nothing_is_not_what_its_service_has_beyond_the_others():
    """A ward without bed days of its own has no rate; its falls are part of its hospital's."""
    events = np.array([[[12.0], [60.0]], [[9.0], [40.0]]])
    groups = counts(events, np.array([[[400.0], [500.0]], [[300.0], [300.0]]]))
    start = Suppression.primary(groups, K)
    assert not start.protected.any()
    found = suppress_tree(groups, groups.sum(axis=2), {0: [1]}, K, start).hidden
    assert found[0, 0] or found[1, 0]


def test_what_is_left_of_adding_up_fractions_is_nobody():
    days = np.array([300.1, 300.2, 300.3])
    people = np.array([[[days.sum() + 1e-10]], *([[day]] for day in days)])
    groups = counts(np.array([[[90.0]], [[30.0]], [[30.0]], [[30.0]]]), people)
    found = suppress_tree(groups, groups.sum(axis=2), {0: [1, 2, 3]}, K, Suppression.primary(groups, K))
    assert not found.hidden.any()


def test_a_team_is_not_given_away_by_its_service_less_the_other_team():
    hidden = hide_tree(np.array([[12.0, 300, 250], [3, 280, 260]]))
    assert hidden[1, 0], "the other team must cover for it"
    assert hidden[2, 0]
    assert not hidden[0].any()


@examples(25)
@given(
    st.integers(2, 4).flatmap(
        lambda s: st.integers(2, 4).flatmap(
            lambda g: st.lists(st.lists(st.integers(0, 40), min_size=g, max_size=g), min_size=s, max_size=s)
        )
    )
)
@example([[22, 7, 4, 15], [11, 12, 13, 21], [21, 4, 23, 12], [6, 23, 1, 16]])  # every line safe by itself
def test_an_attacker_across_services_cannot_pin_a_small_number(leaves):
    """Exact: the solver is given every row, column and total at once."""
    leaves = np.array(leaves, dtype=float)
    hidden = hidden_by_gate(leaves, K)
    events = np.concatenate([leaves.sum(axis=0, keepdims=True), leaves])
    services, groups = leaves.shape
    cell = np.arange(leaves.size).reshape(leaves.shape)
    known = [(cell[s].tolist(), leaves[s].sum()) for s in range(services)]
    known += [(cell[:, g].tolist(), events[0, g]) for g in range(groups) if not hidden[0, g]]
    known += [
        ([cell[s, g]], leaves[s, g]) for s in range(services) for g in range(groups) if not hidden[s + 1, g]
    ]
    for s, g in zip(*np.nonzero((leaves > 0) & (leaves <= K)), strict=True):
        assert hidden[s + 1, g]
        low, high = feasible_range(leaves.size, known, int(cell[s, g]))
        assert high - low >= min(K, leaves[s].sum()), "a hidden number is known to less than the threshold"
        assert not (low >= 1 and high <= K), "a hidden number is known to be small"


# -- time ------------------------------------------------------------------------------------------


def test_years_that_roll_on_by_quarters_tie_the_quarters_of_a_season():
    assert differencing_reveals(np.array([[3.0, 1, 2, 1, 3, 1, 2, 1]]), 4, K).tolist() == [False]
    assert differencing_reveals(np.array([[3.0, 1, 2, 0, 3, 1, 2, 1]]), 4, K).tolist() == [True]
    assert differencing_reveals(np.array([[9.0, 9, 9, 0, 9, 9, 9, 0]]), 4, K).tolist() == [False], (
        "nothing is small"
    )
    assert differencing_reveals(np.array([[3.0, 1, 2, 0]]), 4, K).tolist() == [False], (
        "one year rolls nowhere"
    )


@examples(30)
@given(st.lists(st.integers(0, 12), min_size=5, max_size=12))
def test_rolling_years_leave_small_quarters_open(quarters):
    quarters = np.array(quarters, dtype=float)
    if differencing_reveals(quarters[np.newaxis], 4, K)[0]:
        return
    known = [(list(range(i, i + 4)), quarters[i : i + 4].sum()) for i in range(len(quarters) - 3)]
    for place in np.flatnonzero((quarters > 0) & (quarters <= K)):
        low, high = feasible_range(quarters.size, known, int(place))
        assert high - low >= K


# -- what comes out --------------------------------------------------------------------------------


def test_shown_counts_are_rounded_when_the_deployment_rounds():
    assert rounded(np.array([0, 2, 3, 7, 8, 12]), 5).tolist() == [0, 0, 5, 5, 10, 10]
    assert rounded(np.array([13.0]), 0).tolist() == [13]
