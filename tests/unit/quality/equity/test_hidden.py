"""Groups that are too small to be shown: nothing on an equity page tells their numbers."""

from __future__ import annotations

import ast

import numpy as np
import pytest
from sqlalchemy.orm import Session

from catalogue.disclosure import Disclosure
from components.exports.equity.equity_csv import equity_csv
from components.words.equity.equity_numbers import caption
from quality.disclosure.protected_counts import group_tree, protected_series
from quality.equity.view import Verdict
from quality.reference.ids import read_ids
from quality.series.calendar_blocks import Grain
from settings import ROOT
from tests.unit.quality.equity.world import World, fifths, noisy


def test_what_would_be_found_is_not_told_where_a_group_is_hidden(sparse):
    assert sparse.view("B").hidden
    assert {row.detectable for row in sparse.view("B").rows} == {None}
    assert all(row.likely is None for row in sparse.view("B").rows if row.is_hidden)


def test_a_hidden_group_has_no_number_anywhere(sparse):
    row = next(row for row in sparse.view("B").rows if row.code == "5")
    assert row.is_hidden
    numbers = (row.numerator, row.denominator, row.share, row.value, row.lower, row.upper, row.rest)
    assert numbers == (None,) * 7
    assert row.verdict is Verdict.TOO_FEW
    assert row.representation is None


def test_it_does_not_follow_from_the_hospital_less_the_other_clinic(sparse):
    hospital, other = ({row.code: row for row in sparse.view(service).rows}["5"] for service in ("H", "A"))
    assert hospital.is_hidden or other.is_hidden


def test_the_page_points_at_a_larger_service_only_where_more_is_shown(sparse):
    view = sparse.view("B")
    assert view.hidden
    better = sparse.view(view.better_service) if view.better_service else None
    assert better is None or better.hidden < view.hidden


def test_where_groups_are_hidden_it_says_where_more_of_them_are_shown(sparse):
    """By another dimension, of the same service: those pages show what is said of them here."""
    for seed, code in enumerate("FMX", 80):
        sparse.warehouse.series("missed", "B", *noisy(0.2, 300, seed), category=f"sex:{code}")
    view = sparse.view("B")
    by_sex = next(one for one in view.elsewhere if one.dimension == "sex")
    assert (by_sex.service, by_sex.shown, by_sex.groups) == ("B", 3, 3)
    for one in view.elsewhere:
        there = sparse.view(one.service, dimension=one.dimension)
        assert sum(not row.is_hidden for row in there.known) == one.shown
        assert len(there.known) == one.groups
    assert sparse.view("B", dimension="sex").elsewhere == ()


def test_no_slope_when_a_group_is_hidden(sparse):
    assert sparse.view("B").slope is None


def test_no_slope_across_the_groups_that_are_left_when_one_is_hidden():
    """Five of seven are enough for a slope, and it would be that of other people."""
    world = World(dimensions=["sevenths"])
    groups = {str(i): noisy(0.1 + i / 50, 300, i) for i in range(1, 8)}
    world.split("A", "sevenths", groups)
    world.split("B", "sevenths", groups | {"7": ([*[0.0] * 26, 1.0], [300.0] * 27)})
    assert world.view(dimension="sevenths").slope is not None
    view = world.view("B", dimension="sevenths")
    assert sum(row.is_hidden for row in view.rows) == 2
    assert view.slope is None
    assert not view.is_ranked
    assert view.gap.second == "everybody else"


def quarterly(counts: list[int]) -> list[float]:
    return [float(count) for quarter in counts for count in (quarter, 0, 0)]


def test_years_that_roll_on_hide_a_group_of_small_quarters():
    """Every year holds at least nine, and their differences are the quarters."""
    world = World()
    groups = fifths([0.2] * 4)
    groups["5"] = (quarterly([0, 3, 3, 3, 4, 0, 3, 3, 3]), [400.0] * 27)
    world.split("A", "deprivation", groups)
    row = next(row for row in world.view().rows if row.code == "5")
    assert row.is_hidden
    assert row.numerator is None


def test_what_is_hidden_for_the_year_is_hidden_for_the_month():
    """Group 4 covers for group 5 in the years, and would be shown by month, where its latest month makes it
    larger than group 3: its months would give away its year."""
    world = World()
    even = [400.0] * 25
    groups = {code: ([30.0] * 25, even) for code in "12"}
    groups |= {"3": ([21.0] * 25, even), "4": ([20.0] * 24 + [90.0], even), "5": ([1.0] + [0.0] * 24, even)}
    world.split("A", "deprivation", groups)
    with Session(world.engine) as session:
        known = read_ids(session)
        counts = group_tree(session, world.catalogue, "missed", "deprivation").of(known.services["A"].id)
        ids = known.services["A"].id, known.category_ids["deprivation:4"]
        months = protected_series(session, world.catalogue, "missed", *ids)
    codes = [group.code for group in counts.groups]
    for grain in Grain:
        hidden = {
            code for code, is_hidden in zip(codes, counts.released(grain).is_hidden, strict=True) if is_hidden
        }
        assert {"4", "5"} <= hidden, grain
    assert np.isnan(months.numerator).all()


def test_shown_counts_of_groups_are_rounded_where_that_is_asked_for():
    world = World()
    rounds = Disclosure(hide_up_to=7, round_to=5)
    world.catalogue = world.catalogue.model_copy(update={"disclosure": rounds})
    world.split("A", "deprivation", fifths([0.25, 0.12, 0.12, 0.12, 0.12], size=403))
    view = world.view()
    shown = [row for row in view.rows if not row.is_hidden]
    assert shown
    assert "rounded to the nearest 5 by itself" in caption(view)
    assert "rounded to the nearest 5 by itself" in equity_csv(view).splitlines()[0]
    with Session(world.engine) as session:
        known = read_ids(session)
        ids = known.services["A"].id, known.category_ids["deprivation:1"]
        months = protected_series(session, world.catalogue, "missed", *ids)
    counts = [*(row.numerator for row in shown), *(row.denominator for row in shown), *months.numerator[0]]
    assert {count % 5 for count in counts} == {0.0}
    assert set(months.denominator[0]) == {405.0}


@pytest.mark.parametrize(("few", "is_shown"), [(7, False), (8, True)])
def test_few_residents_of_one_group_hide_those_of_all(uneven, few, is_shown):
    people = {f"deprivation:{i}": 900.0 for i in range(1, 5)} | {"deprivation:5": few}
    uneven.warehouse.population("A", people)
    rows = uneven.view().known
    assert {row.representation is not None for row in rows} == {is_shown}
    assert {row.population_share is not None for row in rows} == {is_shown}


def test_residents_whose_group_is_not_known_are_in_neither_share(uneven):
    people = {f"deprivation:{i}": 900.0 for i in range(1, 6)}
    uneven.warehouse.population("A", people | {"deprivation:U": 4500.0})
    first = uneven.view().rows[0]
    known = sum(row.denominator for row in uneven.view().known)
    assert first.population_share == pytest.approx(0.2)
    assert first.served[0] == pytest.approx(first.denominator / known)


def test_guarded_counts_do_not_print(sparse):
    with Session(sparse.engine) as session:
        tree = group_tree(session, sparse.catalogue, "missed", "deprivation")
        counts = tree.of(read_ids(session).services["B"].id)
    assert f"{counts}" == repr(counts) == "<ProtectedCounts: 6 groups × 27 periods, not for show>"
    assert "array" not in repr(tree)


def test_only_the_equity_case_sees_what_is_hidden():
    """`for_statistics` gives what may be seen of all groups: one module may call it, for the verdicts."""
    users = [
        path.name
        for room in ("quality", "components", "pages", "loaders")
        for path in (ROOT / room).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and node.attr == "for_statistics"
    ]
    assert users == ["page_tests.py"]


def test_a_hidden_series_has_no_number_on_the_chart_page_either(sparse):
    with Session(sparse.engine) as session:
        known = read_ids(session)
        ids = known.services["B"].id, known.category_ids["deprivation:5"]
        matrix = protected_series(session, sparse.catalogue, "missed", *ids)
        shown = protected_series(
            session, sparse.catalogue, "missed", known.services["H"].id, known.category_ids["deprivation:1"]
        )
    assert np.isnan(matrix.numerator).all()
    assert not np.isnan(shown.numerator).any()
