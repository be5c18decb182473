"""Swaps change no sum that was told, and get no further than linear programs say that anybody can."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.sparse import csr_matrix, vstack

from bench.equity import measure, tree
from quality.disclosure.feasibility import swaps
from quality.disclosure.feasibility.history import Past, Revision, Told, in_one_line
from quality.disclosure.feasibility.places import find_chains, find_places, holding
from quality.disclosure.feasibility.small_numbers import kinds, small_numbers
from quality.disclosure.feasibility.told import Frame, Knowledge, add_told, no_sums
from quality.series.calendar_blocks import Grain
from tests.unit.quality.disclosure.test_cover import BLOCKS, PERIODS, K, Table

CHILDREN = {0: [1, 2], 1: [3, 4, 5], 2: [6, 7]}
ABOVE = {row: parent for parent, rows in CHILDREN.items() for row in rows}
GROUPS = 4


def invented(seed):
    """A board, two hospitals and five wards, of which some of it is told, before a revision and after it."""
    random = np.random.default_rng(seed)
    people = random.poisson(6, (8, GROUPS, len(PERIODS))).astype(float)
    events = random.binomial(people.astype(int), 0.4).astype(float)
    for count in (people, events):
        for parent in (2, 1, 0):
            count[parent] = count[CHILDREN[parent]].sum(axis=0)
    counts = {"numerator": events, "denominator": people}
    counts |= {f"total_{name}": count.sum(axis=1) for name, count in counts.items()}
    table = Table(frozenset(range(8)), PERIODS, BLOCKS, counts)
    revised = [Revision(2, row, 1, PERIODS[4], events[row, 1, 4], people[row, 1, 4] + 3) for row in (3, 1, 0)]
    first = {(row, day): 1 for row in range(8) for day in PERIODS}
    year = random.random((8, GROUPS)) < 0.4
    hidden = {Grain.YEAR: year, Grain.QUARTER: year | (random.random(year.shape) < 0.4)}
    hidden[Grain.PERIOD] = hidden[Grain.QUARTER] | (random.random(year.shape) < 0.4)
    is_open = {grain: ~mask for grain, mask in hidden.items()}
    history = in_one_line([table], [Past([Told(1, date(2024, 10, 1), is_open)], revised, first)])
    return known_of(history, hidden), history


def known_of(history, hidden, children=CHILDREN):
    places = find_places(history.counts, history.changes, children)
    chains = find_chains(places.counts, history.pairs)
    frame = Frame(places, holding(history.counts.shape[1], children), history.spans)
    sums = no_sums()
    for load, told in history.told:
        sums = add_told(frame, sums, places.after(load), told)
    sums = add_told(frame, sums, places.now, history.told_now(hidden))
    marks = sums.mark(*places.counts.shape[1:])
    known = Knowledge(frame, [chain.classes(places.counts) for chain in chains], sums, marks)
    return known, small_numbers(frame, known.people, kinds(chains, history.pairs), marks, K)


def equations(known):
    """Sums that were told, and everyone's total at every place."""
    groups, places = known.told.shape
    told = csr_matrix(
        (np.ones(known.sums.sum.size), (known.sums.sum, known.sums.group * places + known.sums.place)),
        shape=(known.sums.count, groups * places),
    )
    return vstack([told, csr_matrix(np.tile(np.eye(places), groups))], format="csr")


@pytest.mark.parametrize("seed", range(12))
def test_whatever_is_swapped_no_sum_that_was_told_changes(seed):
    (known, _), _ = invented(seed)
    assert len(known.frame.places.before) == 1
    random, people = np.random.default_rng(seed), known.people[0]
    of_it, state = swaps.Swaps(known, ABOVE), people.copy()
    for _ in range(5):
        of_it.push(state, random.normal(size=people.shape))
    assert not (equations(known) @ (state - people).reshape(len(people), -1).T).any()
    assert state.min() >= 0
    assert (state == np.round(state)).all()
    assert (state != people).any()


@pytest.mark.parametrize("seed", range(6))
def test_no_number_is_opened_further_than_it_is_open(seed, monkeypatch):
    (known, small), _ = invented(seed)
    monkeypatch.setattr(swaps, "LARGE", 0)
    monkeypatch.setattr(swaps, "MANY", 0)
    swaps.swap(known, 0, small, ABOVE, K)
    assert any((of_kind.more + of_kind.less).any() for of_kind in small)
    sums = equations(known)
    for of_kind in small:
        for of_class in of_kind.kind.classes:
            people = known.people[0][of_class].ravel()
            bounds = np.stack([-people, np.full(people.size, np.inf)], axis=1)
            row = int((of_kind.more + of_kind.less)[:, of_class].argmax())
            aim = of_kind.parts[row].toarray()[0]
            for sign, kept in ((-1, of_kind.more), (1, of_kind.less)):
                best = linprog(sign * aim, A_eq=sums, b_eq=np.zeros(sums.shape[0]), bounds=bounds).fun
                assert kept[row, of_class] <= -best + 1e-6


def test_wards_told_by_year_change_with_each_other_in_two_months(monkeypatch):
    """A hospital is told by month, its two wards by year: only four people at once can change places."""
    few = np.full((8, GROUPS, len(PERIODS)), 20.0)
    few[3, 0, 2] = 3.0
    for parent in (2, 1, 0):
        few[parent] = few[CHILDREN[parent]].sum(axis=0)
    nobody = np.full(few.shape, np.nan)
    counts = {"numerator": few, "denominator": nobody, "total_numerator": few.sum(axis=1)}
    table = Table(frozenset(range(8)), PERIODS, BLOCKS, counts | {"total_denominator": nobody[:, 0]})
    told_by_year = np.array([[row > 2] * GROUPS for row in range(8)])
    never = np.zeros_like(told_by_year)
    hidden = {Grain.YEAR: never, Grain.QUARTER: told_by_year, Grain.PERIOD: told_by_year}
    known, small = known_of(in_one_line([table], [Past()]), hidden)
    assert [of_kind.closed(K).size for of_kind in small] == [1]
    monkeypatch.setattr(swaps, "LARGE", 0)
    monkeypatch.setattr(swaps, "MANY", 0)
    swaps.swap(known, 0, small, ABOVE, K)
    assert small[0].closed(K).size == 0


def test_swaps_across_a_large_tree_change_no_number_that_is_shown():
    """Over 3,000 places; what is shown is added up here by hand, from nothing but what is hidden."""
    children, services = tree(100), 100
    table = measure(np.random.default_rng(1), services, 4)
    random = np.random.default_rng(2)
    year = random.random((services, 6)) < 0.2
    quarter = year | (random.random(year.shape) < 0.5)
    hidden = {
        Grain.YEAR: year,
        Grain.QUARTER: quarter,
        Grain.PERIOD: quarter | (random.random(year.shape) < 0.5),
    }
    history = in_one_line([table], [Past()])
    known, _ = known_of(history, hidden, children)
    people, now = known.people[0], known.frame.places.now
    assert people.shape[-1] > 3000
    of_it, state = (
        swaps.Swaps(known, {row: parent for parent, rows in children.items() for row in rows}),
        people.copy(),
    )
    for _ in range(3):
        of_it.push(state, random.normal(size=people.shape))
    own = np.where(now >= 0, (state - people)[..., now], 0.0)
    changed = np.stack(
        [own[..., rows, :].sum(axis=-2) for rows in map(inside(children).get, range(services))], axis=2
    )
    assert np.abs(changed).sum() > 1000
    assert not own.sum(axis=1).any(), "everyone's total"
    for grain, spans in history.spans.items():
        for time in np.flatnonzero(history.shown[grain]):
            first, last = spans[time]
            assert not changed[..., first:last].sum(axis=-1)[:, ~hidden[grain].T].any(), grain


def inside(children):
    """Service → itself and all that are in it."""
    found = {row: [row] for rows in [[0], *children.values()] for row in rows}
    for parent in sorted(children, reverse=True):
        found[parent] = [parent] + [row for child in children[parent] for row in found[child]]
    return found
