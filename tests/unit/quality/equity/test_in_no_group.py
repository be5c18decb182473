"""People who are counted for everyone and in no group: told, never called known."""

from __future__ import annotations

import pytest

from catalogue.disclosure import Disclosure
from components.exports.equity.equity_parts_csv import unknown_csv
from components.words.equity import equity_unknown as words
from components.words.explain.made import explanations
from quality.equity.build_view import equity_view, split_indicators
from tests.unit.quality.equity.world import World

MONTHS = 27


def two_sexes(everyone: float, of_each: float = 100.0, **rule: int):
    """Women and men, and everyone."""
    world = World()
    if rule:
        object.__setattr__(world.catalogue, "disclosure", Disclosure(**rule))
    for code in "FM":
        world.warehouse.series(
            "missed", "A", [of_each / 4] * MONTHS, [of_each] * MONTHS, category=f"sex:{code}"
        )
    world.warehouse.series("missed", "A", [everyone / 4] * MONTHS, [everyone] * MONTHS)
    return world.view(dimension="sex")


def test_who_is_in_no_group_is_counted():
    view = two_sexes(everyone=250.0)
    assert view.in_no_group == 12 * 50
    said = words.in_no_group(view)
    assert said.startswith("600 of 3,000 (20.0%) are counted for everyone and in no group.")
    assert words.not_stated(view) == words.NO_UNKNOWN_GROUP
    assert said in unknown_csv(view)
    assert "3,000 − (1,200 + 1,200" in repr(explanations(view, "unknown"))


def test_groups_that_hold_more_than_everyone_are_told():
    view = two_sexes(everyone=160.0)
    assert view.is_partly_grouped
    assert view.in_no_group == -12 * 40
    assert "480 more than everyone, 25.0% of 1,920" in words.in_no_group(view)
    assert words.not_stated(view) != words.ALL_GROUPED


def test_groups_that_add_up_need_no_word():
    view = two_sexes(everyone=200.0)
    assert not view.is_partly_grouped
    assert view.in_no_group == 0
    assert words.in_no_group(view) == ""
    assert words.not_stated(view) == words.ALL_GROUPED


def test_of_hidden_groups_nothing_is_told():
    view = two_sexes(everyone=16.0, of_each=0.5)
    assert view.hidden
    assert view.in_no_group is None
    assert words.not_stated(view) != words.ALL_GROUPED


@pytest.mark.parametrize(("everyone", "is_told"), [(200.2, False), (250.0, True)])
def test_a_difference_that_rounding_makes_is_not_told(everyone, is_told):
    view = two_sexes(everyone=everyone, round_to=5)
    assert bool(words.in_no_group(view)) == is_told


def test_every_view_of_the_demo_adds_up_to_everyone(demo):
    seen = 0
    with demo.session() as session:
        for code, indicator in split_indicators(demo.catalogue).items():
            for dimension in demo.catalogue.compared_by(indicator):
                view = equity_view(session, demo.catalogue, code, dimension=dimension, service="glenmore")
                if not view.has_numbers or view.hidden:
                    continue
                seen += 1
                parts = [row.numerator if view.is_count else row.denominator for row in view.rows]
                whole = view.total_numerator if view.is_count else view.total_denominator
                assert view.in_no_group == pytest.approx(whole - sum(filter(None, parts)))
    assert seen >= 5
