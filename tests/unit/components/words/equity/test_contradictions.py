"""A page of equity does not deny itself: no word beside a number that says another thing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from components.equity.scale import Scale
from components.words import group_signals
from components.words.equity import (
    equity_method,
    equity_numbers,
    equity_overview,
    equity_sentence,
    equity_unknown,
)
from quality.equity.view import EquityView, State, Verdict
from tests.organisations.generated_equity import generated, seeds
from tests.unit.quality.equity.world import MISSED, World, fifths, noisy


@pytest.fixture(scope="module")
def views() -> list[EquityView]:
    return [view for seed in seeds() for view in generated(seed)[1] if view.has_numbers]


def by_sex(world: World) -> EquityView:
    nobody = [0.0] * 27
    groups = {"F": noisy(0.1, 300, 1), "M": noisy(0.2, 300, 2), "X": (nobody, nobody)}
    world.split("A", "sex", groups)
    return world.view(dimension="sex")


def test_a_difference_as_large_as_one_that_counts_says_why_it_is_none(views):
    told = 0
    for view in views:
        for row in view.known:
            if row.value is None or row.rest is None:
                continue
            why, size = equity_numbers.without_extremes(row, view), abs(row.value - row.rest)
            told += bool(why)
            if row.verdict is Verdict.SMALL:
                assert bool(why) == (size >= view.indicator.minimum_gap)
            if equity_numbers.detectable(row, view):
                assert size < row.detectable
            if row.verdict in (Verdict.HIGHER, Verdict.LOWER):
                assert not why
    assert told


def test_a_group_that_is_only_beside_a_bad_one_better_is_explained():
    world = World()
    world.split("A", "deprivation", fifths([0.30, 0.14, 0.13, 0.13, 0.125], size=4000))
    view = world.view()
    last = view.known[-1]
    assert last.verdict is Verdict.SMALL
    assert last.rest - last.value > MISSED["minimum_gap"]
    assert (
        equity_numbers.without_extremes(last, view)
        == "less than 2.0 points without the groups that differ most"
    )
    assert any("without those that differ most" in line for line in equity_method.method(view))


def test_of_two_groups_with_people_one_is_compared_with_the_other_and_said_once():
    view = by_sex(World())
    assert view.is_of_two
    assert (view.gap.first, view.gap.second) == ("Female", "Male")
    assert "The same holds" not in equity_sentence.sentence(view)
    assert "Also" not in equity_overview.finding(view)
    assert equity_overview.cell(view) == "Male: higher, worse"


def test_a_group_of_which_nobody_came_is_not_followed():
    world = World()
    by_sex(world)
    asked = world.view(dimension="sex", group="X")
    assert (asked.gap.first, asked.gap.second) == ("Female", "Male")


def test_of_a_mean_nothing_is_said_to_be_judged_nor_to_have_an_interval():
    world = World(is_proportion=False, chart="xmr", unit="days", per=1)
    world.split("A", "deprivation", fifths([0.25, 0.12, 0.12, 0.12, 0.12]))
    view = world.view()
    assert equity_numbers.caption(view).endswith("Value in days.")
    assert equity_numbers.axis(view) == "Value, in days"
    said = " ".join(equity_method.method(view))
    assert "no difference is judged" in said
    assert "A difference counts" not in said
    assert group_signals.none(view) == group_signals.NOT_JUDGED


def test_no_smallest_gap_is_named_where_there_is_none():
    world = World(minimum_gap=0)
    world.split("A", "deprivation", fifths([0.25, 0.12, 0.12, 0.12, 0.12]))
    assert "at least 0" not in " ".join(equity_method.method(world.view()))


@pytest.mark.parametrize(
    ("title", "is_age"),
    [("Age band", True), ("Age of adults", True), ("Age (records)", True), ("Wages", False)],
)
def test_ages_are_not_said_to_differ_in_age(uneven_view, title, is_age):
    dimension = uneven_view.dimension.model_copy(update={"title": title})
    view = replace(uneven_view, dimension=dimension)
    assert (equity_method.AGES_DIFFER in equity_method.method(view)) != is_age


@pytest.fixture
def uneven_view() -> EquityView:
    world = World()
    world.split("A", "deprivation", fifths([0.25, 0.12, 0.12, 0.12, 0.12]))
    return world.view()


def test_groups_that_are_hidden_are_not_said_to_be_too_few_nor_alike():
    world = World()
    groups = fifths([0.01, 0.01, 0.01, 0.01, 0.01], size=10)
    world.split("A", "deprivation", groups)
    view = world.view()
    assert view.state is State.TOO_FEW
    assert "no group can be shown" in equity_sentence.sentence(view)
    assert group_signals.none(view) == group_signals.NOT_JUDGED


def test_an_axis_without_a_mark_has_no_ticks():
    world = World(is_proportion=False, chart="c", unit="people", per=1, data=COUNT)
    groups = {code: (x, [None] * 27) for code, (x, _) in fifths([0.01] * 5, size=10).items()}
    world.split("A", "deprivation", groups)
    view = world.view()
    assert all(row.value is None for row in view.rows)
    assert Scale.of(view).ticks == []


COUNT = [{"source": "wards", "numerator": "missed"}]


NOBODY = [0.0] * 27


@pytest.mark.parametrize(
    ("women", "unknown", "words"),
    [
        (
            noisy(0.1, 300, 1),
            (NOBODY, NOBODY),
            "is of one, Deprivation Fifth 1, in the",
        ),
        ((NOBODY, NOBODY), noisy(0.1, 300, 1), "Of nobody the group is known in the"),
        ((NOBODY, NOBODY), (NOBODY, NOBODY), "Nobody was counted in the"),
        ((NOBODY, [300.0] * 27), (NOBODY, NOBODY), "is of one, Deprivation Fifth 1"),
    ],
)
def test_where_no_two_groups_have_people_nobody_is_too_few(women, unknown, words):
    world = World()
    others = dict.fromkeys("2345", (NOBODY, NOBODY))
    world.split("A", "deprivation", {"1": women} | others | {"U": unknown})
    view = world.view()
    said = equity_sentence.sentence(view)
    assert words in said
    assert "too small" not in said.lower()
    assert equity_overview.cell(view) == "Nothing to compare"
    assert "hidden" not in equity_unknown.not_stated(view)


def test_without_events_it_is_not_people_that_are_too_few():
    world = World()
    groups = {str(code): (NOBODY, [300.0] * 27) for code in range(1, 6)}
    world.split("A", "deprivation", groups | {"U": (NOBODY, [30.0] * 27)})
    assert "Too few people or events" in equity_sentence.sentence(world.view())


def test_of_a_rank_without_people_at_its_ends_the_others_are_compared():
    """As the Western Isles, where nobody lives in the first, fourth and last fifth of the country."""
    world = World()
    nobody = dict.fromkeys("145U", (NOBODY, NOBODY))
    world.split("A", "deprivation", nobody | {"2": noisy(0.3, 900, 1), "3": noisy(0.1, 900, 2)})
    view = world.view()
    assert (view.gap.first, view.gap.second) == ("Fifth 2", "Fifth 3")
    assert view.trend is not None
    assert equity_sentence.UNLIKE_RANK not in equity_sentence.sentence(view)


def test_a_group_that_never_had_people_is_not_followed_on_a_chart():
    world = World()
    world.split("A", "sex", {"F": noisy(0.1, 300, 1), "M": noisy(0.2, 300, 2), "X": (NOBODY, NOBODY)})
    view = world.view(dimension="sex", group="X")
    assert view.trend is None or any(value is not None for value in view.trend.values)


def test_groups_without_people_are_none_that_can_be_shown():
    world = World()
    few = dict.fromkeys("12", ([1.0, 0.0, 0.0] * 9, [30.0] * 27))
    world.split("A", "deprivation", few | dict.fromkeys("345U", (NOBODY, NOBODY)))
    view = world.view()
    assert view.state is State.TOO_FEW
    assert view.hidden == 2
    assert "no group with people can be shown" in equity_sentence.sentence(view)


def test_a_number_that_is_none_is_not_said_to_be_hidden():
    world = World(is_proportion=False, chart="c", unit="people", per=1, data=COUNT)
    world.split("A", "deprivation", dict.fromkeys("12345U", (NOBODY, [None] * 27)))
    view = world.view()
    assert view.hidden == 0
    assert equity_unknown.not_stated(view) == equity_unknown.NOTHING


def test_values_without_people_are_not_said_to_be_of_nobody():
    """As a published rate, of which nothing but the rate is known."""
    world = World(is_proportion=False, chart="run", unit="per 1,000", per=1, data=COUNT, additive=False)
    groups = {code: (x, [None] * 27) for code, (x, _) in fifths([0.5, 0.4, 0.3, 0.2, 0.2]).items()}
    world.split("A", "deprivation", groups)
    view = world.view()
    assert equity_unknown.not_stated(view) == equity_unknown.NO_PEOPLE
    assert "without the number of people" in equity_sentence.sentence(view)


def test_people_in_no_group_are_not_everybody_else():
    """As in Orkney, where residents of no fifth are counted for everyone: the third is lower than the others,
    whoever else is counted."""
    world = World()
    groups = {"1": noisy(0.30, 900, 1), "2": noisy(0.30, 900, 2), "3": noisy(0.20, 1800, 3)}
    for code, counts in (groups | dict.fromkeys("45U", (NOBODY, NOBODY))).items():
        world.warehouse.series("missed", "A", *counts, category=f"deprivation:{code}")
    x = np.sum([events for events, _ in groups.values()], axis=0)
    world.warehouse.series("missed", "A", x.tolist(), [7200.0] * 27)
    view = world.view()
    third = view.known[2]
    assert third.verdict is Verdict.LOWER
    assert third.value < third.rest == pytest.approx(30, abs=1)
    assert view.in_no_group == 12 * 3600
